"""The view of a source: its passages in order, and what is claimed in each."""

from __future__ import annotations

from dataclasses import dataclass

from treatygraph.describe.claim import ClaimLine, claim_lines, claims_in, natural_order
from treatygraph.describe.reader import Reader
from treatygraph.describe.values import Link, Text


@dataclass(frozen=True, slots=True)
class PassageLine:
    """A passage, what it cites, what it claims, and what rests on it."""

    link: Link
    locator: str
    cites: tuple[Link, ...]
    claims: tuple[ClaimLine, ...]
    evidence_for: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class SourceView:
    """A source's own page."""

    titles: tuple[Text, ...]
    authors: tuple[Link, ...]
    publisher: Link | None
    published: str | None
    urls: tuple[str, ...]
    kinds: tuple[Link, ...]
    languages: tuple[str, ...]
    text_of: tuple[Link, ...]
    passages: tuple[PassageLine, ...]
    cited_by: tuple[Link, ...]


def passage_line(reader: Reader, iri: str) -> PassageLine:
    """A passage with its claims."""
    return PassageLine(
        link=reader.link(iri),
        locator=reader.literal(iri, "tg:locator") or "",
        cites=reader.links(reader.iris(iri, "tg:cites")),
        claims=claim_lines(reader, claims_in(reader, iri)),
        evidence_for=reader.links(reader.subjects("tg:evidence", iri)),
    )


def source_view(reader: Reader, iri: str) -> SourceView:
    """A source's own page."""
    publisher = reader.iri(iri, "tg:publisher")
    passages = sorted(reader.subjects("tg:inSource", iri), key=_reading_order)
    return SourceView(
        titles=tuple(reader.texts(iri, "dcterms:title")),
        authors=reader.links(reader.iris(iri, "tg:author")),
        publisher=reader.link(publisher) if publisher else None,
        published=reader.literal(iri, "tg:publishedOn"),
        urls=tuple(text.value for text in reader.texts(iri, "tg:url")),
        kinds=reader.links(reader.iris(iri, "tg:sourceType")),
        languages=tuple(text.value for text in reader.texts(iri, "dcterms:language")),
        text_of=reader.links(reader.iris(iri, "tg:textOf")),
        passages=tuple(passage_line(reader, passage) for passage in passages),
        cited_by=reader.links(reader.subjects("tg:cites", iri)),
    )


def _reading_order(passage: str) -> tuple[object, ...]:
    """Title, then text, then footnotes."""
    locator = passage.rpartition("passage-")[2]
    return locator != "title", locator.startswith("fn"), natural_order(locator)
