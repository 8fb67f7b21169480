"""Numbers in words."""

from __future__ import annotations

from treatygraph.changes.model import Difference, QueryChange


def counted(number: int, noun: str) -> str:
    """``1 row``, ``1,204 rows``."""
    return f"{number:,} {noun}{'s' * (number != 1)}"


def headline(difference: Difference) -> str:
    """How much there is: ``2 things added, 1 changed; 12 triples added, 3 removed``."""
    things = [(kind, number) for kind, number in difference.counts().items() if number]
    told = [f"{counted(number, 'thing') if at == 0 else f'{number:,}'} {kind}"
            for at, (kind, number) in enumerate(things)]  # fmt: skip
    triples = (f"{counted(difference.triples_added, 'triple')} added, "
               f"{difference.triples_removed:,} removed")  # fmt: skip
    return f"{', '.join(told)}; {triples}"


def rows_counted(query: QueryChange) -> str:
    """``(2 rows more, 1 row less)``."""
    told = [f"{counted(len(rows), 'row')} {word}"
            for rows, word in ((query.added, "more"), (query.removed, "less")) if rows]  # fmt: skip
    return f"({', '.join(told)})"
