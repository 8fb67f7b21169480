"""Random shapes, with every constraint component that our shapes use and more."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import strategies as st
from random_graphs import CLASSES, LITERALS, NAMES, PREDICATES, Text, any_of, listed

BOUNDS = ["1", "2.5", "10", '"2001-02-03"^^xsd:date', '"2001"^^xsd:gYear']
DATATYPES = [
    "xsd:integer", "xsd:string", "rdf:langString", "xsd:date", "xsd:gYear", "xsd:gYearMonth",
    "xsd:decimal", "xsd:double", "xsd:boolean", "xsd:anyURI", "xsd:dateTime", "xsd:byte",
    "xsd:nonNegativeInteger", "ex:datatype",
]  # fmt: skip
PATTERNS = ["^a", "b", "^[a-z]+$", "^ex", "n[0-3]$", "^https?://", "^.?$", "\\\\d", "é|x", "^$"]
LANGUAGES = ["en", "en-GB", "de", "fr", "zh"]


# Paths -----------------------------------------------------------------------------------

PATH_KINDS = ["inversePath", "zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath"]
STEPS = st.recursive(
    any_of([*PREDICATES, "rdf:first", "rdf:type"]),
    lambda inner: st.one_of(
        st.builds("[ sh:{} {} ]".format, any_of(PATH_KINDS), inner),
        st.lists(inner, min_size=2, max_size=3).map(lambda steps: f"( {' '.join(steps)} )"),
        st.lists(inner, min_size=2, max_size=3).map(
            lambda steps: f"[ sh:alternativePath ( {' '.join(steps)} ) ]"
        ),
    ),
    max_leaves=3,
)
MEMBERS = "( [ sh:zeroOrMorePath rdf:rest ] rdf:first )"
PLAIN_PATHS = [
    *PREDICATES, "ex:d", "( ex:p ex:q )", "[ sh:inversePath ex:p ]",
    "[ sh:alternativePath ( ex:p ex:q ) ]",
]  # fmt: skip
PATHS = st.one_of(any_of(PLAIN_PATHS), any_of(PLAIN_PATHS), STEPS, st.just(f"( ex:p {MEMBERS} )"))

# Constraints ------------------------------------------------------------------------------

VALUES = any_of(NAMES + LITERALS)
COUNTS = any_of(["0", "1", "2", "3"])
SELECTS = [
    "SELECT $this ?value WHERE { $this $PATH ?value . FILTER (isBlank(?value)) }",
    "SELECT $this ?value WHERE { $this $PATH ?value . FILTER NOT EXISTS { ?value ?any ?thing } }",
    "SELECT DISTINCT $this ?value WHERE { $this $PATH ?value, ?other . "
    "FILTER (str(?value) < str(?other)) }",
]
NODE_SELECTS = [
    "SELECT $this WHERE { $this <http://example.org/p> ?value . FILTER (isIRI(?value)) }",
    "SELECT $this ?value WHERE { $this <http://example.org/q> ?value . "
    "FILTER EXISTS { ?value a ?class } }",
    "SELECT $this ?path ?value WHERE { $this ?path ?value . "
    "FILTER (datatype(?value) = <http://www.w3.org/2001/XMLSchema#date>) }",
]


def select(queries: list[str]) -> Text:
    """A SPARQL constraint."""
    return any_of(queries).map('sh:sparql [ sh:select "{}" ]'.format)


def says(parameter: str, values: Text) -> Text:
    """A parameter with a value."""
    return values.map(lambda value: f"{parameter} {value}")


SIMPLE: Mapping[str, Text] = {
    "class": says("sh:class", any_of(CLASSES)),
    "datatype": says("sh:datatype", any_of(DATATYPES)),
    "nodeKind": says("sh:nodeKind", any_of([
        "sh:IRI", "sh:Literal", "sh:BlankNode", "sh:BlankNodeOrIRI", "sh:BlankNodeOrLiteral",
        "sh:IRIOrLiteral",
    ])),
    "minExclusive": says("sh:minExclusive", any_of(BOUNDS)),
    "minInclusive": says("sh:minInclusive", any_of(BOUNDS)),
    "maxExclusive": says("sh:maxExclusive", any_of(BOUNDS)),
    "maxInclusive": says("sh:maxInclusive", any_of(BOUNDS)),
    "minLength": says("sh:minLength", any_of(["1", "2", "3"])),
    "maxLength": says("sh:maxLength", COUNTS),
    "pattern": st.builds(
        lambda pattern, flags: f'sh:pattern "{pattern}"{flags}',
        any_of(PATTERNS), any_of(["", ' ; sh:flags "i"']),
    ),
    "languageIn": says("sh:languageIn", listed(any_of([f'"{tag}"' for tag in LANGUAGES]))),
    "equals": says("sh:equals", any_of(PREDICATES)),
    "disjoint": says("sh:disjoint", any_of(PREDICATES)),
    "hasValue": says("sh:hasValue", VALUES),
    "in": says("sh:in", listed(VALUES, 6)),
}  # fmt: skip
OF_PROPERTIES: Mapping[str, Text] = {
    "minCount": says("sh:minCount", COUNTS),
    "maxCount": says("sh:maxCount", COUNTS),
    "uniqueLang": st.just("sh:uniqueLang true"),
    "lessThan": st.just("sh:lessThan ex:e"),
    "lessThanOrEquals": st.just("sh:lessThanOrEquals ex:e"),
    "sparql": select(SELECTS),
}
OF_NODES: Mapping[str, Text] = {
    "closed": listed(any_of([*PREDICATES, "rdf:type"])).map(
        "sh:closed true ; sh:ignoredProperties {} ; sh:property [ sh:path ex:p ]".format
    ),
    "sparql": select(NODE_SELECTS),
}


def nested(shapes: Text, node_shapes: Text) -> dict[str, Text]:
    """The constraints that lean on other shapes; ``sh:node`` takes node shapes only (4.7.1)."""
    several = st.lists(shapes, min_size=1, max_size=3).map(lambda all_: f"( {' '.join(all_)} )")
    counts = any_of(["sh:qualifiedMinCount 1", "sh:qualifiedMaxCount 1", "sh:qualifiedMinCount 2"])
    return {
        "not": says("sh:not", shapes),
        "and": says("sh:and", several),
        "or": says("sh:or", several),
        "xone": says("sh:xone", several),
        "node": says("sh:node", node_shapes),
        "qualifiedValueShape": st.builds(
            lambda shape, count, disjoint: f"sh:qualifiedValueShape {shape} ; {count}{disjoint}",
            shapes, counts, any_of(["", "", " ; sh:qualifiedValueShapesDisjoint true"]),
        ),
    }  # fmt: skip


# Shapes -----------------------------------------------------------------------------------

TARGETS = {
    "targetClass": any_of(CLASSES),
    "targetNode": any_of(NAMES + LITERALS),
    "targetSubjectsOf": any_of(PREDICATES),
    "targetObjectsOf": any_of(PREDICATES),
}
TARGET_KINDS = set(TARGETS)
A_TARGET = st.one_of(*(says(f"sh:{kind}", values) for kind, values in TARGETS.items()))
SEVERITIES = any_of(["", "sh:severity sh:Warning", "sh:severity sh:Info", "sh:deactivated true"])


@st.composite
def constraints(draw: st.DrawFn, kinds: Mapping[str, Text]) -> str:
    """One to three constraints of different kinds."""
    chosen = draw(st.lists(any_of(sorted(kinds)), min_size=1, max_size=3, unique=True))
    return " ; ".join(draw(kinds[kind]) for kind in chosen)


@st.composite
def node_body(draw: st.DrawFn, later: list[str], depth: int = 0) -> str:
    """What a node shape says. Later shapes are those that it may lean on."""
    kinds = {**SIMPLE, **OF_NODES, **leaning(later, depth)}
    kinds.pop("qualifiedValueShape", None)  # see the named case of it in a node shape
    if depth < 2:
        kinds["property"] = says("sh:property", property_body(later, depth + 1).map(bracketed))
    return draw(constraints(kinds))


@st.composite
def property_body(draw: st.DrawFn, later: list[str], depth: int = 0) -> str:
    """What a property shape says."""
    path = draw(PATHS)
    kinds = {**SIMPLE, **OF_PROPERTIES, **leaning(later, depth)}
    if path not in PLAIN_PATHS:  # see the named case of $PATH
        del kinds["sparql"]
    if path != "ex:d":
        del kinds["lessThan"], kinds["lessThanOrEquals"]
    return f"sh:path {path} ; {draw(constraints(kinds))}"


def leaning(later: list[str], depth: int) -> dict[str, Text]:
    """The constraints that lean on other shapes, as far as shapes may lie in each other."""
    if depth >= 2:
        return {}
    node = node_body(later, depth + 1).map(bracketed)
    property_ = property_body(later, depth + 1).map(bracketed)
    named = [any_of(later)] if later else []
    nodes = [name for name in later if is_node_shape(name)]
    return nested(
        st.one_of(*named, node, property_), st.one_of(*([any_of(nodes)] if nodes else []), node)
    )


def bracketed(said: str) -> str:
    """A shape without a name."""
    return f"[ {said} ]"


def is_node_shape(name: str) -> bool:
    """Every other shape is one."""
    return int(name[-1]) % 2 == 0


@st.composite
def shapes(draw: st.DrawFn) -> str:
    """Two to five shapes with targets, node shapes and property shapes by turns."""
    names = [f"ex:S{number}" for number in range(draw(st.integers(2, 5)))]
    texts = []
    for number, name in enumerate(names):
        of_nodes = is_node_shape(name)
        kind = "sh:NodeShape" if of_nodes else "sh:PropertyShape"
        said = draw((node_body if of_nodes else property_body)(names[number + 1 :]))
        parts = [f"{name} a {kind}", draw(A_TARGET), draw(SEVERITIES), said]
        texts.append(" ; ".join(filter(None, parts)) + " .")
    return "\n".join(texts)


KINDS = {
    *SIMPLE, *OF_PROPERTIES, *OF_NODES, *leaning([], 0), *PATH_KINDS, "alternativePath", "property",
    "flags", "ignoredProperties", "qualifiedMinCount", "qualifiedMaxCount",
}  # fmt: skip
"""The parameters, by their local names, that random shapes use."""
