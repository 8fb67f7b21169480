"""The IRIs that everything else is spelled with."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

DEFAULT_BASE: Final = "https://w3id.org/treatygraph/"
"""The base of things, concepts, documents and graphs unless a deployment names its own."""

ONTOLOGY: Final = "https://w3id.org/treatygraph/ontology"
SHAPES: Final = "https://w3id.org/treatygraph/shapes"
PREFIXES: Final = "https://w3id.org/treatygraph/prefixes"
FIXED_DOCUMENTS: Final = (ONTOLOGY, SHAPES, PREFIXES)
"""Documents whose IRIs stay the same under every base: the words, not the things."""

KINDS: Final = (
    "state", "organization", "non-state-actor", "person", "place", "initiative", "system",
    "agreement", "source", "event", "disagreement", "topic", "norm-type", "agreement-type",
    "action-type", "claim-type", "event-type", "source-type", "disagreement-type", "party-role",
    "legal-force", "likelihood", "confidence", "decision",
)  # fmt: skip

PREFIX: Final = {
    "tg": ONTOLOGY + "#",
    "shape": SHAPES + "#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "prov": "http://www.w3.org/ns/prov#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "odrl": "http://www.w3.org/ns/odrl/2/",
    "vann": "http://purl.org/vocab/vann/",
    "void": "http://rdfs.org/ns/void#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "spdx": "http://spdx.org/rdf/terms#",
    "sh": "http://www.w3.org/ns/shacl#",
}


@lru_cache(maxsize=4096)
def expand(name: str) -> str:
    """The IRI of a prefixed name of ours: ``expand("skos:prefLabel")``; KeyError if unknown."""
    prefix, _, local = name.partition(":")
    return PREFIX[prefix] + local
