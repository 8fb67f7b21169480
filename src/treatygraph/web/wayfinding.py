"""Where a page stands among the others, and where its data is."""

from __future__ import annotations

from urllib.parse import quote

from markupsafe import Markup, escape

from treatygraph.describe import Link, View
from treatygraph.describe.choices import actor_key
from treatygraph.describe.norm import NormView
from treatygraph.namespaces import ONTOLOGY
from treatygraph.negotiation import HTML, PAGE_FORMATS, RDF_FORMATS, Representation
from treatygraph.web.elements import href, text
from treatygraph.web.responses import Document
from treatygraph.web.site import here, site

_DOORS = (
    ("Agreements", "/agreements"),
    ("Actors", "/actors"),
    ("Compare", "/compare"),
    ("Disagreements", "/disagreements"),
    ("Sources", "/sources"),
    ("Query", "/sparql"),
    ("Ontology", "/ontology"),
)
_DOOR_OF_KIND = {
    "agreement": _DOORS[0],
    "state": _DOORS[1],
    "organization": _DOORS[1],
    "non-state-actor": _DOORS[1],
    "person": _DOORS[1],
    "disagreement": _DOORS[3],
    "source": _DOORS[4],
}
FORMAT_NAMES = {
    "html": "HTML",
    "turtle": "Turtle",
    "ntriples": "N-Triples",
    "jsonld": "JSON-LD",
    "rdfxml": "RDF/XML",
    "json": "JSON",
    "xml": "XML",
    "csv": "CSV",
    "tsv": "TSV",
    "sparql": "SPARQL",
    "openapi": "OpenAPI",
    "xlsx": "XLSX",
    "svg": "SVG",
    "solutions": "SPARQL JSON",
    "parquet": "Parquet",
    "atom": "Atom",
    "csvw": "CSVW metadata",
    "codebook": "Codebook",
    "bibtex": "BibTeX",
    "ris": "RIS",
    "csl": "CSL-JSON",
    "text": "Text",
}


def kind_of(iri: str) -> Link | None:
    """The class of a thing, to be shown above its title."""
    reader = site().reader
    name = reader.cls(iri)
    known = f"{ONTOLOGY}#{name}"
    return reader.link(known) if name and reader.exists(known) else None


def trail(view: View) -> list[tuple[Markup, str | None]]:
    """Breadcrumbs: the list that a thing is in, and what it is part of, outermost first."""
    urls, reader = site().urls, site().reader
    iri = view.thing.iri
    path = iri.removeprefix(f"{site().release.base.root}id/")
    steps: list[tuple[Markup, str | None]] = []
    door = _DOOR_OF_KIND.get(path.partition("/")[0]) if path != iri else None
    if door:
        steps.append((escape(door[0]), urls.path(door[1])))
    above = [*_containers(iri, path), *_wholes(view)]
    steps += [(text(reader.link(one).label), href(one)) for one in above]
    return [*steps, (text(view.thing.title), None)]


def _containers(iri: str, path: str) -> list[str]:
    """What an IRI lies below: the agreement of an article, the source of a passage."""
    stem = iri[: len(iri) - len(path)]
    parts = path.split("/")
    above = [stem + "/".join(parts[:end]) for end in range(2, len(parts))]
    return [one for one in above if site().reader.exists(one)]


def _wholes(view: View) -> list[str]:
    """Articles around a paragraph or a norm, the passage around a claim."""
    reader = site().reader
    if view.template == "claim":
        return reader.iris(view.thing.iri, "tg:madeIn")
    start = view.thing.iri
    nearest: list[str] = []
    if isinstance(view.detail, NormView):
        start = reader.iri(start, "tg:statedIn") or start
        nearest = [start] if reader.cls(start) != "Agreement" and start != view.thing.iri else []
    wholes = [one for one in reader.iris(start, "tg:partOf") if reader.cls(one) != "Agreement"]
    return [*sorted(wholes, key=lambda one: len(reader.iris(one, "tg:partOf"))), *nearest]


def doors(view: object) -> tuple[tuple[str, str, str], ...]:
    """The doors of the header: name, address, and what ``aria-current`` says of each."""
    at, kind = here(), _kind(view)
    place = at.path.removesuffix(f".{HTML.suffix}")
    return tuple((name, at.urls.path(path), _standing(path, place, kind))
                 for name, path in _DOORS)  # fmt: skip


def _kind(view: object) -> str:
    """The kind that the page's thing is of, by its IRI; nothing for a page about no thing."""
    if not isinstance(view, View):
        return ""
    return view.thing.iri.removeprefix(f"{site().release.base.root}id/").partition("/")[0]


def _standing(door: str, here: str, kind: str) -> str:
    """What ``aria-current`` says of a door: its own page, or a page behind it."""
    if here == door:
        return "page"
    behind = _DOOR_OF_KIND.get(kind)
    return "true" if behind and behind[1] == door else ""


def binding_href(actor: str) -> str:
    """The page that says what binds an actor today, with a form for other days."""
    key = quote(actor_key(site().reader, actor), safe="/")
    return f"{site().urls.path('/binding')}?actor={key}"


def compare_href(agreement: str) -> str:
    """The page on which to choose what to compare an agreement with."""
    key = quote(agreement.rpartition("/")[2], safe="")
    return f"{site().urls.path('/compare')}?agreements={key}"


def query_href(query: str) -> str:
    """The query page with a query filled in and answered."""
    return f"{site().urls.path('/sparql')}?query={quote(query, safe='')}"


def describe_href(iri: str) -> str:
    """The query that gives the data of a thing's page."""
    return query_href(f"DESCRIBE <{iri}>")


def variants(document: Document) -> list[tuple[str, str, str]]:
    """Name, address and media type of each format of a document that machines read."""
    return [(FORMAT_NAMES[item.name], document.variant(item), item.media_type)
            for item in document.offered if item is not HTML]  # fmt: skip


def document_formats(path: str, *, by_parameter: bool = False) -> list[tuple[str, str, str]]:
    """Name, address and media type of each format of a document."""
    formats: tuple[Representation, ...] = RDF_FORMATS if by_parameter else PAGE_FORMATS
    joint = "?format=" if by_parameter else "."
    return [(FORMAT_NAMES[item.name], f"{path}{joint}{item.suffix}", item.media_type)
            for item in formats]  # fmt: skip
