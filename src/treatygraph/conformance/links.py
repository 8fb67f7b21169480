"""Link header fields (RFC 8288, section 3) and the links of an HTML page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser

from treatygraph.conformance.reply import Reply

_LINK = re.compile(r'<([^<>]*)>((?:\s*;\s*[\w!*-]+(?:\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^\s",;]+))?)*)')
_PARAMETER = re.compile(r';\s*([\w!*-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s",;]+))')


@dataclass(frozen=True, slots=True)
class Link:
    """A link: where to, as what (several relations are several links), of which type and moment."""

    target: str
    relation: str
    type: str = ""
    datetime: str = ""


def header_links(reply: Reply, relation: str | None = None) -> list[Link]:
    """The links of an answer's header, of one relation where it is named."""
    return links_of(reply.get("Link"), relation)


def links_of(text: str, relation: str | None = None) -> list[Link]:
    """The links of a header's value, or of a document in application/link-format (RFC 6690)."""
    found = []
    for target, rest in _LINK.findall(text):
        given = {key.lower(): quoted or token for key, quoted, token in _PARAMETER.findall(rest)}
        type_ = given.get("type", "").partition(";")[0].lower()
        for name in given.get("rel", "").lower().split():
            found.append(Link(target, name, type_, given.get("datetime", "")))
    return [link for link in found if relation in (None, link.relation)]


class Page(HTMLParser):
    """What an HTML page links and embeds: ``links``, and the JSON-LD of ``embedded``."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[Link] = []
        self.embedded: list[str] = []
        self.tags = 0
        self._open = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags += 1
        if tag == "link":
            for relation in given.get("rel", "").lower().split():
                self.links.append(
                    Link(given.get("href", ""), relation, given.get("type", "").lower())
                )
        self._open = tag == "script" and given.get("type", "").lower() == "application/ld+json"
        if self._open:
            self.embedded.append("")

    def handle_endtag(self, tag: str) -> None:
        self._open = False

    def handle_data(self, data: str) -> None:
        if self._open:
            self.embedded[-1] += data
