"""XML without trust: no entities of its own, nothing fetched, bounded depth.

Expat reads; what a document type could declare to make a small file large, or to look elsewhere, is
refused before it is used (XML 1.0, 4.2: entity declarations).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers.expat import ErrorString, ExpatError, ParserCreate

from treatygraph.importing.faults import Refused

DEEPEST: Final = 200
"""As deep as elements may nest: laws need some twenty levels."""


def parse_xml(content: bytes) -> Element:
    """The root of a document; names of a namespace as ``{namespace}name``. Raises Refused."""
    reader = _Reader()
    parser = ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.tree.data
    parser.EntityDeclHandler = _refuse_entity
    parser.ExternalEntityRefHandler = _refuse_reference
    try:
        parser.Parse(content, True)
    except ExpatError as error:
        place = f"line {error.lineno}, column {error.offset + 1}"
        raise Refused("it is not XML", f"{place}: {ErrorString(error.code)}") from None
    except (ValueError, LookupError) as error:
        raise Refused("it is not XML", str(error)) from None
    root: Element = reader.tree.close()
    return root


class _Reader:
    """Builds a tree, and counts how deep it is."""

    def __init__(self) -> None:
        self.tree: Any = TreeBuilder()
        self._depth = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise Refused("the elements of the XML nest too deeply", name)
        named = {_named(key): value for key, value in attributes.items()}
        self.tree.start(_named(name), named)

    def end(self, name: str) -> None:
        self._depth -= 1
        self.tree.end(_named(name))


def _named(name: str) -> str:
    return f"{{{name}" if "}" in name else name


def _refuse_entity(name: str, *_: object) -> None:
    raise Refused("the XML declares entities of its own", name)


def _refuse_reference(*_: object) -> int:
    raise Refused("the XML refers to another file")


def text_of(element: Element | None) -> str:
    """All text in an element."""
    return "".join(element.itertext()) if element is not None else ""


def outside(element: Element, skipped: frozenset[str]) -> Iterator[Element]:
    """The elements below one, in the order of the text, but for those of some names."""
    for child in element:
        if child.tag not in skipped:
            yield child
            yield from outside(child, skipped)
