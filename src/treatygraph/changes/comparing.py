"""Two sides compared: things, not triples, told in the order in which a reviewer reads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from pyoxigraph import NamedNode

from treatygraph.changes.details import Telling
from treatygraph.changes.facts import Facts, Subject
from treatygraph.changes.homes import FILES, OTHERS, SORTS, class_name, home_of, sort_of
from treatygraph.changes.model import Detail, Difference, Group, SideName, ThingChange
from treatygraph.changes.naming import Names, key
from treatygraph.changes.phrases import FOLLOWS, RENAMED, WEIGHTS
from treatygraph.changes.renames import find_renames, renamed_term
from treatygraph.changes.sides import Side
from treatygraph.changes.support import support_changes
from treatygraph.changes.telling import alteration, arrival
from treatygraph.changes.wording import listed
from treatygraph.describe.claim import natural_order


def compare(a: Side, b: Side, words: Facts) -> Difference:
    """Every fact in which two sides differ; ``words`` has the labels of terms and concepts."""
    comparison = _Comparison(a.facts, b.facts, words)
    before, now = set(a.facts.triples()), set(b.facts.triples())
    return Difference(
        a=_named(a),
        b=_named(b),
        groups=tuple(comparison.groups()),
        support=support_changes(comparison.before, comparison.now, comparison.renames),
        triples_added=len(now - before),
        triples_removed=len(before - now),
    )


def _named(side: Side) -> SideName:
    return SideName(side.name, side.title, side.kind, side.id, len(side.facts))


class _Comparison:
    def __init__(self, a: Facts, b: Facts, words: Facts) -> None:
        self._a, self._b = a, b
        self.renames = find_renames(a, b)
        self.before, self.now = Names(a, b, words), Names(b, a, words)
        self._telling = Telling(self.before, self.now, self.renames)

    def groups(self) -> Iterator[Group]:
        """The changes by where they belong: agreements, then documents, then all else."""
        grouped: defaultdict[tuple[NamedNode | None, str], list[ThingChange]] = defaultdict(list)
        for subject, change in self._changes():
            grouped[self._where(subject, change.change)].append(change)
        for (home, label), things in sorted(grouped.items(), key=lambda item: _rank(*item[0])):
            yield Group(home.value if home else "", label, tuple(sorted(things, key=_weight)))

    def _where(self, subject: Subject, change: str) -> tuple[NamedNode | None, str]:
        names = self.before if change == "removed" else self.now
        home = home_of(names.own, subject)
        if home is None:
            return None, sort_of(names.own, subject)
        now = self.renames.get(home) if change == "removed" else None
        home = now if isinstance(now, NamedNode) else home
        return home, (self.now if home in self._b else self.before).label(home)

    def _changes(self) -> Iterator[tuple[Subject, ThingChange]]:
        """Each subject whose triples differ, once; a renamed one under its new key."""
        a, b = self._a.subjects(), self._b.subjects()
        for subject in a - b - self.renames.keys():
            yield subject, self._came(self.before, subject, "removed")
        for subject in b - a - set(self.renames.values()):
            yield subject, self._came(self.now, subject, "added")
        for subject in a & b:
            if self._a.of(subject) != self._b.of(subject):
                yield subject, self._altered(subject)
        for old, new in self.renames.items():
            yield new, self._renamed(old, new)

    def _came(self, names: Names, subject: Subject, change: str) -> ThingChange:
        return ThingChange(
            iri=_id(subject),
            cls=class_name(names.own, subject),
            change=change,
            sentence=arrival(names, subject, change, alone=False),
            alone=arrival(names, subject, change, alone=True),
        )

    def _altered(self, subject: Subject) -> ThingChange:
        details = self._telling.details(self._a.of(subject), self._b.of(subject))
        return self._told(subject, "changed", details or [self._followed(subject)])

    def _followed(self, subject: Subject) -> Detail:
        """That a thing only names others by their new keys."""
        new = {(property_, now) for property_, values in self._a.of(subject).items()
               for value in values
               if (now := renamed_term(value, self.renames)) != value}  # fmt: skip
        named = listed(sorted({self.now.label(value) for _, value in new}))
        first = min((property_.value for property_, _ in new), default="")
        return Detail(first, FOLLOWS.format(new=named), 99)

    def _renamed(self, old: Subject, new: Subject) -> ThingChange:
        details = self._telling.details(self._a.of(old), self._b.of(new))
        keys = Detail("", RENAMED.format(old=key(old), new=key(new)), 0)
        return replace(self._told(new, "renamed", [keys, *details]), was=_id(old))

    def _told(self, subject: Subject, change: str, details: list[Detail]) -> ThingChange:
        return ThingChange(
            iri=_id(subject),
            cls=class_name(self._b, subject),
            change=change,
            sentence=alteration(self.now, subject, details, alone=False),
            alone=alteration(self.now, subject, details, alone=True),
            details=tuple(details),
        )


def _id(subject: Subject) -> str:
    return subject.value if isinstance(subject, NamedNode) else str(subject)


def _rank(home: NamedNode | None, label: str) -> tuple[int, str]:
    """Agreements, documents, then the sorts of things in their order."""
    if home is not None:
        return (0 if "/id/agreement/" in home.value else 1), f"{label} {home.value}"
    headings = [*(heading for heading, _ in SORTS), OTHERS, FILES]
    return 2 + headings.index(label), ""


def _weight(thing: ThingChange) -> tuple[object, ...]:
    """What decides most comes first; among equals, the order of keys."""
    lightest = min((detail.weight for detail in thing.details), default=0)
    return (WEIGHTS.get(thing.cls, len(WEIGHTS)), lightest, natural_order(thing.iri))
