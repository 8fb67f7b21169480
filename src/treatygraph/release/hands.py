"""Work done by several processes at a time, or here, one piece after the other."""

from __future__ import annotations

import gc
import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from types import TracebackType
from typing import Final, ParamSpec, Self, TypeVar

_ALLOCATIONS: Final = 500_000

T = TypeVar("T")
R = TypeVar("R")
P = ParamSpec("P")


class Hands:
    """So many processes; with one there is none but this, and work is done when it is asked for.

    What is given to them must be plain values that can be sent to another process. They are
    started when there is work, and end with the block.
    """

    def __init__(self, number: int = 1) -> None:
        self.number = number
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        if self._pool:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def begin(self, work: Callable[[T], R], things: Sequence[T]) -> Iterable[R]:
        """Begin work on each of some things; what comes of it, in their order.

        Raises what the work did, when its result is taken.
        """
        if self.number == 1 or not things:
            return map(work, things)
        return _results([self._started().submit(work, thing) for thing in things])

    def beside(self, work: Callable[P, R], *things: P.args, **more: P.kwargs) -> Future[R]:
        """Begin one piece of work beside whatever else is done; with one process it is done now."""
        if self.number > 1:
            return self._started().submit(work, *things, **more)
        done: Future[R] = Future()
        done.set_result(work(*things, **more))
        return done

    def each(self, work: Callable[[T], R], things: Iterable[T]) -> Iterator[R]:
        """As :meth:`begin`, of things without end: no more wait in memory than a few."""
        if self.number == 1:
            yield from map(work, things)
            return
        waiting, pool = iter(things), self._started()
        running = deque(pool.submit(work, thing) for thing in islice(waiting, 3 * self.number))
        while running:
            result = running.popleft().result()
            running.extend(pool.submit(work, thing) for thing in islice(waiting, 1))
            yield result

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            context = multiprocessing.get_context("spawn")  # a fork of threads might stand still
            self._pool = ProcessPoolExecutor(self.number, context, _rarely_look_for_garbage)
        return self._pool


def _rarely_look_for_garbage() -> None:
    """Nearly all that is made here is needed to the end: to look through it takes half the time."""
    gc.set_threshold(_ALLOCATIONS)


def _results(running: Iterable[Future[R]]) -> Iterator[R]:
    for future in running:
        yield future.result()


THIS_PROCESS: Final = Hands()
"""No other process."""
