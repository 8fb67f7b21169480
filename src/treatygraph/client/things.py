"""Agreements and actors as frozen objects; what is in them is what the pages are made of."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Protocol

from treatygraph.client.values import PartialDate, day_of
from treatygraph.describe import Evidence, Link, Reader, Text, Value, view_of
from treatygraph.describe import Thing as Described
from treatygraph.describe.actor import ActorView, TenureLine, actor_view
from treatygraph.describe.agreement import (
    ActLine,
    AgreementView,
    Gap,
    ProvisionLine,
    agreement_view,
)
from treatygraph.describe.binding import STANDINGS, Binding, Question, binding
from treatygraph.describe.claim import ClaimLine
from treatygraph.describe.norm import NormLine
from treatygraph.describe.status import Status, status
from treatygraph.errors import ReleaseUnavailable

Day = date | PartialDate | None


class Reads(Protocol):
    """The graph that a thing was read from, as far as a thing needs it."""

    @property
    def reader(self) -> Reader:
        """What it is read with."""
        ...

    def topic(self, key: str | None) -> str | None:
        """The IRI of a topic."""
        ...

    def cite(self, what: Any, form: str = "text") -> str:
        """How something is cited."""
        ...


@dataclass(frozen=True)
class Thing:
    """Anything with an IRI: its titles, and all that is said of it."""

    iri: str
    thing: Described = field(repr=False)
    graph: Reads = field(repr=False, compare=False)

    @property
    def title(self) -> Text:
        """The title: English first, else whatever there is."""
        return self.thing.title

    @property
    def titles(self) -> Mapping[str, str]:
        """The title in each language, by its tag."""
        return {text.lang: text.value for text in self.thing.labels}

    @property
    def facts(self) -> Mapping[str, tuple[Value, ...]]:
        """What is said of it, by the IRI of the property."""
        return {fact.property.iri: fact.values for fact in self.thing.facts}

    @property
    def detail(self) -> object | None:
        """What its class adds: a NormView, a ClaimView, a SourceView …; None for most."""
        return view_of(self.graph.reader, self.iri).detail

    def cite(self, form: str = "text") -> str:
        """How it is cited: ``text``, ``bibtex``, ``ris`` or ``csl``."""
        return self.graph.cite(self, form)


@dataclass(frozen=True)
class Agreement(Thing):
    """A treaty or another instrument, with its provisions, norms, acts and what is said of it."""

    view: AgreementView = field(repr=False, compare=False)

    @property
    def titles(self) -> Mapping[str, str]:
        """The formal title in each language; the name it goes by where none is recorded."""
        formal = {text.lang: text.value for text in self.view.titles}
        return formal or {text.lang: text.value for text in self.thing.labels}

    @property
    def concluded_on(self) -> Day:
        """When it was concluded, as precisely as it is recorded."""
        return day_of(self.view.concluded_on)

    @property
    def in_force_from(self) -> Day:
        """From when it is in force, as it is recorded."""
        return day_of(self.view.in_force_from)

    @property
    def in_force_until(self) -> Day:
        """Until when it is in force, as it is recorded."""
        return day_of(self.view.in_force_until)

    @property
    def legal_force(self) -> Link | None:
        """Whether it binds in law."""
        return self.view.legal_force

    @property
    def parties(self) -> tuple[Link, ...]:
        """Who takes part in it."""
        return tuple(actor for actor, _ in self.view.participations)

    @property
    def provisions(self) -> tuple[ProvisionLine, ...]:
        """Its attested provisions in order, each with its norms and its parts."""
        return tuple(one for one in self.view.contents if isinstance(one, ProvisionLine))

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Articles whose numbers no source at hand attests."""
        return tuple(one for one in self.view.contents if isinstance(one, Gap))

    @property
    def norms(self) -> tuple[NormLine, ...]:
        """All norms: those of provisions in order, then those without an attested article."""
        return (*_norms(self.provisions), *self.view.unplaced)

    @property
    def acts(self) -> tuple[ActLine, ...]:
        """Signatures, ratifications, entries into force and other acts and events."""
        return self.view.acts

    @property
    def claims(self) -> tuple[ClaimLine, ...]:
        """What sources say of it."""
        return self.view.claims

    @property
    def disagreements(self) -> tuple[Link, ...]:
        """Where those who speak of it do not agree."""
        return self.view.disagreements

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The passages that what is said of the agreement itself rests on."""
        return self.view.evidence

    @property
    def sources(self) -> tuple[Link, ...]:
        """Every source that it, its norms or the claims about it rest on, each once."""
        held = [*self.evidence, *(one for norm in self.norms for one in norm.evidence),
                *(claim.passage for claim in self.claims if claim.passage)]  # fmt: skip
        return tuple(dict.fromkeys(one.source for one in held))

    def status(self, on: date | None = None) -> Status:
        """Whether it is in force on a day (today in UTC): of four values."""
        known = status(self.graph.reader, self.iri, on or _today())
        if known is None:
            raise _no_query(self.graph, "whether something is in force")
        return known


@dataclass(frozen=True)
class Actor(Thing):
    """A State, organization, person or somebody else who can be party, bearer or speaker."""

    view: ActorView = field(repr=False, compare=False)

    def binding(self, on: date | None = None, topic: str | None = None) -> Binding:
        """What binds it on a day (today in UTC), and what does not or not surely, with reasons."""
        found = self.graph.reader, Question(self.iri, on or _today(), self.graph.topic(topic))
        answer = binding(*found, in_full=STANDINGS)
        if answer is None:
            raise _no_query(self.graph, "what binds whom")
        return answer

    @property
    def agreements(self) -> tuple[Link, ...]:
        """The instruments that it takes part in."""
        return tuple(agreement for agreement, _ in self.view.participations.items)

    @property
    def said(self) -> tuple[ClaimLine, ...]:
        """What it is reported to have said."""
        return self.view.said.items

    @property
    def tenures(self) -> tuple[TenureLine, ...]:
        """Offices that it held, or that were held for it."""
        return self.view.tenures.items


def thing(graph: Reads, iri: str) -> Thing:
    """A thing by its IRI, as what it is. Raises ResourceNotFound."""
    view = view_of(graph.reader, iri)
    if view.template == "agreement":
        return Agreement(iri, view.thing, graph, agreement_view(graph.reader, iri))
    if view.template == "actor":
        return Actor(iri, view.thing, graph, actor_view(graph.reader, iri, size=sys.maxsize))
    return Thing(iri, view.thing, graph)


def _norms(provisions: tuple[ProvisionLine, ...]) -> Iterator[NormLine]:
    for provision in provisions:
        yield from provision.norms
        yield from _norms(provision.parts)


def _today() -> date:
    return datetime.now(UTC).date()


def _no_query(graph: Reads, what: str) -> ReleaseUnavailable:
    folder = graph.reader.release.folder
    return ReleaseUnavailable(folder, f"this release carries no query that says {what}")
