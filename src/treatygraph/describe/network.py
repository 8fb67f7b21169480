"""Actors, instruments and initiatives and how they hang together, narrowed, or around one thing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from pyoxigraph import NamedNode

from treatygraph.describe.reader import Reader, local_name
from treatygraph.describe.status import Status, statuses
from treatygraph.describe.values import Evidence, Link
from treatygraph.namespaces import expand
from treatygraph.queries import QueryDocument
from treatygraph.store.answers import Term

QUERY = "library/network"
INSTRUMENTS = "library/instruments"
MOST_STEPS = 3

RELATIONS = {
    "participant": "takes part in",
    "supersedes": "supersedes",
    "buildsOn": "builds on",
    "implements": "implements",
    "endorses": "endorses",
    "refersTo": "refers to",
    "comparableWith": "is comparable with",
    "object": "has a norm about",
    "concerns": "took part in an event about",
}
"""Each kind of link by its property's name, and how it reads from the one to the other."""


@dataclass(frozen=True, slots=True)
class Question:
    """Which part of the network; None is all of it. ``on`` is the day of the status."""

    on: date
    kind: str | None = None
    topic: str | None = None
    status: str | None = None
    relation: str | None = None
    centre: str | None = None
    steps: int = 1

    def put(self, query: QueryDocument) -> QueryDocument:
        """The query for the links, with its value filled in."""
        only = str(NamedNode(expand(f"tg:{self.relation}"))) if self.relation else "UNDEF"
        return query.bound({"only": only})

    def put_instruments(self, query: QueryDocument) -> QueryDocument:
        """The query for the instruments, with its values filled in."""
        values = {"type": self.kind, "topic": self.topic}
        return query.bound({name: str(NamedNode(iri)) if iri else "UNDEF"
                            for name, iri in values.items()})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tie:
    """A link from one thing to another; :func:`grounds_of` tells what it rests on."""

    one: Link
    relation: str
    other: Link
    through: tuple[str, ...]
    """The participations, norms or events that it rests on, or the one itself."""

    @property
    def words(self) -> str:
        """How it reads."""
        return RELATIONS[self.relation]


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a link rests on: participations, norms or events, none if it is the one itself."""

    through: tuple[Link, ...]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Node:
    """A thing in the network; ``step`` is its distance from the centre, None without a centre."""

    link: Link
    ties: int
    step: int | None
    status: Status | None = None
    """Told of those that are drawn."""


@dataclass(frozen=True, slots=True)
class Network:
    """What is left of the network; ``apart`` are instruments without a link among them."""

    question: Question
    nodes: tuple[Node, ...]
    ties: tuple[Tie, ...]
    apart: tuple[Link, ...]


def network(reader: Reader, question: Question) -> Network | None:
    """The network, narrowed; None where the release lacks one of the queries."""
    queries = reader.release.queries
    if QUERY not in queries or INSTRUMENTS not in queries:
        return None
    ties: Sequence[Tie] = reader.line(_ties, question.put(queries[QUERY]).text)
    left = _instruments(reader, question)
    narrowed = any((question.kind, question.topic, question.status))
    ties = [tie for tie in ties if _stays(tie, left, narrowed=narrowed)]
    steps = _steps(ties, question.centre, question.steps) if question.centre else {}
    if question.centre:
        ties = [tie for tie in ties if tie.one.iri in steps and tie.other.iri in steps]
    linked = Counter(iri for tie in ties for iri in {tie.one.iri, tie.other.iri})
    named = [question.centre] if question.centre else []
    nodes = [Node(reader.link(iri), linked[iri], steps.get(iri)) for iri in {*linked, *named}]
    apart = [] if question.centre else reader.links(left - set(linked))
    return Network(
        question, tuple(sorted(nodes, key=lambda node: _by_name(node.link))), tuple(ties),
        tuple(sorted(apart, key=_by_name)),
    )  # fmt: skip


def most_linked(found: Network, most: int) -> Network:
    """Of a network at most so many things: the nearest, and those with the most links.

    As many instruments as other things, while there are: the States of a large collection have more
    links than any instrument, and none among themselves.
    """
    ranked = sorted(found.nodes, key=lambda node: (node.step or 0, -node.ties, node.link.iri))
    places: Counter[tuple[int, bool]] = Counter()
    turns: list[tuple[int, int, Node]] = []
    for node in ranked:
        side = node.step or 0, node.link.cls == "Agreement"
        turns.append((node.step or 0, places[side], node))
        places[side] += 1
    turns.sort(key=lambda turn: turn[:2])
    kept = {node.link.iri for _, _, node in turns[:most]}
    nodes = tuple(node for node in found.nodes if node.link.iri in kept)
    ties = tuple(tie for tie in found.ties if tie.one.iri in kept and tie.other.iri in kept)
    return replace(found, nodes=nodes, ties=ties)


def with_status(reader: Reader, found: Network) -> Network:
    """The same with the status of each instrument on the day that is asked for."""
    agreements = [node.link.iri for node in found.nodes if node.link.cls == "Agreement"]
    known = statuses(reader, found.question.on, agreements)
    return replace(found, nodes=tuple(replace(node, status=known.get(node.link.iri))
                                      for node in found.nodes))  # fmt: skip


def grounds_of(reader: Reader, tie: Tie) -> Grounds:
    """What a link rests on, with all evidence for it."""
    evidence = dict.fromkeys(item for iri in tie.through for item in reader.evidence(iri))
    own = [iri for iri in tie.through if iri != tie.one.iri]
    return Grounds(reader.links(own), tuple(evidence))


def _by_name(link: Link) -> tuple[str, str]:
    return link.label.value.casefold(), link.iri


def _instruments(reader: Reader, question: Question) -> set[str]:
    """The instruments of the kind, on the topic and of the status that is asked for."""
    query = question.put_instruments(reader.release.queries[INSTRUMENTS])
    found = {_text(row["agreement"]) for row in reader.release.store.select(query.text).dicts()}
    if question.status is None:
        return found
    known = statuses(reader, question.on, sorted(found))
    return {iri for iri, status in known.items() if status.value == question.status}


def _stays(tie: Tie, instruments: set[str], *, narrowed: bool) -> bool:
    """Whether each instrument of a link is left; where they are narrowed, it has to have one."""
    ends = [end.iri for end in (tie.one, tie.other) if end.cls == "Agreement"]
    return all(iri in instruments for iri in ends) and (bool(ends) or not narrowed)


def _ties(reader: Reader, query: str) -> tuple[Tie, ...]:
    """What a query finds, each link once."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for row in reader.release.store.select(query).dicts():
        key = (_text(row["one"]), local_name(_text(row["relation"])), _text(row["other"]))
        found.setdefault(key, []).append(_text(row["through"]))
    ties = [Tie(reader.link(one), relation, reader.link(other), tuple(through))
            for (one, relation, other), through in found.items() if one != other]  # fmt: skip
    order = {relation: place for place, relation in enumerate(RELATIONS)}
    names = {end: _by_name(end) for tie in ties for end in (tie.one, tie.other)}
    return tuple(sorted(ties, key=lambda tie: (order[tie.relation], names[tie.one],
                                               names[tie.other])))  # fmt: skip


