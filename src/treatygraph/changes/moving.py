"""The same things under the same names: a collection moved from one base to another."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from pyoxigraph import Literal, NamedNode, Quad

from treatygraph.changes.facts import Term
from treatygraph.collection import Collection, LoadedFile
from treatygraph.namespaces import expand

_ANY_URI = NamedNode(expand("xsd:anyURI"))


def moved(collection: Collection, root: str, onto: str) -> Collection:
    """A collection whose IRIs, and addresses, that begin with ``root`` begin with ``onto``.

    So a release under a base of its own is compared with files, and a relative IRI is the same
    wherever the folder of its file lies.
    """
    if root == onto:
        return collection
    move = lru_cache(maxsize=65536)(_mover(root, onto))
    files = (
        LoadedFile.holding(loaded.file, (_moved(quad, move) for quad in loaded.quads), loaded.base)
        for loaded in collection.files
    )
    return Collection(collection.base, tuple(files))


def _mover(root: str, onto: str) -> Callable[[Term], Term]:
    def move(term: Term) -> Term:
        if isinstance(term, NamedNode) and term.value.startswith(root):
            return NamedNode(onto + term.value[len(root) :])
        if isinstance(term, Literal) and term.datatype == _ANY_URI and term.value.startswith(root):
            return Literal(onto + term.value[len(root) :], datatype=_ANY_URI)
        return term

    return move


def _moved(quad: Quad, move: Callable[[Term], Term]) -> Quad:
    terms = (quad.subject, quad.predicate, quad.object, quad.graph_name)
    now = tuple(map(move, terms))  # type: ignore[arg-type]
    return quad if now == terms else Quad(*now)  # type: ignore[arg-type]
