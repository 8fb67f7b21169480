"""Property paths (SHACL, section 2.3.1) as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode

from treatygraph.check.since.shapes_graph import CannotTell, ShapesGraph, Term
from treatygraph.namespaces import expand


@dataclass(frozen=True, slots=True)
class Inverse:
    """A path walked from its end."""

    path: Path


@dataclass(frozen=True, slots=True)
class InTurn:
    """Paths one after another."""

    paths: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """One of several paths."""

    paths: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Repeated:
    """A path taken again and again, or at most once; or not at all."""

    path: Path
    none: bool
    many: bool


Path = NamedNode | Inverse | InTurn | Either | Repeated

_REPEATED: Final = {
    expand("sh:zeroOrMorePath"): (True, True),
    expand("sh:oneOrMorePath"): (False, True),
    expand("sh:zeroOrOnePath"): (True, False),
}
_INVERSE, _EITHER = expand("sh:inversePath"), expand("sh:alternativePath")
_FIRST, _REST = expand("rdf:first"), expand("rdf:rest")


def read_path(graph: ShapesGraph, node: Term, around: frozenset[Term] = frozenset()) -> Path:
    """The path that a node of a shapes graph stands for. Raises CannotTell where it is none."""
    if isinstance(node, NamedNode):
        return node
    said = graph.about(node)
    if node in around or not said:
        raise CannotTell("its path is broken")
    inside = around | {node}
    if _FIRST in said and _REST in said and len(said) == 2:
        return InTurn(_paths(graph, node, inside))
    if len(said) != 1:
        raise CannotTell("its path is broken")
    (kind, objects), *_ = said.items()
    if len(objects) != 1:
        raise CannotTell("its path is broken")
    return _of_kind(graph, kind, objects[0], inside)


def _of_kind(graph: ShapesGraph, kind: str, value: Term, inside: frozenset[Term]) -> Path:
    if kind == _INVERSE:
        return Inverse(read_path(graph, value, inside))
    if kind == _EITHER:
        return Either(_paths(graph, value, inside))
    if kind in _REPEATED:
        none, many = _REPEATED[kind]
        return Repeated(read_path(graph, value, inside), none, many)
    raise CannotTell("its path is of a kind that is not known")


def _paths(graph: ShapesGraph, node: Term, inside: frozenset[Term]) -> tuple[Path, ...]:
    return tuple(read_path(graph, member, inside) for member in graph.members(node))
