"""What bodies look like, as JSON Schema: errors, solutions, tables, the state of the server."""

from __future__ import annotations

from typing import Any, Final

Json = dict[str, Any]

TEXT: Final = {"type": "string"}
_BOUND = {
    "type": "object",
    "required": ["type", "value"],
    "properties": {
        "type": {"enum": ["uri", "literal", "bnode", "triple"]},
        "datatype": TEXT,
        "xml:lang": TEXT,
    },
}

_CELL = {"type": ["string", "number", "boolean", "null"]}

SCHEMAS: Final[Json] = {
    "Problem": {
        "description": "What went wrong (RFC 9457).",
        "type": "object",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": {"type": "string", "format": "uri-reference"},
            "title": TEXT,
            "status": {"type": "integer", "minimum": 400, "maximum": 599},
            "detail": {"type": "string", "description": "A sentence for whoever asked."},
            "line": {"type": "integer", "minimum": 1, "description": "Where a query breaks off."},
            "column": {"type": "integer", "minimum": 1},
            "limit": {"type": "string", "description": "The limit that was met, by its name."},
            "value": {"type": "number", "description": "Its value, in seconds, bytes or pieces."},
            "dump": {
                "type": "string",
                "format": "uri-reference",
                "description": "Where the whole is had without a query.",
            },
            "successors": {
                "description": "What stands in the place of what was removed.",
                "type": "array",
                "items": {"type": "string", "format": "iri"},
            },
            "last": {
                "description": "The last copy of what was removed, where one is kept.",
                "type": ["string", "null"],
                "format": "uri-reference",
            },
            "available": {
                "description": "The media types that there are.",
                "type": "array",
                "items": TEXT,
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
                "properties": {"vars": {"type": "array", "items": TEXT}},
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
    "Health": {
        "type": "object",
        "required": ["live"],
        "properties": {
            "live": {"type": "boolean"},
            "ready": {"type": "boolean", "description": "Whether queries are answered."},
            "release": {"type": ["string", "null"], "description": "The release that is served."},
            "reason": {"type": "string", "description": "Why it is not ready."},
        },
    },
    "Table": {
        "description": "What was asked, with the rows that answer it.",
        "type": "object",
        "required": ["title", "release", "columns", "rows"],
        "properties": {
            "title": TEXT,
            "release": TEXT,
            "columns": {"type": "array", "items": TEXT},
            "rows": {
                "type": "array",
                "items": {"type": "object", "additionalProperties": _CELL},
            },
        },
    },
}
