"""Permanent links: a release by its moment, what is cited below it, what it is checked by.

``ROOT release/MOMENT/PATH?QUERY#query=sha256-…&result=sha256-…``. The part behind ``#`` is never
sent to a server (RFC 3986, 3.5): it is for who checks the citation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs, urlsplit

from treatygraph.citing.citation import Proof
from treatygraph.errors import TreatygraphError

LONGEST: Final = 64 << 10
"""Characters of an address that is looked at."""

_DATED = re.compile(r"(/|/.*?/)release/(\d{8}T\d{6}Z)(/.*)?", re.DOTALL)
_DIGEST = re.compile(r"sha256-[0-9a-f]{64}")
_UNSOUND = re.compile(r"[\x00-\x20\x7f\\<>\"`\ud800-\udfff]")


class NotACitation(TreatygraphError):
    """An address that is none of a release's; the sentence says what is amiss."""


@dataclass(frozen=True, slots=True)
class Address:
    """A permanent link in its parts: the server's root, the moment, what is cited, its proof."""

    root: str
    """With a slash at its end: ``https://w3id.org/treatygraph/``."""
    moment: str
    path: str
    query: str
    proof: Proof | None

    @property
    def target(self) -> str:
        """What is cited, below a release or a root: ``/binding?actor=IRN``."""
        return f"{self.path}?{self.query}" if self.query else self.path

    @property
    def dated_root(self) -> str:
        """The root of the release that is named, with a slash."""
        return f"{self.root}release/{self.moment}/"


def permanent_path(moment: str | None, target: str, proof: Proof | None = None) -> str:
    """Where something stays, below the root; without a moment it is where it is today."""
    dated = f"release/{moment}{target}" if moment else target.lstrip("/")
    return f"{dated}#query={proof.query}&result={proof.result}" if proof else dated


def read_address(text: str) -> Address:
    """A permanent link in its parts. Raises NotACitation."""
    shown = text if len(text) <= 100 else f"{text[:97]}..."
    if len(text) > LONGEST or _UNSOUND.search(text):
        raise NotACitation(f"{shown!r} is no address: it has blanks or signs that none has, "
                           "or is too long")  # fmt: skip
    try:
        parts = urlsplit(text)
        sound = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        sound = False
    if not sound or parts.username is not None:
        raise NotACitation(f"{shown!r} is no http or https address of a server")
    found = _DATED.fullmatch(parts.path)
    if not found:
        raise NotACitation(f"{shown} names no release: a permanent link has release/ and a moment "
                           "in it, such as release/20261126T174000Z/")  # fmt: skip
    root = f"{parts.scheme}://{parts.netloc}{found[1]}"
    return Address(root, found[2], found[3] or "/", parts.query, _proof(parts.fragment, shown))


def _proof(fragment: str, shown: str) -> Proof | None:
    """The hashes behind ``#``; another fragment is a place on the page. Raises NotACitation."""
    told = parse_qs(fragment, max_num_fields=20) if fragment.count("&") < 20 else {}
    if not told.keys() & {"query", "result"}:
        return None
    query, result = (told.get(name, [""])[0] for name in ("query", "result"))
    if not (_DIGEST.fullmatch(query) and _DIGEST.fullmatch(result)):
        raise NotACitation(f"{shown} has hashes that are cut off: each is sha256- and 64 "
                           "hexadecimal digits")  # fmt: skip
    return Proof(query, result)
