"""SPARQL with its words told apart, for reading."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from treatygraph.queries.scan import pieces

_WORDS = frozenset(re.findall(r"\w+", """
    ADD ALL AS ASC ASK BASE BIND BY CONSTRUCT DESC DESCRIBE DISTINCT EXISTS FILTER FROM GRAPH GROUP
    HAVING IN LIMIT MINUS NAMED NOT OFFSET OPTIONAL ORDER PREFIX REDUCED SELECT SERVICE SILENT UNDEF
    UNION VALUES WHERE
"""))  # fmt: skip


def highlighted(query: str) -> Markup:
    """A query as HTML: words, variables, IRIs and names, texts and comments in their classes."""
    return Markup().join(_piece(kind, text) for kind, text in pieces(query))


def _piece(kind: str, text: str) -> Markup:
    cls = _class(kind, text)
    return Markup('<span class="{}">{}</span>').format(cls, text) if cls else escape(text)


def _class(kind: str, text: str) -> str:
    if kind == "skip":
        return "q-comment" if text.startswith("#") else ""
    if kind == "text":
        return "q-iri" if text.startswith("<") else "q-text"
    if kind == "term":
        return "q-variable" if text[0] in "?$" else ""
    if kind == "run":
        return "q-word" if text.upper() in _WORDS else "q-iri" if ":" in text else ""
    return "q-iri" if kind == "name" else ""
