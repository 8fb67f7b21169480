"""Who the parties are: names and codes of sources, resolved to actors that are described."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from treatygraph.errors import TreatygraphError
from treatygraph.importing.dates import Date, parse_iso
from treatygraph.importing.model import ActorRecord
from treatygraph.importing.names import name_key
from treatygraph.iris import Base, kind_and_key
from treatygraph.namespaces import expand

_NAMES: Final = tuple(map(expand, ("skos:prefLabel", "skos:altLabel")))
_LABEL, _CODE = NamedNode(expand("skos:prefLabel")), NamedNode(expand("dcterms:identifier"))
_SOURCE: Final = NamedNode(expand("dcterms:source"))
_KINDS: Final = ("state", "organization", "non-state-actor")
Listed = dict[str, str]


class BadActors(TreatygraphError):
    """A folder of actors that cannot be read."""


@dataclass(frozen=True, slots=True)
class Actor:
    """A party that is known: its address below ``id/``, and its English name."""

    path: str
    label: str


@dataclass(frozen=True, slots=True)
class _Spell:
    """What a name means from one day to another; open where a bound is missing."""

    path: str
    since: Date | None
    until: Date | None

    def holds_on(self, day: Date | None) -> bool:
        """Whether it may hold on a day; a spell without bounds holds on any."""
        if day is None:
            return not (self.since or self.until)
        early = self.since is not None and day.surely_before(self.since)
        return not early and not (self.until is not None and self.until.surely_before(day))


@dataclass(slots=True)
class Actors:
    """Actors by their names and codes. Made once for an import; the same files, the same answer."""

    labels: dict[str, str] = field(default_factory=dict)
    places: dict[str, Path] = field(default_factory=dict)
    """The file that describes each, for those that were read from files."""
    _known: dict[str, str] = field(default_factory=dict)
    _spells: dict[str, list[_Spell]] = field(default_factory=dict)
    _listed: dict[str, ActorRecord] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path | None) -> Actors:
        """The actors below a folder, and those that ship. Raises BadActors."""
        actors = cls()
        inner = folder / "actors" if folder and (folder / "actors").is_dir() else folder
        for file in sorted(inner.rglob("*.ttl")) if inner else ():
            actors._add_file(file)
        for row in listed("organizations"):
            actors._add_listed(row)
        actors._drop_ambiguous()
        for row in listed("names"):
            actors._add_spell(row)
        return actors

    def find(self, name: str, day: Date | None = None) -> Actor | None:
        """The actor that a name, or a code such as ``COW:365``, means on a day."""
        key = name if name[:4] in ("COW:", "ISO:") else name_key(name)
        spells = self._spells.get(key, ())
        path = next((spell.path for spell in spells if spell.holds_on(day)), None)
        path = path or next((spell.path for spell in spells[-1:]), None) or self._known.get(key)
        return Actor(path, self.labels[path]) if path in self.labels else None

    def shipped(self, path: str) -> ActorRecord | None:
        """An actor that the tool describes itself, to be written where no file does."""
        return self._listed.get(path)

    def _add_file(self, file: Path) -> None:
        for quad in _quads(file):
            subject, value = quad.subject, quad.object
            if not isinstance(subject, NamedNode) or not isinstance(value, Literal):
                continue
            found = kind_and_key(subject.value, Base())
            if found and found[0] in _KINDS:
                self._add(f"{found[0]}/{found[1]}", quad.predicate, value)
                self.places.setdefault(f"{found[0]}/{found[1]}", file)

    def _add(self, path: str, predicate: NamedNode, value: Literal) -> None:
        if predicate == _LABEL and value.language == "en":
            self.labels[path] = value.value
        if predicate == _CODE:
            self._name(value.value, path)
        elif predicate.value in _NAMES:
            self._name(name_key(value.value), path)

    def _add_listed(self, row: Listed) -> None:
        path = f"organization/{row['key']}"
        others = [(name, "en") for name in _several(row["aliases"])]
        if path not in self.labels:
            self._listed[path] = ActorRecord(path, row["name"], others)
            self.labels[path] = row["name"]
        for name in (row["name"], *_several(row["aliases"])):
            self._name(name_key(name), path)

    def _name(self, key: str, path: str) -> None:
        """A name that two bear means nobody."""
        self._known[key] = path if self._known.get(key, path) == path else ""

    def _drop_ambiguous(self) -> None:
        self._known = {key: path for key, path in self._known.items() if path}

    def _add_spell(self, row: Listed) -> None:
        name = row["name"]
        key = name if name.startswith("COW:") else name_key(name)
        spell = _Spell(row["actor"], parse_iso(row["since"]), parse_iso(row["until"]))
        self._spells.setdefault(key, []).append(spell)


def sources_named(file: Path) -> list[str]:
    """The keys of the sources that a file says it rests on. Raises BadActors."""
    named = [quad.object.value for quad in _quads(file)
             if quad.predicate == _SOURCE and isinstance(quad.object, NamedNode)]  # fmt: skip
    found = (kind_and_key(iri, Base()) for iri in sorted(named))
    return [pair[1] for pair in found if pair and pair[0] == "source"]


def _quads(file: Path) -> list[Quad]:
    try:
        return list(parse(file.read_bytes(), format=RdfFormat.TURTLE))
    except (OSError, SyntaxError) as error:
        raise BadActors(f"{file}: {error}") from None


def _several(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


@cache
def listed(name: str) -> tuple[Listed, ...]:
    """A list that ships with the importers: names, former States or organizations."""
    path = files("treatygraph.importing") / "lists" / f"{name}.tsv"
    return tuple(_rows(path.read_text(encoding="utf-8")))


def _rows(text: str) -> Iterator[Listed]:
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    for row in csv.DictReader(lines, delimiter="\t", restval=""):
        yield {key: value or "" for key, value in row.items()}
