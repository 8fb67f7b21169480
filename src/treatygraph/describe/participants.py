"""Who takes part in some agreements, and for whom they are in force on a day."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from itertools import islice

from pyoxigraph import Literal, NamedNode

from treatygraph.describe.agreement import ActLine, act_line
from treatygraph.describe.reader import Reader
from treatygraph.describe.status import Status, statuses
from treatygraph.describe.values import Evidence, Link
from treatygraph.namespaces import expand
from treatygraph.queries import QueryDocument

QUERY = "library/participants-on-day"
MOST = 6
"""How many agreements a map has, each with a letter."""

_LETTERS = "ABCDEF"


@dataclass(frozen=True, slots=True)
class Question:
    """Which agreements, in the order to show them, and on which calendar day in UTC."""

    agreements: tuple[str, ...]
    on: date

    def put(self, query: QueryDocument) -> QueryDocument:
        """The query with its values filled in."""
        day = Literal(self.on.isoformat(), datatype=NamedNode(expand("xsd:date")))
        agreements = " ".join(str(NamedNode(iri)) for iri in self.agreements)
        return query.bound({"day": str(day), "agreement": agreements})


@dataclass(frozen=True, slots=True)
class Participation:
    """How one agreement stands for one participant; ``since`` and ``until`` as recorded."""

    letter: str
    agreement: Link
    link: Link
    actor: Link
    status: str
    why: str
    since: str | None
    until: str | None
    acts: tuple[ActLine, ...]
    confidence: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Lettered:
    """An agreement of the question, its own status, and who takes part in it."""

    letter: str
    link: Link
    status: Status | None
    legal_force: Link | None
    participations: tuple[Participation, ...]


@dataclass(frozen=True, slots=True)
class Participants:
    """The answer to a question."""

    question: Question
    agreements: tuple[Lettered, ...]

    @property
    def all(self) -> tuple[Participation, ...]:
        """Every participation, agreement by agreement."""
        return tuple(one for agreement in self.agreements for one in agreement.participations)

    @property
    def by_actor(self) -> dict[Link, tuple[Participation, ...]]:
        """The participations of each actor, by name."""
        found: dict[Link, list[Participation]] = {}
        for one in sorted(self.all, key=lambda one: (one.actor.label.value.casefold(), one.letter)):
            found.setdefault(one.actor, []).append(one)
        return {actor: tuple(of) for actor, of in found.items()}


def participants(reader: Reader, question: Question) -> Participants | None:
    """Who takes part, and how that stands on the day; None where the release lacks the query."""
    query = reader.release.queries.get(QUERY)
    if query is None:
        return None
    letters = dict(zip(question.agreements, _LETTERS, strict=False))
    found: dict[str, list[Participation]] = {iri: [] for iri in question.agreements}
    for row in reader.release.store.select(question.put(query).body).dicts():
        cells = {name: str(getattr(term, "value", term)) for name, term in row.items()}
        one = _participation(reader, letters[cells["agreement"]], cells)
        found[cells["agreement"]].append(one)
    known = statuses(reader, question.on, question.agreements)
    return Participants(question, tuple(
        _lettered(reader, letters[iri], iri, known.get(iri), found[iri])
        for iri in question.agreements
    ))  # fmt: skip


def _participation(reader: Reader, letter: str, cells: dict[str, str]) -> Participation:
    own = cells["participation"]
    acts = [reader.line(act_line, act) for act in reader.subjects("tg:ofParticipation", own)]
    return Participation(
        letter=letter,
        agreement=reader.link(cells["agreement"]),
        link=reader.link(own),
        actor=reader.link(cells["actor"]),
        status=cells["status"],
        why=cells["why"],
        since=cells.get("since"),
        until=cells.get("until"),
        acts=tuple(sorted(acts, key=lambda act: (act.sort_key, act.link.iri))),
        confidence=(reader.iri(own, "tg:confidence") or "").rpartition("/")[2],
        evidence=reader.evidence(own),
    )


def _lettered(
    reader: Reader, letter: str, agreement: str, status: Status | None,
    participations: list[Participation],
) -> Lettered:  # fmt: skip
    force = reader.iri(agreement, "tg:legalForce")
    named = sorted(participations, key=lambda one: one.actor.label.value.casefold())
    link = reader.link(agreement)
    return Lettered(letter, link, status, reader.link(force) if force else None, tuple(named))


def most_joined(reader: Reader, most: int = 4) -> list[Link]:
    """The agreements with the most participants, as examples."""
    joined = {(quad.subject, quad.object) for quad in
              reader.release.store.quads(None, NamedNode(expand("tg:inAgreement")))}  # fmt: skip
    counts = Counter(agreement.value for _, agreement in joined if isinstance(agreement, NamedNode))
    ranked = sorted((-number, iri) for iri, number in counts.items())
    found = (reader.link(iri) for _, iri in ranked)
    return [*islice((link for link in found if link.cls == "Agreement"), most)]
