"""The header of a query file: ``#+`` comments that are YAML, as grlc has them.

What is read here is the part of YAML that such headers are written in: ``key: value``, a value that
goes on in deeper lines, quoted or folded (``>``), lists in brackets, and lists with a dash for each
item, whose items may have values of their own. Two liberties remain from before: a plain value may
have a colon in it, and what no key announces is a fault rather than nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from treatygraph.errors import QueryFileError

Items = tuple[tuple[str, tuple[str, ...]], ...]
"""Items of a list in order: what an item names, and the values it gives, if it gives some."""

_FOLDED = (">", ">-", "|", "|-")


@dataclass(frozen=True, slots=True)
class Header:
    """What a header says: texts by key, and lists by key."""

    texts: Mapping[str, str] = field(default_factory=dict)
    lists: Mapping[str, Items] = field(default_factory=dict)

    def named(self, key: str) -> tuple[str, ...]:
        """The plain items of a list, such as tags."""
        return tuple(name for name, _ in self.lists.get(key, ()))

    def values(self, key: str) -> dict[str, tuple[str, ...]]:
        """The items of a list by what they name."""
        return dict(self.lists.get(key, ()))


def parse_header(text: str, name: str) -> Header:
    """The header of a query. Raises QueryFileError for a line without ``key: value``."""
    texts: dict[str, str] = {}
    lists: dict[str, Items] = {}
    for key, value, more in _blocks(text, name):
        if more and not value and more[0].lstrip().startswith("- "):
            lists[key] = _items(more)
        elif value.startswith("[") and value.endswith("]"):
            lists[key] = tuple((one, ()) for one in _bracketed(value))
        else:
            parts = [*([] if value in _FOLDED else [value]), *map(str.strip, more)]
            texts[key] = _scalar(" ".join(part for part in parts if part))
    return Header(texts, lists)


def _blocks(text: str, name: str) -> Iterator[tuple[str, str, list[str]]]:
    """Each key with its value and the lines that go on from it."""
    key, value, more = "", "", list[str]()
    for line in (line[2:] for line in text.splitlines() if line.startswith("#+")):
        goes_on = line.startswith("   ") or line.lstrip().startswith("- ")
        if goes_on and key:
            more.append(line)
            continue
        if key:
            yield key, value, more
        key, colon, value = (part.strip() for part in line.partition(":"))
        if not colon or not key or goes_on:
            raise QueryFileError(f"{name}: header line '#+{line}' is not '#+ key: value'")
        more = []
    if key:
        yield key, value, more


def _items(lines: Sequence[str]) -> Items:
    """A list: its items stand at the indentation of the first, their own values deeper."""
    outer = _indentation(lines[0])
    found: list[tuple[str, list[str]]] = []
    for line in lines:
        text = line.strip()
        if not text.startswith("- ") or (_indentation(line) > outer and found):
            _go_on(found[-1], text)
            continue
        key, colon, value = text[2:].partition(": ")
        if not colon and key.endswith(":"):
            key = key[:-1]
        found.append((_scalar(key), _values(value.strip())))
    return tuple((key, tuple(map(_scalar, values))) for key, values in found)


def _go_on(item: tuple[str, list[str]], text: str) -> None:
    """One value more, or more of the last value."""
    if text.startswith("- "):
        item[1].append(text[2:].strip())
    elif item[1]:
        item[1][-1] += f" {text}"


def _values(written: str) -> list[str]:
    if written.startswith("[") and written.endswith("]"):
        return _bracketed(written)
    return [written] if written else []


def _bracketed(written: str) -> list[str]:
    parts = (_scalar(part.strip()) for part in written[1:-1].split(","))
    return [part for part in parts if part]


def _scalar(written: str) -> str:
    """A text without the quotes that it may stand in."""
    if len(written) > 1 and written[0] == written[-1] == "'":
        return written[1:-1].replace("''", "'")
    if len(written) > 1 and written[0] == written[-1] == '"':
        try:
            return str(json.loads(written))  # YAML's double quotes are those of JSON, and more
        except ValueError:
            return written
    return written


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip())