def _text(term: Term) -> str:
    return str(getattr(term, "value", term))


def _steps(ties: Iterable[Tie], centre: str, most: int) -> dict[str, int]:
    """The distance of everything that is at most so many links away."""
    beside: dict[str, set[str]] = {}
    for tie in ties:
        beside.setdefault(tie.one.iri, set()).add(tie.other.iri)
        beside.setdefault(tie.other.iri, set()).add(tie.one.iri)
    steps, reached = {centre: 0}, {centre}
    for step in range(1, most + 1):
        reached = {other for one in reached for other in beside.get(one, ())} - steps.keys()
        steps |= dict.fromkeys(reached, step)
    return steps


def things(reader: Reader) -> list[Link]:
    """All that the network can be centred on, by name."""
    query = reader.release.queries.get(QUERY)
    if query is None:
        return []
    found = {end for tie in reader.line(_ties, query.text) for end in (tie.one, tie.other)}
    return sorted(found, key=_by_name)


def agreement_types(reader: Reader) -> tuple[tuple[str, Link], ...]:
    """The types that agreements of the release have."""
    used = {quad.object.value for quad in
            reader.release.store.quads(None, NamedNode(expand("tg:agreementType")))
            if isinstance(quad.object, NamedNode)}  # fmt: skip
    return tuple((link.key, link) for link in sorted(reader.links(used), key=_by_name))
