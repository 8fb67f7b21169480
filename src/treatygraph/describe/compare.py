"""Instruments side by side: types of norm down, agreements across, and where they differ."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from pyoxigraph import NamedNode

from treatygraph.describe.norm import MODALITIES, NormLine, norm_line
from treatygraph.describe.reader import Reader, local_name
from treatygraph.describe.status import Status, statuses
from treatygraph.describe.values import Link
from treatygraph.namespaces import expand
from treatygraph.queries import QueryDocument
from treatygraph.store.answers import Term

QUERY = "library/comparison"
FEWEST, MOST = 2, 6
"""How many agreements stand side by side."""

_LETTERS = "ABCDEF"


@dataclass(frozen=True, slots=True)
class Question:
    """Which agreements, in the order to show them, and on which topic with all below it."""

    agreements: tuple[str, ...]
    topic: str | None = None

    def put(self, query: QueryDocument) -> QueryDocument:
        """The query with its values filled in."""
        agreements = " ".join(str(NamedNode(iri)) for iri in self.agreements)
        topic = str(NamedNode(self.topic)) if self.topic else "UNDEF"
        return query.bound({"agreement": agreements, "topic": topic})


@dataclass(frozen=True, slots=True)
class Column:
    """An agreement, how it stands today, and how much of it is known."""

    letter: str
    agreement: Link
    status: Status | None
    legal_force: Link | None
    articles: int
    """Articles whose number is attested."""
    article_count: int | None
    norms: int
    """Norms that are recorded of it, on whatever topic."""


@dataclass(frozen=True, slots=True)
class PlacedNorm:
    """A norm and the place that it stands in."""

    line: NormLine
    place: Link


@dataclass(frozen=True, slots=True)
class Cell:
    """What one agreement has of one type: the norms, and what they are compared by."""

    letter: str
    norms: tuple[PlacedNorm, ...]
    kinds: frozenset[str]
    bearers: frozenset[str]
    conditional: bool
    excepted: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing in which agreements differ: a sign, what it is about, and how, in words."""

    sign: str
    about: str
    words: str


