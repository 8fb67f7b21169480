"""What rules look at is told from their algebra; where in doubt, they look at everything."""

from __future__ import annotations

import pytest

from treatygraph.release.asking import Asked

LINES = [b'<s> <x:a> "1" <g> .\n', b"<s> <x:b> <x:c> !\n", b"<s> <x:b> <x:d> <g> .\n",
         b'<s> <x:e> "<s> <x:a> " <g> .\n']  # fmt: skip


@pytest.mark.parametrize(
    "pattern",
    [
        "?s ?p ?o",
        "?s <x:a>* ?o",
        "?s (<x:a>?/<x:b>*) ?o",
        "?s !<x:a> ?o",
        "GRAPH ?g { ?s <x:a> ?o }",
        "?s <x:a> ?o FILTER(EXISTS { ?s ?p ?v } || ?o = 1)",
        "?s <x:a> ?o FILTER(?o = 1 || EXISTS { GRAPH ?g { ?s <x:a> ?v } })",
        "SERVICE <x:there> { ?s <x:a> ?o }",
        "{ SELECT ?s { ?s ?p ?o } }",
        "this is no query",
    ],
)
def test_what_may_look_at_any_statement_is_shown_all(pattern: str) -> None:
    asked = Asked.by([f"CONSTRUCT {{ ?s <x:z> ?o }} WHERE {{ {pattern} }}"])
    assert asked == Asked(None)
    assert asked.among(LINES) == LINES


def test_a_dataset_of_the_querys_own_is_shown_all() -> None:
    told = Asked.by(["CONSTRUCT { ?s <x:z> ?o } FROM <x:g> WHERE { ?s <x:a> ?o }"])
    assert told == Asked(None)


def test_properties_are_told_wherever_they_stand() -> None:
    asked = Asked.by(["""CONSTRUCT { ?s <x:z> ?o } WHERE {
        ?s <x:a>/(<x:b>|^<x:c>)* ?o ; a <x:Kind> .
        OPTIONAL { ?s <x:d> <x:e> } MINUS { ?s <x:f> 1 } { SELECT ?s { ?s <x:g> ?v } }
        FILTER(?o = 1 || NOT EXISTS { ?s <x:h> ?w ; <x:i> ?w }) }"""])  # fmt: skip
    type_ = b"<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    assert asked.properties == {b"<x:%b>" % name for name in b"a b c f g h i".split()}
    assert asked.values == {type_: {b"<x:Kind>"}, b"<x:d>": {b"<x:e>"}}


def test_the_lines_that_are_asked_for_are_found_by_property_and_value() -> None:
    asked = Asked(frozenset({b"<x:a>"}), {b"<x:b>": frozenset({b"<x:c>"})})
    assert asked.among(LINES) == [b'<s> <x:a> "1" <g> .\n', b"<s> <x:b> <x:c> !\n"]
    assert Asked(frozenset()).among(LINES) == []
