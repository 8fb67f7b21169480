"""What claims bear out, and what they contradict: seen from the thing that they are about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from pyoxigraph import NamedNode

from treatygraph.changes.facts import Facts, Term
from treatygraph.changes.model import SupportChange
from treatygraph.changes.naming import Names
from treatygraph.changes.phrases import SUPPORT
from treatygraph.changes.renames import Renames, renamed_term
from treatygraph.changes.wording import listed
from treatygraph.namespaces import expand

_RELATIONS = ("supports", "disputes")
_Pair = tuple[Term, Term]


def support_changes(before: Names, now: Names, renames: Renames) -> tuple[SupportChange, ...]:
    """Things that gained or lost a claim for or against them, by relation and name."""
    found = [change for relation in _RELATIONS for change in _of(relation, before, now, renames)]
    return tuple(sorted(found, key=lambda change: (change.sentence, change.iri)))


def _of(relation: str, before: Names, now: Names, renames: Renames) -> Iterator[SupportChange]:
    old = {(renamed_term(claim, renames), renamed_term(thing, renames))
           for claim, thing in _pairs(before.own, relation)}  # fmt: skip
    new = set(_pairs(now.own, relation))
    gained, lost = _by_thing(new - old), _by_thing(old - new)
    for thing in gained.keys() | lost.keys():
        yield _change(relation, thing, now, gained.get(thing, []), lost.get(thing, []))


def _pairs(facts: Facts, relation: str) -> Iterator[_Pair]:
    name = NamedNode(expand(f"tg:{relation}"))
    return ((subject, value) for subject in facts.subjects()
            for value in facts.of(subject).get(name, ()))  # fmt: skip


def _by_thing(pairs: set[_Pair]) -> dict[Term, list[Term]]:
    found: defaultdict[Term, list[Term]] = defaultdict(list)
    for claim, thing in sorted(pairs, key=str):
        found[thing].append(claim)
    return found


def _change(
    relation: str, thing: Term, names: Names, gained: list[Term], lost: list[Term]
) -> SupportChange:
    told = [SUPPORT[relation, what].format(claims=listed([*map(names.quoted, claims)]))
            for what, claims in (("gained", gained), ("lost", lost)) if claims]  # fmt: skip
    return SupportChange(
        iri=_iri(thing),
        relation=relation,
        sentence=f"{names.anywhere(thing)}: {'; '.join(told)}",
        gained=tuple(map(_iri, gained)),
        lost=tuple(map(_iri, lost)),
    )


def _iri(term: Term) -> str:
    return term.value if isinstance(term, NamedNode) else str(term)
