"""What each address of the service does: here, and in the modules beside this one.

A test compares this with the routes of the application, so that none is left out. Examples and
enumerations come from the release, so what they name is there.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import unquote

from treatygraph.describe.dataset import example_things
from treatygraph.negotiation import HTML, PAGE_FORMATS
from treatygraph.web.completion import COMPLETION_FORMAT
from treatygraph.web.discovery import SITEMAP_FORMAT, TEXT_FORMAT
from treatygraph.web.graphs import CONTEXT_FORMAT
from treatygraph.web.openapi.answers import document, moved, one_format, page, problems
from treatygraph.web.openapi.asking import answers_to_questions
from treatygraph.web.openapi.calls import calls
from treatygraph.web.openapi.counting import panels
from treatygraph.web.openapi.endpoint import health, sparql
from treatygraph.web.openapi.parts import (
    HELD,
    OPENAPI_FORMATS,
    Operations,
    chosen,
    get,
    in_formats,
    in_pages,
    in_path,
    led_on,
)
from treatygraph.web.openapi.releases import changes, dumps, releases
from treatygraph.web.openapi.schemas import Json
from treatygraph.web.openapi.searching import searching
from treatygraph.web.questions import QUERY_FORMATS
from treatygraph.web.sheets import SHEET_FORMATS
from treatygraph.web.site import Site


def operations(site: Site) -> Operations:
    """Every operation of the service."""
    for path, method, operation in _documents(site):
        yield path, method, operation.dated() if site.archive else operation
    yield from releases(site)
    yield from changes(site)
    yield from panels(site)
    yield from answers_to_questions(site)
    yield from calls(site)
    yield from searching(site)
    yield from sparql(site)
    terms = one_format("Terms by kind, each as IRI and name.", COMPLETION_FORMAT)
    yield get(
        "/completion.json", "Words", "getCompletion", "What an editor can complete", terms, HELD
    )
    told = "What this service answers: OpenAPI, and a page"
    yield from in_formats("/openapi", "Discovery", "getDescription", told, OPENAPI_FORMATS)
    yield from health()


def _documents(site: Site) -> Operations:
    """What each release has of its own: see ``web.holding``."""
    yield from _things(site)
    yield from _graphs(site)
    yield from _words(site)
    yield from _questions(site)
    yield from _pages()
    yield from _discovery()
    yield from dumps(site)


def _things(site: Site) -> Operations:
    prefix = f"{site.release.base.root}id/"
    things = example_things(site.release).items()
    keys = {cls: unquote(iri.removeprefix(prefix)) for cls, iri in things if iri.startswith(prefix)}
    key = in_path("key", "Kind and key of a thing; its slashes may be sent as %2F.", keys)
    told = "A thing, which is no document: 303 to the document about it"
    about = moved(303, "The document about the thing.", linked=True)
    answers = about | led_on() | problems(404, 410)
    yield get("/id/{key}", "Things", "dereference", told, answers, key)
    told = "The document about a thing, also by suffix (/doc/KEY.ttl)"
    answers = document("What is known of the thing.", PAGE_FORMATS) | _may_be_gone()
    part = in_pages("an actor's lists")
    yield get("/doc/{key}", "Things", "describe", told, answers | problems(400), key,
              *chosen(PAGE_FORMATS), part)  # fmt: skip


def _graphs(site: Site) -> Operations:
    prefix = f"{site.release.base.root}graph/"
    graphs = sorted(iri for iri in site.release.manifest.graphs if iri.startswith(prefix))
    keys = {file: unquote(file) for iri in graphs[:1] if (file := iri.removeprefix(prefix))}
    key = in_path("key", "The path of a curated file, without .ttl.", keys)
    answers = document("The statements of the file.", PAGE_FORMATS) | _may_be_gone()
    told = "A named graph: one curated file"
    yield get("/graph/{key}", "Graphs", "getGraph", told, answers, key, *chosen(PAGE_FORMATS))


def _words(site: Site) -> Operations:
    yield from in_formats("/ontology", "Words", "getOntology", "The ontology")
    held = {"held": site.release.manifest.ontology}
    version = in_path("version", "The version that this release holds.", held)
    answers = document("The ontology.", PAGE_FORMATS) | _may_be_gone()
    yield get("/ontology/{version}", "Words", "getOntologyVersion", "The ontology by its version",
               answers, version, *chosen(PAGE_FORMATS))  # fmt: skip
    yield from in_formats("/shapes", "Words", "getShapes", "The shapes that data is checked by")
    yield from in_formats("/prefixes", "Words", "getPrefixes", "The prefixes of every file")
    answers = one_format("The context.", CONTEXT_FORMAT)
    yield get("/context.jsonld", "Words", "getContext", "The JSON-LD context", answers, HELD)


def _questions(site: Site) -> Operations:
    yield from in_formats("/query", "Queries", "listQueries", "The queries kept with the data")
    names = {name: name for name in list(site.release.queries)[:3]}
    name = in_path("name", "The name of a query.", names)
    answers = document("The query: a form and its answer, its text, or what it is.", QUERY_FORMATS)
    answers = answers | _may_be_gone() | problems(504)
    told = "One query: asked on a page by its parameters, as a resource, and as text"
    yield get("/query/{name}", "Queries", "getQuery", told, answers, name, *chosen(QUERY_FORMATS))


_LISTS: Final = {
    "/agreements": "All agreements",
    "/actors": "All actors, by class",
    "/sources": "All sources",
}


def _pages() -> Operations:
    answers = page("What is in the graph.") | moved(303, "For RDF: what the dataset is.")
    yield get("/", "Pages", "getFrontPage", "The front page", answers, *chosen(PAGE_FORMATS))
    for path, told in _LISTS.items():
        name = f"list{path[1:].capitalize()}"
        answers = page(f"{told}.") | problems(400, 404)
        yield get(path, "Pages", name, told, answers, *chosen((HTML,)), in_pages("the list"))
    told = "What is known of each agreement, and what is open"
    more = problems(404, 501)
    yield from in_formats("/coverage", "Pages", "listCoverage", told, SHEET_FORMATS,
                          in_pages("the list"), more=more)  # fmt: skip


def _discovery() -> Operations:
    told = "What the dataset is: VoID and DCAT, with counts"
    yield from in_formats("/.well-known/void", "Discovery", "getDataset", told)
    rules = one_format("The rules.", TEXT_FORMAT)
    yield get("/robots.txt", "Discovery", "getRobots", "What crawlers may read", rules, HELD)
    listed = one_format("Addresses of documents, or of the parts of the list.", SITEMAP_FORMAT)
    yield get("/sitemap.xml", "Discovery", "getSitemap", "The sitemap", listed, HELD)
    number = {"name": "number", "in": "path", "required": True, "example": 1,
              "schema": {"type": "integer", "minimum": 1}}  # fmt: skip
    told, listed = "One part of a long sitemap", listed | problems(404)
    yield get("/sitemap-{number}.xml", "Discovery", "getSitemapPart", told, listed, number, HELD)


def _may_be_gone() -> Json:
    """Answers of what has a key: it may be spelled otherwise, and it may have been removed."""
    return led_on() | problems(410)
