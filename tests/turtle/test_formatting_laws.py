"""Laws of the formatter: same graph, same bytes, nothing lost; over invented and real files."""

import random
from difflib import unified_diff

import pyoxigraph
import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple
from test_turtle_laws import BASE, FILES, GRAPHS, ROOT, canonical, damaged
from test_w3c import HOME, SUITE, read_cases

from treatygraph.namespaces import expand
from treatygraph.turtle import declared_prefixes, format_turtle, parse_turtle

KNOWN = declared_prefixes(parse_turtle((ROOT / "ontology/prefixes.ttl").read_text("utf-8")))
EXAMPLE = "http://example.org/"
LINES_OF_A_CHANGE = 6
HEADER_OF_A_DIFF = ("---", "+++")
# A busy machine breaks no law.
law = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def formatted(text, base=None):
    document = parse_turtle(text, base_iri=base)
    assert document.faults == ()
    return format_turtle(text, document, KNOWN)


def triples(text, base=None):
    return [located.triple for located in parse_turtle(text, base_iri=base).triples]


def comments(text):
    return sorted(comment.text for comment in parse_turtle(text, base_iri=BASE).comments)


def assert_laws(text, base=None):
    result = formatted(text, base)
    assert parse_turtle(result).faults == ()
    assert canonical(triples(result)) == canonical(triples(text, base))
    assert comments(result) == comments(text)
    assert formatted(result) == result
    assert "\r" not in result
    assert not result.startswith(("\ufeff", "\n"))
    assert result == "" or (result.endswith("\n") and not result.endswith("\n\n"))


NODE_TOKENS = st.sampled_from(
    ["ex:a", "ex:b", "tg:Norm", "<http://example.org/c>", "_:x", "_:y", "dc:z", "<d>", "own:e\\/f"]
)
VERB_TOKENS = st.sampled_from(["a", "ex:p", "skos:prefLabel", "tg:statedIn", "rdf:first", "dc:q"])
VALUE_TOKENS = st.sampled_from(
    ["1", '"1"^^xsd:integer', "-007", "1.50", ".5e1", "true", "'x'", '"""y\n"z"""', '"w"@EN-gb']
)


def listed(parts, mark):
    """Parts with a mark between them, as tokens."""
    return [token for part in parts for token in [*part, mark]][:-1]


def statements_of(objects):
    several = st.lists(objects, min_size=1, max_size=3).map(lambda found: listed(found, ","))
    one = st.builds(lambda verb, told: [verb, *told], VERB_TOKENS, several)
    return st.lists(one, min_size=1, max_size=3).map(lambda found: listed(found, ";"))


OBJECTS = st.recursive(
    st.one_of(NODE_TOKENS, VALUE_TOKENS).map(lambda token: [token]) | st.just(["[", "]"]),
    lambda inner: st.one_of(
        statements_of(inner).map(lambda told: ["[", *told, "]"]),
        st.lists(inner, max_size=3).map(lambda items: ["(", *(t for i in items for t in i), ")"]),
    ),
    max_leaves=6,
)
SUBJECTS = NODE_TOKENS.map(lambda token: [token]) | OBJECTS.filter(lambda told: told[0] in "[(")
STATEMENTS = st.lists(
    st.builds(lambda subject, told: [*subject, *told, "."], SUBJECTS, statements_of(OBJECTS)),
    max_size=5,
)
GAPS = ["# a\n", "\n# b\n", "\n\n# c\n\n", "\r\n# d\r\n# e\n\n# f\n"]
PROLOGUE = [
    ["PREFIX", "ex:", "<http://example.org/>"], ["PREFIX", "skos:", f"<{expand('skos:')}>"],
    ["@prefix", "tg:", f"<{expand('tg:')}>", "."], ["PREFIX", "dc:", "<http://purl.org/dc/terms/>"],
    ["PREFIX", "rdf:", f"<{expand('rdf:')}>"], ["PREFIX", "xsd:", f"<{expand('xsd:')}>"],
    ["@base", "<http://example.org/base/>", "."], ["PREFIX", "own:", "<http://own.org/>"],
    ["PREFIX", "unused:", "<http://unused.org/>"],
]  # fmt: skip


@st.composite
def documents(draw):
    """Turtle with comments in any gap between tokens."""
    tokens = [token for part in [*PROLOGUE, *draw(STATEMENTS)] for token in part]
    chance = random.Random(draw(st.integers(0, 2**32)))
    often = chance.choice([0, 0.05, 0.3])
    gaps = [chance.choice(GAPS if chance.random() < often else [" ", "\n"]) for _ in tokens]
    return "".join(part for pair in zip(tokens, gaps, strict=True) for part in pair)


@law
@given(documents())
@example("<a:b> <a:c> <a:d> . # e")
@example("# only a comment")
@example("# a\n\n# b\nPREFIX ex: <a:> # c\n# d\n@base <a:b> . # e\n")
@example("<a:b> <a:c> ( # x\n # y\n ) . # z\n# end")
def test_good_text_keeps_its_graph_and_its_comments(text):
    assert_laws(text)


@law
@given(damaged())
def test_other_good_text_keeps_its_graph_and_its_comments(text):
    assume(not parse_turtle(text).faults)
    assert_laws(text)


@pytest.mark.parametrize("case", read_cases("PositiveSyntax") + read_cases("Eval"))
@pytest.mark.skipif(not SUITE.exists(), reason="../shared/w3c/turtle is absent")
def test_the_texts_of_the_w3c_keep_graph_and_comments(case):
    assert_laws(case.text, HOME + case.action)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_our_own_files_keep_graph_and_comments(path):
    assert_laws(path.read_bytes().decode())


