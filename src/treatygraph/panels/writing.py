"""Panels as files: CSV (RFC 4180, in UTF-8), and Parquet where pyarrow is installed."""

from __future__ import annotations

import csv
import importlib.util
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from io import StringIO
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from treatygraph.panels.columns import Cell
from treatygraph.panels.counting import Block, Cells
from treatygraph.panels.panel import Panel
from treatygraph.panels.reading import PanelUnavailable

if TYPE_CHECKING:
    from pyarrow import Schema

GROUP: Final = 100_000
"""Rows that are held before they are written."""

_LINES: Final = 100_000
"""Parts of lines of CSV that are held, to be written again."""


class TooManyRows(PanelUnavailable):
    """A panel with more rows than are wanted."""


def _bounded(blocks: Iterable[Block], most: int | None) -> Iterator[Block]:
    """The same, until there are too many rows. Raises TooManyRows."""
    total = 0
    for block in blocks:
        total += sum(cells is not None for cells in block.years)
        if most is not None and total > most:
            raise TooManyRows(f"there are more than {most:,} rows")
        yield block


def write_csv(panel: Panel, out: BinaryIO, most: int | None = None) -> int:
    """Write the rows with a head; how many rows. Raises TooManyRows.

    The cells before and after the year are often those of another row, and are written once.
    """
    total, lines = 0, [f"{_line(tuple(one.name for one in panel.columns))}\r\n"]
    written = lru_cache(maxsize=_LINES)(_line)
    for block in _bounded(panel.blocks(), most):
        unit = block.unit
        lines += [f"{written(unit(year))},{year},{written(cells)}\r\n"
                  for year, cells in block.rows()]  # fmt: skip
        if len(lines) > GROUP:
            total += len(lines)
            out.write("".join(lines).encode())
            lines.clear()
    out.write("".join(lines).encode())
    return total + len(lines) - 1


def _line(cells: Cells) -> str:
    """Cells with commas between, quoted where they have to be; an empty cell is nothing."""
    line = StringIO()
    csv.writer(line, lineterminator="").writerow(["" if cell is None else cell for cell in cells])
    return line.getvalue()


def has_parquet() -> bool:
    """Whether Parquet can be written here."""
    return importlib.util.find_spec("pyarrow") is not None


def write_parquet(panel: Panel, out: BinaryIO, most: int | None = None) -> int:
    """Write the rows as Parquet, meanings and rights in its metadata; how many rows.

    Raises PanelUnavailable without pyarrow, and TooManyRows.
    """
    if not has_parquet():
        raise PanelUnavailable("Parquet needs pyarrow: install treatygraph[parquet], or take CSV, "
                               "which has the same rows")  # fmt: skip
    import pyarrow
    import pyarrow.parquet

    schema, total = _schema(panel), 0
    held: list[list[Cell]] = [[] for _ in panel.columns]
    with pyarrow.parquet.ParquetWriter(out, schema, compression="zstd") as writer:

        def flush() -> None:
            arrays = [pyarrow.array(cells, field.type)
                      for cells, field in zip(held, schema, strict=True)]  # fmt: skip
            writer.write_table(pyarrow.Table.from_arrays(arrays, schema=schema))
            for cells in held:
                cells.clear()

        for block in _bounded(panel.blocks(), most):
            total += _hold(held, block)
            if len(held[0]) >= GROUP:
                flush()
        flush()
    return total


def _hold(held: list[list[Cell]], block: Block) -> int:
    """Add the rows of a block, column by column; how many."""
    rows = [(*block.unit(year), year, *cells) for year, cells in block.rows()]
    for column, cells in zip(held, zip(*rows, strict=True), strict=True):
        column.extend(cells)
    return len(rows)


def _schema(panel: Panel) -> Schema:
    import pyarrow

    types: dict[str, Callable[[], Any]] = {"string": pyarrow.string, "integer": pyarrow.int32}
    fields = [pyarrow.field(one.name, types[one.type](), nullable=one.may_be_empty,
                            metadata={"description": one.meaning})
              for one in panel.columns]  # fmt: skip
    about = {"title": panel.kind.title, "source": f"{panel.title}, release {panel.release}",
             "row": panel.kind.row, "licence": panel.licence, "rights": panel.rights}  # fmt: skip
    return pyarrow.schema(fields, metadata=about)
