"""Every shape is tried: a case is a valid graph with one fault, and says first what must be found.

`# expect: shape:Norm-action-text place:quay` names a shape and the focus node it complains of.
A case leans on `context.ttl`, on the ontology and on the vocabularies; only what the case itself
describes is judged.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pyoxigraph
import pyshacl
import pytest
import rdflib
from pyshacl.graph_abstraction import DataGraph
from pyshacl.shapes_graph import ShapesGraph
from pyshacl.validator import Validator
from rdflib import OWL, RDF, RDFS, SH, BNode, Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

HERE = Path(__file__).parent
ONTOLOGY = HERE.parents[1] / "ontology"
SHAPES_DOCUMENT = URIRef("https://w3id.org/treatygraph/shapes")
SHAPE = Namespace(f"{SHAPES_DOCUMENT}#")
TG = Namespace("https://w3id.org/treatygraph/ontology#")
SHAPE_CASES = sorted(path for path in HERE.glob("*/*.ttl") if path.parent.name != "hygiene")
HYGIENE_CASES = sorted(HERE.glob("hygiene/*.ttl"))
HYGIENE_QUERIES = sorted(ONTOLOGY.glob("hygiene/*.rq"))
SHAPE_CLASSES = (SH.NodeShape, SH.PropertyShape)

Triple = tuple[Node, Node, Node]
Finding = tuple[URIRef, Node]
"""The shape that complains, and the focus node that it complains of."""


def level_of(case: Path) -> str:
    """`invalid` for `invalid.two-numbers.ttl`."""
    return case.name.split(".")[0]


def as_written(path: Path) -> Graph:
    """The graph of a file, its literals untouched: rdflib would drop the time zone of a date."""
    before, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    try:
        return Graph().parse(path)
    finally:
        rdflib.NORMALIZE_LITERALS = before


def relative(path: Path) -> str:
    return str(path.relative_to(HERE))


@cache
def vocabulary() -> Graph:
    """The ontology and the concept schemes."""
    graph = Graph()
    for path in (ONTOLOGY / "treatygraph.ttl", *sorted(ONTOLOGY.glob("vocabularies/*.ttl"))):
        graph.parse(path)
    return graph


@cache
def shapes() -> Graph:
    graph = Graph()
    for path in sorted(ONTOLOGY.glob("shapes/*.ttl")):
        graph.parse(path)
    return graph


@cache
def compiled_shapes() -> ShapesGraph:
    """The shapes as pySHACL holds them: made once, for making them takes long."""
    compiled = ShapesGraph(shapes())
    assert compiled.shapes
    return compiled


@cache
def targeting_shapes() -> list[str]:
    targets = (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf)
    return sorted({str(shape) for target in targets for shape in shapes().subjects(target)})


@cache
def subclasses() -> tuple[Triple, ...]:
    return tuple(vocabulary().triples((None, RDFS.subClassOf, None)))


@cache
def world() -> Graph:
    """What a case may lean on: concepts, and an invented context."""
    return Graph().parse(HERE / "context.ttl")


def with_what_it_mentions(case: Graph) -> Graph:
    """The case, and step by step the context that it leans on, with the concepts named there."""
    data, waiting, known = Graph(), set(case.subjects()), set()
    for triple in (*case, *subclasses()):
        data.add(triple)
    waiting |= set(case.objects())
    while waiting:
        thing = waiting.pop()
        known.add(thing)
        for triple in world().triples((thing, None, None)):
            data.add(triple)
            waiting |= {triple[2]} - known
        for triple in vocabulary().triples((thing, None, None)) if thing not in TG else ():
            data.add(triple)
            waiting |= {triple[2]} - known
    return data


def findings(case: Graph) -> Counter[tuple[Node, Node, Node]]:
    """The results for what the case describes, as shape, focus node and severity."""
    validator = Validator(
        DataGraph.from_rdflib_graph(with_what_it_mentions(case)),
        shacl_graph=Graph(),
        options={"inplace": True, "use_shapes": targeting_shapes()},
    )
    validator.shacl_graph = compiled_shapes()
    _, report, _ = validator.run()
    results = [
        tuple(
            report.value(result, term) for term in (SH.sourceShape, SH.focusNode, SH.resultSeverity)
        )
        for result in report.subjects(RDF.type, SH.ValidationResult)
    ]
    subjects = set(case.subjects())
    return Counter(
        (shape, focus, severity)
        for shape, focus, severity in results
        if focus in subjects or isinstance(focus, BNode)
    )


def expectations(case: Path, graph: Graph) -> Iterator[Finding]:
    """The lines `# expect: SHAPE FOCUS` of a case."""
    for shape, focus in re.findall(
        r"^# expect: (\S+) (\S+)$", case.read_text(encoding="utf-8"), re.MULTILINE
    ):
        yield SHAPE[shape.removeprefix("shape:")], expand(focus, graph)


def expand(name: str, graph: Graph) -> Node:
    """`place:quay` as an IRI; a blank node stands for whichever there is."""
    if name.startswith("_:"):
        return next(subject for subject in graph.subjects() if isinstance(subject, BNode))
    if name.startswith("<"):
        return URIRef(name[1:-1])
    prefix, _, local = name.partition(":")
    return URIRef(dict(graph.namespaces())[prefix] + local.replace("\\", ""))


@pytest.mark.parametrize("case", SHAPE_CASES, ids=relative)
def test_case_yields_exactly_what_it_expects(case: Path) -> None:
    graph = as_written(case)
    found = findings(graph)
    expected = set(expectations(case, graph))
    assert {
        (shape, str(focus) if not isinstance(focus, BNode) else "_") for shape, focus, _ in found
    } == {(shape, str(focus) if not isinstance(focus, BNode) else "_") for shape, focus in expected}
    severities = {severity for _, _, severity in found}
    if level_of(case) == "valid":
        assert not found
    elif level_of(case) == "warning":
        assert severities == {SH.Warning}
    else:
        assert SH.Violation in severities


def test_context_is_valid() -> None:
    assert not findings(Graph().parse(HERE / "context.ttl"))


@pytest.mark.parametrize("case", [*SHAPE_CASES, *HYGIENE_CASES], ids=relative)
def test_case_is_named_by_what_it_is(case: Path) -> None:
    assert level_of(case) in {"valid", "invalid", "warning"} or case.parent.name == "hygiene"
    assert (
        case.parent.name == "hygiene" or (ONTOLOGY / "shapes" / f"{case.parent.name}.ttl").exists()
    )


def named_shapes() -> set[Node]:
    return {shape for kind in SHAPE_CLASSES for shape in shapes().subjects(RDF.type, kind)}


def shapes_used_as_values() -> set[Node]:
    """Shapes that only serve others: no result of theirs is reported, but the user's."""
    graph, used = shapes(), set()
    for parameter in (SH.node, SH["not"], SH.qualifiedValueShape):
        used.update(graph.objects(None, parameter))
    for parameter in (SH["or"], SH["and"], SH.xone):
        for members in graph.objects(None, parameter):
            used.update(Collection(graph, members))
    for shape in tuple(used):
        used.update(graph.transitive_objects(shape, SH.property))
    return used


