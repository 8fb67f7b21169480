"""Panels for statistics: actors, pairs of actors and norms by year, with a codebook."""

from treatygraph.panels.codebook import codebook, table_metadata
from treatygraph.panels.kinds import KINDS, Kind
from treatygraph.panels.panel import Asked, Panel, make_panel
from treatygraph.panels.reading import PanelUnavailable, read_records
from treatygraph.panels.writing import write_csv, write_parquet

__all__ = [
    "KINDS",
    "Asked",
    "Kind",
    "Panel",
    "PanelUnavailable",
    "codebook",
    "make_panel",
    "read_records",
    "table_metadata",
    "write_csv",
    "write_parquet",
]
