"""Where the things of a network stand: columns of names, and lines between them.

A picture of names can be read, printed and followed by keyboard, which a cloud of dots cannot.
Around a centre a column holds what is as many steps away; else actors, instruments and initiatives
have a column each. The order within a column keeps lines short, and the same network is laid out
the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from treatygraph.describe.network import Network, Node

COLUMN, GAP, ROW = 286, 110, 26
_SWEEPS = 8

HEADS = ("Actors", "Instruments", "Initiatives and systems")
_COLUMN_OF = {"Agreement": 1, "Initiative": 2, "System": 2}


@dataclass(frozen=True, slots=True)
class Spot:
    """A thing in its column: the left edge and the middle of its row."""

    node: Node
    column: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Layout:
    """Spots by IRI, the heads of the columns with their left edges, and the size of it all."""

    spots: Mapping[str, Spot]
    heads: tuple[tuple[float, str], ...]
    width: int
    height: float


def laid_out(found: Network, margin: float, top: float) -> Layout:
    """The layout of a network with at least one thing."""
    columns = [column for column in _columns(found) if column[1]]
    ordered = _ordered([nodes for _, nodes in columns], _beside(found))
    tallest = max(map(len, ordered))
    spots, heads = {}, []
    for at, (head, nodes) in enumerate(zip([head for head, _ in columns], ordered, strict=True)):
        x = margin + at * (COLUMN + GAP)
        y = top + (tallest - len(nodes)) * ROW / 2 + ROW / 2
        heads.append((x, head))
        for row, node in enumerate(nodes):
            spots[node.link.iri] = Spot(node, at, x, y + row * ROW)
    width = round(2 * margin + len(ordered) * (COLUMN + GAP))
    return Layout(spots, tuple(heads), width, top + tallest * ROW)


def _columns(found: Network) -> list[tuple[str, list[Node]]]:
    if found.question.centre is None:
        return [(head, [node for node in found.nodes
                        if _COLUMN_OF.get(node.link.cls, 0) == at])
                for at, head in enumerate(HEADS)]  # fmt: skip
    heads = ["The centre", "One step away", "Two steps away", "Three steps away"]
    return [(head, [node for node in found.nodes if node.step == at])
            for at, head in enumerate(heads)]  # fmt: skip


def _beside(found: Network) -> dict[str, set[str]]:
    """What each thing is linked to."""
    beside: dict[str, set[str]] = {node.link.iri: set() for node in found.nodes}
    for tie in found.ties:
        beside[tie.one.iri].add(tie.other.iri)
        beside[tie.other.iri].add(tie.one.iri)
    return beside


def _ordered(columns: Sequence[Sequence[Node]], beside: Mapping[str, set[str]]) -> list[list[Node]]:
    """Each column in the order of the middles of what its things are linked to (Sugiyama)."""
    ordered = [list(column) for column in columns]
    for sweep in range(_SWEEPS):
        for column in ordered if sweep % 2 else reversed(ordered):
            places = dict(_places(ordered))
            column.sort(key=lambda node: _middle(node, beside, places))
    return ordered


def _places(columns: Iterable[Sequence[Node]]) -> Iterable[tuple[str, float]]:
    """How far down each thing stands in its column, from 0 to 1."""
    for column in columns:
        for row, node in enumerate(column):
            yield node.link.iri, (row + 0.5) / len(column)


def _middle(
    node: Node, beside: Mapping[str, set[str]], places: Mapping[str, float]
) -> tuple[float, str, str]:
    linked = sorted(places[iri] for iri in beside[node.link.iri])
    middle = round(sum(linked) / len(linked), 6) if linked else places[node.link.iri]
    return middle, node.link.label.value.casefold(), node.link.iri
