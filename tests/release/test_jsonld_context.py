"""The JSON-LD context names every term, and documents written in it mean what they should."""

import json
from functools import cache
from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, XSD, Graph, URIRef
from rdflib.compare import isomorphic

from treatygraph.release.jsonld_context import TG, context

ROOT = Path(__file__).resolve().parents[2]

TURTLE = """
PREFIX agreement: <https://w3id.org/treatygraph/id/agreement/>
PREFIX confidence: <https://w3id.org/treatygraph/id/confidence/>
PREFIX norm-type: <https://w3id.org/treatygraph/id/norm-type/>
PREFIX place: <https://w3id.org/treatygraph/id/place/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX source: <https://w3id.org/treatygraph/id/source/>
PREFIX state: <https://w3id.org/treatygraph/id/state/>
PREFIX tg: <https://w3id.org/treatygraph/ontology#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

agreement:ru-ir-2025
    a tg:Agreement ;
    skos:prefLabel "Russia-Iran treaty"@en , "Российско-иранский договор"@ru ;
    tg:articleCount 47 ;
    tg:concludedAt place:moscow ;
    tg:concludedOn "2025-01-17"^^xsd:date ;
    tg:party state:IRN , state:RUS ;
.
agreement:ru-ir-2025\\/article-3.3
    a tg:Paragraph ;
    tg:number "3.3" ;
    tg:ordinal 303 ;
    tg:partOf agreement:ru-ir-2025\\/article-3 ;
.
agreement:ru-ir-2025\\/norm-no-aid
    a tg:Prohibition ;
    tg:action "Give the attacker no help."@en ;
    tg:confidence confidence:high ;
    tg:normType norm-type:non-assistance-to-aggressor ;
    tg:reciprocal true ;
.
source:csag-2025
    a tg:Source ;
    tg:publishedOn "2025"^^xsd:gYear ;
    tg:url "https://example.org/paper"^^xsd:anyURI ;
.
source:csag-2025\\/claim-1-1
    a tg:Claim ;
    tg:assertedProperty tg:articleCount ;
    tg:assertedValue 47 ;
    tg:denied false ;
.
"""

JSON: list[dict[str, object]] = [
    {
        "id": "agreement:ru-ir-2025",
        "type": "Agreement",
        "skos:prefLabel": [
            {"@value": "Russia-Iran treaty", "@language": "en"},
            {"@value": "Российско-иранский договор", "@language": "ru"},
        ],
        "articleCount": 47,
        "concludedAt": "https://w3id.org/treatygraph/id/place/moscow",
        "concludedOn": {"@value": "2025-01-17", "@type": "xsd:date"},
        "party": ["state:IRN", "state:RUS"],
    },
    {
        "id": "agreement:ru-ir-2025/article-3.3",
        "type": "Paragraph",
        "number": "3.3",
        "ordinal": 303,
        "partOf": "agreement:ru-ir-2025/article-3",
    },
    {
        "id": "agreement:ru-ir-2025/norm-no-aid",
        "type": "Prohibition",
        "action": {"@value": "Give the attacker no help.", "@language": "en"},
        "confidence": "https://w3id.org/treatygraph/id/confidence/high",
        "normType": "norm-type:non-assistance-to-aggressor",
        "reciprocal": True,
    },
    {
        "id": "source:csag-2025",
        "type": "Source",
        "publishedOn": {"@value": "2025", "@type": "xsd:gYear"},
        "url": "https://example.org/paper",
    },
    {
        "id": "source:csag-2025/claim-1-1",
        "type": "Claim",
        "assertedProperty": "tg:articleCount",
        "assertedValue": 47,
        "denied": False,
    },
]


@cache
def ontology() -> Graph:
    """The ontology."""
    return Graph().parse(ROOT / "ontology" / "treatygraph.ttl")


def prefixes() -> dict[str, str]:
    """The prefixes of the repository."""
    graph = Graph(bind_namespaces="none").parse(ROOT / "ontology" / "prefixes.ttl")
    return {prefix: str(iri) for prefix, iri in graph.namespaces()}


def made() -> dict[str, object]:
    """The context of the repository's ontology and prefixes."""
    return context(ontology(), prefixes())


def test_a_document_in_the_context_means_the_same_as_turtle() -> None:
    document = json.dumps({"@context": made(), "@graph": JSON})
    read = Graph().parse(data=document, format="json-ld")
    assert isomorphic(read, Graph().parse(data=TURTLE, format="turtle"))


def test_every_term_of_the_ontology_is_in_the_context() -> None:
    terms = {str(term) for term in ontology().subjects(RDF.type) if str(term).startswith(TG)}
    definitions = [made()[term.removeprefix(TG)] for term in terms]
    assert {d["@id"] for d in definitions if isinstance(d, dict)} == terms


def test_values_are_read_as_the_ontology_says() -> None:
    made_ = made()
    assert made_["bearer"] == {"@id": TG + "bearer", "@type": "@id"}
    assert made_["ordinal"] == {"@id": TG + "ordinal", "@type": "xsd:integer"}
    assert made_["action"] == {"@id": TG + "action"}
    assert made_["concludedOn"] == {"@id": TG + "concludedOn"}
    assert made_["number"] == {"@id": TG + "number"}
    assert made_["Agreement"] == {"@id": TG + "Agreement"}


def test_two_ranges_or_no_prefix_for_them_are_no_short_datatype() -> None:
    graph = Graph()
    code = URIRef(TG + "code")
    graph.add((code, RDF.type, OWL.DatatypeProperty))
    graph.add((code, RDFS.range, XSD.token))
    assert context(graph, {})["code"] == {"@id": TG + "code", "@type": str(XSD.token)}
    graph.add((code, RDFS.range, XSD.NCName))
    assert context(graph, {})["code"] == {"@id": TG + "code"}


def test_a_term_wins_over_a_prefix_of_its_name() -> None:
    assert "place" in prefixes()
    assert made()["place"] == {"@id": TG + "place", "@type": "@id"}


def test_a_prefix_may_not_be_an_alias_of_a_keyword() -> None:
    with pytest.raises(ValueError, match="type"):
        context(ontology(), {"type": "https://example.org/"})


def test_the_context_is_the_same_whatever_the_order_of_what_it_is_made_from() -> None:
    turned = dict(reversed(prefixes().items()))
    again = Graph()
    for triple in sorted(ontology(), reverse=True):
        again.add(triple)
    assert json.dumps(context(again, turned)) == json.dumps(made())
    assert list(made())[:3] == ["@version", "id", "type"]
