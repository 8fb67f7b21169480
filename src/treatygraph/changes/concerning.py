"""Whom and what a change concerns: the feeds that it stands in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pyoxigraph import NamedNode

from treatygraph.changes.facts import Facts
from treatygraph.changes.model import ThingChange
from treatygraph.namespaces import DEFAULT_BASE
from treatygraph.release.subjects import Statements

_ACTOR: Final = re.compile(
    re.escape(DEFAULT_BASE) + r"id/(?:state|organization|non-state-actor|person)/[^/]+\Z"
)
_PARTICIPANT: Final = b"ontology#participant> <"
_AGREEMENTS: Final = f"{DEFAULT_BASE}id/agreement/"


class Concerning:
    """Finds what changes between two releases concern; IRIs are under the default base."""

    def __init__(
        self, before: Facts, now: Facts, statements: tuple[Statements, Statements],
        bases: tuple[str, str],
    ) -> None:  # fmt: skip
        self._facts = before, now
        self._statements = tuple(zip(statements, bases, strict=True))
        self._participants: dict[str, frozenset[str]] = {}

    def of(self, thing: ThingChange, home: str) -> set[str]:
        """The thing under its old and new name, its home, the actors that it names, and for what
        belongs to an agreement all that take part in it."""
        found = {thing.iri, thing.was, home, *self._named(thing.iri), *self._named(thing.was)}
        if home.startswith(_AGREEMENTS):
            found |= self._taking_part(home)
        return found - {""}

    def _named(self, iri: str) -> Iterator[str]:
        for facts in self._facts if iri.startswith(DEFAULT_BASE) else ():
            for values in facts.of(NamedNode(iri)).values():
                for value in values:
                    if isinstance(value, NamedNode) and _ACTOR.match(value.value):
                        yield value.value

    def _taking_part(self, agreement: str) -> frozenset[str]:
        """The participants that either release has of it."""
        known = self._participants.get(agreement)
        if known is None:
            known = frozenset(self._read(agreement.removeprefix(DEFAULT_BASE)))
            self._participants[agreement] = known
        return known

    def _read(self, path: str) -> Iterator[str]:
        for statements, base in self._statements:
            for line in statements.below(f"{base}{path}"):
                _, found, rest = line.partition(_PARTICIPANT)
                if found:
                    iri = rest.partition(b">")[0].decode()
                    yield DEFAULT_BASE + iri.removeprefix(base) if iri.startswith(base) else iri
