"""What answers have in common, as OpenAPI 3.1 says it: bodies, headers, errors."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from treatygraph.negotiation import HTML, JSONLD, SPARQL_JSON, Representation
from treatygraph.web.errors import FORMS, PROBLEM
from treatygraph.web.openapi.schemas import SCHEMAS, TEXT, Json
from treatygraph.web.opensearch import SUGGESTIONS
from treatygraph.web.search import FOUND
from treatygraph.web.sheets import JSON as SHEET

_DIGEST: Final = {"type": "string", "pattern": "^sha-256=:[A-Za-z0-9+/]{43}=:$"}

_HEADERS: Final[dict[str, tuple[str, Json]]] = {
    "ETag": ("Names these very bytes; send it back in If-None-Match.",
             {"type": "string", "pattern": '^(W/)?"[^"]+"$'}),
    "Last-Modified": ("The day of the newest statement.", TEXT),
    "Cache-Control": ("A kept answer is to be compared before it is used again.", TEXT),
    "Content-Location": ("The address of the format that was sent.",
                         {"type": "string", "format": "uri-reference"}),
    "Location": ("Where to go on.", {"type": "string", "format": "uri-reference"}),
    "Link": ("The other formats (alternate), what describes this (describedby), its own address "
             "(canonical), its licence (license); RFC 8288.", TEXT),
    "Vary": ("What the choice of this answer rests on.", {"type": "string", "pattern": "Accept"}),
    "Retry-After": ("Seconds after which to try again.", {"type": "integer", "minimum": 0}),
    "Server-Timing": ("How long it took, and whether the answer was kept (W3C).", TEXT),
    "Accept-Ranges": ("A part can be asked for.", {"const": "bytes"}),
    "Content-Range": ("Which part this is, or how many bytes there are.",
                      {"type": "string", "pattern": "^bytes ([0-9]+-[0-9]+|\\*)/[0-9]+$"}),
    "Repr-Digest": ("The SHA-256 of the whole file (RFC 9530).", _DIGEST),
    "Content-Digest": ("The SHA-256 of what is sent (RFC 9530).", _DIGEST),
    "Memento-Datetime": ("The moment of this copy (RFC 7089).", TEXT),
    "Treatygraph-Limits": ("The limits of queries by name (a dictionary of RFC 9651).", TEXT),
    "Treatygraph-Release": ("The release that answered.",
                            {"type": "string", "pattern": "^[0-9a-f]{12}$"}),
}  # fmt: skip

_VALIDATED = ("ETag", "Cache-Control", "Vary", "Treatygraph-Release")
_PERHAPS_OF_ALL = ("Last-Modified", "Server-Timing")
_MANY_FORMATS = (*_VALIDATED, "Content-Location", "Link")


def answer(
    told: str,
    formats: Sequence[Representation] = (),
    headers: Iterable[str] = (),
    *,
    perhaps: Iterable[str] = (),
    released: bool = True,
) -> Json:
    """A response with the headers that it always has, and those that it has ``perhaps``.

    Whatever a release answers tells which release that is.
    """
    names = [*headers, "Treatygraph-Release"] if released else headers
    always = {name: _header(name) for name in dict.fromkeys(names)}
    others = {name: _header(f"Perhaps-{name}") for name in perhaps}
    response: Json = {"description": told, "headers": always | others}
    if formats:
        response["content"] = {item.media_type: {"schema": _schema(item)} for item in formats}
    return response


def _header(name: str) -> Json:
    return {"$ref": f"#/components/headers/{name}"}


def _schema(item: Representation) -> Json:
    """What a body is like; a schema that says nothing for what is no text."""
    if item is PROBLEM or item.media_type == SPARQL_JSON.media_type:
        return {"$ref": f"#/components/schemas/{'Problem' if item is PROBLEM else 'Solutions'}"}
    if item is SHEET:
        return {"$ref": "#/components/schemas/Table"}
    if item.name == "csl":
        return {"type": "array", "items": {"type": "object"}}
    if item is FOUND or item is SUGGESTIONS:  # one of them is equal to SHEET
        return {"$ref": f"#/components/schemas/{'Found' if item is FOUND else 'Suggestions'}"}
    if item is JSONLD:
        return {"type": ["object", "array"]}
    if item.media_type.endswith("json"):
        return {"type": "object"}
    return TEXT if item.charset or item.media_type.endswith("xml") else {}


def one_format(told: str, format_: Representation) -> Json:
    """The answers of an address with one format, whatever is accepted."""
    return {"200": answer(told, (format_,), _VALIDATED, perhaps=_PERHAPS_OF_ALL)} | _unchanged()


def page(told: str) -> Json:
    """The answers of an address that is a page alone."""
    return one_format(told, HTML) | problems(406)


def document(told: str, formats: Sequence[Representation]) -> Json:
    """The answers of a document in several formats, by negotiation or ``format``."""
    whole = answer(told, formats, _MANY_FORMATS, perhaps=_PERHAPS_OF_ALL)
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
    406: ("NotAcceptable",
          "Nothing fits what is accepted: of formats those that there are, are named."),
    410: ("Gone", "It was removed; what stands in its place is named, and the last copy of it."),
    413: ("TooLarge", "The body, or the query, is too large."),
    414: ("TooLong", "The address is too long; send a long query by POST."),
    415: ("UnsupportedMediaType", "The media type of the body is not read here."),
    416: ("NoSuchRange", "The file has no bytes where they are asked for."),
    429: ("TooMany", "Too much at a time from one client; end some of it first."),
    501: ("NotWritten", "This server writes no workbooks, or no Parquet; CSV holds the same rows."),
    502: ("StoreFailed", "The statements lie in another store, which failed; `failure` says how."),
    503: ("Busy", "All query processes are busy, or the release is loading, or a file is damaged."),
    504: ("Stopped", "A limit ended the query, or another store was too slow; nothing is given."),
}  # fmt: skip
_ALWAYS = {416: ("Content-Range",), 429: ("Retry-After",)}
_PERHAPS = {406: ("Link",), 410: ("Link",), 502: ("Retry-After",),
            503: ("Retry-After",), 504: ("Retry-After",)}  # fmt: skip
_OF_THE_SERVER = (429, 503)
"""Errors that there are before any release is asked, so without what every release tells."""


def components() -> Json:
    """The schemas; the headers, each as always sent and as perhaps sent; the errors."""
    headers = {
        f"{'' if always else 'Perhaps-'}{name}":
            {"description": told, "required": always, "schema": schema}
        for name, (told, schema) in _HEADERS.items() for always in (True, False)
    }  # fmt: skip
    responses = {name: _problem(status, told) for status, (name, told) in _PROBLEMS.items()}
    return {"schemas": SCHEMAS, "headers": headers, "responses": responses}


def _problem(status: int, told: str) -> Json:
    """An error; at the endpoint it tells the limits too."""
    always, perhaps = _ALWAYS.get(status, ()), (*_PERHAPS.get(status, ()), "Treatygraph-Limits")
    if status in _OF_THE_SERVER:
        return answer(told, FORMS, always, perhaps=(*perhaps, "Vary", "Treatygraph-Release"),
                      released=False)  # fmt: skip
    return answer(told, FORMS, ("Vary", *always), perhaps=perhaps)
