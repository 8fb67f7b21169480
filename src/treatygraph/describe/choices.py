"""What a form can offer: actors that occur in instruments, topics in two levels, examples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from pyoxigraph import Literal, NamedNode

from treatygraph.describe.reader import Reader
from treatygraph.describe.values import Link, Text
from treatygraph.iris import kind_and_key
from treatygraph.namespaces import expand

ACTOR_KINDS = {
    "State": ("state", "States"),
    "Organization": ("organization", "Organizations"),
    "NonStateActor": ("non-state-actor", "Non-state actors"),
    "Person": ("person", "Persons"),
}
"""The classes of actors: the kind in their IRIs, and how a list of them is headed."""

Grouped = tuple[tuple[str, tuple[tuple[str, Link], ...]], ...]
"""Headed groups of choices; a choice is the value that a form sends, and what it stands for."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value: what an address calls it, what people call it, and the term that it is."""

    key: str
    label: Text
    term: NamedNode | Literal


@dataclass(frozen=True, slots=True)
class Example:
    """A question that the data has something to say to."""

    actor: str
    link: Link
    on: date


def actor_key(reader: Reader, iri: str) -> str:
    """What an actor is called in an address: ``IRN`` for a State, else kind and key."""
    kind, key = kind_and_key(iri, reader.base) or ("", iri)
    return key if kind == "state" else f"{kind}/{key}"


def actor_named(reader: Reader, name: str) -> str | None:
    """The actor that an address names, if there is one: ``IRN``, ``organization/eaeu``, an IRI."""
    kind, slash, key = name.partition("/")
    iri = reader.base.thing(kind, key) if slash else reader.base.thing("state", name.upper())
    found = name if name.startswith(f"{reader.base.root}id/") else iri
    return found if reader.cls(found) in ACTOR_KINDS else None


def topic_named(reader: Reader, name: str) -> str | None:
    """The topic of a key, if there is one."""
    iri = reader.base.thing("topic", name)
    return iri if reader.cls(iri) == "Concept" else None


def actors(reader: Reader) -> Grouped:
    """Whoever takes part in an instrument or bears a norm, by class and name."""
    found = {*_objects(reader, "tg:participant"), *_objects(reader, "tg:bearer")}
    links = sorted(reader.links(found), key=lambda link: link.label.value.casefold())
    return tuple(
        (heading, choices)
        for cls, (_, heading) in ACTOR_KINDS.items()
        if (choices := tuple((actor_key(reader, link.iri), link) for link in links
                             if link.cls == cls))
    )  # fmt: skip


def topics(reader: Reader) -> Grouped:
    """The topics that norms have: each broad one with those below it."""
    below: dict[str, set[str]] = {}
    for topic in _objects(reader, "tg:topic"):
        for broad in reader.iris(topic, "skos:broader") or [topic]:
            below.setdefault(broad, set()).add(topic)
    heads = sorted(reader.links(below), key=lambda link: link.label.value.casefold())
    return tuple(
        (head.label.value, _topic_choices(reader, head, below[head.iri])) for head in heads
    )


def _topic_choices(
    reader: Reader, head: Link, below: Iterable[str]
) -> tuple[tuple[str, Link], ...]:
    narrower = sorted(reader.links(set(below) - {head.iri}), key=lambda link: link.label.value)
    return tuple((link.key, link) for link in (head, *narrower))


def examples(reader: Reader, today: date) -> list[Example]:
    """Who takes part in most, today; and the newest beginning, the day before it and the day."""
    participants = Counter(
        quad.object.value for quad in reader.release.store.quads(None, _p("tg:participant"))
        if isinstance(quad.object, NamedNode)
    )  # fmt: skip
    busiest = sorted(participants, key=lambda actor: (-participants[actor], actor))[:3]
    asked = [*((actor, today) for actor in busiest), *_newest(reader, today)]
    return [Example(actor_key(reader, iri), reader.link(iri), day) for iri, day in asked]


def _newest(reader: Reader, today: date) -> list[tuple[str, date]]:
    """A participant of what entered into force last, on the eve and on the day."""
    for day, agreement in sorted(_begun(reader, today), reverse=True):
        for participation in reader.subjects("tg:inAgreement", agreement):
            actor = reader.iri(participation, "tg:participant")
            if actor:
                return [(actor, day - timedelta(days=1)), (actor, day)]
    return []


def _begun(reader: Reader, today: date) -> Iterator[tuple[date, str]]:
    """What has entered into force by today on a day that is exactly known."""
    for quad in reader.release.store.quads(None, _p("tg:inForceFrom")):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal):
            with suppress(ValueError):  # a month, a year
                day = date.fromisoformat(quad.object.value)
                if day <= today:
                    yield day, quad.subject.value


def _objects(reader: Reader, name: str) -> set[str]:
    return {value.value for quad in reader.release.store.quads(None, _p(name))
            if isinstance(value := quad.object, NamedNode)}  # fmt: skip


def _p(name: str) -> NamedNode:
    return NamedNode(expand(name))
