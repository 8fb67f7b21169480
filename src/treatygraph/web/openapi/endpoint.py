"""The SPARQL endpoint, as OpenAPI tells it, and what is told of the server itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from treatygraph.negotiation import HTML, RDF_FORMATS, RESULT_FORMATS
from treatygraph.web import health as told_of
from treatygraph.web.openapi.answers import answer, problems
from treatygraph.web.openapi.parts import HELD, JSON, Operation, Operations, get, led_on
from treatygraph.web.openapi.schemas import Json
from treatygraph.web.site import Site


def sparql(site: Site) -> Operations:
    """What the endpoint does."""
    limits = site.config.limits
    told = (
        f"Solutions, or a graph. Limits: {limits.seconds:g} s, {limits.result_bytes >> 20:,} MiB "
        f"of result; a query may have {limits.query_bytes >> 10:,} KiB."
    )
    examples = {query.name.replace("/", "-"): {"summary": query.summary, "value": query.text}
                for query in list(site.release.queries.values())[:3]}  # fmt: skip
    errors = problems(400, 403, 413, 504)
    good = {"200": answer(told, (*_ANSWERS, HTML), _ALWAYS, perhaps=_SOMETIMES)}
    same = {"304": answer("What the client holds is still good.", headers=_ALWAYS)}
    answers = good | same | led_on() | errors
    told = "A SPARQL 1.1 query in the address; without one, what the endpoint is"
    fields = [_query_field(name, schema) for name, schema in _FIELDS.items()]
    fields[0]["examples"] = examples
    yield get("/sparql", "SPARQL", "query", told, answers, *fields, HELD)
    good = {"200": answer("Solutions, or a graph.", _ANSWERS, _ALWAYS, perhaps=_SOMETIMES)}
    told = "A SPARQL 1.1 query in the body"
    operation = Operation("queryByPost", "SPARQL", told, good | errors | problems(415), (),
                          _query_body(examples))  # fmt: skip
    yield "/sparql", "post", operation


_ANSWERS: Final = (*RESULT_FORMATS, *RDF_FORMATS)
_ALWAYS: Final = ("Vary", "Treatygraph-Limits")
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


_SUMMARIES: Final = {
    "/health": "Whether it lives and can answer, and by which release",
    "/health/live": "Whether the process lives",
    "/health/ready": "Whether queries are answered",
}


def health() -> Operations:
    """What is told of the server before any release is asked: it has nothing of the others."""
    good = {"200": answer("It does.", (JSON,), ("Cache-Control",), released=False)}
    names = ("Cache-Control", "Retry-After")
    not_yet = answer("It cannot answer, with the reason.", (JSON,), names, released=False)
    for path in told_of.PATHS:
        answers = good if path.endswith("/live") else good | {"503": not_yet}
        name = "get" + "".join(part.capitalize() for part in path.split("/"))
        told = _told_as_health(answers)
        yield path, "get", Operation(name, "Server", _SUMMARIES[path], told, common=())


def _told_as_health(answers: Json) -> Json:
    content = {JSON.media_type: {"schema": {"$ref": "#/components/schemas/Health"}}}
    return {status: told | {"content": content} for status, told in answers.items()}
