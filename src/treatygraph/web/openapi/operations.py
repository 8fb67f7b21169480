"""What each address of the service does: the one place where a new route is described.

A test compares this with the routes of the application, so that none is left out. Examples and
enumerations come from the release, so what they name is there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from treatygraph.describe.dataset import example_things
from treatygraph.negotiation import (
    HTML,
    PAGE_FORMATS,
    RDF_FORMATS,
    RESULT_FORMATS,
    Representation,
)
from treatygraph.web.discovery import SITEMAP_FORMAT, TEXT_FORMAT
from treatygraph.web.graphs import CONTEXT_FORMAT
from treatygraph.web.openapi.answers import (
    Json,
    answer,
    document,
    moved,
    one_format,
    page,
    problems,
)
from treatygraph.web.questions import QUERY_FORMATS
from treatygraph.web.site import Site

JSON = Representation("openapi", "application/json", "json")
"""OpenAPI has no registered media type yet, so it is sent as what it is: JSON."""

OPENAPI_FORMATS: Final = (JSON, HTML)


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one address. ``name`` is its operationId, ``answers`` are by status."""

    name: str
    tag: str
    summary: str
    answers: Json
    parameters: Sequence[Json] = ()
    body: Json | None = None

    def as_json(self) -> Json:
        """As an OpenAPI Operation Object."""
        answers = self.answers | problems(400) | (problems(414) if self.parameters else {})
        told: Json = {"operationId": self.name, "tags": [self.tag], "summary": self.summary}
        if self.parameters:
            told["parameters"] = list(self.parameters)
        if self.body:
            told["requestBody"] = self.body
        return told | {"responses": dict(sorted(answers.items()))}


Operations = Iterator[tuple[str, str, Operation]]
"""Each with its path template and its method in lower case."""


def operations(site: Site) -> Operations:
    """Every operation of the service."""
    yield from _things(site)
    yield from _graphs(site)
    yield from _words(site)
    yield from _questions(site)
    yield from _sparql(site)
    yield from _pages()
    yield from _discovery()


def _get(
    path: str, tag: str, name: str, told: str, answers: Json, *parameters: Json
) -> tuple[str, str, Operation]:
    return path, "get", Operation(name, tag, told, answers, parameters)


def _things(site: Site) -> Operations:
    prefix = f"{site.release.base.root}id/"
    things = example_things(site.release).items()
    keys = {cls: unquote(iri.removeprefix(prefix)) for cls, iri in things if iri.startswith(prefix)}
    key = _in_path("key", "Kind and key of a thing; its slashes may be sent as %2F.", keys)
    told = "A thing, which is no document: 303 to the document about it"
    about = moved(303, "The document about the thing.", linked=True)
    answers = about | _led_on() | problems(404)
    yield _get("/id/{key}", "Things", "dereference", told, answers, key)
    told = "The document about a thing, also by suffix (/doc/KEY.ttl)"
    answers = document("What is known of the thing.", PAGE_FORMATS) | _led_on()
    yield _get("/doc/{key}", "Things", "describe", told, answers, key, *_chosen(PAGE_FORMATS))


def _graphs(site: Site) -> Operations:
    prefix = f"{site.release.base.root}graph/"
    graphs = sorted(iri for iri in site.release.manifest.graphs if iri.startswith(prefix))
    keys = {file: unquote(file) for iri in graphs[:1] if (file := iri.removeprefix(prefix))}
    key = _in_path("key", "The path of a curated file, without .ttl.", keys)
    answers = document("The statements of the file.", PAGE_FORMATS) | _led_on()
    told = "A named graph: one curated file"
    yield _get("/graph/{key}", "Graphs", "getGraph", told, answers, key, *_chosen(PAGE_FORMATS))


def _words(site: Site) -> Operations:
    yield from _in_formats("/ontology", "Words", "getOntology", "The ontology")
    held = {"held": site.release.manifest.ontology}
    version = _in_path("version", "The version that this release holds.", held)
    answers = document("The ontology.", PAGE_FORMATS) | _led_on()
    yield _get("/ontology/{version}", "Words", "getOntologyVersion", "The ontology by its version",
               answers, version, *_chosen(PAGE_FORMATS))  # fmt: skip
    yield from _in_formats("/shapes", "Words", "getShapes", "The shapes that data is checked by")
    yield from _in_formats("/prefixes", "Words", "getPrefixes", "The prefixes of every file")
    answers = one_format("The context.", CONTEXT_FORMAT)
    yield _get("/context.jsonld", "Words", "getContext", "The JSON-LD context", answers, HELD)


def _questions(site: Site) -> Operations:
    yield from _in_formats("/query", "Queries", "listQueries", "The queries kept with the data")
    names = {name: name for name in list(site.release.queries)[:3]}
    name = _in_path("name", "The name of a query.", names)
    answers = document("The query: its text, or what it is.", QUERY_FORMATS) | _led_on()
    told = "One query, as a resource and as text"
    yield _get("/query/{name}", "Queries", "getQuery", told, answers, name, *_chosen(QUERY_FORMATS))


