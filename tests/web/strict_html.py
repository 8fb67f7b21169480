"""Reads a page strictly: all elements closed in order, no id twice, languages and directions."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = ("area", "base", "br", "col", "hr", "img", "input", "link", "meta", "wbr", "rect")
RIGHT_TO_LEFT = ("ar", "fa", "he", "ps", "ur")


@dataclass
class Element:
    """An element with its attributes and its text."""

    name: str
    attributes: dict[str, str]
    text: str = ""


@dataclass
class Page:
    """A page as it was read; ``faults`` is empty where it is well formed."""

    elements: list[Element] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def all(self, name: str) -> list[Element]:
        """The elements of a name, in order."""
        return [element for element in self.elements if element.name == name]

    @property
    def text(self) -> str:
        """All text of the page."""
        return " ".join(self.elements[0].text.split()) if self.elements else ""

    @property
    def links(self) -> set[str]:
        """Where the page leads, without fragments."""
        found = {e.attributes.get("href", "") for e in self.all("a") + self.all("link")}
        return {target.partition("#")[0] for target in found} - {""}

    @property
    def anchors(self) -> set[str]:
        """The fragments that the page leads to on itself."""
        found = {e.attributes.get("href", "") for e in self.all("a")}
        return {target[1:] for target in found if target.startswith("#")}

    @property
    def ids(self) -> Counter[str]:
        """How often each id occurs."""
        return Counter(e.attributes["id"] for e in self.elements if "id" in e.attributes)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self._open: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(set(names)) != len(names):
            self.page.faults.append(f"<{tag}> at {self.getpos()} has an attribute twice")
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.page.elements.append(element)
        self._nesting(tag)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:  # in a picture: SVG closes its elements so
            self._open.pop()

    def _nesting(self, tag: str) -> None:
        """A browser closes a paragraph silently before a block, and a link before a link."""
        inside = [element.name for element in self._open]
        blocks = ("p", "div", "ul", "ol", "dl", "table", "section", "details", "h2", "h3", "h4")
        if (tag in blocks and inside[-1:] == ["p"]) or (tag == "a" and "a" in inside):
            self.page.faults.append(f"<{tag}> at {self.getpos()} stands in {inside[-1]}")

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self._open or self._open[-1].name != tag:
            opened = self._open[-1].name if self._open else "nothing"
            self.page.faults.append(f"</{tag}> at {self.getpos()} closes {opened}")
            return
        self._open.pop()
        if tag in ("dt", "dd", "th", "td", "li", "p", "summary"):
            self.handle_data(" ")

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text += data

    def close(self) -> None:
        super().close()
        self.page.faults += [f"<{element.name}> is never closed" for element in self._open]


def read_page(html: str) -> Page:
    """Read a page; what is wrong with it stands in ``faults``."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    page = reader.page
    page.faults += [f'id="{id_}" occurs {n} times' for id_, n in page.ids.items() if n > 1]
    page.faults += [f"#{target} leads nowhere" for target in sorted(page.anchors - set(page.ids))]
    return page