# Blank nodes that look alike for a while, shared ones, circles, and lists among them.
FEW = st.sampled_from([BlankNode(label) for label in "abcd"])
TIED = st.lists(
    st.builds(
        Triple,
        st.one_of(FEW, st.just(NamedNode(EXAMPLE + "s"))),
        st.sampled_from([NamedNode(EXAMPLE + "p"), NamedNode(expand("rdf:rest"))]),
        st.one_of(FEW, FEW, st.just(NamedNode(expand("rdf:nil")))),
    ),
    max_size=9,
)
HOUSE_VERBS = [
    NamedNode(expand(name))
    for name in (
        "rdf:type", "tg:statedIn", "tg:ofParticipation", "tg:date", "tg:ordinal", "tg:partOf",
        "tg:locator", "skos:broader", "rdfs:subClassOf",
    )
]  # fmt: skip
HOUSE = st.builds(
    Triple,
    st.sampled_from("abc").map(lambda name: NamedNode(f"{EXAMPLE}{name}")),
    st.sampled_from(HOUSE_VERBS),
    st.one_of(
        st.sampled_from("abc").map(lambda name: NamedNode(f"{EXAMPLE}{name}")),
        st.sampled_from(["title", "fn1", "3", "x"]).map(Literal),
        st.sampled_from(["tg:Norm", "tg:Article", "tg:PartyAction", "owl:Ontology"]).map(
            lambda name: NamedNode(expand(name))
        ),
    ),
)
ALL_GRAPHS = st.one_of(GRAPHS, TIED, st.lists(HOUSE, max_size=9))


@st.composite
def shuffled(draw, graph):
    """A graph as text: statements, names of blank nodes and of prefixes, and layout at random."""
    chance = random.Random(draw(st.integers(0, 2**32)))
    graph = chance.sample(graph, len(graph))
    labels = chance.sample(range(100), 100)
    names = dict(zip("abcdxyz0", labels, strict=False)) | {"z.1": labels[50]}
    prefix = chance.choice(["tg", "ontology", "", "skos"])
    lines = [f"PREFIX {prefix}: <{expand('tg:')}>"]
    for subject, predicate, term in graph:
        written = [
            f"_:n{names[node.value]}" if isinstance(node, BlankNode) else str(node)
            for node in (subject, predicate, term)
        ]
        lines.append(chance.choice([" ", "\n", "\t"]).join([*written, "."]))
    return chance.choice(["\n", "\r\n", "  "]).join(lines)


@law
@given(st.data(), ALL_GRAPHS)
def test_the_same_graph_gives_the_same_bytes(data, graph):
    first = data.draw(shuffled(graph))
    second = data.draw(shuffled(graph))
    assert formatted(first) == formatted(second)


@law
@given(ALL_GRAPHS)
def test_what_others_wrote_comes_out_the_same(graph):
    plain = pyoxigraph.serialize(graph, format=RdfFormat.N_TRIPLES).decode()
    short = pyoxigraph.serialize(graph, format=RdfFormat.TURTLE, prefixes={"tg": expand("tg:")})
    assert formatted(plain) == formatted(short.decode())
    assert_laws(plain)


@st.composite
def commented(draw, graph):
    """A graph in house style with comments in gaps between its tokens."""
    text = formatted(pyoxigraph.serialize(graph, format=RdfFormat.N_TRIPLES).decode())
    pieces = text.split(" ")
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, len(pieces)))
        pieces.insert(at, draw(st.sampled_from(GAPS)))
    return " ".join(pieces)


@law
@given(st.data(), ALL_GRAPHS)
def test_comments_are_kept_wherever_they_stand(data, graph):
    text = data.draw(commented(graph))
    assume(canonical(triples(text)) == canonical(graph) and not parse_turtle(text).faults)
    assert_laws(text)


REMARKS = {
    "none": "{0} {1} {2} .",
    "about the subject": "# {3}\n{0} {1} {2} .",
    "at the subject": "{0} # {3}\n{1} {2} .",
    "about the predicate": "{0}\n# {3}\n# and more\n{1} {2} .",
    "about the object": "{0} {1}\n# {3}\n{2} .",
    "at the end of the line": "{0} {1} {2} . # {3}",
}


CROWDED = st.lists(
    st.builds(
        Triple,
        st.sampled_from([NamedNode(EXAMPLE + "a"), BlankNode("x"), BlankNode("y")]),
        st.sampled_from([NamedNode(EXAMPLE + "p"), NamedNode(EXAMPLE + "q")]),
        st.sampled_from([NamedNode(EXAMPLE + "b"), BlankNode("y"), Literal("c")]),
    ),
    max_size=8,
)


@law
@given(st.data(), GRAPHS | CROWDED)
def test_comments_move_with_what_they_belong_to(data, graph):
    lines = [
        data.draw(st.sampled_from(list(REMARKS.values()))).format(*triple, number % 3)
        for number, triple in enumerate(dict.fromkeys(graph))
    ]
    assert formatted("\n".join(data.draw(st.permutations(lines)))) == formatted("\n".join(lines))


FLAT = st.text(st.sampled_from("abc019-"), min_size=1, max_size=3).map(
    lambda name: NamedNode(EXAMPLE + name)
)
FLAT_TRIPLES = st.builds(Triple, FLAT, FLAT, FLAT)


@law
@given(st.lists(FLAT_TRIPLES, min_size=1, max_size=12), FLAT_TRIPLES)
def test_one_more_statement_changes_a_few_lines(graph, another):
    before, after = (
        formatted("".join(f"{triple} .\n" for triple in triples)).split("\n")
        for triples in (graph, [*graph, another])
    )
    changes = [line for line in unified_diff(before, after, n=0) if line[0] in "+-"]
    assert len(changes) - len(HEADER_OF_A_DIFF) <= LINES_OF_A_CHANGE
