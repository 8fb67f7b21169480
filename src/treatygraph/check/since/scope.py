"""What a check since a revision looks at: the shapes, each aimed at the nodes that may differ.

The data given to the engine is whole, so a verdict is what a full run gives; only the targets are
narrowed, in a copy of the shapes that keeps every shape and its name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, serialize

from treatygraph.check.document import Document
from treatygraph.check.since.affected import affected
from treatygraph.check.since.changes import Changes, changes_between
from treatygraph.check.since.dependencies import Dependencies
from treatygraph.check.since.shapes_graph import CannotTell, ShapesGraph, Term
from treatygraph.check.since.targets import DECLARATIONS, Targets
from treatygraph.collection import LoadedFile
from treatygraph.collection.revision import Difference
from treatygraph.namespaces import expand
from treatygraph.store import EmbeddedStore

_TARGET_NODE: Final = NamedNode(expand("sh:targetNode"))
_WORTH_IT: Final = 4
"""Walking back from a quarter of all triples takes longer than to check everything."""
_TYPE, _CLASS = NamedNode(expand("rdf:type")), NamedNode(expand("rdfs:Class"))


@dataclass(frozen=True, slots=True)
class Scope:
    """How much a check since a revision looked at. A pair is a shape and a focus node of it."""

    revision: str
    nodes: int = 0
    pairs: int = 0
    all_nodes: int = 0
    all_pairs: int = 0
    notes: tuple[str, ...] = ()
    """What a reader must know, each a sentence: what was checked whole, and why."""
    whole: bool = False
    """Everything was checked, as without a revision."""
    nothing: bool = False
    """Nothing was checked, since no file changed."""


@dataclass(frozen=True, slots=True)
class Aimed:
    """Shapes as a document, aimed at what may differ; None where there is nothing to try."""

    shapes: Document | None
    scope: Scope


def aim(
    shapes: Sequence[LoadedFile],
    files: Sequence[LoadedFile],
    difference: Difference,
    store: EmbeddedStore,
) -> Aimed:
    """Aim shapes at what a difference can affect. Raises CannotTell where that is not known.

    ``files`` is the data as it is, of which the store holds every triple.
    """
    if difference.unknown:
        raise CannotTell(difference.unknown)
    quads = [quad for loaded in shapes for quad in loaded.quads]
    graph = ShapesGraph(quads)
    _demand_known_rules(graph)
    names = {loaded.file.name for loaded in difference.new}
    unchanged = [loaded for loaded in files if loaded.file.name not in names]
    changes = changes_between(difference.old, difference.new, unchanged, store)
    if len(changes) * _WORTH_IT > len(store):
        raise CannotTell("so much differs that little would be saved")
    targets = Targets(graph, store)
    plan = _Plan(graph, targets, store, changes)
    return Aimed(plan.document(quads), plan.scope(difference))


def _demand_known_rules(graph: ShapesGraph) -> None:
    component, parameter = NamedNode(expand("sh:ConstraintComponent")), expand("sh:parameter")
    for node in graph:
        if component in graph.objects(node, _TYPE.value) or graph.objects(node, parameter):
            raise CannotTell("the shapes declare constraint components of their own")
        if graph.objects(node, expand("sh:entailment")):
            raise CannotTell("the shapes ask for inference")


class _Plan:
    """Which focus nodes of which shapes are checked."""

    def __init__(
        self, graph: ShapesGraph, targets: Targets, store: EmbeddedStore, changes: Changes
    ) -> None:
        self._targets = targets
        self._all = {shape: targets.of(shape) for shape in targets.shapes}
        self._whole: dict[Term, str] = {}
        self._chosen: dict[Term, set[Term]] = {}
        dependencies = Dependencies(graph, targets)
        reached = affected(dependencies.automaton, dependencies.roots, changes, store)
        for root, shape in dependencies.roots.items() if len(changes) else ():
            unclear = targets.declared(shape).unclear or dependencies.unclear(shape)
            self._choose(shape, reached.get(root, set()), unclear)

    def _choose(self, shape: Term, reached: set[Term], unclear: str | None) -> None:
        unnamed = self._unnamed(shape, reached)
        if unclear or unnamed:
            self._whole[shape] = unclear or "a blank node or a literal is among its focus nodes"
            self._chosen[shape] = self._all[shape]
        else:
            self._chosen[shape] = reached & self._all[shape]

    def _unnamed(self, shape: Term, reached: set[Term]) -> bool:
        """Whether nodes may have to be checked of which a target cannot speak.

        A literal may differ in spelling from what the store holds, so it is not looked up.
        """
        blank = any(isinstance(node, BlankNode) for node in reached & self._all[shape])
        literals = any(isinstance(node, Literal) for node in reached)
        return blank or (literals and self._targets.declared(shape).may_be_literals)

    def document(self, quads: Sequence[Quad]) -> Document | None:
        """The shapes with their new targets; None where no shape has any."""
        if not any(self._chosen.values()) and not self._whole:
            return None
        triples = [*self._kept(quads), *self._aims()]
        return Document((serialize(triples, format=RdfFormat.N_TRIPLES) or b"").decode())

    def _kept(self, quads: Sequence[Quad]) -> Iterator[Triple]:
        aimed = set(self._targets.shapes) - self._whole.keys()
        for quad in quads:
            target = quad.predicate in DECLARATIONS
            target = target or (quad.predicate == _TYPE and quad.object == _CLASS)
            if not (target and quad.subject in aimed):
                yield Triple(quad.subject, quad.predicate, quad.object)

    def _aims(self) -> Iterator[Triple]:
        for shape, nodes in self._chosen.items():
            if shape not in self._whole and isinstance(shape, NamedNode | BlankNode):
                for node in nodes:
                    yield Triple(shape, _TARGET_NODE, node)

    def scope(self, difference: Difference) -> Scope:
        """How much is checked, of how much."""
        return Scope(
            difference.revision, *_counted(self._chosen), *_counted(self._all),
            notes=(*difference.notes, *self._notes()),
        )  # fmt: skip

    def _notes(self) -> Iterator[str]:
        for reason in sorted(set(self._whole.values())):
            shapes = sorted(str(shape) for shape, why in self._whole.items() if why == reason)
            yield f"every focus node of {', '.join(shapes)} is checked: {reason}"


def _counted(nodes: Mapping[Term, set[Term]]) -> tuple[int, int]:
    """Different nodes, and pairs of a shape and a node."""
    return len(set().union(*nodes.values())), sum(map(len, nodes.values()))
