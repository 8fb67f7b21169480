"""Random small graphs: blank nodes, lists, language tags, and literals that are odd or wrong."""

from __future__ import annotations

from hypothesis import strategies as st

Text = st.SearchStrategy[str]

NAMES = [f"ex:n{number}" for number in range(6)]
BLANKS = [f"_:b{number}" for number in range(4)]
CLASSES = ["ex:A", "ex:B", "ex:C"]
PREDICATES = ["ex:p", "ex:q", "ex:r"]
LITERALS = [
    '"a"', '"abc"', '""', '"A b\\nc"', '"é"', '"007"', '"2001"', '"𓀀x"',
    '"a"@en', '"a"@en-gb', '"b"@en', '"b"@de', '"c"@fr', '"a"@zh-hans',
    "1", "2", "10", "-3", "1.0", "2.5", "1e0", '"007"^^xsd:integer', '"x"^^xsd:integer',
    '"NaN"^^xsd:double', '"INF"^^xsd:double', '"1"^^xsd:boolean', "true", "false",
    '"yes"^^xsd:boolean', '"5"^^xsd:byte',
    '"2001-02-03"^^xsd:date', '"2001-02-31"^^xsd:date', '"2001-02-03Z"^^xsd:date',
    '"2001-02-03+05:00"^^xsd:date', '"2001"^^xsd:gYear', '"2001-02"^^xsd:gYearMonth',
    '"2001-13"^^xsd:gYearMonth', '"01"^^xsd:gYear', '"2001-02-03T04:05:06"^^xsd:dateTime',
    '"2001-02-03T04:05:06Z"^^xsd:dateTime', '"http://example.org/x"^^xsd:anyURI',
    '"a"^^ex:datatype', '"1.50"^^xsd:decimal', '"abc"^^xsd:decimal',
]  # fmt: skip
UNORDERED = ("@", ":anyURI")
ORDERED = [literal for literal in LITERALS if not any(sign in literal for sign in UNORDERED)]
"""What ``sh:lessThan`` is tried on; see the named cases of the others."""


def any_of(values: list[str]) -> Text:
    """One of some texts."""
    return st.sampled_from(values)


def listed(items: Text, most: int = 3) -> Text:
    """A collection."""
    return st.lists(items, min_size=1, max_size=most, unique=True).map(
        lambda members: f"( {' '.join(members)} )"
    )


# Data ------------------------------------------------------------------------------------

NODES = any_of(NAMES + BLANKS)
OBJECTS = st.one_of(
    NODES, any_of(LITERALS), NODES, any_of(LITERALS), listed(any_of(LITERALS + NAMES + BLANKS))
)
TRIPLES = st.one_of(
    st.builds("{} {} {} .".format, NODES, any_of(PREDICATES), OBJECTS),
    st.builds("{} {} {} .".format, NODES, any_of(PREDICATES), OBJECTS),
    st.builds("{} a {} .".format, NODES, any_of(CLASSES)),
    st.builds(
        "{} {} {} .".format, NODES, any_of(["ex:d", "ex:e"]), any_of(ORDERED + NAMES + BLANKS)
    ),
)
GRAPHS = st.lists(TRIPLES, min_size=6, max_size=40).map("\n".join)
SUBCLASSES = any_of(
    ["", "ex:B rdfs:subClassOf ex:A .", "ex:B rdfs:subClassOf ex:A . ex:C rdfs:subClassOf ex:B ."]
)


@st.composite
def data(draw: st.DrawFn) -> str:
    """A graph of some forty triples."""
    return f"{draw(GRAPHS)}\n{draw(SUBCLASSES)}"
