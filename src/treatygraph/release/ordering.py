"""A release's lines in the two orders in which they are written: by statement, and by graph."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from pathlib import Path

from treatygraph.release.lines import END, MARK, Line, fact_of, graph_of
from treatygraph.sorting import Block, Runs

_BETWEEN = b"\t"
"""Between a graph and a fact: no term has a tab as it is spelled."""


def whole_facts(blocks: Iterable[Block]) -> Iterator[Block]:
    """Blocks that end where a fact does: all lines of it, in graphs or marked, are in one."""
    held: Block = []
    for block in blocks:
        lines = held + block
        last = lines[-1]
        cut = bisect_left(lines, last[: -len(MARK)] if last.endswith(MARK) else fact_of(last))
        held = lines[cut:]
        if cut:
            yield lines[:cut]
    if held:
        yield held


def settled(block: Block, graph: bytes) -> tuple[list[Line], list[Line]]:
    """All lines of a release among these, and those that are inferred: marked, and not curated.

    ``graph`` is the graph of what is inferred, in its brackets.
    """
    lines: list[Line] = []
    inferred: list[Line] = []
    end = graph + END
    for line, after in zip(block, [*block[1:], b""], strict=True):
        if not line.endswith(MARK):
            lines.append(line)
        elif not after.startswith(line[:-2]):
            inferred.append(line[:-2] + end)
            lines.append(inferred[-1])
    return lines, inferred


class ByGraph:
    """Lines in the order of their graphs, and in each in that of their bytes."""

    def __init__(self, folder: Path | None = None) -> None:
        self._runs = Runs(folder)
        self.graphs: set[bytes] = set()
        """The graphs that there are, in their brackets."""

    def add(self, lines: bytes) -> None:
        """Add lines, one after the other: most often all of the same graph."""
        if not lines:
            return
        graph = graph_of(lines[lines.rindex(b"\n", 0, -1) + 1 :] if b"\n" in lines[:-1] else lines)
        end, before = b" " + graph + END, graph + _BETWEEN
        if lines.count(end) == lines.count(b"\n"):
            self.graphs.add(graph)
            text = before + lines.replace(end, b"\n" + before)
            self._runs.add(text[: -len(before)])
            return
        for line in lines.splitlines(keepends=True):
            self.graphs.add(graph_of(line))
            self._runs.add(b"%b\t%b\n" % (graph_of(line), fact_of(line)))

    def __iter__(self) -> Iterator[Line]:
        for block in self._runs.blocks():
            for line in block:
                graph, fact = line.split(_BETWEEN, 1)
                yield b"%b %b%b" % (fact[:-1], graph, END)
