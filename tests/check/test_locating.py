"""Where a finding is told: in small collections with «» at the place, the same by both engines."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode
from shacl_support import ENGINES, PREFIXES, engine

from treatygraph.check import Finding, check_collection
from treatygraph.check.blank_nodes import Statement, colours, same_nodes
from treatygraph.collection import load_collection, load_shipped
from treatygraph.iris import Base

PROPERTY = "ex:S a sh:PropertyShape ; sh:targetClass ex:C ; "
PLAIN = PROPERTY + "sh:path ex:p ; "
LIST = "( [ sh:zeroOrMorePath rdf:rest ] rdf:first )"
IRIS = PLAIN + "sh:nodeKind sh:IRI ."

# Shapes, and files in which «» stands before the place of the one fault.
CASES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "a wrong value, at the value": (IRIS, {"a.ttl": "ex:n a ex:C ;\n  ex:p ex:m , «»1 ."}),
    "a missing property, at the subject": (
        PLAIN + "sh:minCount 1 .",
        {"a.ttl": "ex:m a ex:D .\n«»ex:n a ex:C ; ex:q 1 ."},
    ),
    "a property too often, at the property": (
        PLAIN + "sh:maxCount 1 .",
        {"a.ttl": "ex:n a ex:C ; ex:q 1 ;\n «»ex:p 1 , 2 ."},
    ),
    "a blank node, at its bracket": (
        PLAIN + "sh:nodeKind sh:IRI .",
        {"a.ttl": "ex:n a ex:C ; ex:p «»[ ex:q 1 ] ."},
    ),
    "a value in a blank node": (
        "ex:S a sh:PropertyShape ; sh:targetObjectsOf ex:r ; sh:path ex:p ; sh:nodeKind sh:IRI .",
        {"a.ttl": "ex:n ex:r [ ex:p ex:m ] , [\n  ex:p «»1 ] ."},
    ),
    "a blank node that lacks a property": (
        "ex:S a sh:PropertyShape ; sh:targetObjectsOf ex:r ; sh:path ex:p ; sh:minCount 1 .",
        {"a.ttl": "ex:n ex:r [ ex:p 1 ] ,\n  «»[ ex:q 2 ] ."},
    ),
    "a blank node with a label": (
        IRIS,
        {"a.ttl": "_:one a ex:C ; ex:p ex:m .\n_:two a ex:C ; ex:p «»2 ."},
    ),
    "a value deep in blank nodes": (
        PROPERTY + "sh:path ( ex:r ex:r ex:p ) ; sh:nodeKind sh:IRI .",
        {"a.ttl": "ex:n a ex:C ; ex:r [ ex:r [ ex:p ex:m , «»3 ] ] ."},
    ),
    "a member of a list": (
        PROPERTY + f"sh:path ( ex:p {LIST} ) ; sh:nodeKind sh:IRI .",
        {"a.ttl": "ex:n a ex:C ; ex:p ( ex:a ex:b «»3 ex:c ) ."},
    ),
    "a member of a list in a list": (
        PROPERTY + f"sh:path ( ex:p {LIST} {LIST} ) ; sh:nodeKind sh:IRI .",
        {"a.ttl": "ex:n a ex:C ; ex:p ( ( ex:a ) ( ex:b «»3 ) ) ."},
    ),
    "the subject of an inverse path": (
        PROPERTY + "sh:path [ sh:inversePath ex:p ] ; sh:class ex:D .",
        {"a.ttl": "ex:n a ex:C .\nex:d a ex:D ; ex:p ex:n .\nex:e ex:p «»ex:n ."},
    ),
    "the subject of an inverse path, in another file": (
        PROPERTY + "sh:path [ sh:inversePath ex:p ] ; sh:class ex:D .",
        {"a.ttl": "ex:n a ex:C .", "b.ttl": "ex:e ex:p ex:x , «»ex:n ."},
    ),
    "a value at the end of a path, in another file": (
        PROPERTY + "sh:path ( ex:p ex:q ) ; sh:nodeKind sh:IRI .",
        {"a.ttl": "ex:n a ex:C ; ex:p ex:m .", "b.ttl": "ex:m ex:q ex:n , «»4 ."},
    ),
    "a value of a subject that two files speak of": (
        IRIS,
        {"a.ttl": "ex:n a ex:C ; ex:q 5 .", "b.ttl": "ex:n ex:q 5 ; ex:p «»5 ."},
    ),
    "a literal that is a focus node": (
        "ex:S a sh:NodeShape ; sh:targetObjectsOf ex:p ; sh:nodeKind sh:IRI .",
        {"a.ttl": "ex:n a ex:C ; ex:p ex:m , «»5 ."},
    ),
    "a literal that is a focus node, said in a file with blank nodes": (
        "ex:S a sh:NodeShape ; sh:targetObjectsOf ex:p ; sh:nodeKind sh:IRI .",
        {"a.ttl": "ex:n ex:q [ ex:p «»'x'@en ] ."},
    ),
    "a value that stands under two properties": (
        IRIS,
        {"a.ttl": "ex:n a ex:C ; ex:q 7 ; ex:p «»7 ; ex:r 7 ."},
    ),
    "a value of alternatives": (
        PROPERTY + "sh:path [ sh:alternativePath ( ex:p ex:q ) ] ; sh:nodeKind sh:IRI .",
        {"a.ttl": "ex:n a ex:C ; ex:p ex:m ; ex:q «»7 ."},
    ),
    "a value at the end of repeated steps": (
        PROPERTY + "sh:path [ sh:oneOrMorePath ex:p ] ; sh:nodeKind sh:IRI .",
        {"a.ttl": "ex:n a ex:C ; ex:p ex:m .\nex:m ex:p ex:o .\nex:o ex:p «»8 ."},
    ),
    "a statement that a closed shape does not know": (
        "ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:closed true ; "
        "sh:ignoredProperties ( rdf:type ex:p ) .",
        {"a.ttl": "ex:n a ex:C ; ex:p 1 ; «»ex:q 1 ."},
    ),
    "a node that is wrong in itself": (
        'ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:pattern "^http://example.org/x" .',
        {"a.ttl": "ex:xa a ex:C .\n«»ex:n a ex:C ."},
    ),
    "after carriage returns": (IRIS, {"a.ttl": "ex:n a ex:C ;\r\n\r\n  ex:p «»1 .\r\n"}),
    "after tabs and signs beyond the first plane": (
        IRIS,
        {"a.ttl": 'ex:n a ex:C ; ex:q "𓀀𓀀\u0301" ;\tex:p «»1 .'},
    ),
    "after a byte order mark": (IRIS, {"a.ttl": "\ufeffex:n a ex:C ; ex:p «»1 ."}),
    "a long text, where it begins": (
        IRIS,
        {"a.ttl": 'ex:n a ex:C ; ex:q """a\nb""" ; ex:p\n  «»"""c\n"d"\n""" .'},
    ),
    "a text with escapes": (IRIS, {"a.ttl": 'ex:n a ex:C ; ex:p «»"a\\u0062\\n" .'}),
    "a date as it is written": (
        PLAIN + "sh:datatype xsd:date .",
        {"a.ttl": 'ex:n a ex:C ; ex:p "2001-02-03"^^xsd:date , «»"2001-02-31"^^xsd:date .'},
    ),
    "a number as it is written": (IRIS, {"a.ttl": "ex:n a ex:C ; ex:q 7 ; ex:p «»007 ."}),
    "a language tag in capitals": (IRIS, {"a.ttl": 'ex:n a ex:C ; ex:p «»"x"@EN-gb .'}),
}


def found_in(folder: Path, shapes: str, files: Mapping[str, str], name: str) -> list[Finding]:
    """What an engine finds in files that are written into a folder."""
    (folder / "own/shapes").mkdir(parents=True)
    (folder / "own/shapes/s.ttl").write_text(PREFIXES + shapes, encoding="utf-8")
    (folder / "data").mkdir()
    for file, text in files.items():
        (folder / "data" / file).write_bytes(text.encode())
    shipped = load_shipped(folder / "own", Base())
    collection = load_collection(folder / "data", Base())
    report = check_collection(
        collection, shipped, folder / "own", engine=engine(name), own_shapes=True
    )
    return list(report.findings)


def with_prefixes(text: str) -> str:
    """A text with prefixes before it, behind a byte order mark where it begins with one."""
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    return mark + PREFIXES + text.removeprefix("\ufeff")


def place_of(files: Mapping[str, str]) -> tuple[str, int, int]:
    """The file, line and column of the mark."""
    ((file, text),) = [(file, text) for file, text in files.items() if "«»" in text]
    before = with_prefixes(text).split("«»")[0].removeprefix("\ufeff")
    return file, before.count("\n") + 1, len(before) - before.rfind("\n")


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize(("shapes", "marked"), CASES.values(), ids=CASES.keys())
def test_a_fault_is_told_where_it_is_mended(
    tmp_path: Path, name: str, shapes: str, marked: Mapping[str, str]
) -> None:
    files = {file: with_prefixes(text).replace("«»", "") for file, text in marked.items()}
    found = found_in(tmp_path, shapes, files, name)
    places = [(Path(f.file or "").name, f.line, f.column) for f in found]
    assert places == [place_of(marked)]


OTHER_SYNTAXES = {
    "a.nt": "<http://example.org/n> a <http://example.org/C> .".replace(
        " a ", " <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
    )
    + '\n<http://example.org/n> <http://example.org/p> "x" .\n',
    "a.rdf": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    'xmlns:ex="http://example.org/"><ex:C rdf:about="http://example.org/n"><ex:p>x</ex:p></ex:C>'
    "</rdf:RDF>",
    "a.jsonld": '{"@id": "http://example.org/n", "@type": "http://example.org/C", '
    '"http://example.org/p": "x"}',
    "a.trig": "<http://example.org/g> { <http://example.org/n> a <http://example.org/C> ; "
    '<http://example.org/p> "x" }',
}


@pytest.mark.parametrize("file", OTHER_SYNTAXES)
@pytest.mark.parametrize("name", ENGINES)
def test_a_file_in_another_syntax_is_named(tmp_path: Path, name: str, file: str) -> None:
    (finding,) = found_in(tmp_path, IRIS, {file: OTHER_SYNTAXES[file]}, name)
    assert Path(finding.file or "").name == file


# Blank nodes -----------------------------------------------------------------------------

BLANKS = [BlankNode(f"b{number}") for number in range(6)]
PREDICATE = [NamedNode("x:p"), NamedNode("x:q")]
ENDS = [*BLANKS, NamedNode("x:n"), Literal("a"), Literal("b")]
GRAPHS = st.lists(
    st.tuples(st.sampled_from([*BLANKS, NamedNode("x:n")]), st.sampled_from(PREDICATE),
              st.sampled_from(ENDS)),
    max_size=14, unique=True,
)  # fmt: skip


@given(GRAPHS, st.randoms(use_true_random=False), st.booleans())
def test_blank_nodes_are_matched_under_other_labels_and_in_another_order(
    graph: list[Statement], chance: object, shuffled: bool
) -> None:
    labels = dict(zip(BLANKS, [BlankNode(f"c{number}") for number in range(6)], strict=True))
    other = renamed(graph, labels)
    if shuffled:
        chance.shuffle(other)  # type: ignore[attr-defined]
    pairs = same_nodes(graph, other)
    assert set(pairs) == blanks(graph)
    assert len(set(pairs.values())) == len(pairs)
    before, after = colours(graph), colours(other)
    assert all(before[node] == after[pairs[node]] for node in pairs)
    if not shuffled or len(set(before.values())) == len(before):
        assert set(renamed(graph, pairs)) == set(other)


def renamed(graph: list[Statement], names: Mapping[BlankNode, BlankNode]) -> list[Statement]:
    return [(names.get(s, s), p, names.get(o, o)) for s, p, o in graph]


def blanks(graph: list[Statement]) -> set[BlankNode]:
    return {term for s, _, o in graph for term in (s, o) if isinstance(term, BlankNode)}


def test_a_long_chain_of_blank_nodes_is_matched_soon() -> None:
    nodes = [BlankNode(f"n{number}") for number in range(3000)]
    chain = [(one, PREDICATE[0], next_) for one, next_ in pairwise(nodes)]
    assert same_nodes(chain, chain) == dict(zip(nodes, nodes, strict=True))
    assert len(same_nodes(chain, chain[::-1])) == len(nodes)


def test_a_ring_of_blank_nodes_that_nothing_tells_apart_is_matched_whole() -> None:
    ring = [(one, PREDICATE[0], other) for one, other in zip(BLANKS, [*BLANKS[1:], BLANKS[0]],
                                                            strict=True)]  # fmt: skip
    assert set(renamed(ring, same_nodes(ring, ring))) == set(ring)
