"""SPARQL constraints: which are understood, and that all others are refused."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode

from support import ROOT
from treatygraph.check.since.dependencies import Dependencies
from treatygraph.check.since.paths import Either, InTurn, Inverse
from treatygraph.check.since.patterns import Pattern, read_patterns
from treatygraph.check.since.shapes_graph import CannotTell, ShapesGraph
from treatygraph.check.since.targets import Targets
from treatygraph.collection import load_shipped
from treatygraph.iris import Base
from treatygraph.store import EmbeddedStore

PREFIXES = {"x": "http://x/", "": "http://y/"}
P, Q = NamedNode("http://x/p"), NamedNode("http://x/q")
TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")

UNDERSTOOD = {
    "SELECT $this WHERE { $this x:p ?v }": [Pattern("this", P, "v")],
    "select distinct ?this { ?this <http://x/p> ?v . }": [Pattern("this", P, "v")],
    "SELECT * WHERE { ?v x:p $this ; a x:C . }": [
        Pattern("v", P, "this"), Pattern("v", TYPE, None)
    ],
    "SELECT $this WHERE { $this x:p 1 , 'a'@en , '''b'''^^x:t , true ; . }": [
        Pattern("this", P, None)
    ] * 4,
    "PREFIX z: <http://x/> SELECT $this WHERE { $this z:p ?v # x:q ?w\n }": [
        Pattern("this", P, "v")
    ],
    "SELECT $this (STR(?v) AS ?value) WHERE { $this x:p ?v . BIND ( ?v + 1 AS ?w ) }": [
        Pattern("this", P, "v")
    ],
    "SELECT $this WHERE { $this x:p ?v FILTER ( ?v < 3 && ( ?v > 2 ) ) $this x:q ?w }": [
        Pattern("this", P, "v"), Pattern("this", Q, "w")
    ],
    "SELECT $this WHERE { $this x:p ?v . FILTER STRSTARTS(?v, '}') FILTER ( ?v NOT IN (1) ) }": [
        Pattern("this", P, "v")
    ],
    "SELECT $this WHERE { $this x:p/^x:q ?v }": [Pattern("this", InTurn((P, Inverse(Q))), "v")],
    "SELECT $this WHERE { $this (^x:p/x:q)|a ?v }": [
        Pattern("this", Either((InTurn((Inverse(P), Q)), TYPE)), "v")
    ],
    "SELECT $this WHERE { $this ^( x:p ) ?v }": [Pattern("this", Inverse(P), "v")],
    "SELECT $this WHERE { FILTER EXISTS { ?v x:q 1 } $this x:p ?v }": [
        Pattern("this", P, "v"), Pattern("v", Q, None)
    ],
    "SELECT $this WHERE { FILTER EXISTS { $this x:p ?v FILTER ( ?v > 1 ) } }": [
        Pattern("this", P, "v 6")
    ],
}  # fmt: skip
REFUSED = (
    "SELECT $this WHERE { $this x:p ?v . OPTIONAL { ?v x:q ?w } }",
    "SELECT $this WHERE { { $this x:p ?v } UNION { $this x:q ?v } }",
    "SELECT $this WHERE { $this x:p ?v . MINUS { ?v x:q ?w } }",
    "SELECT $this WHERE { $this x:p ?v . FILTER NOT EXISTS { ?v x:q ?w } }",
    "SELECT $this WHERE { $this x:p ?v . FILTER ( EXISTS { ?v x:q ?w } ) }",
    "SELECT $this WHERE { $this x:p ?v . FILTER ( 1 < 2 && NOT EXISTS { ?v x:q ?w } ) }",
    "SELECT ( EXISTS { ?v x:q ?w } AS ?e ) WHERE { $this x:p ?v }",
    "SELECT $this WHERE { $this x:p ?v . BIND ( EXISTS { ?v x:q ?w } AS ?e ) }",
    "SELECT $this WHERE { $this x:p ?v . { SELECT ?v WHERE { ?v x:q ?w } } }",
    "SELECT $this WHERE { GRAPH ?g { $this x:p ?v } }",
    "SELECT $this WHERE { SERVICE x:s { $this x:p ?v } }",
    "SELECT $this WHERE { $this x:p ?v . VALUES ?v { 1 } }",
    "SELECT $this WHERE { $this ?p ?v }",
    "SELECT $this WHERE { $this $PATH ?v }",
    "SELECT $this WHERE { $this x:p $shapesGraph }",
    "SELECT $this WHERE { $this x:p* ?v }",
    "SELECT $this WHERE { $this x:p+ ?v }",
    "SELECT $this WHERE { $this (x:p/x:q)? ?v }",
    "SELECT $this WHERE { $this x:p|!x:q ?v }",
    "SELECT $this WHERE { $this x:p/ ?v }",
    "SELECT $this WHERE { $this ^^x:p ?v }",
    "SELECT $this WHERE { FILTER EXISTS { $this x:p ?v } FILTER EXISTS { ?v x:q ?w } }",
    "SELECT $this WHERE { $this x:p ?v FILTER EXISTS { ?w x:q 1 } }",
    "SELECT $this WHERE { $this x:p ?v FILTER EXISTS { ?v x:q ?w FILTER NOT EXISTS { ?w a 1 } } }",
    "SELECT $this WHERE { $this x:p ?v FILTER EXISTS { OPTIONAL { ?v x:q ?w } } }",
    "SELECT $this WHERE { $this x:p ?v FILTER EXISTS ( ?v ) }",
    "SELECT $this WHERE { $this x:p? ?v }",
    "SELECT $this WHERE { $this !x:p ?v }",
    "SELECT $this WHERE { $this x:p ?v . ?a x:q ?b }",
    "SELECT $this WHERE { $this x:p ?v . x:a x:q x:b }",
    "SELECT $this WHERE { $this x:p x:a . x:a x:q ?b }",
    "SELECT $this WHERE { $this x:p [] }",
    "SELECT $this WHERE { $this x:p _:b . }",
    "SELECT $this WHERE { $this x:p ( ?v ) }",
    "SELECT $this WHERE { $this unknown:p ?v }",
    "SELECT $this WHERE { $this <p> ?v }",
    "SELECT $this WHERE { $this x:p ?v } LIMIT 1",
    "SELECT $this WHERE { $this x:p ?v } GROUP BY $this",
    "SELECT $this WHERE { $this x:p.x:q ?v }",
    "SELECT $this WHERE { $this x:p x:a:q ?v }",
    "SELECT $this WHERE { $this x:p '\\u0022' }",
    "ASK { $this x:p ?v }",
    "CONSTRUCT { $this x:p ?v } WHERE { $this x:p ?v }",
    "SELECT $this WHERE { $this x:p ?v",
    "SELECT $this WHERE { $this x:p ?v . FILTER ( ?v",
    "SELECT $this WHERE { $this x:p 'a }",
    "",
)


@pytest.mark.parametrize("query", UNDERSTOOD)
def test_joined_patterns_are_understood(query: str) -> None:
    assert read_patterns(query, PREFIXES) == UNDERSTOOD[query]


@pytest.mark.parametrize("query", REFUSED)
def test_whatever_else_is_refused(query: str) -> None:
    with pytest.raises(CannotTell):
        read_patterns(query, PREFIXES)


def test_of_every_shape_that_ships_it_can_be_told_what_it_depends_on() -> None:
    files = [f for f in load_shipped(ROOT / "ontology", Base()).files if "/shapes/" in f.file.name]
    graph = ShapesGraph(quad for loaded in files for quad in loaded.quads)
    targets = Targets(graph, EmbeddedStore())
    dependencies = Dependencies(graph, targets)
    assert len(targets.shapes) > 200
    told = {shape: dependencies.unclear(shape) for shape in targets.shapes}
    assert {shape: why for shape, why in told.items() if why} == {}
