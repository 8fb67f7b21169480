"""Blank nodes in findings: a name that lasts for each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pyoxigraph import BlankNode, Quad

from treatygraph.check.blank_nodes import Statement, lasting_names
from treatygraph.check.finding import Finding
from treatygraph.check.identity import blank_nodes
from treatygraph.collection import LoadedFile


def lasting_labels(
    findings: Iterable[Finding], files: Iterable[LoadedFile]
) -> Mapping[BlankNode, str]:
    """A name for each blank node that findings speak of, which other lines do not change."""
    wanted = {node for finding in findings for node in blank_nodes(finding)}
    return lasting_names(wanted, _blank_statements(files)) if wanted else {}


def _blank_statements(files: Iterable[LoadedFile]) -> list[Statement]:
    return _statements(quad for loaded in files if not loaded.is_plain for quad in loaded.quads)


def _statements(quads: Iterable[Quad]) -> list[Statement]:
    """What is said with a blank node at either end."""
    return [
        (quad.subject, quad.predicate, quad.object)
        for quad in quads
        if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode)
    ]