def _sparql(site: Site) -> Operations:
    limits = site.config.limits
    told = (
        f"Solutions, or a graph. Limits: {limits.seconds:g} s, {limits.result_bytes >> 20:,} MiB "
        f"of result; a query may have {limits.query_bytes >> 10:,} KiB."
    )
    examples = {query.name.replace("/", "-"): {"summary": query.summary, "value": query.text}
                for query in list(site.release.queries.values())[:3]}  # fmt: skip
    errors = problems(400, 403, 406, 413, 503, 504)
    good = {"200": answer(told, (*_ANSWERS, HTML), ("Vary",), perhaps=_SOMETIMES)}
    same = {"304": answer("What the client holds is still good.", headers=("Vary",))}
    answers = good | same | _led_on() | errors
    told = "A SPARQL 1.1 query in the address; without one, what the endpoint is"
    fields = [_query_field(name, schema) for name, schema in _FIELDS.items()]
    fields[0]["examples"] = examples
    yield _get("/sparql", "SPARQL", "query", told, answers, *fields, HELD)
    good = {"200": answer("Solutions, or a graph.", _ANSWERS, ("Vary",), perhaps=_SOMETIMES)}
    told = "A SPARQL 1.1 query in the body"
    operation = Operation("queryByPost", "SPARQL", told, good | errors | problems(415), (),
                          _query_body(examples))  # fmt: skip
    yield "/sparql", "post", operation


_ANSWERS: Final = (*RESULT_FORMATS, *RDF_FORMATS)
_SOMETIMES: Final = ("ETag", "Cache-Control", "Content-Location", "Link", "Last-Modified",
                     "Server-Timing")  # fmt: skip
_IRIS: Final[Json] = {"type": "array", "items": {"type": "string", "format": "iri"}}
_FIELDS: Final[Mapping[str, Json]] = {
    "query": {"type": "string"},
    "default-graph-uri": _IRIS | {"description": "What the default graph is made of."},
    "named-graph-uri": _IRIS | {"description": "The graphs that GRAPH sees."},
    "format": {"type": "string", "examples": ["json", "csv", "turtle"],
               "description": "A format by its name, for who cannot send Accept."},
}  # fmt: skip
"""The fields of a query request (SPARQL 1.1 Protocol, section 2.1), and ``format``."""


def _query_field(name: str, schema: Json) -> Json:
    return {"name": name, "in": "query", "schema": schema}


def _query_body(examples: Mapping[str, Json]) -> Json:
    form = {"type": "object", "required": ["query"], "properties": _FIELDS}
    filled = {name: {"value": {"query": example["value"]}} for name, example in examples.items()}
    return {
        "required": True,
        "content": {
            "application/x-www-form-urlencoded": {"schema": form, "examples": filled},
            "application/sparql-query": {"schema": _FIELDS["query"], "examples": examples},
        },
    }


_LISTS: Final = {
    "/agreements": "All agreements",
    "/actors": "All actors, by class",
    "/sources": "All sources",
    "/disagreements": "All disagreements that a curator found",
    "/coverage": "What is known of each agreement, and what is open",
}


def _pages() -> Operations:
    answers = page("What is in the graph.") | moved(303, "For RDF: what the dataset is.")
    yield _get("/", "Pages", "getFrontPage", "The front page", answers, *_chosen(PAGE_FORMATS))
    for path, told in _LISTS.items():
        name = f"list{path[1:].capitalize()}"
        yield _get(path, "Pages", name, told, page(f"{told}."), *_chosen((HTML,)))


def _discovery() -> Operations:
    told = "What the dataset is: VoID and DCAT, with counts"
    yield from _in_formats("/.well-known/void", "Discovery", "getDataset", told)
    told = "What this service answers: OpenAPI, and a page"
    yield from _in_formats("/openapi", "Discovery", "getDescription", told, OPENAPI_FORMATS)
    rules = one_format("The rules.", TEXT_FORMAT)
    yield _get("/robots.txt", "Discovery", "getRobots", "What crawlers may read", rules, HELD)
    listed = one_format("Addresses of documents, or of the parts of the list.", SITEMAP_FORMAT)
    yield _get("/sitemap.xml", "Discovery", "getSitemap", "The sitemap", listed, HELD)
    number = {"name": "number", "in": "path", "required": True, "example": 1,
              "schema": {"type": "integer", "minimum": 1}}  # fmt: skip
    told, listed = "One part of a long sitemap", listed | problems(404)
    yield _get("/sitemap-{number}.xml", "Discovery", "getSitemapPart", told, listed, number, HELD)


def _in_formats(
    path: str, tag: str, name: str, told: str, formats: Sequence[Representation] = PAGE_FORMATS
) -> Operations:
    """A document at one address, and the same by suffix."""
    answers = document(f"{told}.", formats)
    yield _get(path, tag, name, told, answers, *_chosen(formats))
    suffix = {"name": "suffix", "in": "path", "required": True, "example": formats[0].suffix,
              "schema": {"enum": [item.suffix for item in formats]}}  # fmt: skip
    told = f"{told}, in the format of a suffix"
    yield _get(f"{path}.{{suffix}}", tag, f"{name}InFormat", told, answers, suffix, HELD)


def _in_path(name: str, told: str, examples: Mapping[str, str]) -> Json:
    """A part of the path with its examples; their names may have letters, digits and hyphens."""
    parameter = {"name": name, "in": "path", "required": True, "description": told,
                 "schema": {"type": "string", "minLength": 1}}  # fmt: skip
    shown = {re.sub(r"[^\w.-]", "-", key): {"value": value} for key, value in examples.items()}
    return parameter | ({"examples": shown} if shown else {})


def _chosen(formats: Sequence[Representation]) -> tuple[Json, Json]:
    """The parameters of what comes in formats."""
    names = [name for item in formats for name in (item.suffix, item.name, item.media_type)]
    told, schema = "A format; it decides before Accept.", {"enum": list(dict.fromkeys(names))}
    return {"name": "format", "in": "query", "description": told, "schema": schema}, HELD


HELD: Final[Json] = {
    "name": "If-None-Match",
    "in": "header",
    "schema": {"type": "string"},
    "description": "The ETag of what the client holds (RFC 9110, 13.1.2).",
}


def _led_on() -> Json:
    return moved(308, "Another spelling of the address that is given.")
