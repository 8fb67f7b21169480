"""What makes a finding the same finding after lines have moved."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from urllib.parse import quote

from pyoxigraph import BlankNode, NamedNode, Triple

from treatygraph.check.finding import Finding, Term


@dataclass(frozen=True, slots=True)
class Identity:
    """Rule, focus node, path and value; neither place nor words, which change with edits."""

    rule: str
    focus: str | None = None
    path: str | None = None
    value: str | None = None

    @property
    def order(self) -> tuple[str, str, str, str]:
        """By rule, then by what it is about."""
        return (self.rule, self.focus or "", self.path or "", self.value or "")

    @property
    def digest(self) -> str:
        """A short text that stands for it."""
        parts = (self.rule, self.focus, self.path, self.value)
        return blake2b(repr(parts).encode(), digest_size=16).hexdigest()


def identity_of(finding: Finding, blank: Mapping[BlankNode, str]) -> Identity:
    """A finding's identity; ``blank`` gives blank nodes names that last."""
    return Identity(
        finding.rule,
        _lasting(finding.focus, blank) if finding.focus is not None else None,
        finding.path,
        _lasting(finding.value, blank) if finding.value is not None else None,
    )


def blank_nodes(finding: Finding) -> list[BlankNode]:
    """The blank nodes that a finding speaks of."""
    return [*_inside(finding.focus), *_inside(finding.value)]


def _inside(term: Term | None) -> Iterator[BlankNode]:
    if isinstance(term, BlankNode):
        yield term
    elif isinstance(term, Triple):
        yield from _inside(term.subject)
        yield from _inside(term.object)


def _lasting(term: Term, blank: Mapping[BlankNode, str]) -> str:
    """A term in words that do not depend on labels, nor on where the checkout lies."""
    if isinstance(term, BlankNode):
        return f"_:{blank.get(term, 'unknown')}"
    if isinstance(term, Triple):
        parts = (term.subject, term.predicate, term.object)
        return f"<<( {' '.join(_lasting(part, blank) for part in parts)} )>>"
    if isinstance(term, NamedNode):
        return str(term).replace(f"<file://{quote(os.getcwd())}/", "<", 1)
    return str(term)
