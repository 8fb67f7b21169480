"""Answers as pandas DataFrames. pandas is an extra; nothing else here needs it."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from treatygraph.client.values import Plain
from treatygraph.errors import TreatygraphError

if TYPE_CHECKING:
    import pandas as pd


class MissingPandas(TreatygraphError):
    """A DataFrame was asked for, and pandas is not installed."""

    def __init__(self) -> None:
        super().__init__("a DataFrame needs pandas: install treatygraph[pandas], or take "
                         "g.rows(…), which gives the same as plain Python values")  # fmt: skip


def frame(columns: Sequence[str], rows: Sequence[Sequence[Plain | None]]) -> pd.DataFrame:
    """A DataFrame with a column for each variable. Raises MissingPandas.

    A column of whole numbers, numbers, truth values or days is of the type that pandas has for
    them; any other holds Python values.
    """
    if importlib.util.find_spec("pandas") is None:
        raise MissingPandas
    import pandas

    made = pandas.DataFrame(list(rows), columns=list(columns), dtype=object)
    for name in made.columns:
        type_ = _type([value for value in made[name] if value is not None])
        if type_:
            made[name] = pandas.Series(made[name], dtype=object).astype(type_)
    return made


def _type(values: list[Any]) -> str | None:
    """What pandas calls the one type of all values; None where they differ, or it has none."""
    kinds = {type(value) for value in values}
    if kinds == {date} or kinds == {datetime}:
        zoned = any(getattr(value, "tzinfo", None) for value in values)
        return None if zoned else "datetime64[s]"
    return (
        {bool: "boolean", int: "Int64", float: "Float64"}.get(kinds.pop())
        if len(kinds) == 1
        else None
    )
