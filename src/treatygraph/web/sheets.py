"""Tables for analysts: the same columns and rows as CSV, as JSON, and as a workbook.

CSV is RFC 4180 in UTF-8. A workbook needs XlsxWriter, which is an extra; without it who asks for
one gets a sentence.
"""

from __future__ import annotations

import csv
import importlib.util
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO, StringIO
from typing import TYPE_CHECKING

from treatygraph.negotiation import CSV, HTML, Representation
from treatygraph.web.refusals import BadRequest
from treatygraph.web.site import site

if TYPE_CHECKING:
    from xlsxwriter import Workbook

JSON = Representation("json", "application/json", "json")
XLSX = Representation(
    "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"
)
SHEET_FORMATS = (HTML, CSV, JSON, XLSX)
"""A page whose rows are had as a table too."""

_WIDEST = 60
_LONGEST = 32_767
"""Characters that a cell of a workbook may hold."""


@dataclass(frozen=True, slots=True)
class SheetPage:
    """Another way to lay out what is told, for workbooks."""

    name: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows under columns; ``about`` says what was asked, in the order to be told."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    about: dict[str, str]
    more: tuple[SheetPage, ...] = ()


def workbooks() -> bool:
    """Whether this server can write workbooks."""
    return importlib.util.find_spec("xlsxwriter") is not None


def written(sheet: Sheet, format_: Representation) -> bytes:
    """A table in one of its formats. Raises BadRequest (501) where workbooks cannot be written."""
    return {CSV.name: _csv, JSON.name: _json, XLSX.name: _xlsx}[format_.name](sheet)


def _csv(sheet: Sheet) -> bytes:
    out = StringIO(newline="")
    csv.writer(out).writerows([sheet.columns, *sheet.rows])
    return out.getvalue().encode("utf-8")


def _json(sheet: Sheet) -> bytes:
    rows = [dict(zip(sheet.columns, row, strict=True)) for row in sheet.rows]
    told = {"title": sheet.title, **sheet.about, "release": site().release.version}
    document = told | {"columns": sheet.columns, "rows": rows}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _xlsx(sheet: Sheet) -> bytes:
    if not workbooks():
        raise BadRequest(501, "this server writes no workbooks: whoever runs it can install "
                              "treatygraph[tables]; CSV holds the same rows")  # fmt: skip
    import xlsxwriter

    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    # The same release gives the same bytes, so nothing in them may tell the hour.
    book.set_properties({"title": sheet.title, "created": datetime(2000, 1, 1)})
    _fill(book, sheet)
    book.close()
    return out.getvalue()


def _fill(book: Workbook, sheet: Sheet) -> None:
    """A page with the rows, those that lay them out otherwise, one that says what was asked."""
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    body = book.add_format({"text_wrap": True, "valign": "top"})
    for laid_out in (SheetPage("Table", sheet.columns, sheet.rows), *sheet.more):
        page = book.add_worksheet(laid_out.name)
        for row, cells in enumerate([laid_out.columns, *laid_out.rows]):
            for column, cell in enumerate(cells):
                page.write_string(row, column, cell[:_LONGEST], body if row else head)
        for column in range(len(laid_out.columns)):
            page.set_column(column, column, _width(laid_out, column))
        page.freeze_panes(1, 1)
        page.autofilter(0, 0, len(laid_out.rows), len(laid_out.columns) - 1)
    about = book.add_worksheet("About")
    told = {"title": sheet.title, **sheet.about, "release": site().release.version}
    for row, pair in enumerate(told.items()):
        for column, cell in enumerate(pair):
            about.write_string(row, column, cell, body if column else head)
    about.set_column(0, 1, 40)


def _width(page: SheetPage, column: int) -> int:
    """How wide a column is set, in characters."""
    cells = (page.columns[column], *(row[column] for row in page.rows))
    return min(_WIDEST, max(len(line) for cell in cells for line in cell.split("\n")) + 2)
