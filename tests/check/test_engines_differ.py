"""Where the two SHACL engines find different things: each difference by name, and who is right.

Our shapes do not come upon them, or only in data that breaks another shape too. What pySHACL gets
wrong and our shapes would come upon is mended where it is called.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import pytest
from shacl_support import ENGINES, document, engine

from treatygraph.check.document import Document
from treatygraph.check.engine import FAST, REFERENCE, ShapesUnusable
from treatygraph.namespaces import PREFIX


@dataclass(frozen=True)
class Difference:
    """Shapes and data of which the engines find different things."""

    shapes: str
    data: str
    only: Mapping[str, list[str]]
    """What one engine alone finds, as focus and component; or that it refuses the shapes."""
    right: str
    clause: str
    """Why, by the recommendation."""


NEITHER = "neither"
REFUSED = ["refused"]
LESS = "ex:S a sh:PropertyShape ; sh:targetSubjectsOf ex:d ; sh:path ex:d ; sh:lessThan ex:e ."
NOT_LESS = "LessThanConstraintComponent"
DIFFERENCES = {
    "$PATH of steps that repeat what repeats": Difference(
        "ex:S a sh:PropertyShape ; sh:targetNode ex:n ; "
        "sh:path [ sh:zeroOrMorePath [ sh:oneOrMorePath ex:p ] ] ; "
        'sh:sparql [ sh:select "SELECT $this ?value WHERE { $this $PATH ?value }" ] .',
        "ex:n ex:q ex:m .",
        {REFERENCE: REFUSED, FAST: ["ex:n SPARQLConstraintComponent"]},
        FAST,
        "5.3.1: $PATH is the path by 2.3.1, which nests; pySHACL writes <p>+* without brackets",
    ),
    "no length of a blank node": Difference(
        "ex:S sh:targetNode ex:n ; a sh:PropertyShape ; sh:path ex:p ; sh:minLength 0 .",
        "ex:n ex:p [] .",
        {FAST: ["ex:n MinLengthConstraintComponent"]},
        FAST,
        "4.4.1: a value node that is a blank node is a result, whatever the length",
    ),
    "a qualified value of a node shape": Difference(
        "ex:S a sh:NodeShape ; sh:targetNode ex:n ; sh:qualifiedMinCount 1 ; "
        "sh:qualifiedValueShape [ sh:class ex:C ] .",
        "ex:n ex:p ex:m .",
        {FAST: ["ex:n QualifiedMinCountConstraintComponent"]},
        NEITHER,
        "appendix C, qualifiedValueShape-scope: ill-formed; the check of shapes tells it",
    ),
    "numeric by datatype only": Difference(
        "ex:S a sh:NodeShape ; sh:targetNode ex:n ; "
        'sh:sparql [ sh:select "SELECT $this WHERE { $this ?p ?x FILTER (isNumeric(?x)) }" ] .',
        'ex:n ex:p "x"^^xsd:integer .',
        {REFERENCE: ["ex:n SPARQLConstraintComponent"]},
        FAST,
        'SPARQL 1.1, 17.4.2.4: isNumeric("abc"^^xsd:integer) is false',
    ),
    "the datatype of a small number": Difference(
        "ex:S a sh:NodeShape ; sh:targetNode ex:n ; sh:sparql [ "
        'sh:select "SELECT $this WHERE { $this ?p ?x FILTER (datatype(?x) = xsd:integer) }" ; '
        'sh:prefixes [ sh:declare [ sh:prefix "xsd" ; sh:namespace '
        '"http://www.w3.org/2001/XMLSchema#"^^xsd:anyURI ] ] ] .',
        'ex:n ex:p "5"^^xsd:byte .',
        {FAST: ["ex:n SPARQLConstraintComponent"]},
        REFERENCE,
        "SPARQL 1.1, 17.4.2.2: the datatype IRI of the literal; shacl has integers only",
    ),
    "a solution that comes twice": Difference(
        "ex:S a sh:NodeShape ; sh:targetNode ex:n ; "
        'sh:sparql [ sh:select "SELECT $this ?value WHERE { $this ?p ?value }" ] .',
        "ex:n ex:p 1 ; ex:q 1 .",
        {FAST: ["ex:n SPARQLConstraintComponent"]},
        FAST,
        "5.3.1: a result for each solution; our shapes say SELECT DISTINCT",
    ),
    "texts of different kinds": Difference(
        LESS,
        'ex:n ex:d "a"@en ; ex:e "b" . ex:m ex:d "a" ; ex:e "b"^^xsd:anyURI .',
        {REFERENCE: [f"ex:m {NOT_LESS}", f"ex:n {NOT_LESS}"]},
        REFERENCE,
        "SPARQL 1.1, 17.3: only simple literals and xsd:string have an order among texts",
    ),
    "a number that its datatype does not hold": Difference(
        LESS,
        'ex:n ex:d 1 ; ex:e "300"^^xsd:byte .',
        {REFERENCE: [f"ex:n {NOT_LESS}"]},
        REFERENCE,
        "SPARQL 1.1, 17.3: ill-typed literals are no numbers",
    ),
    "how long a duration is": Difference(
        LESS,
        'ex:n ex:d "P1D"^^xsd:duration ; ex:e "P1Y"^^xsd:duration .',
        {REFERENCE: [f"ex:n {NOT_LESS}"]},
        REFERENCE,
        "SPARQL 1.1, 17.3: xsd:duration has no order",
    ),
}


def short(data: Document, shapes: Document, name: str) -> Counter[str]:
    """What an engine finds, as focus and component."""
    try:
        found = engine(name).validate(data, shapes)
    except ShapesUnusable:
        return Counter(REFUSED)
    return Counter(
        f"{finding.focus} {finding.component}".replace("<http://example.org/", "ex:")
        .replace(">", "")
        .replace(PREFIX["sh"], "")
        for finding in found
    )


@pytest.mark.parametrize("case", DIFFERENCES.values(), ids=DIFFERENCES.keys())
def test_engines_differ_as_told(case: Difference) -> None:
    data, shapes = document(case.data), document(case.shapes)
    reference, fast = (short(data, shapes, name) for name in (REFERENCE, FAST))
    assert reference - fast == Counter(case.only.get(REFERENCE, []))
    assert fast - reference == Counter(case.only.get(FAST, []))
    assert case.right in (*ENGINES, NEITHER)
    assert case.clause


def test_of_a_solution_without_a_value_one_engine_tells_the_focus() -> None:
    """Our shapes that have a path all select ``?value``, so they do not come upon it."""
    shapes = document(
        "ex:S a sh:PropertyShape ; sh:targetNode ex:n ; sh:path ex:p ; "
        'sh:sparql [ sh:select "SELECT $this WHERE { $this $PATH ?x }" ] .'
    )
    found = {name: [finding.value for finding in engine(name).validate(document(DATA), shapes)]
             for name in ENGINES}  # fmt: skip
    assert {name: list(map(str, values)) for name, values in found.items()} == {
        REFERENCE: ["None"],
        FAST: ["<http://example.org/n>"],
    }


DATA = "ex:n ex:p ex:m ."
