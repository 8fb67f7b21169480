"""Coverage: what is known of each agreement, and what is open; whatever is counted is there too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from treatygraph.describe.agreement import (
    act_lines,
    acts_of,
    disagreements_of,
    participations,
    parts_of,
)
from treatygraph.describe.overview import instances
from treatygraph.describe.reader import Reader
from treatygraph.describe.values import Link, Text

CONFIDENCES = ("high", "medium", "low")


@dataclass(frozen=True, slots=True)
class Coverage:
    """What is known of one agreement."""

    agreement: Link
    articles: tuple[Link, ...]
    """Those whose number is attested."""
    parts: tuple[Link, ...]
    """What else it is divided into: preamble, annexes, the paragraphs of a resolution."""
    article_count: int | None
    norms: tuple[tuple[str, tuple[Link, ...]], ...]
    """Norms by confidence, the firmest first."""
    unplaced: tuple[Link, ...]
    """Norms whose article is not attested."""
    disagreements: tuple[Link, ...]
    open_questions: tuple[tuple[Link, Text], ...]
    """What curators noted, each with the thing that it stands on."""


def coverage(reader: Reader, agreements: Iterable[Link] | None = None) -> list[Coverage]:
    """The coverage of some agreements, in the order given, or of all, in order of label."""
    wanted = instances(reader, "Agreement") if agreements is None else agreements
    return [_of(reader, link) for link in wanted]


def _of(reader: Reader, link: Link) -> Coverage:
    """What is counted, by look-ups of its own: the whole view of an agreement tells far more."""
    parts = reader.links(parts_of(reader, link.iri))
    placed = [norm for part in parts for norm in _norms_in(reader, part.iri)]
    unplaced = reader.subjects("tg:statedIn", link.iri)
    norms = [*placed, *unplaced]
    count = reader.literal(link.iri, "tg:articleCount")
    return Coverage(
        agreement=link,
        articles=tuple(part for part in parts if part.cls == "Article"),
        parts=tuple(part for part in parts if part.cls != "Article"),
        article_count=int(count) if count else None,
        norms=_by_confidence(reader, norms),
        unplaced=reader.links(unplaced),
        disagreements=disagreements_of(reader, link.iri, norms),
        open_questions=tuple(_open_questions(reader, link.iri)),
    )


def _norms_in(reader: Reader, place: str) -> list[str]:
    """The norms of a provision and of those below it, in the order of the text."""
    below = [norm for part in parts_of(reader, place) for norm in _norms_in(reader, part)]
    return [*reader.subjects("tg:statedIn", place), *below]


def _by_confidence(reader: Reader, norms: list[str]) -> tuple[tuple[str, tuple[Link, ...]], ...]:
    found: dict[str, list[str]] = {name: [] for name in CONFIDENCES}
    for norm in norms:
        confidence = reader.iri(norm, "tg:confidence") or ""
        found.get(confidence.rpartition("/")[2], []).append(norm)
    return tuple((name, reader.links(iris)) for name, iris in found.items())


def _open_questions(reader: Reader, agreement: str) -> Iterator[tuple[Link, Text]]:
    """What curators noted on the agreement, its participations, and its acts and events."""
    taking_part = (participation.iri for _, participation in participations(reader, agreement))
    for thing in (agreement, *taking_part):
        yield from ((reader.link(thing), note) for note in _notes(reader, thing))
    noted = [act for act in acts_of(reader, agreement) if _notes(reader, act)]
    for act in act_lines(reader, noted):
        yield from ((act.link, note) for note in act.notes)


def _notes(reader: Reader, thing: str) -> list[Text]:
    return reader.texts(thing, "skos:editorialNote")
