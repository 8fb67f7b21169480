"""Atom (RFC 4287) of changes, with the marks of an archived feed (RFC 5005, section 4)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Final
from xml.etree import ElementTree

from treatygraph.changes.released import ToldChange
from treatygraph.negotiation import Representation

ATOM: Final = Representation(
    "atom", "application/atom+xml", "atom", ("application/xml", "text/xml"), charset=True
)

_ATOM_NAMESPACE: Final = "http://www.w3.org/2005/Atom"
_HISTORY_NAMESPACE: Final = "http://purl.org/syndication/history/1.0"
_XHTML_NAMESPACE: Final = "http://www.w3.org/1999/xhtml"
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML 1.0 document can hold, escaped or not (section 2.2)."""


@dataclass(frozen=True, slots=True)
class AtomEntry:
    """One release: ``told`` in the order to tell, under the sentence of ``summary``."""

    id: str
    title: str
    at: datetime
    address: str
    summary: str
    told: tuple[ToldChange, ...]
    rest: str
    """What is said of changes that are not told here; empty where all are."""


@dataclass(frozen=True, slots=True)
class AtomFeed:
    """A feed. ``links`` are addresses by relation; an ``archive`` is never added to."""

    id: str
    title: str
    author: str
    updated: datetime
    links: Mapping[str, tuple[str, str]]
    """For each relation an address and a media type, which may be empty."""
    generator: str
    rights: str
    archive: bool
    entries: tuple[AtomEntry, ...]


def written(feed: AtomFeed) -> bytes:
    """The feed as a document in UTF-8."""
    names = {"xmlns": _ATOM_NAMESPACE, "xmlns:fh": _HISTORY_NAMESPACE, "xml:lang": "en"}
    root = ElementTree.Element("feed", names)
    _text(root, "id", feed.id)
    _text(root, "title", feed.title)
    _text(root, "updated", _moment(feed.updated))
    _text(ElementTree.SubElement(root, "author"), "name", feed.author)
    _text(root, "generator", feed.generator)
    if feed.rights:
        _text(root, "rights", feed.rights)
    for relation, (address, media_type) in feed.links.items():
        _link(root, relation, address, media_type)
    if feed.archive:
        ElementTree.SubElement(root, "fh:archive")
    for entry in feed.entries:
        _entry(ElementTree.SubElement(root, "entry"), entry)
    ElementTree.indent(root)
    body: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return body + b"\n"


def _entry(parent: ElementTree.Element, entry: AtomEntry) -> None:
    _text(parent, "id", entry.id)
    _text(parent, "title", entry.title)
    _text(parent, "published", _moment(entry.at))
    _text(parent, "updated", _moment(entry.at))
    _link(parent, "alternate", entry.address, "text/html")
    for kind in dict.fromkeys(one.change for one in entry.told):
        ElementTree.SubElement(parent, "category", {"term": kind})
    _text(parent, "summary", entry.summary)
    content = ElementTree.SubElement(parent, "content", {"type": "xhtml"})
    _content(ElementTree.SubElement(content, "div", {"xmlns": _XHTML_NAMESPACE}), entry)


def _content(div: ElementTree.Element, entry: AtomEntry) -> None:
    """The sentences, in a list under each heading (RFC 4287, 3.1.1.3)."""
    _text(div, "p", entry.summary)
    for heading, told in groupby(entry.told, key=lambda one: one.heading):
        _text(div, "h3", heading)
        _items(ElementTree.SubElement(div, "ul"), told)
    if entry.rest:
        _text(div, "p", entry.rest)


def _items(parent: ElementTree.Element, told: Iterable[ToldChange]) -> None:
    for one in told:
        _text(parent, "li", one.sentence)


def _text(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, name).text = _NOT_IN_XML.sub("", text)


def _link(parent: ElementTree.Element, relation: str, address: str, media_type: str) -> None:
    told = {"rel": relation, "href": address} | ({"type": media_type} if media_type else {})
    ElementTree.SubElement(parent, "link", told)


def _moment(at: datetime) -> str:
    """As RFC 3339 has it (RFC 4287, 3.3)."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
