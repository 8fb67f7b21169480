"""Coverage: what is known of each agreement, and what is open; whatever is counted is there too."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from treatygraph.describe.agreement import AgreementView, ProvisionLine, agreement_view
from treatygraph.describe.norm import NormLine
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


def coverage(reader: Reader) -> list[Coverage]:
    """The coverage of every agreement, in order of label."""
    return [_of(reader, link) for link in instances(reader, "Agreement")]


def _of(reader: Reader, link: Link) -> Coverage:
    view = agreement_view(reader, link.iri)
    lines = [line for line in view.contents if isinstance(line, ProvisionLine)]
    norms = [*_norms(lines), *view.unplaced]
    return Coverage(
        agreement=link,
        articles=tuple(line.link for line in lines if line.cls == "Article"),
        parts=tuple(line.link for line in lines if line.cls != "Article"),
        article_count=int(view.article_count) if view.article_count else None,
        norms=tuple(
            (name, tuple(norm.link for norm in norms if norm.confidence == name))
            for name in CONFIDENCES
        ),
        unplaced=tuple(norm.link for norm in view.unplaced),
        disagreements=view.disagreements,
        open_questions=_open_questions(reader, link.iri, view),
    )


def _norms(lines: Iterable[ProvisionLine]) -> list[NormLine]:
    return [norm for line in lines for norm in (*line.norms, *_norms(line.parts))]


def _open_questions(reader: Reader, iri: str, view: AgreementView) -> tuple[tuple[Link, Text], ...]:
    """What curators noted on the agreement, its participations, and its acts and events."""
    things = [reader.link(iri), *(participation for _, participation in view.participations)]
    notes = [(thing, note) for thing in things
             for note in reader.texts(thing.iri, "skos:editorialNote")]  # fmt: skip
    return (*notes, *((act.link, note) for act in view.acts for note in act.notes))
