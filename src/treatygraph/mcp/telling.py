"""Views as JSON that a language model reads: short, and saying where something was left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from treatygraph.describe import Link, Text, Value
from treatygraph.release.locations import Place

Json = Any


def told(value: object, most: int) -> Json:
    """A view as JSON: lists longer than ``most`` are cut, and say how many more there are.

    What is empty is left out; a thing is its IRI, its label and its class.
    """
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, Text):
        return {"text": value.value, "language": value.lang} if value.lang else value.value
    if isinstance(value, Link):
        return {"iri": value.iri, "label": value.label.value} | (
            {"class": value.cls} if value.cls else {})  # fmt: skip
    if isinstance(value, Value):
        return _value(value, most)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Place):
        return f"{value.file}:{value.line}"
    if is_dataclass(value):
        return dict(_fields(value, most))
    if isinstance(value, Sequence | frozenset):
        return _list(sorted(value) if isinstance(value, frozenset) else list(value), most)
    return str(value)


def _value(value: Value, most: int) -> Json:
    shown = told(value.link, most) if value.link else told(value.text, most)
    return {"value": shown, "follows by rule": True} if value.inferred else shown


def _fields(value: Any, most: int) -> Iterator[tuple[str, Json]]:
    for field in fields(value):
        shown = told(getattr(value, field.name), most)
        if shown not in (None, "", [], {}):
            yield field.name, shown


def _list(values: list[Any], most: int) -> list[Json]:
    shown = [told(one, most) for one in values[:most]]
    more = len(values) - most
    return [*shown, f"and {more} more"] if more > 0 else shown
