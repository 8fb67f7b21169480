"""Laws: our Turtle parser agrees with Oxigraph and rdflib, and no text makes it raise."""

import io
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from hypothesis import assume, example, given
from hypothesis import strategies as st
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
)

from treatygraph.turtle import parse_turtle, tokenize

ROOT = Path(__file__).parents[2]
FILES = sorted([*(ROOT / "data").rglob("*.ttl"), *(ROOT / "ontology").rglob("*.ttl")])
BASE = "http://example.org/a/b"
XSD = "http://www.w3.org/2001/XMLSchema#"

# Where we differ from Oxigraph on purpose: it reads Turtle 1.2, and nests without a bound.
WE_REFUSE = {
    "triple term": "<a:b> <a:c> <<( <a:b> <a:c> <a:d> )>> .",
    "reified triple": "<< <a:b> <a:c> <a:d> >> <a:e> 1 .",
    "annotation": "<a:b> <a:c> <a:d> {| <a:e> 1 |} .",
    "reifier": "<a:b> <a:c> <a:d> ~ <a:e> .",
    "version": 'VERSION "1.2"',
    "base direction": '<a:b> <a:c> "x"@ar--rtl .',
    "deep nesting": "<a:b> <a:c> " + "(" * 101 + ")" * 101 + " .",
}
WE_ACCEPT = {"byte order mark": "\ufeff<a:b> <a:c> <a:d> ."}
# RFC 3986, 5.2.4, takes dots out of the base's path too and keeps the root's slash; Oxigraph not.
WE_RESOLVE_DIFFERENTLY = {
    "dots in the base": ("http://a/b/../c/", "d", "http://a/c/d"),
    "above the first segment": ("a:b/c", "..", "a:/"),
}

SIGNS = st.characters(codec="utf-8")
LOCAL_NAMES = st.text(st.sampled_from("aé0_-.~%/?𓀀:"), max_size=6)
IRIS = st.builds(
    lambda space, name: space + name.replace("%", "%25"),
    st.sampled_from(["http://example.org/", "http://example.org/x#"]),
    LOCAL_NAMES,
)
NODES = st.one_of(IRIS.map(NamedNode), st.sampled_from(["x", "y", "z.1", "0"]).map(BlankNode))
NUMBERS = {
    "integer": ["1", "+1", "-007"],
    "decimal": ["1.0", ".5", "-0.50"],
    "double": ["1e3", "1.E0", "-.5e-1", "INF"],
    "boolean": ["true", "false", "1"],
    "gYear": ["2025"],
}
LITERALS = st.one_of(
    st.text(SIGNS).map(Literal),
    st.builds(Literal, st.text(SIGNS), language=st.sampled_from(["en", "pt-br", "zh-hans-cn"])),
    st.sampled_from([(value, kind) for kind, values in NUMBERS.items() for value in values]).map(
        lambda pair: Literal(pair[0], datatype=NamedNode(XSD + pair[1]))
    ),
)
TRIPLES = st.builds(Triple, NODES, IRIS.map(NamedNode), NODES | LITERALS)
GRAPHS = st.lists(TRIPLES, max_size=12)

PIECES = st.sampled_from(
    [
        *"a.;,[]()@^_:<>\"'\\#%{}|~\n\r\t 0+-é",
        *("<a:b>", "<b>", "<#c>", "ex:a", "ex:b\\/c", "ex:%41", "_:x", "_:x.y", "foo:z", ":"),
        *('"x"', "'y'", '"""x\ny"""', "'''", '"""', "@en", "@prefix", "@base", "^^", "\\u0041"),
        *("PREFIX", "base", "true", "false", "1", "-1.5", ".5", "1e0", "1.", "<<", "\ufeff"),
        *(" ex:a ex:b ex:c .\n", " ; ", " , ", " .\n", "[ ex:p 1 ]", "( 1 2 )", "\ud800", "&"),
    ]
)
SOUP = st.lists(PIECES, max_size=30).map("".join)
GOOD = (
    "PREFIX ex: <http://example.org/>\n@base <http://b.org/x/> .\n# a note\n"
    'ex:a\n    a ex:C ;\n    ex:p "x"@en , """y\n"z\\u0041""" , <../q> ;\n'
    "    ex:r [ ex:s 1.5 ] ;\n.\n"
    "_:b ex:p ( ex:c 'd'^^ex:e ( ) ) , true , -1e3 .\r\n[] ex:t ex:\\!u .\n"
)


def canonical(triples):
    dataset = Dataset(Quad(*triple) for triple in triples)
    dataset.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return dataset


def theirs(text, base=None):
    """Oxigraph's triples, or None where it refuses the text."""
    try:
        return [quad.triple for quad in pyoxigraph.parse(text, RdfFormat.TURTLE, base_iri=base)]
    except SyntaxError:
        return None


def ours(text, base=None):
    """Our triples, or None where there is a fault."""
    document = parse_turtle(text, base_iri=base)
    return None if document.faults else [located.triple for located in document.triples]


def assert_same(text, base=None):
    expected, found = theirs(text, base), ours(text, base)
    assert (found is None) == (expected is None), parse_turtle(text, base_iri=base).faults
    if expected is not None:
        assert canonical(found) == canonical(expected)


