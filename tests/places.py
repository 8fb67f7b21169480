"""A collection of a few places that grows and shrinks, for tests of one release after another."""

from __future__ import annotations

from pathlib import Path

from support import ROOT
from treatygraph.collection import load_collection, load_shipped
from treatygraph.iris import Base
from treatygraph.namespaces import DEFAULT_BASE
from treatygraph.release import BuildOptions, build_release

HEAD = """\
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX graph: <https://w3id.org/treatygraph/graph/>
PREFIX place: <https://w3id.org/treatygraph/id/place/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX tg: <https://w3id.org/treatygraph/ontology#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

graph:places
    dcterms:title "Places"@en ;
    dcterms:license <https://creativecommons.org/licenses/by/4.0/> ;
    dcterms:created "2030-05-20"^^xsd:date ;
.
"""
PLACE = """
place:{0}
    a tg:Place ;
    skos:prefLabel "{0}"@en ;{1}
.
"""


def place(key: str) -> str:
    """The IRI of a place."""
    return f"{DEFAULT_BASE}id/place/{key}"


def write_places(data: Path, *places: str) -> None:
    """Make a folder hold these places alone: each is a key, and after a colon what it replaces."""
    text = HEAD
    for one in places:
        key, _, old = one.partition(":")
        text += PLACE.format(key, f"\n    dcterms:replaces place:{old} ;" if old else "")
    data.mkdir(parents=True, exist_ok=True)
    (data / "places.ttl").write_text(text)


def build_places(root: Path, *places: str) -> Path:
    """A release of these places, current in ``root/build``; its folder."""
    data = root / "data/triples"
    write_places(data, *places)
    options = BuildOptions(data, ROOT / "ontology", ROOT / "queries", root / "build")
    collection = load_collection(data, Base())
    return build_release(options, collection, load_shipped(options.ontology, Base()))
