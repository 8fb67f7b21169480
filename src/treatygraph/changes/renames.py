"""Which thing is the same as before under another key."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping

from pyoxigraph import BlankNode, NamedNode

from treatygraph.changes.facts import Facts, Subject, Term
from treatygraph.changes.homes import home_of

Renames = dict[Subject, Subject]
"""From what a thing was called to what it is called now."""

_Keys = Mapping[Term, tuple[Term]]
"""What stands for a thing that is known to be on both sides, under one key or another."""

_SELF = "itself"
_NAMES = ("skos:prefLabel", "dcterms:title")


def find_renames(a: Facts, b: Facts) -> Renames:
    """What is gone from one side and stands under another key on the other.

    Two are one thing if nobody else on either side is so alike: of the same class, and with the
    same triples but for the subject; or of the same class, label and home. Once an agreement is
    known to be renamed its parts are found too, for what they say of it is then the same.
    """
    gone, come = a.subjects() - b.subjects(), b.subjects() - a.subjects()
    renames: Renames = {}
    while gone and come:
        one: _Keys = {old: (new,) for old, new in renames.items()}
        other: _Keys = {new: (new,) for new in renames.values()}
        found = _alike(gone, come, _description(a, one), _description(b, other))
        found = found or _alike(gone, come, _called(a, one), _called(b, other))
        if not found:
            break
        renames |= found
        gone, come = gone - found.keys(), come - set(found.values())
    return renames


def renamed_term(term: Term, renames: Renames) -> Term:
    """A value in the names of the other side."""
    return renames.get(term, term) if isinstance(term, NamedNode | BlankNode) else term


def _alike(
    gone: Iterable[Subject],
    come: Iterable[Subject],
    key_before: Callable[[Subject], Hashable],
    key_now: Callable[[Subject], Hashable],
) -> Renames:
    before, now = _by_key(gone, key_before), _by_key(come, key_now)
    return {
        before[key][0]: now[key][0]
        for key in before.keys() & now.keys()
        if key and len(before[key]) == len(now[key]) == 1
    }


def _by_key(
    subjects: Iterable[Subject], key_of: Callable[[Subject], Hashable]
) -> dict[Hashable, list[Subject]]:
    grouped: defaultdict[Hashable, list[Subject]] = defaultdict(list)
    for subject in subjects:
        grouped[key_of(subject)].append(subject)
    return grouped


def _description(facts: Facts, same: _Keys) -> Callable[[Subject], Hashable]:
    """A key that two things share if their triples are the same but for the subject."""

    def key(subject: Subject) -> Hashable:
        return frozenset(
            (predicate, _SELF if value == subject else same.get(value, value))
            for predicate, values in facts.of(subject).items()
            for value in values
        )

    return key


def _called(facts: Facts, same: _Keys) -> Callable[[Subject], Hashable]:
    """A key that two things share if class, label and home are the same; None without a label."""

    def key(subject: Subject) -> Hashable:
        labels = next((found for name in _NAMES if (found := facts.values(subject, name))), [])
        home = home_of(facts, subject)
        where = None if home is None or home == subject else same.get(home, home)
        return (tuple(facts.values(subject, "rdf:type")), tuple(labels), where) if labels else None

    return key