def test_every_shape_has_a_case_that_triggers_it() -> None:
    triggered = {
        shape for case in SHAPE_CASES for shape, _ in expectations(case, Graph().parse(case))
    }
    assert sorted(named_shapes() - triggered - shapes_used_as_values()) == []


def test_every_shape_with_its_file_has_a_valid_case() -> None:
    helpers = {"shapes", "values"}
    assert [
        path.stem
        for path in sorted(ONTOLOGY.glob("shapes/*.ttl"))
        if path.stem not in helpers and not any(HERE.glob(f"{path.stem}/valid*.ttl"))
    ] == []


@pytest.mark.parametrize(
    "term",
    [SH.name, SH.description, SH.message, SH.severity, RDFS.isDefinedBy],
    ids=lambda term: term.split("#")[-1],
)
def test_every_shape_is_documented(term: URIRef) -> None:
    assert (
        sorted(shape for shape in named_shapes() if len(list(shapes().objects(shape, term))) != 1)
        == []
    )


@pytest.mark.parametrize("term", [SH.name, SH.message], ids=["name", "message"])
def test_names_and_messages_tell_shapes_apart(term: URIRef) -> None:
    said = Counter(text for shape in named_shapes() for text in shapes().objects(shape, term))
    assert [text for text, times in said.items() if times > 1] == []
    assert {text.language for text in said} == {"en"}


def test_no_shape_is_a_blank_node() -> None:
    assert not [shape for shape in named_shapes() if isinstance(shape, BNode)]
    assert {
        defined for shape in named_shapes() for defined in shapes().objects(shape, RDFS.isDefinedBy)
    } == {SHAPES_DOCUMENT}


