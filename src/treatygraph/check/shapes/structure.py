"""Circles and bottomless nests: of shapes (SHACL, section 3.4.3), of paths (2.3.1) and of lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from treatygraph.check.finding import Finding, Term
from treatygraph.check.shapes.faults import shape_fault
from treatygraph.check.shapes.graph import FIRST, LISTING, SH, ShapesGraph

DEEPEST: Final = 40
"""How many shapes, or steps of a path, may lie in each other: what every engine can do."""

_STEPS: Final = ("inversePath", "zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath")
_LISTS: Final = (*LISTING, "in", "languageIn", "ignoredProperties", "alternativePath")

Edge = tuple[str, Term]
Edges = Callable[[Term], Iterable[Edge]]


def structure_faults(graph: ShapesGraph) -> list[Finding]:
    """Everything on which an engine might not come to an end."""
    paths = [path for _, path in graph.parameters("path")]
    return [
        *_endless_lists(graph),
        *_faults(graph, graph.shapes(), graph.leaning_on, "recursion", _SHAPE_WORDS),
        *_faults(graph, paths, lambda node: _steps(graph, node), "path", _PATH_WORDS),
    ]


_SHAPE_WORDS: Final = (
    "this shape leads back to itself: {}; what that means SHACL leaves open",
    "let one of these shapes say what it asks without the next",
    f"more than {DEEPEST} shapes lie in each other here",
)
_PATH_WORDS: Final = (
    "this path leads back to itself: {}",
    "write the path's steps in brackets, without a label",
    f"more than {DEEPEST} paths lie in each other here",
)


def _steps(graph: ShapesGraph, node: Term) -> Iterator[Edge]:
    """The paths that a path is made of, each with the property that names it."""
    for local in _STEPS:
        for step in graph.objects(node, SH + local):
            yield local, step
    for head in graph.objects(node, SH + "alternativePath"):
        for step in graph.members(head):
            yield "alternativePath", step
    if graph.objects(node, FIRST):
        for step in graph.members(node):
            yield "", step


def _endless_lists(graph: ShapesGraph) -> Iterator[Finding]:
    heads = [
        (subject, local, head) for local in _LISTS for subject, head in graph.parameters(local)
    ]
    heads += [(subject, "path", head) for subject, head in graph.parameters("path")]
    for subject, local, head in heads:
        if graph.comes_back(head):
            yield shape_fault(
                "list", "this list leads back into itself", subject, SH + local, head,
                hint="write the list in round brackets",
            )  # fmt: skip


def _faults(
    graph: ShapesGraph, roots: Iterable[Term], edges: Edges, rule: str, words: tuple[str, str, str]
) -> Iterator[Finding]:
    """One fault for each edge that closes a circle, and for each that goes too deep."""
    circle, hint, deep = words
    depths: dict[Term, int] = {}
    for root in roots:
        for trail, local, other in _closing(root, edges, depths):
            told = " → ".join(map(graph.name, [*trail, other]))
            yield _fault(trail[-1], local, other, rule, circle.format(told), hint)
    for node, depth in depths.items():
        if depth == DEEPEST + 1:
            yield _fault(node, "", node, rule, deep, "take some of them apart")


def _fault(focus: Term, local: str, value: Term, rule: str, message: str, hint: str) -> Finding:
    path = SH + local if local else None
    return shape_fault(rule, message, focus, path, value if path else None, hint=hint)


def _closing(
    root: Term, edges: Edges, depths: dict[Term, int]
) -> Iterator[tuple[list[Term], str, Term]]:
    """Edges that lead back to a node above them, by depth first, without recursion of our own.

    ``depths`` is filled with how many nodes lie below each other from a node on, and marks those
    that have been gone through.
    """
    if root in depths:
        return
    trail, waiting = [root], [iter(list(edges(root)))]
    above = {root}
    depths[root] = 1
    while waiting:
        step = next(waiting[-1], None)
        if step is None:
            waiting.pop()
            done = trail.pop()
            above.discard(done)
            if trail:
                depths[trail[-1]] = max(depths[trail[-1]], depths[done] + 1)
        elif step[1] in above:
            at = trail.index(step[1])
            yield trail[at:], *step
        elif step[1] in depths:
            depths[trail[-1]] = max(depths[trail[-1]], depths[step[1]] + 1)
        else:
            trail.append(step[1])
            above.add(step[1])
            depths[step[1]] = 1
            waiting.append(iter(list(edges(step[1]))))
