"""The JSON-LD context of a release, made from the ontology."""

from __future__ import annotations

from collections.abc import Mapping

from rdflib import OWL, RDF, RDFS, XSD, Graph, URIRef

from treatygraph.namespaces import ONTOLOGY

TG = ONTOLOGY + "#"

_KEYWORDS: dict[str, object] = {"@version": 1.1, "id": "@id", "type": "@type"}


def context(ontology: Graph, prefixes: Mapping[str, str]) -> dict[str, object]:
    """The context in which a document names our terms without a prefix.

    `ontology` is the graph of the vocabulary: each of its terms is mapped by its local name.
    `prefixes` maps prefixes to the namespaces that compact IRIs may use. The value stands under
    `"@context"` of a JSON-LD 1.1 document. Its order is always the same: keywords, prefixes,
    terms, each sorted (JSON-LD 1.1, section 4.1).

    The values of object properties are IRIs (section 4.2.3, type coercion). Those of a datatype
    property with one range have that datatype, save xsd:string, which a JSON string has of itself.
    All others, language-tagged texts and dates of several precisions, are written out.

    A name in a context means one thing. Where a prefix has the name of a term, as `place` and
    `topic` do, the term has it and the prefix is left out; a document writes such IRIs in full.
    Raises ValueError where a prefix or a term has the name of an alias of ours, `id` or `type`.
    """
    terms = {name: _definition(ontology, iri, prefixes) for name, iri in _terms(ontology)}
    taken = sorted(_KEYWORDS.keys() & (prefixes.keys() | terms.keys()))
    if taken:
        raise ValueError(f"names that JSON-LD keywords have here: {', '.join(taken)}")
    free = {name: iri for name, iri in prefixes.items() if name not in terms}
    return {**_KEYWORDS, **_prefix_definitions(free), **terms}


def _terms(ontology: Graph) -> list[tuple[str, URIRef]]:
    """The local name and IRI of each term of ours, sorted by name."""
    subjects = {term for term in ontology.subjects(RDF.type) if isinstance(term, URIRef)}
    return sorted((str(term).removeprefix(TG), term) for term in subjects if term.startswith(TG))


def _prefix_definitions(prefixes: Mapping[str, str]) -> dict[str, object]:
    """A definition of each prefix (JSON-LD 1.1, section 4.4: `@prefix` says that it is one)."""
    return {name: {"@id": prefixes[name], "@prefix": True} for name in sorted(prefixes)}


def _definition(ontology: Graph, term: URIRef, prefixes: Mapping[str, str]) -> dict[str, str]:
    """The expanded definition of one term (JSON-LD 1.1, section 9.15.1)."""
    definition = {"@id": str(term)}
    coercion = _coercion(ontology, term)
    if coercion is not None:
        definition["@type"] = _compact(coercion, prefixes)
    return definition


def _coercion(ontology: Graph, term: URIRef) -> str | None:
    """How the strings of a term are read: as IRIs, as one datatype, or as they are written.

    The annotation properties of ours name terms, so their values are IRIs too.
    """
    types = set(ontology.objects(term, RDF.type))
    if types & {OWL.ObjectProperty, OWL.AnnotationProperty}:
        return "@id"
    ranges = list(ontology.objects(term, RDFS.range))
    if OWL.DatatypeProperty in types and len(ranges) == 1 and ranges != [XSD.string]:
        return str(ranges[0])
    return None


def _compact(type_: str, prefixes: Mapping[str, str]) -> str:
    """A datatype of XML Schema by its prefix, where the context has it."""
    if prefixes.get("xsd") != str(XSD):
        return type_
    return type_.replace(str(XSD), "xsd:", 1)
