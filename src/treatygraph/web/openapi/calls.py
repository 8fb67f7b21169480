"""The queries that are kept, as calls: each with its parameters, and what the data has for them."""

from __future__ import annotations

import re
from urllib.parse import quote

from pyoxigraph import NamedNode

from treatygraph.negotiation import Representation
from treatygraph.queries import Parameter, QueryDocument, parameters
from treatygraph.queries.parameters import Term
from treatygraph.web.api import ROW_FORMATS, formats_of
from treatygraph.web.choices import choices, key_of
from treatygraph.web.openapi.answers import answer, problems
from treatygraph.web.openapi.parts import Operation, Operations, chosen, in_path
from treatygraph.web.openapi.schemas import Json
from treatygraph.web.site import Site

_SHOWN = 3
"""How many examples of a parameter are given."""

_TYPES = {"integer": "integer", "number": "number", "decimal": "number", "double": "number",
          "float": "number", "boolean": "boolean"}  # fmt: skip
_ALWAYS = ("Vary", "Cache-Control", "Content-Location", "Link")
_SOMETIMES = ("ETag", "Server-Timing", "Last-Modified")


def calls(site: Site) -> Operations:
    """A call for any query by its name, and one for each query with what it can be asked."""
    queries = site.release.queries
    ready = [name for name, query in queries.items() if not _needs(query)]
    name = in_path("name", "The name of a query, with the suffix of a format if wanted.",
                   {one: one for one in ready[:_SHOWN]})  # fmt: skip
    told = "The answer of a query that is kept; its own call says what it can be asked"
    answers = _answers("The rows.", ROW_FORMATS)
    yield ("/api/{name}", "get", Operation("call", "Calls", told, answers,
           (name, *chosen(ROW_FORMATS))))  # fmt: skip
    for query in queries.values():
        yield _call(site, query)


def _needs(query: QueryDocument) -> bool:
    return any(one.required for one in parameters(query))


def _call(site: Site, query: QueryDocument) -> tuple[str, str, Operation]:
    path = f"/api/{quote(query.name, safe='/-._~')}"
    asked = [_asked(site, query, one) for one in parameters(query)]
    formats = formats_of(query)
    named = "call" + re.sub(r"[^A-Za-z0-9]+(\w?)", lambda m: m[1].upper(), f"/{query.name}")
    told = _answers(query.description or query.summary, formats)
    operation = Operation(named, "Calls", query.summary, told, (*asked, *chosen(formats)))
    return path, "get", operation


def _answers(told: str, formats: tuple[Representation, ...]) -> Json:
    good = answer(told, formats, _ALWAYS, perhaps=_SOMETIMES)
    same = answer("What the client holds is still good.", headers=_ALWAYS, perhaps=("ETag",))
    return {"200": good, "304": same} | problems(404, 406, 501, 504)


def _asked(site: Site, query: QueryDocument, one: Parameter) -> Json:
    """A parameter: its type, its default, and values that the data has."""
    schema: Json = {"type": _TYPES.get(one.kind, "string")}
    if one.kind == "date":
        schema["anyOf"] = [{"format": "date"}, {"maxLength": 0}]  # empty is as if left out
    if one.listed:
        schema["enum"] = [key_of(site, one.term(value)) for value in one.listed]
    default = [_plain(site, one, term) for term in one.default]
    if one.many:
        schema = {"type": "array", "items": schema}
    if default:
        schema["default"] = default if one.many else default[0]
    told: Json = {"name": one.name, "in": "query", "required": one.required,
                  "description": one.label, "schema": schema}  # fmt: skip
    return told | _examples(site, query, one)


def _plain(site: Site, one: Parameter, term: Term) -> object:
    """A default as JSON has it."""
    key = key_of(site, term)
    if isinstance(term, NamedNode) or one.kind not in _TYPES:
        return key
    if one.kind == "boolean":
        return key == "true"
    return int(key) if one.kind == "integer" else float(key)


def _examples(site: Site, query: QueryDocument, one: Parameter) -> Json:
    options = [] if one.listed else choices(site, query, one)[:_SHOWN]
    shown = {re.sub(r"[^\w.-]", "-", option.key): {
        "summary": option.label.value, "value": [option.key] if one.many else option.key,
    } for option in options}  # fmt: skip
    return {"examples": shown} if shown else {}