def test_a_shape_states_one_rule() -> None:
    """Two rules in one shape would share a message; that of a value shape nobody reads."""
    about = {
        RDF.type,
        RDFS.isDefinedBy,
        SH.name,
        SH.description,
        SH.message,
        SH.severity,
        SH.path,
        SH.property,
        SH.flags,
        SH.ignoredProperties,
        SH.qualifiedValueShape,
    }
    targets = {SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf, SH.targetNode}
    for shape in named_shapes() - shapes_used_as_values():
        rules = set(shapes().predicates(shape)) - about - targets
        assert len(rules) == 1, f"{shape}: {sorted(rules)}"


def test_no_shape_needs_more_than_the_recommendation() -> None:
    advanced = {URIRef(f"{SH}{name}") for name in ("rule", "target", "values", "expression")}
    assert not set(shapes().predicates()) & advanced
    assert 0 not in [count.value for count in shapes().objects(None, SH.minCount)]


def test_every_functional_property_is_single_valued_in_shapes() -> None:
    single = {
        shapes().value(shape, SH.path)
        for shape, _, count in shapes().triples((None, SH.maxCount, None))
        if count.value == 1
    }
    functional = set(vocabulary().subjects(RDF.type, OWL.FunctionalProperty))
    assert sorted(functional - single) == []


def test_shapes_speak_of_declared_terms_only() -> None:
    spoken = {
        term for triple in shapes() for term in triple if isinstance(term, URIRef) and term in TG
    }
    assert sorted(spoken - set(vocabulary().subjects())) == []


def test_shapes_conform_to_shacl_itself() -> None:
    conforms, _, report = pyshacl.validate(
        Graph(), shacl_graph=shapes(), meta_shacl=True, inference="none", advanced=False
    )
    assert conforms, report


def hygiene_rows(query: Path, *, data: Path) -> list[dict[str, str]]:
    store = pyoxigraph.Store()
    for path in (
        ONTOLOGY / "treatygraph.ttl",
        ONTOLOGY / "prefixes.ttl",
        *sorted(ONTOLOGY.glob("vocabularies/*.ttl")),
        HERE / "context.ttl",
        data,
    ):
        store.load(
            path=str(path), format=pyoxigraph.RdfFormat.TURTLE, to_graph=pyoxigraph.DefaultGraph()
        )
    text = query.read_text(encoding="utf-8")
    solutions = store.query(text)
    names = [variable.value for variable in solutions.variables]
    told = ["focus", "path", "value", "message"]
    if "#+ place: property" in text and "value" not in names:
        told.remove("value")  # it blames a property, whatever its values
    assert names == told
    return [{name: str(solution[name]) for name in names} for solution in solutions]


@pytest.mark.parametrize("case", HYGIENE_CASES, ids=relative)
def test_hygiene_query_finds_the_fault(case: Path) -> None:
    name, level, _ = case.name.split(".")
    rows = hygiene_rows(ONTOLOGY / "hygiene" / f"{name}.rq", data=case)
    if level == "valid":
        assert rows == []
    else:
        expected = re.findall(r"^# expect: (\S+)$", case.read_text(encoding="utf-8"), re.MULTILINE)
        graph = Graph().parse(case)
        assert expected
        assert sorted(
            {row["focus"] if not row["focus"].startswith("_:") else "_:" for row in rows}
        ) == sorted(
            "_:" if name.startswith("_:") else f"<{expand(name, graph)}>" for name in expected
        )
        assert all(row["message"] not in {"", "None"} for row in rows)


@pytest.mark.parametrize("query", HYGIENE_QUERIES, ids=lambda path: path.stem)
def test_hygiene_query_has_a_header_and_cases_on_both_sides(query: Path) -> None:
    header = dict(re.findall(r"^#\+ (\w+): (.+)$", query.read_text(encoding="utf-8"), re.MULTILINE))
    assert set(header) - {"only", "place"} == {"summary", "description", "severity", "hint"}
    assert header.get("place", "property") == "property"
    assert header.get("only", "blank-nodes") == "blank-nodes"
    assert header["severity"] in {"Violation", "Warning"}
    assert {
        case.name.split(".")[1] for case in HYGIENE_CASES if case.name.split(".")[0] == query.stem
    } == {"valid", "invalid"}


@pytest.mark.parametrize("query", HYGIENE_QUERIES, ids=lambda path: path.stem)
def test_hygiene_query_is_content_with_the_context(query: Path) -> None:
    assert hygiene_rows(query, data=HERE / "context.ttl") == []
