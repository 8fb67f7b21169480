"""What answers have in common, as OpenAPI 3.1 says it: bodies, headers, errors."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from treatygraph.negotiation import HTML, JSONLD, SPARQL_JSON, Representation
from treatygraph.web.errors import FORMS, PROBLEM

Json = dict[str, Any]

_TEXT: Final = {"type": "string"}
_BOUND = {
    "type": "object",
    "required": ["type", "value"],
    "properties": {
        "type": {"enum": ["uri", "literal", "bnode", "triple"]},
        "datatype": _TEXT,
        "xml:lang": _TEXT,
    },
}

SCHEMAS: Final[Json] = {
    "Problem": {
        "description": "What went wrong (RFC 9457).",
        "type": "object",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": {"type": "string", "format": "uri-reference"},
            "title": _TEXT,
            "status": {"type": "integer", "minimum": 400, "maximum": 599},
            "detail": {"type": "string", "description": "A sentence for whoever asked."},
            "line": {"type": "integer", "minimum": 1, "description": "Where a query breaks off."},
            "column": {"type": "integer", "minimum": 1},
            "limit": {"type": "string", "description": "The limit that a query ran into."},
            "available": {
                "description": "The media types that there are.",
                "type": "array",
                "items": _TEXT,
            },
        },
    },
    "Solutions": {
        "description": "SPARQL 1.1 Query Results JSON Format.",
        "type": "object",
        "required": ["head"],
        "properties": {
            "head": {
                "type": "object",
                "properties": {"vars": {"type": "array", "items": _TEXT}},
            },
            "boolean": {"type": "boolean"},
            "results": {
                "type": "object",
                "required": ["bindings"],
                "properties": {
                    "bindings": {
                        "type": "array",
                        "items": {"type": "object", "additionalProperties": _BOUND},
                    }
                },
            },
        },
        "oneOf": [{"required": ["boolean"]}, {"required": ["results"]}],
    },
}

_HEADERS: Final[dict[str, tuple[str, Json]]] = {
    "ETag": ("Names these very bytes; send it back in If-None-Match.",
             {"type": "string", "pattern": '^(W/)?"[^"]+"$'}),
    "Last-Modified": ("The day of the newest statement.", _TEXT),
    "Cache-Control": ("A kept answer is to be compared before it is used again.", _TEXT),
    "Content-Location": ("The address of the format that was sent.",
                         {"type": "string", "format": "uri-reference"}),
    "Location": ("Where to go on.", {"type": "string", "format": "uri-reference"}),
    "Link": ("The other formats (alternate), what describes this (describedby), its own address "
             "(canonical), its licence (license); RFC 8288.", _TEXT),
    "Vary": ("What the choice of this answer rests on.", {"type": "string", "pattern": "Accept"}),
    "Retry-After": ("Seconds after which to try again.", {"type": "integer", "minimum": 0}),
    "Server-Timing": ("How long the query took.", _TEXT),
    "Treatygraph-Release": ("The release that answered.",
                            {"type": "string", "pattern": "^[0-9a-f]{12}$"}),
}  # fmt: skip

_VALIDATED = ("ETag", "Cache-Control", "Vary", "Treatygraph-Release")
_MANY_FORMATS = (*_VALIDATED, "Content-Location", "Link")


def answer(
    told: str,
    formats: Sequence[Representation] = (),
    headers: Iterable[str] = (),
    *,
    perhaps: Iterable[str] = (),
) -> Json:
    """A response with the headers that it always has, and those that it has ``perhaps``."""
    always = {name: _header(name) for name in dict.fromkeys([*headers, "Treatygraph-Release"])}
    others = {name: _header(f"Perhaps-{name}") for name in perhaps}
    response: Json = {"description": told, "headers": always | others}
    if formats:
        response["content"] = {item.media_type: {"schema": _schema(item)} for item in formats}
    return response


def _header(name: str) -> Json:
    return {"$ref": f"#/components/headers/{name}"}


def _schema(item: Representation) -> Json:
    if item in (PROBLEM, SPARQL_JSON):
        return {"$ref": f"#/components/schemas/{'Problem' if item is PROBLEM else 'Solutions'}"}
    if item is JSONLD:
        return {"type": ["object", "array"]}
    return {"type": "object"} if item.media_type.endswith("json") else _TEXT


def one_format(told: str, format_: Representation) -> Json:
    """The answers of an address with one format, whatever is accepted."""
    return {"200": answer(told, (format_,), _VALIDATED, perhaps=("Last-Modified",))} | _unchanged()


def page(told: str) -> Json:
    """The answers of an address that is a page alone."""
    return one_format(told, HTML) | problems(406)


def document(told: str, formats: Sequence[Representation]) -> Json:
    """The answers of a document in several formats, by negotiation or ``format``."""
    whole = answer(told, formats, _MANY_FORMATS, perhaps=("Last-Modified",))
    return {"200": whole} | _unchanged() | problems(404, 406)


def moved(status: int, told: str, *, linked: bool = False) -> Json:
    """A redirect, by its status."""
    names = ("Location", "Vary", "Link") if linked else ("Location", "Vary")
    return {str(status): answer(told, (HTML,), names)}


def _unchanged() -> Json:
    return {"304": answer("What the client holds is still good.", headers=_VALIDATED)}


def problems(*statuses: int) -> Json:
    """Errors, by their statuses, as references to the components of :func:`components`."""
    return {str(status): {"$ref": f"#/components/responses/{_PROBLEMS[status][0]}"}
            for status in statuses}  # fmt: skip


_PROBLEMS: Final = {
    400: ("BadRequest",
          "The request, or the query in it, cannot be read; for a query with line and column."),
    403: ("Forbidden", "Policy forbids it: an update, or a query that would fetch (SERVICE)."),
    404: ("NotFound", "Nothing is known of this."),
    406: ("NotAcceptable", "Nothing fits what is accepted; the formats that there are, are named."),
    413: ("TooLarge", "The body, or the query, is too large."),
    414: ("TooLong", "The address is too long; send a long query by POST."),
    415: ("UnsupportedMediaType", "The media type of the body is not read here."),
    503: ("Busy", "All query processes are busy."),
    504: ("Stopped", "The query ran into a limit; no part of its answer is given."),
}  # fmt: skip
_PERHAPS = {406: ("Link",), 503: ("Retry-After",)}


def components() -> Json:
    """The schemas; the headers, each as always sent and as perhaps sent; the errors."""
    headers = {
        f"{'' if always else 'Perhaps-'}{name}":
            {"description": told, "required": always, "schema": schema}
        for name, (told, schema) in _HEADERS.items() for always in (True, False)
    }  # fmt: skip
    responses = {
        name: answer(told, FORMS, ("Vary",), perhaps=_PERHAPS.get(status, ()))
        for status, (name, told) in _PROBLEMS.items()
    }
    return {"schemas": SCHEMAS, "headers": headers, "responses": responses}
