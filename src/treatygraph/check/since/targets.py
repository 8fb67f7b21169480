"""The focus nodes that the targets of shapes name (SHACL, section 2.1.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode

from treatygraph.check.since.shapes_graph import ShapesGraph, Term
from treatygraph.namespaces import PREFIX, expand
from treatygraph.store import EmbeddedStore

_TYPE: Final = NamedNode(expand("rdf:type"))
_SUBCLASS: Final = NamedNode(expand("rdfs:subClassOf"))
_CLASS: Final = NamedNode(expand("rdfs:Class"))
_PLAIN_TYPES: Final = frozenset(
    NamedNode(expand(name)) for name in ("sh:NodeShape", "sh:PropertyShape", "owl:NamedIndividual")
)
DECLARATIONS: Final = frozenset(
    NamedNode(expand(f"sh:target{kind}")) for kind in ("Class", "Node", "SubjectsOf", "ObjectsOf")
)
_NODE: Final = NamedNode(expand("sh:targetNode"))
_NODES: Final = (NamedNode, Literal)
_FURTHER: Final = expand("sh:target")
_NO_SHAPES: Final = frozenset(
    expand(f"sh:{name}") for name in ("declare", "prefix", "namespace", "prefixes", "select")
)


@dataclass(frozen=True, slots=True)
class Declared:
    """What a shape names as its targets."""

    classes: tuple[NamedNode, ...]
    nodes: tuple[Term, ...]
    subjects_of: tuple[NamedNode, ...]
    objects_of: tuple[NamedNode, ...]
    unclear: str | None
    """Why there may be more than these."""

    @property
    def may_be_literals(self) -> bool:
        """Whether a literal can be among the focus nodes."""
        return bool(self.objects_of) or any(isinstance(node, Literal) for node in self.nodes)


class Targets:
    """The shapes of a shapes graph that have targets, and the focus nodes in a dataset."""

    def __init__(self, graph: ShapesGraph, store: EmbeddedStore) -> None:
        self._graph, self._store = graph, store
        self._instances: dict[NamedNode, frozenset[Term]] = {}
        found = {node: _declared(graph, node) for node in graph if _may_be_shape(graph, node)}
        self._declared = {
            node: each for node, each in found.items() if _any(each) and not _off(graph, node)
        }

    @property
    def shapes(self) -> list[Term]:
        """The shapes that have targets."""
        return list(self._declared)

    def declared(self, shape: Term) -> Declared:
        """What a shape names as its targets."""
        return self._declared[shape]

    def of(self, shape: Term) -> set[Term]:
        """The focus nodes of a shape. Literals are as the store holds them."""
        declared = self._declared[shape]
        found = set(declared.nodes)
        for class_ in declared.classes:
            found |= self._instances_of(class_)
        for predicate in declared.subjects_of:
            found |= {quad.subject for quad in self._store.quads(None, predicate)}
        for predicate in declared.objects_of:
            found |= {quad.object for quad in self._store.quads(None, predicate)}
        return found

    def _instances_of(self, class_: NamedNode) -> frozenset[Term]:
        if class_ not in self._instances:
            self._instances[class_] = frozenset(
                quad.subject
                for each in self._with_subclasses(class_)
                for quad in self._store.quads(None, _TYPE, each)
            )
        return self._instances[class_]

    def _with_subclasses(self, class_: NamedNode) -> set[NamedNode | BlankNode]:
        found: set[NamedNode | BlankNode] = {class_}
        waiting = list(found)
        while waiting:
            for quad in self._store.quads(None, _SUBCLASS, waiting.pop()):
                if isinstance(quad.subject, NamedNode | BlankNode) and quad.subject not in found:
                    found.add(quad.subject)
                    waiting.append(quad.subject)
        return found


def _may_be_shape(graph: ShapesGraph, node: Term) -> bool:
    said = graph.about(node)
    types = said.get(_TYPE.value, ())
    speaks = any(p.startswith(PREFIX["sh"]) and p not in _NO_SHAPES for p in said)
    return speaks or any(type_ in _PLAIN_TYPES for type_ in types)


def _off(graph: ShapesGraph, node: Term) -> bool:
    said = graph.objects(node, expand("sh:deactivated"))
    return any(isinstance(term, Literal) and term.value == "true" for term in said)


def _declared(graph: ShapesGraph, node: Term) -> Declared:
    named = {
        kind: graph.objects(node, expand(f"sh:target{kind}"))
        for kind in ("Class", "Node", "SubjectsOf", "ObjectsOf")
    }
    types = set(graph.objects(node, _TYPE.value))
    implicit = [node] if _CLASS in types else []
    return Declared(
        classes=_iris([*named["Class"], *implicit]),
        nodes=tuple(named["Node"]),
        subjects_of=_iris(named["SubjectsOf"]),
        objects_of=_iris(named["ObjectsOf"]),
        unclear=_unclear(graph, node, types),
    )


def _iris(terms: Sequence[Term]) -> tuple[NamedNode, ...]:
    return tuple(term for term in terms if isinstance(term, NamedNode))


def _unclear(graph: ShapesGraph, node: Term, types: set[Term]) -> str | None:
    if graph.objects(node, _FURTHER):
        return "it uses sh:target"
    if any(_may_be_class_of_classes(graph, type_) for type_ in types):
        return "its type may make it a class"
    if isinstance(node, BlankNode) and _CLASS in types:
        return "it is a class without a name"
    for kind in DECLARATIONS:
        for term in graph.objects(node, kind.value):
            if not isinstance(term, _NODES if kind == _NODE else NamedNode):
                return "a target of it has no name"
    return None


def _may_be_class_of_classes(graph: ShapesGraph, type_: Term) -> bool:
    """Engines differ in what makes a shape a class besides rdfs:Class, so any of this does."""
    if not isinstance(type_, NamedNode) or type_ in _PLAIN_TYPES or type_ == _CLASS:
        return False
    known = type_.value.startswith((PREFIX["rdfs"], PREFIX["owl"]))
    return known or bool(graph.objects(type_, _SUBCLASS.value))


def _any(declared: Declared) -> bool:
    named = (declared.classes, declared.nodes, declared.subjects_of, declared.objects_of)
    return any(named) or declared.unclear is not None
