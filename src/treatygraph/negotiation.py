"""Content negotiation: a pure function from an Accept header to a representation.

RFC 9110, section 12.5.1. Werkzeug's ``best_match`` answers None to a missing header and fails
on parameters such as ``charset`` or ``profile``, so this is ours.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_Q = re.compile(r"(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\Z")


@dataclass(frozen=True, slots=True)
class Representation:
    """One way to send a thing: its registered media type, its suffix, what else clients call it."""

    name: str
    media_type: str
    suffix: str
    aliases: tuple[str, ...] = ()
    charset: bool = False

    @property
    def content_type(self) -> str:
        """The value of the Content-Type header."""
        return f"{self.media_type}; charset=utf-8" if self.charset else self.media_type


@dataclass(frozen=True, slots=True)
class MediaRange:
    """One member of an Accept header: type, subtype and quality in thousandths."""

    type: str
    subtype: str
    parameters: tuple[tuple[str, str], ...]
    quality: int

    def precedence(self, media_type: str) -> int:
        """How specifically this range names a media type: 0 not at all, 3 exactly."""
        type_, _, subtype = media_type.partition("/")
        if (self.type, self.subtype) == ("*", "*"):
            return 1
        if self.type != type_:
            return 0
        return 2 if self.subtype == "*" else 3 * (self.subtype == subtype)


HTML = Representation("html", "text/html", "html", ("application/xhtml+xml",), charset=True)
TURTLE = Representation(
    "turtle", "text/turtle", "ttl", ("application/x-turtle", "text/n3", "text/rdf+n3"), charset=True
)
NTRIPLES = Representation("ntriples", "application/n-triples", "nt", ("text/plain",), charset=True)
JSONLD = Representation("jsonld", "application/ld+json", "jsonld", ("application/json",))
RDFXML = Representation("rdfxml", "application/rdf+xml", "rdf", ("application/xml", "text/xml"))

RDF_FORMATS = (TURTLE, NTRIPLES, JSONLD, RDFXML)
PAGE_FORMATS = (HTML, *RDF_FORMATS)

SPARQL_JSON = Representation(
    "json", "application/sparql-results+json", "srj", ("application/json", "text/json")
)
SPARQL_XML = Representation(
    "xml", "application/sparql-results+xml", "srx", ("application/xml", "text/xml")
)
CSV = Representation("csv", "text/csv", "csv", charset=True)
TSV = Representation("tsv", "text/tab-separated-values", "tsv", charset=True)

RESULT_FORMATS = (SPARQL_JSON, SPARQL_XML, CSV, TSV)


def parse_accept(header: str) -> list[MediaRange]:
    """The media ranges of an Accept header; members that are no media range are passed over."""
    ranges = (_media_range(member) for member in _split(header, ","))
    return [found for found in ranges if found is not None]


def _split(text: str, separator: str) -> list[str]:
    """Split at a separator that stands outside quoted strings."""
    masked = _QUOTED.sub(lambda match: "x" * len(match.group()), text)
    parts, start = [], 0
    for index, character in enumerate(masked):
        if character == separator:
            parts.append(text[start:index])
            start = index + 1
    return [*parts, text[start:]]


def _media_range(member: str) -> MediaRange | None:
    name, *parameters = (part.strip() for part in _split(member, ";"))
    type_, slash, subtype = name.lower().partition("/")
    if not slash or not type_ or not subtype or (type_ == "*" and subtype != "*"):
        return None
    split = (parameter.partition("=") for parameter in parameters)
    pairs = [(key.strip().lower(), value.strip().strip('"')) for key, _, value in split]
    quality = next((value for key, value in pairs if key == "q"), "1")
    if not _Q.match(quality):
        return None
    others = tuple(pair for pair in pairs if pair[0] != "q")
    return MediaRange(type_, subtype, others, round(float(quality) * 1000))


def _quality(ranges: Sequence[MediaRange], media_type: str) -> tuple[int, int]:
    """Quality and precedence of the most specific range for a media type (RFC 9110, 12.5.1)."""
    best = max(ranges, key=lambda found: found.precedence(media_type), default=None)
    precedence = best.precedence(media_type) if best else 0
    return (best.quality, precedence) if best and precedence else (0, 0)


def _utf8_only(found: MediaRange) -> bool:
    """Whether a range asks for a charset that we do not speak."""
    charset = dict(found.parameters).get("charset", "utf-8").lower()
    return charset in ("utf-8", "utf8", "us-ascii")


def negotiate(
    header: str | None, offered: Sequence[Representation], *, default: Representation | None = None
) -> Representation | None:
    """The representation that a client prefers, or None where nothing fits (406).

    A missing or empty header, and one in which no member can be read, means the default: the
    first that is offered, unless another is named. Of equal quality the more precisely named
    wins, then the default, then the order of the offer.
    """
    return _negotiated(header or "", tuple(offered), default or offered[0])


@lru_cache(maxsize=1_000)
def _negotiated(
    header: str, offered: tuple[Representation, ...], default: Representation
) -> Representation | None:
    """Clients send few different headers, and each of them many times."""
    ranges = parse_accept(header)
    if not ranges:
        return default
    ranges = [found for found in ranges if _utf8_only(found)]
    scored = [(*_score(ranges, item), item is default, -place, item)
              for place, item in enumerate(offered)]  # fmt: skip
    best = max(scored, key=lambda row: row[:-1])
    return best[-1] if best[0] > 0 else None


def _score(ranges: Sequence[MediaRange], item: Representation) -> tuple[int, int, bool]:
    """Quality, precedence, and whether the registered name itself was asked for."""
    own = _quality(ranges, item.media_type)
    if own[1] == 3:
        return (*own, True)
    named = [score for alias in item.aliases if (score := _quality(ranges, alias))[1] == 3]
    return (*max(named), False) if named else (*own, False)


def by_suffix(suffix: str, offered: Sequence[Representation]) -> Representation | None:
    """The representation that a suffix or a ``format=`` parameter names."""
    return next((item for item in offered
                 if suffix in (item.suffix, item.name, item.media_type)), None)  # fmt: skip