def is_beyond_turtle_1_1(text):
    signs = ("<<", "{|", "~", "--", "version", "\ufeff", "\ud800")
    return any(sign in text.lower() for sign in signs)


@given(GRAPHS)
def test_we_read_what_oxigraph_writes(graph):
    text = pyoxigraph.serialize(
        graph, format=RdfFormat.TURTLE, prefixes={"ex": "http://example.org/"}
    )
    assert canonical(ours(text.decode())) == canonical(graph)


@pytest.mark.parametrize("style", ["turtle", "longturtle"])
@given(graph=GRAPHS)
def test_we_read_what_rdflib_writes(style, graph):
    lines = pyoxigraph.serialize(graph, format=RdfFormat.N_TRIPLES)
    document = rdflib.Graph()
    document.bind("ex", "http://example.org/")
    document.parse(io.BytesIO(lines), format="nt11")
    text = document.serialize(format=style)
    assume(theirs(text) is not None)
    assert_same(text)


@given(SOUP | st.text())
@example("\\")
@example("@prefix")
@example("PREFIX")
@example("ex:")
@example("(" * 5000)
@example("[<a:b>" * 5000)
def test_no_text_makes_the_parser_raise(text):
    document = parse_turtle(text)
    assert list(document.faults) == sorted(document.faults, key=lambda fault: fault.span)
    for fault in document.faults:
        assert fault.message
        assert 0 <= fault.span.start.offset <= fault.span.end.offset <= len(text)


@st.composite
def damaged(draw):
    start = draw(st.integers(0, len(GOOD)))
    end = draw(st.integers(start, min(start + 4, len(GOOD))))
    return GOOD[:start] + draw(PIECES | st.just("")) + GOOD[end:]


@given(damaged())
def test_damaged_text_is_judged_as_oxigraph_does(text):
    assume(not is_beyond_turtle_1_1(text))
    assert_same(text)


@given(SOUP)
@example("PREFIX ex: <a:>ex:a ex:b 1.")
def test_any_text_is_judged_as_oxigraph_does(text):
    text = "PREFIX ex: <http://example.org/>\n" + text
    assume(not is_beyond_turtle_1_1(text))
    assert_same(text, BASE)


@given(SOUP)
def test_tokens_are_the_text_again(text):
    tokens = list(tokenize(text))
    assert "".join(token.text for token in tokens) == text
    assert all(text[token.span.slice] == token.text for token in tokens)


@given(damaged() | SOUP)
def test_spans_are_in_order_and_hold_a_term(text):
    for triple in parse_turtle(text, base_iri=BASE).triples:
        spans = triple.subject_at, triple.predicate_at, triple.object_at
        assert list(spans) == sorted(spans, key=lambda span: span.start)
        assert all(text[span.slice].strip() for span in spans)


@given(GRAPHS)
def test_the_text_of_a_span_is_the_term(graph):
    text = "".join(f"{subject} {verb} {value} .\n" for subject, verb, value in graph)
    for triple in parse_turtle(text).triples:
        written = [
            text[at.slice] for at in (triple.subject_at, triple.predicate_at, triple.object_at)
        ]
        assert written == [str(triple.subject), str(triple.predicate), str(triple.object)]


@given(SOUP)
def test_lines_and_columns_agree_with_offsets(text):
    rows = text.replace("\r\n", "\n\n").replace("\r", "\n").split("\n")
    assume("\r" not in text and not text.startswith("\ufeff"))
    for token in tokenize(text):
        start = token.span.start
        before = sum(len(row) + 1 for row in rows[: start.line - 1])
        assert before + start.column - 1 == start.offset


SEGMENTS = st.sampled_from(["..", ".", "g", "g.h", "..g", "h;x=1", "a:b"])
REFERENCES = st.builds(
    lambda start, segments, end: start + "/".join(segments) + end,
    st.sampled_from(["", "/", "//h/", "?", "#"]),
    st.lists(SEGMENTS, max_size=5),
    st.sampled_from(["", "/", "?q", "#f", "?x/../y#z"]),
)


@given(REFERENCES, st.sampled_from(["http://a/b/c/d;p?q", "http://a", "file:///x/y#z"]))
def test_relative_iris_are_resolved_as_oxigraph_does(reference, base):
    assert_same(f"<{reference}> <a:p> <{reference}> .", base)


@pytest.mark.parametrize("text", WE_REFUSE.values(), ids=WE_REFUSE)
def test_oxigraph_accepts_more_than_turtle_1_1(text):
    assert theirs(text) is not None
    assert ours(text) is None


@pytest.mark.parametrize("text", WE_ACCEPT.values(), ids=WE_ACCEPT)
def test_we_accept_more_than_oxigraph(text):
    assert theirs(text) is None
    assert ours(text) is not None


@pytest.mark.parametrize(
    ("base", "reference", "resolved"), WE_RESOLVE_DIFFERENTLY.values(), ids=WE_RESOLVE_DIFFERENTLY
)
def test_we_resolve_by_the_letter_of_the_rfc(base, reference, resolved):
    text = f"<{reference}> <a:p> 1 ."
    assert ours(text, base)[0].subject == NamedNode(resolved)
    assert theirs(text, base)[0].subject != NamedNode(resolved)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_our_own_files_are_read_as_oxigraph_does(path):
    assert_same(path.read_bytes().decode())