@dataclass(frozen=True, slots=True)
class Row:
    """A type of norm in each agreement; ``below`` names the broader type that it stands under."""

    type: Link | None
    below: Link | None
    cells: tuple[Cell, ...]
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Some agreements side by side."""

    question: Question
    topic: Link | None
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @property
    def differing(self) -> tuple[Row, ...]:
        """The rows in which they differ."""
        return tuple(row for row in self.rows if row.differences)


@dataclass(slots=True)
class _Draft:
    """What is gathered for a cell."""

    norms: dict[str, None] = field(default_factory=dict)
    kinds: set[str] = field(default_factory=set)
    bearers: set[str] = field(default_factory=set)
    conditional: bool = False
    excepted: bool = False

    def take(self, row: dict[str, Term]) -> None:
        cells = {name: str(getattr(term, "value", term)) for name, term in row.items()}
        self.norms[cells["norm"]] = None
        self.kinds.add(local_name(cells["kind"]))
        self.bearers.update(filter(None, [cells.get("bearer")]))
        self.conditional |= cells["conditional"] == "true"
        self.excepted |= cells["excepted"] == "true"


def comparison(reader: Reader, question: Question, on: date) -> Comparison | None:
    """Agreements side by side, their status on a day; None where the release lacks the query."""
    query = reader.release.queries.get(QUERY)
    if query is None:
        return None
    drafts: dict[str | None, dict[str, _Draft]] = {}
    broader: dict[str | None, str] = {}
    for row in reader.release.store.select(question.put(query).body).dicts():
        type_, agreement = _iri(row.get("type")), _iri(row.get("agreement")) or ""
        drafts.setdefault(type_, {}).setdefault(agreement, _Draft()).take(row)
        if "broader" in row:
            broader[type_] = _iri(row["broader"]) or ""
    known = statuses(reader, on, question.agreements)
    return Comparison(
        question,
        reader.link(question.topic) if question.topic else None,
        tuple(_column(reader, letter, iri, known.get(iri))
              for letter, iri in zip(_LETTERS, question.agreements, strict=False)),
        tuple(_row(reader, question, type_, broader.get(type_), drafts[type_])
              for type_ in _in_order(reader, drafts, broader)),
    )  # fmt: skip


def _iri(term: Term | None) -> str | None:
    return term.value if isinstance(term, NamedNode) else None


def _in_order(
    reader: Reader, types: Iterable[str | None], broader: dict[str | None, str]
) -> list[str | None]:
    """By name, each below its broader type; what has no type comes last."""

    def key(type_: str | None) -> tuple[bool, str, bool, str]:
        own = reader.link(type_).label.value.casefold() if type_ else ""
        above = broader.get(type_)
        head = reader.link(above).label.value.casefold() if above else own
        return type_ is None, head, above is not None, own

    return sorted(types, key=key)


def _column(reader: Reader, letter: str, agreement: str, status: Status | None) -> Column:
    force = reader.iri(agreement, "tg:legalForce")
    count = reader.literal(agreement, "tg:articleCount")
    parts = reader.subjects("tg:partOf", agreement)
    places = [agreement, *parts]
    return Column(
        letter=letter,
        agreement=reader.link(agreement),
        status=status,
        legal_force=reader.link(force) if force else None,
        articles=sum(reader.cls(part) == "Article" for part in parts),
        article_count=int(count) if count else None,
        norms=sum(len(reader.subjects("tg:statedIn", place)) for place in places),
    )


def _row(
    reader: Reader, question: Question, type_: str | None, above: str | None,
    drafts: dict[str, _Draft],
) -> Row:  # fmt: skip
    cells = tuple(_cell(reader, letter, drafts.get(iri) or _Draft())
                  for letter, iri in zip(_LETTERS, question.agreements, strict=False))  # fmt: skip
    return Row(
        reader.link(type_) if type_ else None,
        reader.link(above) if above else None,
        cells,
        tuple(differences(reader, cells)),
    )


def _cell(reader: Reader, letter: str, draft: _Draft) -> Cell:
    norms = tuple(PlacedNorm(norm_line(reader, norm),
                             reader.link(reader.iri(norm, "tg:statedIn") or norm))
                  for norm in draft.norms)  # fmt: skip
    return Cell(letter, norms, frozenset(draft.kinds), frozenset(draft.bearers),
                draft.conditional, draft.excepted)  # fmt: skip


def differences(reader: Reader, cells: Sequence[Cell]) -> list[Difference]:
    """In what cells of one type differ; between those that have norms, but for presence."""
    full = [cell for cell in cells if cell.norms]
    empty = [cell.letter for cell in cells if not cell.norms]
    found = [Difference("∅", "presence", f"not found in {_listed(empty)}")] if empty else []
    compared: tuple[tuple[str, str, Callable[[Cell], str]], ...] = (
        ("≠", "kind", _kinds),
        ("⇄", "bearer", lambda cell: _bearers(reader, cell)),
        ("if", "condition", lambda cell: "a condition" if cell.conditional else "none"),
        ("–", "exception", lambda cell: "an exception" if cell.excepted else "none"),
    )
    for sign, about, value in compared:
        by_value: dict[str, list[str]] = {}
        for cell in full:
            by_value.setdefault(value(cell), []).append(cell.letter)
        if len(by_value) > 1:
            words = "; ".join(f"{said} in {_listed(who)}" for said, who in by_value.items())
            found.append(Difference(sign, about, words))
    return found


def _listed(words: list[str]) -> str:
    """``A``, ``A and B``, ``A, B and C``."""
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def _kinds(cell: Cell) -> str:
    return _listed([MODALITIES[cls][0] for cls in MODALITIES if cls in cell.kinds])


def _bearers(reader: Reader, cell: Cell) -> str:
    named = sorted(reader.link(iri).label.value for iri in cell.bearers)
    return ", ".join(name[:1].lower() + name[1:] if "party" in name.lower() else name
                     for name in named) or "nobody named"  # fmt: skip


def suggested(reader: Reader) -> list[tuple[Link, Link]]:
    """Pairs of agreements that a curator marked as comparable, each once."""
    told = reader.release.store.quads(None, NamedNode(expand("tg:comparableWith")))
    ends = {frozenset((one.value, other.value)) for quad in told
            if isinstance(one := quad.subject, NamedNode)
            and isinstance(other := quad.object, NamedNode)}  # fmt: skip
    found = (sorted(pair) for pair in ends if len(pair) == 2)
    links = ((reader.link(one), reader.link(other)) for one, other in found)
    pairs = [(one, other) for one, other in links if one.cls == other.cls == "Agreement"]
    return sorted(pairs, key=lambda pair: (pair[0].label.value, pair[1].label.value))
