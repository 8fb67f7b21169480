"""What the whole dataset is, and what is counted of it: VoID and DCAT 3."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from treatygraph.describe.distribution import distributions
from treatygraph.namespaces import ONTOLOGY, PREFIX, expand
from treatygraph.release import Release
from treatygraph.store.answers import Term

NAME = "treatygraph"
"""What a dataset is called whose collection has no title."""

FORMATS = "http://www.w3.org/ns/formats/"
_FEATURES = ("Turtle", "N-Triples", "JSON-LD", "RDF_XML")
_EXAMPLES = ("Agreement", "Article", "Norm", "Claim", "Source", "State", "Disagreement")

_SUBJECTS = """
SELECT ?thing (COUNT(*) AS ?number)
WHERE {
  VALUES ?space { UNDEF }
  { SELECT DISTINCT ?s WHERE { ?s ?p ?o } }
  BIND(COALESCE(IF(STRSTARTS(STR(?s), ?space), "yes", "no"), "no") AS ?thing)  # blank nodes: no
}
GROUP BY ?thing
"""
_OBJECTS = "SELECT (COUNT(DISTINCT ?o) AS ?number) WHERE { ?s ?p ?o }"
_CLASSES = """
SELECT ?class (COUNT(DISTINCT ?s) AS ?number) WHERE { ?s a ?class } GROUP BY ?class ORDER BY ?class
"""
_PROPERTIES = "SELECT ?p (COUNT(*) AS ?number) WHERE { ?s ?p ?o } GROUP BY ?p ORDER BY ?p"


@dataclass(frozen=True, slots=True)
class Statistics:
    """Counts over the union of all graphs; partitions are IRIs with their counts, in order."""

    triples: int
    subjects: int
    objects: int
    things: int
    classes: tuple[tuple[str, int], ...]
    properties: tuple[tuple[str, int], ...]


def statistics(release: Release) -> Statistics:
    """Count a release's dataset; at a million triples this takes seconds."""
    space = str(Literal(f"{release.base.root}id/"))
    counted = release.store.select(_SUBJECTS.replace("UNDEF", space)).rows
    subjects = {thing.value: _number(number) for thing, number in counted
                if isinstance(thing, Literal)}  # fmt: skip
    properties = _partition(release, _PROPERTIES)
    return Statistics(
        triples=sum(number for _, number in properties),  # each has one property
        subjects=sum(subjects.values()),
        objects=_number(release.store.select(_OBJECTS).rows[0][0]),
        things=subjects.get("yes", 0),
        classes=_partition(release, _CLASSES),
        properties=properties,
    )


def _number(term: Term | None) -> int:
    return int(term.value) if isinstance(term, Literal) else 0


def _partition(release: Release, query: str) -> tuple[tuple[str, int], ...]:
    return tuple((iri.value, _number(number)) for iri, number in release.store.select(query).rows
                 if isinstance(iri, NamedNode))  # fmt: skip


def newest_day(release: Release) -> date | None:
    """The newest day on which a file says that it was written or changed.

    It comes from the data, so that the same release tells the same day wherever it lies.
    """
    written = (quad.object.value for name in ("dcterms:created", "dcterms:modified")
               for quad in release.store.quads(None, _p(name))
               if isinstance(quad.object, Literal))  # fmt: skip
    return max((day for day in map(_day, written) if day), default=None)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def void_of(release: Release) -> str:
    """The document that describes the dataset, by its IRI under the release's base."""
    return f"{release.base.root}.well-known/void"


def dataset_of(release: Release) -> str:
    """The dataset itself."""
    return f"{void_of(release)}#dataset"


def dataset_summary(release: Release, modified: date | None) -> list[Triple]:
    """What the dataset is, without its counts: title, licence, publisher, version, endpoint."""
    dataset = NamedNode(dataset_of(release))
    return [Triple(dataset, *pair) for pair in _facts(release, modified)]


def _facts(release: Release, modified: date | None) -> Iterator[tuple[NamedNode, Term]]:
    root, title = release.base.root, release.manifest.title or NAME
    yield _p("rdf:type"), _p("void:Dataset")
    yield _p("rdf:type"), _p("dcat:Dataset")
    yield _p("dcterms:title"), Literal(title)
    yield _p("dcat:version"), Literal(release.version)
    yield _p("dcat:landingPage"), NamedNode(root)
    yield _p("foaf:homepage"), NamedNode(root)
    yield _p("void:sparqlEndpoint"), NamedNode(f"{root}sparql")
    if release.licence:
        yield _p("dcterms:license"), NamedNode(release.licence)
        yield _p("dcterms:publisher"), NamedNode(f"{void_of(release)}#publisher")
    for said in filter(None, (release.manifest.rights, release.manifest.withheld)):
        yield _p("dcterms:rights"), Literal(said, language="en")
    if modified:
        yield _p("dcterms:modified"), Literal(modified.isoformat(), datatype=_p("xsd:date"))


