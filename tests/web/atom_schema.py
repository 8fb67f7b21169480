"""What RFC 4287 demands of a feed, as far as no library tells it: read by the clauses."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from xml.etree import ElementTree

ATOM = "{http://www.w3.org/2005/Atom}"
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)\Z")
_ONCE = {
    "feed": ("id", "title", "updated"),
    "entry": ("id", "title", "updated"),
}
_AT_MOST_ONCE = ("content", "generator", "icon", "logo", "published", "rights", "source",
                 "subtitle", "summary")  # fmt: skip


def faults(body: bytes) -> list[str]:
    """Each breach, in words; nothing for a valid feed. Raises ParseError for what is no XML."""
    root = ElementTree.fromstring(body)
    found = [] if root.tag == f"{ATOM}feed" else [f"the document element is {root.tag}"]
    entries = root.findall(f"{ATOM}entry")
    found += _container(root, "feed")
    for entry in entries:
        found += _container(entry, "entry")
    if root.find(f"{ATOM}author") is None and any(e.find(f"{ATOM}author") is None for e in entries):
        found.append("4.1.1: no author of the feed, nor of each entry")
    ids = Counter((e.findtext(f"{ATOM}id"), e.findtext(f"{ATOM}updated")) for e in entries)
    found += [f"4.1.1: two entries {key}" for key, number in ids.items() if number > 1]
    return [*found, *_leaves(root)]


def _container(element: ElementTree.Element, kind: str) -> Iterator[str]:
    numbers = Counter(child.tag.removeprefix(ATOM) for child in element)
    for name in _ONCE[kind]:
        if numbers[name] != 1:
            yield f"4.1: {kind} has {numbers[name]} of {name}"
    for name in _AT_MOST_ONCE:
        if numbers[name] > 1:
            yield f"4.1: {kind} has {numbers[name]} of {name}"
    alternates = Counter((link.get("type"), link.get("hreflang"))
                         for link in element.findall(f"{ATOM}link")
                         if link.get("rel", "alternate") == "alternate")  # fmt: skip
    if any(number > 1 for number in alternates.values()):
        yield f"4.1: two alternates of one type in {kind}"
    if kind == "entry" and not numbers["content"] and not alternates:
        yield "4.1.2: an entry without content and without an alternate"


def _leaves(root: ElementTree.Element) -> Iterator[str]:
    for name in ("updated", "published"):
        for element in root.iter(f"{ATOM}{name}"):
            if not _MOMENT.match(element.text or ""):
                yield f"3.3: {element.text!r} is no moment"
    for element in root.iter(f"{ATOM}id"):
        if not re.match(r"[a-z][a-z0-9+.-]*:\S+\Z", element.text or ""):
            yield f"4.2.6: {element.text!r} is no IRI"
    for element in root.iter(f"{ATOM}author"):
        if not element.findtext(f"{ATOM}name"):
            yield "3.2.1: an author without a name"
    for link in root.iter(f"{ATOM}link"):
        if not link.get("href") or len(link):
            yield "4.2.7: a link without address, or with children"
    for content in root.iter(f"{ATOM}content"):
        inner = [child.tag for child in content]
        if content.get("type") == "xhtml" and inner != ["{http://www.w3.org/1999/xhtml}div"]:
            yield f"3.1.1.3: xhtml content holds {inner}"
