"""What descriptions of addresses are made of: an operation, its parameters, its usual answers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from treatygraph.negotiation import HTML, PAGE_FORMATS, Representation
from treatygraph.web.openapi.answers import document, moved, problems
from treatygraph.web.openapi.schemas import Json

JSON = Representation("openapi", "application/json", "json")
"""OpenAPI has no registered media type yet, so it is sent as what it is: JSON."""

OPENAPI_FORMATS: Final = (JSON, HTML)

_EVERYWHERE: Final = (400, 406, 429, 502, 503, 504)
"""Errors of any address: no host, no coding that suits, too much at a time, nothing loaded yet;
a store elsewhere, where the statements lie in one, that fails or is too slow."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one address. ``name`` is its operationId, ``answers`` are by status.

    ``common`` are the statuses of errors that it has as every other address has them.
    """

    name: str
    tag: str
    summary: str
    answers: Json
    parameters: Sequence[Json] = ()
    body: Json | None = None
    common: tuple[int, ...] = _EVERYWHERE

    def as_json(self) -> Json:
        """As an OpenAPI Operation Object."""
        common = problems(*self.common) | (problems(414) if self.parameters else {})
        answers = common | self.answers
        told: Json = {"operationId": self.name, "tags": [self.tag], "summary": self.summary}
        if self.parameters:
            told["parameters"] = list(self.parameters)
        if self.body:
            told["requestBody"] = self.body
        return told | {"responses": dict(sorted(answers.items()))}

    def dated(self) -> Operation:
        """The same, for what can be asked for as it was at a moment (RFC 7089, section 4.1.1)."""
        led = moved(302, "The copy of that moment, as Accept-Datetime asks.", linked=True)
        return replace(self, answers=self.answers | led, parameters=(*self.parameters, _MOMENT))


Operations = Iterator[tuple[str, str, Operation]]
"""Each with its path template and its method in lower case."""


def get(
    path: str, tag: str, name: str, told: str, answers: Json, *parameters: Json
) -> tuple[str, str, Operation]:
    """What GET does at an address."""
    return path, "get", Operation(name, tag, told, answers, parameters)


def in_formats(
    path: str, tag: str, name: str, told: str, formats: Sequence[Representation] = PAGE_FORMATS,
    *asked: Json, more: Json | None = None,
) -> Operations:  # fmt: skip
    """A document at one address, and the same by suffix; ``asked`` are its parameters."""
    answers = document(f"{told}.", formats) | (more or {})
    yield get(path, tag, name, told, answers, *asked, *chosen(formats))
    suffix = {"name": "suffix", "in": "path", "required": True, "example": formats[0].suffix,
              "schema": {"enum": [item.suffix for item in formats]}}  # fmt: skip
    told = f"{told}, in the format of a suffix"
    yield get(f"{path}.{{suffix}}", tag, f"{name}InFormat", told, answers, suffix, *asked, HELD)


def in_pages(of: str) -> Json:
    """The number of a page, of what goes on from one to the next."""
    whole = {"type": "integer", "minimum": 1, "maximum": 999_999}
    return in_query("page", f"A part of {of}; as HTML alone.", whole)


def in_path(name: str, told: str, examples: Mapping[str, str]) -> Json:
    """A part of the path with its examples; their names may have letters, digits and hyphens."""
    parameter = {"name": name, "in": "path", "required": True, "description": told,
                 "schema": {"type": "string", "minLength": 1}}  # fmt: skip
    return parameter | _shown(examples)


def in_query(name: str, told: str, schema: Json, examples: Mapping[str, str] | None = None) -> Json:
    """A parameter that may be left out."""
    parameter = {"name": name, "in": "query", "description": told, "schema": schema}
    return parameter | _shown(examples or {})


def _shown(examples: Mapping[str, str]) -> Json:
    shown = {re.sub(r"[^\w.-]", "-", key): {"value": value} for key, value in examples.items()}
    return {"examples": shown} if shown else {}


def chosen(formats: Sequence[Representation]) -> tuple[Json, Json]:
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

_HTTP_DATE = (
    "^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), (0[1-9]|1[0-9]|2[0-8]) "
    "(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (19|20)[0-9]{2} "
    "([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9] GMT$"
)
"""Days that each month has: a pattern counts no further."""

_MOMENT: Final[Json] = {
    "name": "Accept-Datetime",
    "in": "header",
    "schema": {"type": "string", "pattern": _HTTP_DATE},
    "example": "Thu, 26 Nov 2026 17:40:00 GMT",
    "description": "The moment whose release is asked for (RFC 7089, 2.1.1).",
}


def led_on() -> Json:
    """The answer to another spelling of an address."""
    return moved(308, "Another spelling of the address that is given.")
