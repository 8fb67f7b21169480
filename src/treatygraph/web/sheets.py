"""Tables for analysts: the same columns and rows as CSV, as JSON, and as a workbook.

CSV is RFC 4180 in UTF-8. A workbook needs XlsxWriter and Parquet needs pyarrow, which are extras;
who asks for one without it gets a sentence.
"""

from __future__ import annotations

import csv
import importlib.util
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import TYPE_CHECKING

from treatygraph.negotiation import CSV, HTML, Representation
from treatygraph.web.refusals import BadRequest
from treatygraph.web.site import site

if TYPE_CHECKING:
    from pyarrow import Array
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

JSON = Representation("json", "application/json", "json")
XLSX = Representation(
    "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"
)
PARQUET = Representation("parquet", "application/vnd.apache.parquet", "parquet")
SHEET_FORMATS = (HTML, CSV, JSON, XLSX)
"""A page whose rows are had as a table too."""

_WIDEST = 60
_LONGEST = 32_767
"""Characters that a cell of a workbook may hold."""

_EXACT = 10**15
"""Numbers of a workbook have 15 digits; longer ones stand there as text."""


Cell = str | int | float | bool | date | None
"""What a cell holds; None is an empty one."""


@dataclass(frozen=True, slots=True)
class SheetPage:
    """Another way to lay out what is told, for workbooks."""

    name: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows under columns; ``about`` says what was asked, in the order to be told."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...]]
    about: dict[str, str]
    more: tuple[SheetPage, ...] = ()


def workbooks() -> bool:
    """Whether this server can write workbooks."""
    return importlib.util.find_spec("xlsxwriter") is not None


def columnar() -> bool:
    """Whether this server can write Parquet."""
    return importlib.util.find_spec("pyarrow") is not None


def written(sheet: Sheet, format_: Representation) -> bytes:
    """A table in one of its formats. Raises BadRequest (501) where workbooks cannot be written."""
    writers = {CSV.name: _csv, JSON.name: _json, XLSX.name: _xlsx, PARQUET.name: _parquet}
    return writers[format_.name](sheet)


def _csv(sheet: Sheet) -> bytes:
    out = StringIO(newline="")
    csv.writer(out).writerows([sheet.columns, *sheet.rows])
    return out.getvalue().encode("utf-8")


def _json(sheet: Sheet) -> bytes:
    rows = [dict(zip(sheet.columns, row, strict=True)) for row in sheet.rows]
    told = {"title": sheet.title, **sheet.about, "release": site().release.version}
    document = told | {"columns": sheet.columns, "rows": rows}
    written = json.dumps(document, ensure_ascii=False, indent=1, default=str)  # days as ISO 8601
    return (written + "\n").encode("utf-8")


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
    days = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"})
    for laid_out in (SheetPage("Table", sheet.columns, sheet.rows), *sheet.more):
        page = book.add_worksheet(laid_out.name)
        for row, cells in enumerate([laid_out.columns, *laid_out.rows]):
            for column, cell in enumerate(cells):
                _put(page, (row, column), cell, head if not row else body, days)
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


def _put(page: Worksheet, at: tuple[int, int], cell: Cell, format_: Format, days: Format) -> None:
    """A cell as what it is; a day before 1900 is none that a workbook knows."""
    if isinstance(cell, bool):
        page.write_boolean(*at, cell, format_)
    elif isinstance(cell, int | float) and abs(cell) < _EXACT:
        page.write_number(*at, cell, format_)
    elif isinstance(cell, date) and cell.year >= 1900:
        page.write_datetime(*at, datetime(cell.year, cell.month, cell.day), days)
    elif cell is not None:
        page.write_string(*at, str(cell)[:_LONGEST], format_)


def _width(page: SheetPage, column: int) -> int:
    """How wide a column is set, in characters."""
    cells = (page.columns[column], *(row[column] for row in page.rows))
    lines = (line for cell in cells if cell is not None for line in str(cell).split("\n"))
    return min(_WIDEST, max(map(len, lines)) + 2)


def _parquet(sheet: Sheet) -> bytes:
    """Columns with the type that all their cells have, else as text; what was asked as metadata."""
    if not columnar():
        raise BadRequest(501, "this server writes no Parquet: whoever runs it can install "
                              "treatygraph[parquet]; CSV holds the same rows")  # fmt: skip
    import pyarrow
    import pyarrow.parquet

    columns = [_typed([row[place] for row in sheet.rows]) for place in range(len(sheet.columns))]
    told = {"title": sheet.title, **sheet.about, "release": site().release.version}
    table = pyarrow.Table.from_arrays(columns, names=list(sheet.columns))
    out = BytesIO()
    pyarrow.parquet.write_table(table.replace_schema_metadata(told), out, compression="zstd")
    return out.getvalue()


def _typed(cells: Sequence[Cell]) -> Array:
    """One column."""
    import pyarrow

    kinds = {type(cell) for cell in cells if cell is not None}
    if kinds <= {int} and all(abs(int(c)) < 1 << 63 for c in cells if c is not None):  # type: ignore[arg-type]
        return pyarrow.array(cells, pyarrow.int64() if kinds else pyarrow.string())
    for known, arrow in (({int, float}, pyarrow.float64()), ({bool}, pyarrow.bool_()),
                         ({date}, pyarrow.date32())):  # fmt: skip
        if kinds <= known:
            return pyarrow.array([c if arrow != pyarrow.float64() or c is None else float(c)  # type: ignore[arg-type]
                                  for c in cells], arrow)  # fmt: skip
    return pyarrow.array([None if cell is None else str(cell) for cell in cells], pyarrow.string())
