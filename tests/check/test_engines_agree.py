"""Both SHACL engines find the same: shapes, focus nodes, paths, values, components, severities.

What they do not agree on stands in ``test_engines_differ.py``, by name.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Container, Iterable
from functools import cache
from pathlib import Path

import pytest
import random_graphs
import random_shapes
from hypothesis import HealthCheck, given, settings
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, parse, serialize
from shacl_support import ENGINES, Result, document, engine, loaded, results

from support import ROOT
from treatygraph.check.document import Document, as_document
from treatygraph.check.engine import FAST, REFERENCE
from treatygraph.collection import LoadedFile, load_collection
from treatygraph.iris import Base
from treatygraph.namespaces import PREFIX, expand

EXAMPLES = sorted((ROOT / "tests/shapes").glob("*/*.ttl"))
VALIDATED = settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))


def agreed(data: Document, shapes: Document) -> Counter[Result]:
    """What both engines find in data, which must be the same."""
    found = {name: results(engine(name).validate(data, shapes)) for name in ENGINES}
    assert found[FAST] - found[REFERENCE] == found[REFERENCE] - found[FAST] == Counter()
    return found[FAST]


def files(*patterns: str) -> list[LoadedFile]:
    """Files of the ontology."""
    return [
        loaded(path) for pattern in patterns for path in sorted((ROOT / "ontology").glob(pattern))
    ]


@cache
def our_shapes() -> Document:
    return as_document(files("shapes/*.ttl"))


@cache
def our_terms() -> tuple[LoadedFile, ...]:
    return tuple(files("treatygraph.ttl", "vocabularies/*.ttl"))


# Our own shapes --------------------------------------------------------------------------


def examples(chosen: Iterable[Path]) -> Document:
    """Good and bad examples, with the context and the words that they lean on.

    What each describes gets a name of its own, or one would fill in what another lacks.
    """
    context = loaded(ROOT / "tests/shapes/context.ttl")
    known = {quad.subject for quad in context.quads}
    apart = [
        triple
        for number, path in enumerate(chosen)
        for triple in renamed(loaded(path), f"-{number}", known)
    ]
    return as_document([*our_terms(), context, written(apart)])


def renamed(file: LoadedFile, suffix: str, known: Container[object]) -> list[Triple]:
    """The triples of a file; what it describes is called something else, if not known."""
    own = {quad.subject: NamedNode(quad.subject.value + suffix) for quad in file.quads
           if isinstance(quad.subject, NamedNode) and quad.subject not in known}  # fmt: skip
    return [
        Triple(own.get(quad.subject, quad.subject), quad.predicate,
               own.get(quad.object, quad.object))
        for quad in file.quads
    ]  # fmt: skip


def written(triples: Iterable[Triple]) -> LoadedFile:
    """Triples as a file that holds them."""
    text = serialize(triples, format=RdfFormat.N_TRIPLES) or b""
    return loaded(Path("/written.ttl"), text.decode())


def test_engines_agree_on_every_example() -> None:
    found = agreed(examples(EXAMPLES), our_shapes())
    expected = {
        f"{PREFIX['shape']}{name}"
        for path in EXAMPLES
        for name in re.findall(r"^# expect: shape:(\S+)", path.read_text("utf-8"), re.MULTILINE)
    }
    assert expected
    assert expected - {rule for _, rule, *_ in found} == set()


def broken(quads: list[Quad], times: int, seed: int) -> Document:
    """Triples with some of them taken out, altered or put elsewhere, as a careless editor might."""
    chance = random.Random(seed)
    odd = [parse_term(text) for text in random_graphs.LITERALS] + [BlankNode("odd")]
    for _ in range(times):
        at, other = chance.randrange(len(quads)), chance.choice(quads)
        old = quads[at]
        quads[at] = chance.choice([
            other, Quad(old.subject, old.predicate, other.object),
            Quad(old.subject, other.predicate, old.object),
            Quad(other.subject, old.predicate, old.object),
            Quad(old.subject, old.predicate, chance.choice(odd)),
        ])  # fmt: skip
        if chance.random() < 0.5:
            quads.append(Quad(old.subject, old.predicate, old.object))
    return as_document([written(quad.triple for quad in quads)])


def parse_term(text: str) -> Literal:
    """A literal as Turtle writes it."""
    prefixes = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIX.items())
    (quad,) = parse(f"{prefixes} PREFIX ex: <x:> <x:s> <x:p> {text} .", format=RdfFormat.TURTLE)
    assert isinstance(quad.object, Literal)
    return quad.object


@pytest.mark.parametrize("seed", [1])
def test_engines_agree_on_a_small_collection_with_faults(seed: int) -> None:
    collection = load_collection(ROOT / "tests/fixtures/mini/data", Base())
    quads = [*collection.quads(), *(quad for file in our_terms() for quad in file.quads)]
    assert agreed(broken(quads, 60, seed), our_shapes())


@pytest.mark.slow
def test_engines_agree_on_the_corpus_with_faults() -> None:
    collection = load_collection(ROOT / "data/triples", Base())
    quads = [*collection.quads(), *(quad for file in our_terms() for quad in file.quads)]
    assert agreed(broken(quads, 60, seed=60), our_shapes())


def test_our_queries_give_no_solution_twice() -> None:
    """For pySHACL drops the second, and each is a result; see the differences."""
    selects = [
        quad.object.value
        for file in files("shapes/*.ttl")
        for quad in file.quads
        if quad.predicate.value == expand("sh:select")
    ]
    assert selects
    assert [text for text in selects if not text.strip().startswith("SELECT DISTINCT")] == []


# Random shapes ---------------------------------------------------------------------------


@VALIDATED
@given(random_graphs.data(), random_shapes.shapes())
def test_engines_agree_on_random_graphs(data: str, shapes: str) -> None:
    assert agreed(document(data), document(shapes)) is not None


def test_random_shapes_use_every_component_that_our_shapes_use() -> None:
    said = {
        quad.predicate.value.removeprefix(PREFIX["sh"])
        for file in files("shapes/*.ttl")
        for quad in file.quads
        if quad.predicate.value.startswith(PREFIX["sh"])
    }
    assert said - ABOUT_SHAPES - random_shapes.TARGET_KINDS <= random_shapes.KINDS


ABOUT_SHAPES = {
    "name", "description", "message", "severity", "path", "declare", "namespace", "prefix",
    "prefixes", "select",
}  # fmt: skip
"""What shapes say beside their targets, their paths and their constraints."""
