"""No finding is lost: random data, shapes and edits, the narrowed check against the full one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, Phase, event, given, reject, settings
from hypothesis import strategies as st
from pyoxigraph import RdfFormat
from pyshacl.errors import ReportableRuntimeError

from treatygraph.check import Finding
from treatygraph.check import since as since_package
from treatygraph.check.checking import load_into
from treatygraph.check.document import as_document
from treatygraph.check.engine import FAST, REFERENCE, ShapesUnusable, engine_named, is_installed
from treatygraph.check.since import Scope, scope
from treatygraph.collection import LoadedFile, RdfFile
from treatygraph.collection.revision import Difference
from treatygraph.iris import Base
from treatygraph.store import EmbeddedStore

PREFIXES = """\
@prefix : <http://x/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
:shapes sh:declare [ sh:prefix "" ; sh:namespace "http://x/"^^xsd:anyURI ] .
"""
PREDICATES = (":p", ":q", ":r")
CLASSES = (":A", ":B", ":C")
NAMED = (":a", ":b", ":c")
LITERALS = ('"1"^^xsd:integer', '"01"^^xsd:integer', '"x"@en', '"x"')
QUERIES = (
    "SELECT $this ?value WHERE { $this :p ?value . ?value :q ?x }",
    "SELECT $this WHERE { ?x :p $this . ?y :q ?x ; :r ?z . FILTER ( ?x != ?z ) }",
    "SELECT $this WHERE { $this a :A ; :p ?x , ?y . FILTER ( ?x != ?y && ?x NOT IN ( :a ) ) }",
    "SELECT $this WHERE { $this :p ?x . FILTER NOT EXISTS { ?x :q ?y } }",
    "SELECT $this WHERE { $this :p ?x . ?y :q ?z }",
    "SELECT $this WHERE { $this :p/:q ?x }",
    "SELECT $this ?value WHERE { $this (^:p/:q)|(:r/^:q) ?value . ?value :p ?x }",
    "SELECT $this WHERE { $this :p ?x . FILTER EXISTS { ?x :q ?y FILTER EXISTS { ?y :r $this } } }",
    "SELECT $this WHERE { FILTER EXISTS { $this ^:p ?x } FILTER EXISTS { $this :q ?x } }",
    "SELECT $this WHERE { $this :p ?x . OPTIONAL { ?x :q ?y . ?y :r ?z } FILTER ( BOUND(?z) ) }",
)  # fmt: skip

Triple = tuple[str, str, str]

NODES = (*NAMED, "_:u")
TRIPLES: list[Triple] = [
    *product(NODES, PREDICATES, (*NODES, *LITERALS)),
    *4 * [*product(NODES, ("a",), CLASSES)],
    *product(CLASSES, ("rdfs:subClassOf",), CLASSES),
]
graphs = st.lists(st.sampled_from(TRIPLES), max_size=14).map(frozenset)


def _longer(paths: Sequence[str]) -> list[str]:
    """Paths of every kind over paths."""
    kinds = ("inversePath", "zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath")
    return [
        *(f"[ sh:{kind} {path} ]" for kind, path in product(kinds, paths)),
        *(f"( {one} {two} )" for one, two in product(paths, PREDICATES)),
        *(f"[ sh:alternativePath ( {one} {two} ) ]" for one, two in product(PREDICATES, paths)),
    ]


LONG = _longer(PREDICATES)
paths = st.sampled_from((*PREDICATES, *PREDICATES, *LONG, *LONG, *_longer(LONG)))
TARGETS = (
    *(f"sh:targetClass {class_}" for class_ in CLASSES),
    *(f"sh:targetClass {class_}" for class_ in CLASSES),
    *(f"sh:target{kind}Of {each}" for kind, each in product(("Subjects", "Objects"), PREDICATES)),
    *(f"sh:targetNode {node}" for node in (":a", ":b", ":nowhere", '"01"^^xsd:integer')),
    "a rdfs:Class",
    "a owl:Class",
)
OF_VALUES = (
    *(f"sh:class {class_}" for class_ in CLASSES),
    *(f"sh:hasValue {term}" for term in (":a", ":b", '"01"^^xsd:integer')),
    *(f"sh:nodeKind sh:{kind}" for kind in ("IRI", "Literal", "BlankNode")),
    *("sh:datatype xsd:integer", 'sh:pattern "^x"', "sh:minInclusive 2", "sh:minLength 2"),
    *('sh:languageIn ( "en" )', "sh:in ( :a :b 1 )"),
    *(f"sh:closed true ; sh:ignoredProperties ( rdf:type {each} )" for each in PREDICATES),
    *(f"sh:{kind} {each}" for kind, each in product(("disjoint", "equals"), PREDICATES)),
    *(f'sh:sparql [ sh:prefixes :shapes ; sh:select "{query}" ]' for query in QUERIES),
)
OF_PATHS = (
    *("sh:minCount 1", "sh:minCount 2", "sh:maxCount 1", "sh:uniqueLang true"),
    *(f"sh:lessThan{kind} {each}" for kind, each in product(("", "OrEquals"), PREDICATES)),
)
NESTED = (
    *(
        "sh:node {0}",
        "sh:not {0}",
        "sh:and ( {0} {1} )",
        "sh:or ( {0} {1} )",
        "sh:xone ( {0} {1} )",
    ),
    *(f"sh:property [ sh:path {path} ; sh:node {{0}} ]" for path in (*PREDICATES, *LONG)),
)
QUALIFIED = (
    "sh:qualifiedValueShape {0} ; sh:qualifiedMinCount 1",
    *(
        f"sh:property [ sh:path {path} ; sh:qualifiedValueShape {{0}} ; sh:qualifiedMinCount 1 ; "
        "sh:qualifiedValueShapesDisjoint true ] , "
        "[ sh:path :p ; sh:qualifiedValueShape {1} ; sh:qualifiedMaxCount 1 ]"
        for path in PREDICATES
    ),
)


@st.composite
def shapes(draw: st.DrawFn) -> str:
    """Three to six shapes; one speaks only of those after it, so that none is about itself."""
    count = draw(st.integers(3, 6))
    return PREFIXES + "".join(draw(_shape(number, count)) for number in range(count))


@st.composite
def _shape(draw: st.DrawFn, number: int, count: int) -> str:
    with_path = draw(st.booleans())
    choices = [OF_VALUES, *([OF_PATHS] if with_path else [])]
    if number + 1 < count:
        choices += [NESTED, NESTED, *([QUALIFIED] if with_path else [])]
    rules = [draw(st.sampled_from(draw(st.sampled_from(choices)))) for _ in range(2)]
    if rules[0].split()[0] == rules[1].split()[0]:  # most may be said only once of a shape
        del rules[1]
    others = [f":N{draw(st.integers(number + 1, max(number + 1, count - 1)))}" for _ in "12"]
    said = [rule.format(*others) if rule in (*NESTED, *QUALIFIED) else rule for rule in rules]
    said += [f"sh:path {draw(paths)}"] if with_path else []
    said += draw(st.lists(st.sampled_from(TARGETS), min_size=number == 0, max_size=2))
    kind = "sh:PropertyShape" if with_path else "sh:NodeShape"
    as_node = f"sh:{'property' if with_path else 'node'} :S{number}"
    return f":S{number} a {kind} ; {' ; '.join(said)} .\n:N{number} a sh:NodeShape ; {as_node} .\n"


class Case(NamedTuple):
    """Shapes, and three files of which two change and one does not."""

    shapes: str
    before: tuple[frozenset[Triple], frozenset[Triple]]
    after: tuple[frozenset[Triple], frozenset[Triple]]
    unchanged: frozenset[Triple]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """An edit takes a few triples out of two files and puts a few in."""
    before = draw(graphs), draw(graphs)
    edits = st.lists(st.sampled_from(TRIPLES), max_size=2).map(frozenset)
    after = tuple((side - draw(_some_of(side))) | draw(edits) for side in before)
    return Case(draw(shapes()), before, (after[0], after[1]), draw(graphs))


def _some_of(side: frozenset[Triple]) -> st.SearchStrategy[frozenset[Triple]]:
    if not side:
        return st.just(side)
    return st.lists(st.sampled_from(sorted(side)), max_size=2).map(frozenset)


def _file(name: str, text: str) -> LoadedFile:
    file = RdfFile(
        Path(f"/x/{name}.ttl"), f"{name}.ttl", f"http://x/graph/{name}", RdfFormat.TURTLE
    )
    return LoadedFile(file, text.encode(), Base())


def _data(name: str, graph: frozenset[Triple]) -> LoadedFile:
    lines = (f"{s} {p} {o} .\n" if p.strip() else "" for s, p, o in sorted(graph))
    return _file(name, PREFIXES.rpartition(":shapes")[0] + "".join(lines))


def _found(engine: str, data: list[LoadedFile], turtle: LoadedFile) -> set[Finding]:
    """All that an engine finds; what it refuses to try, such as comparing nodes, is no case."""
    try:
        return _plain(engine_named(engine).validate(as_document(data), as_document([turtle])))
    except (ReportableRuntimeError, ShapesUnusable):
        reject()


def _plain(findings: list[Finding]) -> set[Finding]:
    """Without messages, in which an engine may write labels of its own for blank nodes."""
    return {replace(finding, message="") for finding in findings}


class Outcome(NamedTuple):
    """Whether an edit makes something new to find, and what was looked at for it."""

    something_new: bool
    scope: Scope


def _compare(case: Case, engine: str) -> Outcome:
    rules, kept = _file("shapes", case.shapes), _data("kept", case.unchanged)
    old = [_data(name, graph) for name, graph in zip("ab", case.before, strict=True)]
    new = [_data(name, graph) for name, graph in zip("ab", case.after, strict=True)]
    now, before = _found(engine, [*new, kept], rules), _found(engine, [*old, kept], rules)
    store = EmbeddedStore()
    load_into(store, [*new, kept])
    difference = Difference("HEAD", tuple(old), tuple(new))
    aimed = since_package.aim([rules], [*new, kept], difference, store)
    data = as_document([*new, kept])
    told = _plain(engine_named(engine).validate(data, aimed.shapes)) if aimed.shapes else set()
    assert now - before <= told, "a new finding was missed"
    assert told <= now, "a finding that is none"
    return Outcome(bool(now - before), aimed.scope)


def _tell(outcome: Outcome) -> None:
    """For ``--hypothesis-show-statistics``: whether the cases are worth something."""
    event(f"something new: {outcome.something_new}")
    event(f"narrowed: {outcome.scope.pairs < outcome.scope.all_pairs}")


@pytest.fixture(autouse=True)
def _however_much_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scope, "_WORTH_IT", 0)


@pytest.mark.skipif(not is_installed(FAST), reason="the engine shacl has no wheel here")
@given(cases())
@settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_new_finding_is_missed(case: Case) -> None:
    _tell(_compare(case, FAST))


@given(cases())
@settings(
    max_examples=40, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)
def test_no_new_finding_is_missed_by_the_reference_engine(case: Case) -> None:
    _tell(_compare(case, REFERENCE))


# Each kind of dependency: the rules of a shape, the data, and the statement of it that is taken out
# or, after a +, put in. The shape has :a for a target, and :z, which has nothing to do with it.
EACH_KIND = {
    "a value": ("sh:path :p ; sh:minCount 1", ":a :p :b", ":a :p :b"),
    "a class": ("sh:path :p ; sh:class :A", ":a :p :b . :b a :A", ":b a :A"),
    "a broader class": (
        "sh:path :p ; sh:class :A",
        ":a :p :b . :b a :C . :C rdfs:subClassOf :B . :B rdfs:subClassOf :A",
        ":B rdfs:subClassOf :A",
    ),
    "an inverse": ("sh:path [ sh:inversePath :p ] ; sh:minCount 1", ":b :p :a", ":b :p :a"),
    "a sequence": ("sh:path ( :p :q :r ) ; sh:minCount 1", ":a :p :b . :b :q :c . :c :r :d",
                   ":c :r :d"),
    "an inverse of a sequence": (
        "sh:path [ sh:inversePath ( :p :q :r ) ] ; sh:minCount 1",
        ":d :p :c . :c :q :b . :b :r :a",
        ":d :p :c",
    ),
    "an alternative": ("sh:path [ sh:alternativePath ( :p :q ) ] ; sh:minCount 1", ":a :q :b",
                       ":a :q :b"),
    "a path of any length": (
        "sh:path [ sh:zeroOrMorePath :p ] ; sh:minCount 4",
        ":a :p :b . :b :p :c . :c :p :d",
        ":c :p :d",
    ),
    "a path of any length but none": (
        "sh:path [ sh:oneOrMorePath :p ] ; sh:minCount 3",
        ":a :p :b . :b :p :c . :c :p :d",
        ":c :p :d",
    ),
    "a path that may be left out": ("sh:path ( [ sh:zeroOrOnePath :p ] :q ) ; sh:minCount 1",
                                    ":a :q :b", ":a :q :b"),
    "a longer path that may be left out": ("sh:path ( [ sh:zeroOrOnePath :p ] :q ) ; sh:minCount 1",
                                           ":a :p :b . :b :q :c", ":b :q :c"),
    "a value shape": ("sh:path :p ; sh:node [ sh:property [ sh:path :q ; sh:minCount 1 ] ]",
                      ":a :p :b . :b :q :c", ":b :q :c"),
    "a shape that must not hold": ("sh:not [ sh:path :p ; sh:minCount 1 ]", ":a :q :b",
                                   "+ :a :p :b"),
    "one of two shapes": (
        "sh:or ( [ sh:path :p ; sh:minCount 1 ] [ sh:path :q ; sh:minCount 1 ] )",
        ":a :q :b",
        ":a :q :b",
    ),
    "both of two shapes": (
        "sh:and ( [ sh:path :p ; sh:minCount 1 ] [ sh:path :q ; sh:minCount 1 ] )",
        ":a :p :b . :a :q :b",
        ":a :q :b",
    ),
    "only one of two shapes": (
        "sh:xone ( [ sh:path :p ; sh:minCount 1 ] [ sh:path :q ; sh:minCount 1 ] )",
        ":a :p :b",
        "+ :a :q :b",
    ),
    "a qualified value": (
        "sh:path :p ; sh:qualifiedMinCount 1 ; sh:qualifiedValueShape [ sh:class :A ]",
        ":a :p :b . :b a :A",
        ":b a :A",
    ),
    "a qualified value of a sibling": (
        "sh:property [ sh:path :p ; sh:qualifiedMinCount 1 ; sh:qualifiedValueShape "
        "[ sh:class :A ] ; sh:qualifiedValueShapesDisjoint true ] , [ sh:path :q ; "
        "sh:qualifiedMinCount 0 ; sh:qualifiedValueShape [ sh:property [ sh:path :r ; "
        "sh:minCount 1 ] ] ]",
        ":a :p :b . :b a :A",
        "+ :b :r :c",
    ),
    "equal values": ("sh:path :p ; sh:equals :q", ":a :p :b . :a :q :b", ":a :q :b"),
    "values apart": ("sh:path :p ; sh:disjoint :q", ":a :p :b", "+ :a :q :b"),
    "an order": ("sh:path :p ; sh:lessThan :q", ":a :p 2", "+ :a :q 1"),
    "an order or the same": ("sh:path :p ; sh:lessThanOrEquals :q", ":a :p 2", "+ :a :q 1"),
    "a closed shape": ("sh:closed true ; sh:ignoredProperties ( :p )", ":a :p 1", "+ :a :q 1"),
    "a query": (
        "sh:sparql [ sh:prefixes :shapes ; "
        "sh:select 'SELECT $this WHERE { ?x :p $this . ?y :q ?x ; :r ?z }' ]",
        ":b :p :a . :c :q :b",
        "+ :c :r 1",
    ),
}  # fmt: skip


def _of_statements(turtle: str) -> frozenset[Triple]:
    return frozenset({("", turtle, "")})


def _after(data: str, statement: str) -> str:
    if statement.startswith("+"):
        return f"{data} . {statement[1:]}"
    return data.replace(statement, "").strip(" .")


TRIED = [
    (kind, engine)
    for kind, engine in product(EACH_KIND, (FAST, REFERENCE))
    if (kind, engine) != ("an inverse of a sequence", REFERENCE)  # it takes the wrong order
]


@pytest.mark.parametrize(("kind", "engine"), TRIED)
def test_each_kind_of_dependency_is_followed(kind: str, engine: str) -> None:
    if not is_installed(engine):
        pytest.skip(f"the engine {engine} has no wheel here")
    rules, data, statement = EACH_KIND[kind]
    after = _after(data, statement)
    assert after != data
    kind_of_shape = "sh:PropertyShape" if rules.startswith("sh:path") else "sh:NodeShape"
    shape = f"{PREFIXES}:S a {kind_of_shape} ; sh:targetNode :a , :z ; {rules} ."
    nothing: frozenset[Triple] = frozenset()
    sides = [(_of_statements(each), nothing) for each in (data, after)]
    outcome = _compare(Case(shape, sides[0], sides[1], nothing), engine)
    assert outcome.something_new
    assert (outcome.scope.pairs, outcome.scope.all_pairs) == (1, 2)


MADE_TARGETS = {
    "by its class": ("sh:targetClass :A", ":a a :A"),
    "by a class within": ("sh:targetClass :B", ":A rdfs:subClassOf :B"),
    "as a subject": ("sh:targetSubjectsOf :r", ":a :r :b"),
    "as an object": ("sh:targetObjectsOf :r", ":b :r :a"),
    "by the shape's own class": ("a rdfs:Class", ":a a :S"),
}


@pytest.mark.parametrize("how", MADE_TARGETS)
def test_who_becomes_a_target_is_looked_at(how: str) -> None:
    target, statement = MADE_TARGETS[how]
    shape = f"{PREFIXES}:S a sh:NodeShape ; {target} ; sh:property [ sh:path :q ; sh:minCount 1 ] ."
    kept = frozenset({(":a", ":p", "1"), *([(":a", "a", ":A")] if "within" in how else [])})
    empty: frozenset[Triple] = frozenset()
    case = Case(shape, (empty, empty), (_of_statements(statement), empty), kept)
    engine = FAST if is_installed(FAST) else REFERENCE
    assert _compare(case, engine).something_new
