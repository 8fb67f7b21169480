"""What changed of one thing: its properties, each in a phrase."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode

from treatygraph.changes.facts import TYPE, Properties, Term
from treatygraph.changes.model import Detail, Line, Piece
from treatygraph.changes.naming import Names, is_date, quoted
from treatygraph.changes.phrases import (
    LESS_PRECISE,
    MORE_PRECISE,
    ORDINARY,
    PHRASES,
    RESTS_ON,
    Phrase,
)
from treatygraph.changes.renames import Renames, renamed_term
from treatygraph.changes.wording import SHORT, alike, listed, word_diff
from treatygraph.namespaces import PREFIX, expand

_BY_IRI = {expand(name): phrase for name, phrase in PHRASES.items()}
_EVIDENCE, _CONFIDENCE = expand("tg:evidence"), expand("tg:confidence")
_ALIKE = 0.4
"""Two texts of one language that are less alike are not one reworded, unless no other is there."""


class Telling:
    """Tells properties of things whose names stand on two sides."""

    def __init__(self, before: Names, now: Names, renames: Renames) -> None:
        self._before, self._now, self._renames = before, now, renames

    def details(self, before: Properties, now: Properties) -> list[Detail]:
        """Every property whose values differ, but for keys that changed, in order of weight."""
        found: list[Detail] = []
        for property_ in sorted(before.keys() | now.keys(), key=str):
            old, new = before.get(property_, set()), now.get(property_, set())
            gone, come = old - new, new - old
            kept = {value for value in gone if renamed_term(value, self._renames) in come}
            come = come - {renamed_term(value, self._renames) for value in kept}
            found.extend(self._told(property_, _sorted(gone - kept), _sorted(come)))
        return sorted(self._with_confidence(found, now), key=lambda detail: detail.weight)

    def _told(self, property_: NamedNode, old: list[Term], new: list[Term]) -> Iterator[Detail]:
        if not old and not new:
            return
        phrase = _BY_IRI.get(property_.value, ORDINARY)
        if phrase.remark:
            yield self._remark(property_, phrase, old, new)
            return
        texts = [term for term in old if _is_text(term)], [term for term in new if _is_text(term)]
        for pair in _reworded(*texts):
            old.remove(pair[0])
            new.remove(pair[1])
            yield self._rewording(property_, phrase, *pair)
        if old or new:
            words = self._filled(property_, phrase, old, new)
            yield Detail(property_.value, words, phrase.weight, False, (), tuple(old), tuple(new))

    def _filled(
        self, property_: NamedNode, phrase: Phrase, old: list[Term], new: list[Term]
    ) -> str:
        template = phrase.changed if old and new else phrase.gained if new else phrase.lost
        if property_ == TYPE:
            before = [self._before.class_called(term) for term in old]
            now = [self._now.class_called(term) for term in new]
        else:
            before, now = [*map(self._before.value, old)], [*map(self._now.value, new)]
        if before == now:  # the datatype or the language alone
            before, now = [*map(str, old)], [*map(str, new)]
        filled = template.format(
            label=self._label(property_, phrase), old=listed(before), new=listed(now)
        )
        return filled + _precision(old, new)

    def _label(self, property_: NamedNode, phrase: Phrase) -> str:
        if phrase.label:
            return phrase.label
        label = self._now.label(property_)
        known = any(label.startswith(f"{prefix}:") for prefix in PREFIX)
        return label.partition(":")[2] if known else label

    def _remark(
        self, property_: NamedNode, phrase: Phrase, old: list[Term], new: list[Term]
    ) -> Detail:
        lines = [(Piece("removed", self._before.value(term)),) for term in old]
        lines += [(Piece("added", self._now.value(term)),) for term in new]
        words = phrase.changed if old and new else phrase.gained if new else phrase.lost
        return Detail(
            property_.value, words, phrase.weight, True, tuple(lines), tuple(old), tuple(new)
        )

    def _rewording(
        self, property_: NamedNode, phrase: Phrase, old: Literal, new: Literal
    ) -> Detail:
        label = self._label(property_, phrase)
        lines: tuple[Line, ...] = ()
        short = max(len(old.value), len(new.value)) <= SHORT
        if short and alike(old.value, new.value) < _ALIKE:
            words = f"{label}: {quoted(old)} → {quoted(new)}"
        else:
            words, lines = f"{label} reworded", (word_diff(old.value, new.value),)
            words += f" ({new.language})" if new.language not in (None, "en") else ""
        return Detail(property_.value, words, phrase.weight, False, lines, (old,), (new,))

    def _with_confidence(self, found: list[Detail], now: Properties) -> list[Detail]:
        """Confidence that changed together with the sources is told with them."""
        sources = next((detail for detail in found if detail.property == _EVIDENCE), None)
        rating = next((detail for detail in found if detail.property == _CONFIDENCE), None)
        if not (sources and sources.added and rating and rating.added and rating.removed):
            return found
        values = _sorted(now.get(NamedNode(_EVIDENCE), set()) & set(sources.added))
        confidence = " → ".join([self._levels(rating.removed), self._levels(rating.added)])
        told = RESTS_ON.format(new=listed([*map(self._now.value, values)]), confidence=confidence)
        joined = Detail(_CONFIDENCE, told, rating.weight, False, (), rating.removed, rating.added)
        return [joined if detail is rating else detail for detail in found]

    def _levels(self, terms: tuple[Term, ...]) -> str:
        return listed([*map(self._now.value, terms)])


def _sorted(terms: set[Term]) -> list[Term]:
    return sorted(terms, key=str)


def _is_text(term: Term) -> bool:
    return isinstance(term, Literal) and (
        term.language is not None or term.datatype.value == expand("xsd:string")
    )


def _reworded(old: list[Term], new: list[Term]) -> list[tuple[Literal, Literal]]:
    """Pairs of one language, the most alike first; a pair alone need not be alike."""
    pairs = [(alike(a.value, b.value), a, b) for a in old for b in new
             if isinstance(a, Literal) and isinstance(b, Literal)
             and a.language == b.language]  # fmt: skip
    alone = len(old) == len(new) == 1
    found: list[tuple[Literal, Literal]] = []
    for ratio, a, b in sorted(pairs, key=lambda pair: (-pair[0], str(pair[1]), str(pair[2]))):
        taken = any(a in pair or b in pair for pair in found)
        if not taken and (alone or ratio >= _ALIKE):
            found.append((a, b))
    return found


def _precision(old: list[Term], new: list[Term]) -> str:
    """Whether a date is only told more or less precisely than before."""
    if not (len(old) == len(new) == 1 and is_date(old[0]) and is_date(new[0])):
        return ""
    before, now = getattr(old[0], "value", ""), getattr(new[0], "value", "")
    if before == now:
        return ""
    if now.startswith(before):
        return MORE_PRECISE
    return LESS_PRECISE if before.startswith(now) else ""
