"""How a wrong little server is marked, and what several of them share."""

from __future__ import annotations

from collections.abc import Callable

from little import Little

from treatygraph.negotiation import Representation

WRONG: list[tuple[int, type[Little]]] = []


def fails(line: int) -> Callable[[type[Little]], type[Little]]:
    """Mark a server with the line that it must fail."""

    def mark(kind: type[Little]) -> type[Little]:
        WRONG.append((line, kind))
        return kind

    return mark


class NoLink(Little):
    relation = ""

    def linked(self, path: str, item: Representation) -> list[tuple[str, str]]:
        return [pair for pair in super().linked(path, item) if f'"{self.relation}"' not in pair[1]]