def dataset_description(
    release: Release, counted: Statistics, modified: date | None, place: str = ""
) -> list[Triple]:
    """The whole description: the document, the dataset, who publishes it, where it is had.

    ``place`` is where a dated copy lies below the root: it has dumps of its own.
    """
    return [
        *_document(release),
        *dataset_summary(release, modified),
        *_publisher(release),
        *_creators(release),
        *_counts(release, counted),
        *_access(release),
        *distributions(release, dataset_of(release), place),
        *_partitions(release, counted),
    ]


def _document(release: Release) -> Iterator[Triple]:
    document = NamedNode(void_of(release))
    yield Triple(document, _p("rdf:type"), _p("void:DatasetDescription"))
    yield Triple(document, _p("foaf:primaryTopic"), NamedNode(f"{void_of(release)}#dataset"))
    if release.licence:
        yield Triple(document, _p("dcterms:license"), NamedNode(release.licence))


def _publisher(release: Release) -> Iterator[Triple]:
    """Who made the collection: named by its title, or as the ontology names its makers."""
    if not release.licence:
        return
    agent = NamedNode(f"{void_of(release)}#publisher")
    made = release.store.quads(NamedNode(ONTOLOGY), _p("dcterms:creator"))
    makers = sorted(quad.object.value for quad in made if isinstance(quad.object, Literal))
    name = release.manifest.title or next(iter(makers), NAME)
    yield Triple(agent, _p("rdf:type"), _p("foaf:Agent"))
    yield Triple(agent, _p("foaf:name"), Literal(name))


def _creators(release: Release) -> Iterator[Triple]:
    """Who the collection says made it."""
    for number, name in enumerate(release.manifest.makers, 1):
        agent = NamedNode(f"{void_of(release)}#creator-{number}")
        yield Triple(NamedNode(dataset_of(release)), _p("dcterms:creator"), agent)
        yield Triple(agent, _p("rdf:type"), _p("foaf:Agent"))
        yield Triple(agent, _p("foaf:name"), Literal(name))


def _counts(release: Release, counted: Statistics) -> Iterator[Triple]:
    dataset = NamedNode(f"{void_of(release)}#dataset")
    yield Triple(dataset, _p("void:uriSpace"), Literal(f"{release.base.root}id/"))
    for name, number in (
        ("triples", counted.triples),
        ("entities", counted.things),
        ("classes", len(counted.classes)),
        ("properties", len(counted.properties)),
        ("distinctSubjects", counted.subjects),
        ("distinctObjects", counted.objects),
    ):
        yield Triple(dataset, _p(f"void:{name}"), Literal(number))
    used = [iri for iri, _ in (*counted.properties, *counted.classes)]
    for namespace in sorted(set(PREFIX.values())):
        if any(iri.startswith(namespace) for iri in used):
            yield Triple(dataset, _p("void:vocabulary"), NamedNode(namespace.removesuffix("#")))


def _access(release: Release) -> Iterator[Triple]:
    """Where the data is had: things at their IRIs in each format, everything at the endpoint."""
    root = release.base.root
    dataset, service = NamedNode(f"{void_of(release)}#dataset"), NamedNode(f"{root}sparql")
    yield Triple(service, _p("rdf:type"), _p("dcat:DataService"))
    yield Triple(service, _p("dcterms:title"), Literal("SPARQL endpoint", language="en"))
    yield Triple(service, _p("dcat:endpointURL"), service)
    yield Triple(service, _p("dcat:endpointDescription"), service)
    yield Triple(service, _p("dcat:servesDataset"), dataset)
    if release.queries:
        yield Triple(dataset, _p("dcterms:relation"), NamedNode(f"{root}query"))
    for name in _FEATURES:
        yield Triple(dataset, _p("void:feature"), NamedNode(FORMATS + name))
    for thing in example_things(release).values():
        yield Triple(dataset, _p("void:exampleResource"), NamedNode(thing))


def example_things(release: Release) -> dict[str, str]:
    """The first thing of each main class that has one, by the class's local name."""
    found = {}
    for cls in _EXAMPLES:
        things = release.store.quads(None, _p("rdf:type"), _p(f"tg:{cls}"))
        first = min((quad.subject.value for quad in things
                     if isinstance(quad.subject, NamedNode)), default=None)  # fmt: skip
        if first:
            found[cls] = first
    return found


def _partitions(release: Release, counted: Statistics) -> Iterator[Triple]:
    dataset = NamedNode(f"{void_of(release)}#dataset")
    for kind, unit, partition in (
        ("class", "entities", counted.classes),
        ("property", "triples", counted.properties),
    ):
        for place, (iri, number) in enumerate(partition):
            part = BlankNode(f"{kind}{place}")
            yield Triple(dataset, _p(f"void:{kind}Partition"), part)
            yield Triple(part, _p(f"void:{kind}"), NamedNode(iri))
            yield Triple(part, _p(f"void:{unit}"), Literal(number))


def _p(name: str) -> NamedNode:
    return NamedNode(expand(name))
