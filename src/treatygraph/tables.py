"""Query results as a table for a terminal."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from treatygraph.namespaces import DEFAULT_BASE, PREFIX

_GAP = "  "
_NARROWEST = 8


def as_table(body: bytes, *, width: int | None) -> str:
    """A SPARQL JSON result as a table, cut to a width; ``True``/``False`` for ASK."""
    result: Mapping[str, Any] = json.loads(body)
    if "boolean" in result:
        return "yes" if result["boolean"] else "no"
    columns: list[str] = result["head"]["vars"]
    rows = [[_cell(row.get(name)) for name in columns] for row in result["results"]["bindings"]]
    count = f"{len(rows):,} row{'s' * (len(rows) != 1)}"
    return "\n".join([*_lines(columns, rows, width), count])


def _cell(term: Mapping[str, str] | None) -> str:
    if term is None:
        return ""
    value = " ".join(term["value"].split())
    return _short(value) if term["type"] == "uri" else value


def _short(iri: str) -> str:
    for prefix, namespace in PREFIX.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri.removeprefix(DEFAULT_BASE + "id/")


def _lines(columns: Sequence[str], rows: Sequence[Sequence[str]], width: int | None) -> list[str]:
    table = [list(columns), *rows]
    widths = [max(map(_columns, column)) for column in zip(*table, strict=True)]
    if width is not None:
        widths = _fitted(widths, width)
    ruled = [table[0], ["─" * size for size in widths], *table[1:]]
    return [_GAP.join(map(_padded, row, widths)).rstrip() for row in ruled]


def _fitted(widths: list[int], width: int) -> list[int]:
    """Narrow the widest columns until the table fits, none below a minimum."""
    widths = list(widths)
    while widths and sum(widths) + len(_GAP) * (len(widths) - 1) > width:
        widest = max(range(len(widths)), key=widths.__getitem__)
        if widths[widest] <= _NARROWEST:
            break
        widths[widest] -= 1
    return widths


def _columns(text: str) -> int:
    """Terminal columns that a text takes: two for a wide character, none for a combining one."""
    wide = (1 + (unicodedata.east_asian_width(char) in "WF") for char in text
            if not unicodedata.combining(char))  # fmt: skip
    return sum(wide)


def _padded(text: str, width: int) -> str:
    if _columns(text) > width:
        while _columns(text) >= width:
            text = text[:-1]
        text += "…"
    return text + " " * (width - _columns(text))
