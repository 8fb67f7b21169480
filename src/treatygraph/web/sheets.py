"""Tables for analysts: the same columns and rows as CSV, as JSON, and as a workbook.

CSV is RFC 4180 in UTF-8. A workbook needs XlsxWriter, which is an extra; without it who asks for
one gets a sentence.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.util import find_spec
from io import BytesIO, StringIO

from treatygraph.negotiation import CSV, HTML, Representation
from treatygraph.web.refusals import BadRequest
from treatygraph.web.site import site

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
class Sheet:
    """Rows under columns; ``about`` says what was asked, in the order to be told."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    about: dict[str, str]


def workbooks() -> bool:
    """Whether this server can write workbooks."""
    return find_spec("xlsxwriter") is not None


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


def _fill(book, sheet: Sheet) -> None:  # type: ignore[no-untyped-def]
    """One sheet with the rows, one that says what was asked and of which release."""
    head, body = (
        book.add_format({"bold": True}),
        book.add_format({"text_wrap": True, "valign": "top"}),
    )
    page = book.add_worksheet("Table")
    for row, cells in enumerate([sheet.columns, *sheet.rows]):
        for column, cell in enumerate(cells):
            page.write_string(row, column, cell[:_LONGEST], body if row else head)
    for column, name in enumerate(sheet.columns):
        longest = max((len(row[column]) for row in sheet.rows), default=0)
        page.set_column(column, column, min(_WIDEST, max(len(name), longest) + 2))
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)
    about = book.add_worksheet("About")
    told = {"title": sheet.title, **sheet.about, "release": site().release.version}
    for row, (name, value) in enumerate(told.items()):
        about.write_string(row, 0, name, head)
        about.write_string(row, 1, value)
    about.set_column(0, 1, 40)
