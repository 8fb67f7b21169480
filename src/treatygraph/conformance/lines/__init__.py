"""The lines of the list, each a module: number, title, clause, and what it asks of a server."""

from __future__ import annotations

from treatygraph.conformance.line import Line
from treatygraph.conformance.lines import (
    accept,
    canonical,
    clients,
    cors,
    errors,
    examples,
    jsonld,
    link_header,
    media_types,
    methods,
    minted,
    not_acceptable,
    pages,
    redirect,
    revalidation,
    subject,
    suffixes,
    unknown,
    vary,
    versions,
    vocabulary,
    void,
)

LINES: tuple[Line, ...] = (
    redirect, subject, minted, unknown, canonical, accept, clients, not_acceptable, media_types,
    vary, link_header, suffixes, jsonld, revalidation, versions, methods, errors, cors, void,
    examples, pages, vocabulary,
)  # fmt: skip
"""In the order of their numbers: 1 to 18 and 26 to 29; those between are the SPARQL protocol's."""
