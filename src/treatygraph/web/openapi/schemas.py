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

_EXCERPT = {
    "description": "A part of a text; marks are from where to before where it met the question.",
    "type": "object",
    "required": ["value", "lang", "property", "marks"],
    "properties": {
        "value": TEXT,
        "lang": TEXT,
        "property": TEXT,
        "marks": {
            "type": "array",
            "items": {"type": "array", "items": {"type": "integer", "minimum": 0}},
        },
    },
}
_CHOICES = {
    "description": "The values of a facet; among tells how many things they count, if not all.",
    "type": "object",
    "required": ["among", "values"],
    "properties": {
        "among": {"type": ["integer", "null"]},
        "values": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["key", "value", "label", "things", "chosen"],
                "properties": {
                    "key": TEXT,
                    "value": TEXT,
                    "label": TEXT,
                    "things": {"type": "integer", "minimum": 0},
                    "chosen": {"type": "boolean"},
                },
            },
        },
    },
}

SCHEMAS: Final[Json] = {
    "Found": {
        "description": "What a search found: one page of it, and what narrows it.",
        "type": "object",
        "required": ["q", "release", "total", "more", "page", "pages", "results", "facets"],
        "properties": {
            "q": TEXT,
            "release": TEXT,
            "total": {"type": "integer", "minimum": 0},
            "more": {"type": "boolean", "description": "Whether there are more than total."},
            "page": {"type": "integer", "minimum": 1},
            "pages": {"type": "integer", "minimum": 1},
            "meant": {"type": "string", "description": "What may have been meant."},
            "results": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["iri", "class", "name", "text", "part_of", "year"],
                    "properties": {
                        "iri": TEXT,
                        "class": {"type": ["string", "null"]},
                        "name": _EXCERPT,
                        "text": {"anyOf": [_EXCERPT, {"type": "null"}]},
                        "part_of": {"type": ["string", "null"]},
                        "year": {"type": ["string", "null"]},
                    },
                },
            },
            "facets": {"type": "object", "additionalProperties": _CHOICES},
        },
    },
    "Suggestions": {
        "description": "What was typed; names, what each is, where each is told.",
        "type": "array",
        "minItems": 4,
        "maxItems": 4,
        "items": {"anyOf": [TEXT, {"type": "array", "items": TEXT}]},
    },
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
            "failure": {
                "type": "string",
                "description": "How the store that holds the statements"
                " failed: cut, timeout, unreachable, credentials, media-type, …",
            },
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
