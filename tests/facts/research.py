"""The desk research beside the checkout: every place in it, its provisions and discrepancies.

A place has an address: the keys and positions that lead to it, from 1, with slashes between. In
``articles`` an article is named by its number and a provision by its position in the article, so
``articles/3/2`` is the second provision of article 3.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

PROVISION, DISCREPANCY = "provision", "discrepancy"
_NAMES_DISCREPANCY = re.compile(r"(.+_)?discrepanc(y|ies)|claims_to_treat_with_care")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Address = tuple[str, ...]


@dataclass(frozen=True)
class Fact:
    """A provision or a discrepancy, and whether nothing but memory bears it out."""

    kind: str
    memory_only: bool


@dataclass(frozen=True)
class Research:
    """One file: every address that there is in it, and the facts among them, in its order."""

    addresses: frozenset[str]
    facts: dict[str, Fact]

    def of_kind(self, kind: str) -> list[str]:
        """The addresses of the provisions, or of the discrepancies."""
        return [address for address, fact in self.facts.items() if fact.kind == kind]


def read_research(path: Path) -> Research:
    """One YAML file. Raises :class:`ValueError` where two places would have one address."""
    places: dict[str, Any] = {}
    facts: dict[str, Fact] = {}
    for address, value in _walk(yaml.load(path.read_text(encoding="utf-8"), _LOADER), ()):
        name = "/".join(address)
        if name in places:
            raise ValueError(f"{path.name}: two places are {name}")
        places[name] = value
        if kind := _kind(address, value):
            facts[name] = Fact(kind, _memory_only(value))
    return Research(frozenset(places), facts)


def read_folder(folder: Path) -> dict[str, Research]:
    """All YAML files of a folder by the stem of their name."""
    return {path.stem: read_research(path) for path in sorted(folder.glob("*.yaml"))}


def _walk(value: Any, address: Address) -> Iterator[tuple[Address, Any]]:
    for step, child in _children(value, address):
        yield (*address, step), child
        yield from _walk(child, (*address, step))


def _children(value: Any, address: Address) -> Iterator[tuple[str, Any]]:
    if isinstance(value, list):
        for position, child in enumerate(value, 1):
            yield (str(child["number"]) if address == ("articles",) else str(position)), child
    elif isinstance(value, dict):
        for key, child in value.items():
            if key == "provisions" and address[:1] == ("articles",):
                yield from _children(child, (*address, key))
            else:
                yield str(key), child


def _kind(address: Address, value: Any) -> str | None:
    match address:
        case ("articles", _, position) if position.isdigit() and isinstance(value, dict):
            return PROVISION
        case ("unplaced_provisions", _):
            return PROVISION
        case (*_, field, position) if position.isdigit() and _NAMES_DISCREPANCY.fullmatch(field):
            return DISCREPANCY
        case (*_, field) if _NAMES_DISCREPANCY.fullmatch(field) and not isinstance(value, list):
            return DISCREPANCY
    return None


def _memory_only(value: Any) -> bool:
    evidence = value.get("evidence") if isinstance(value, dict) else None
    return bool(evidence) and set(evidence) == {"memory"}
