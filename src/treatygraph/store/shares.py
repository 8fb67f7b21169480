"""Several processes that serve together: what each has of the limits.

What is published holds over all of them. Most limits are split: each process has its part. How many
queries one client has running or waiting is counted together, since nobody can say beforehand which
process the next connection of a client comes to.
"""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final

from treatygraph.store.limits import QueryLimits, too_many_of_one

if TYPE_CHECKING:
    from treatygraph.store.together import Table

MOST: Final = 64
"""Processes that may serve together."""

_TABLE: Final = "queries-of-clients"


class Share:
    """What this process has, as one of ``of`` that serve together; of one alone, everything."""

    def __init__(self, of: int = 1, table: Table | None = None) -> None:
        self.of = of
        self.table = table
        self.number = table.number if table else 0

    @classmethod
    def join(cls, folder: str, processes: int) -> Share:
        """That of this process, from now on; ``folder`` is where :meth:`prepare` was told."""
        if processes == 1:
            return ALONE
        from treatygraph.store.together import Table  # which needs what not every system has

        return cls(processes, Table(Path(folder) / _TABLE, processes))

    @staticmethod
    def prepare(folder: str, processes: int) -> None:
        """Make in a folder what so many processes will share, before they are started."""
        from treatygraph.store.together import Table

        Table.make(Path(folder) / _TABLE, processes)

    def part(self, whole: int) -> int:
        """Our part of a number of things, at least one; all parts together are the whole."""
        return max(1, whole // self.of + (self.number < whole % self.of))

    def asking(self, client: str | None, limits: QueryLimits) -> Asking:
        """Have one of the queries of a client as long as the block takes.

        Entering raises TooManyQueries where the client has as many as it may have, here or in
        another process. A process alone counts them where it lets them wait.
        """
        return Asking(self.table, client, limits)


class Asking:
    """A query of a client while it runs or waits."""

    __slots__ = ("_client", "_limits", "_place", "_table")

    def __init__(self, table: Table | None, client: str | None, limits: QueryLimits) -> None:
        self._table, self._client, self._limits = table, client, limits
        self._place: int | None = None

    def __enter__(self) -> None:
        if self._table is None or self._client is None:
            return
        self._place = self._table.enter(self._client, self._limits.client_queries)
        if self._place is None:
            raise too_many_of_one(self._limits)

    def __exit__(
        self, cls: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        if self._table and self._place is not None:
            self._table.leave(self._place)


ALONE: Final = Share()
"""Of a process that serves alone."""
