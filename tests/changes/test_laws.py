"""What holds for any two sides: nothing is left out, nothing is made up, and it can be turned."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat

from changed import MINI
from treatygraph.changes.comparing import compare
from treatygraph.changes.facts import Facts
from treatygraph.changes.model import Difference
from treatygraph.changes.sides import Side
from treatygraph.changes.wording import plain, word_diff
from treatygraph.collection import Collection, LoadedFile, RdfFile, load_collection
from treatygraph.iris import Base
from treatygraph.namespaces import PREFIX

NO_WORDS = Facts([])
QUADS = sorted(load_collection(MINI, Base()).quads(), key=str)
SUBJECTS = sorted({quad.subject for quad in QUADS}, key=str)
NEW = [NamedNode(f"{Base().root}id/event/{name}") for name in ("storm", "calm")]
PROPERTIES = sorted({quad.predicate for quad in QUADS}, key=str)
PROPERTIES.append(NamedNode(PREFIX["tg"] + "unheardOf"))

subjects = st.sampled_from([*SUBJECTS, *NEW])
texts = st.builds(Literal, st.text("ab x", max_size=9), language=st.sampled_from(["en", "fa"]))
objects = st.one_of(subjects, texts, st.sampled_from(QUADS).map(lambda quad: quad.object))
added = st.builds(Quad, subjects, st.sampled_from(PROPERTIES), objects)


@st.composite
def sides(draw: st.DrawFn) -> Side:
    """The small collection with some triples less, some more, and perhaps a thing renamed."""
    quads = set(QUADS) - draw(st.sets(st.sampled_from(QUADS), max_size=9))
    quads |= draw(st.sets(added, max_size=6))
    for at, thing in enumerate(draw(st.sets(st.sampled_from(SUBJECTS), max_size=2))):
        quads = {_renamed(quad, thing, NamedNode(f"{thing.value}-{at}")) for quad in quads}
    return side(quads)


def side(quads: set[Quad]) -> Side:
    """A side of quads."""
    file = RdfFile(Path("a.nq"), "a.nq", None, RdfFormat.N_QUADS)
    return Side("a", "folder", "", Collection(Base(), (LoadedFile.holding(file, quads, Base()),)))


def _renamed(quad: Quad, old: NamedNode, new: NamedNode) -> Quad:
    subject = new if quad.subject == old else quad.subject
    return Quad(subject, quad.predicate, new if quad.object == old else quad.object)


def _named(found: Difference, *kinds: str) -> set[str]:
    return {thing.iri for thing in found.things if thing.change in kinds}


def _values(found: Difference) -> dict[str, dict[str, tuple[set[object], set[object]]]]:
    """For each changed thing and property: the values that went, and those that came."""
    told: dict[str, dict[str, tuple[set[object], set[object]]]] = {}
    for thing in found.things:
        if thing.change == "changed":
            of = told.setdefault(thing.iri, defaultdict(lambda: (set(), set())))
            for detail in thing.details:
                of[detail.property][0].update(detail.removed)
                of[detail.property][1].update(detail.added)
    return told


@given(sides())
@settings(deadline=None, max_examples=30)
def test_nothing_differs_from_itself(one: Side) -> None:
    found = compare(one, one, NO_WORDS)
    assert found.empty
    assert (found.support, found.triples_added, found.triples_removed) == ((), 0, 0)


@given(sides(), sides())
@settings(deadline=None, max_examples=150)
def test_exactly_the_things_whose_triples_differ_are_named(a: Side, b: Side) -> None:
    found = compare(a, b, NO_WORDS)
    both = a.facts.subjects() | b.facts.subjects()
    differing = {thing.value for thing in both if a.facts.of(thing) != b.facts.of(thing)}
    named = [name for thing in found.things for name in (thing.iri, thing.was) if name]
    assert sorted(named) == sorted(differing)


@given(sides(), sides())
@settings(deadline=None, max_examples=150)
def test_the_other_way_round_what_was_added_is_removed(a: Side, b: Side) -> None:
    there, back = compare(a, b, NO_WORDS), compare(b, a, NO_WORDS)
    assert _named(there, "added") == _named(back, "removed")
    assert _named(there, "removed") == _named(back, "added")
    assert _named(there, "changed") == _named(back, "changed")
    renamed = {(thing.was, thing.iri) for thing in there.things if thing.was}
    assert renamed == {(thing.iri, thing.was) for thing in back.things if thing.was}
    assert (there.triples_added, there.triples_removed) == (
        back.triples_removed,
        back.triples_added,
    )


@given(sides(), sides())
@settings(deadline=None, max_examples=50)
def test_the_other_way_round_each_value_that_came_went(a: Side, b: Side) -> None:
    there, back = _values(compare(a, b, NO_WORDS)), _values(compare(b, a, NO_WORDS))
    for iri, properties in there.items():
        turned = {name: (come, gone) for name, (gone, come) in back[iri].items()}
        told = {name: values for name, values in properties.items() if any(values)}
        assert told == {name: values for name, values in turned.items() if any(values)}


@given(sides(), sides())
@settings(deadline=None, max_examples=50)
def test_every_change_is_told_in_words_and_on_one_line(a: Side, b: Side) -> None:
    for thing in compare(a, b, NO_WORDS).things:
        for sentence in (thing.sentence, thing.alone):
            assert sentence.strip()
            assert "\n" not in sentence
        assert all(detail.phrase for detail in thing.details)


@given(st.text(), st.text())
def test_the_pieces_of_a_reworded_text_make_up_both_texts(old: str, new: str) -> None:
    pieces = word_diff(old, new)
    for side_, text in (("removed", old), ("added", new)):
        kept = (piece.text for piece in pieces if piece.kind in ("same", side_))
        assert "".join(kept) == plain(text)
