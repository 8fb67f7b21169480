"""The shapes of countries in one projection, as `make frontend` writes them (world.js)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from treatygraph.web.static_files import static_files

SOURCE = "Natural Earth 4.1"


@dataclass(frozen=True, slots=True)
class Country:
    """A country: its path, and the middle, box and area of its largest part."""

    path: str
    middle: tuple[float, float]
    box: tuple[float, float, float, float]
    """Left, top, right, bottom."""
    area: float


@dataclass(frozen=True, slots=True)
class World:
    """Countries by their three letters (ISO 3166-1 alpha-3), and land that has no such code."""

    width: float
    height: float
    countries: Mapping[str, Country]
    others: tuple[str, ...]


@cache
def world() -> World:
    """The shapes, read once: they came with the program."""
    read = json.loads(static_files()["bundle/world.json"].body)
    countries = {code: Country(one["path"], tuple(one["middle"]), tuple(one["box"]), one["area"])
                 for code, one in read["countries"].items()}  # fmt: skip
    return World(read["width"], read["height"], countries, tuple(read["others"]))
