"""Blank nodes in findings: the collection's label for each, and a name that lasts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from pyoxigraph import BlankNode, Quad

from treatygraph.check.blank_nodes import Statement, lasting_names, same_nodes
from treatygraph.check.document import is_plain_turtle
from treatygraph.check.finding import Finding, Term
from treatygraph.check.identity import blank_nodes
from treatygraph.collection import LoadedFile
from treatygraph.store import EmbeddedStore


def our_labels(
    findings: list[Finding], files: Iterable[LoadedFile], store: EmbeddedStore
) -> list[Finding]:
    """Findings of queries with the collection's blank nodes: the dataset has labels of its own."""
    if not any(blank_nodes(finding) for finding in findings):
        return findings
    ours = same_nodes(_statements(store.quads()), _blank_statements(files))

    def named(term: Term | None) -> Term | None:
        return ours.get(term, term) if isinstance(term, BlankNode) else term

    return [replace(f, focus=named(f.focus), value=named(f.value)) for f in findings]


def lasting_labels(
    findings: Iterable[Finding], files: Iterable[LoadedFile]
) -> Mapping[BlankNode, str]:
    """A name for each blank node that findings speak of, which other lines do not change."""
    wanted = {node for finding in findings for node in blank_nodes(finding)}
    return lasting_names(wanted, _blank_statements(files)) if wanted else {}


def _blank_statements(files: Iterable[LoadedFile]) -> list[Statement]:
    return _statements(
        quad for loaded in files if not is_plain_turtle(loaded) for quad in loaded.quads
    )


def _statements(quads: Iterable[Quad]) -> list[Statement]:
    """What is said with a blank node at either end."""
    return [
        (quad.subject, quad.predicate, quad.object)
        for quad in quads
        if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode)
    ]
