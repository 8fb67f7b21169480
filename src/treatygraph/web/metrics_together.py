"""Metrics of several processes that serve together, told as those of one.

Each writes what it counts to files in a folder of all (the library's multiprocess mode), which the
library adds up when it is asked. What a process counted stays when it dies; what it had under way
goes when its successor says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from prometheus_client import CollectorRegistry, Metric, ProcessCollector
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector

from treatygraph.store.together import Table

_EARLIEST: Final = "process_start_time_seconds"


def registry_of_all(table: Table) -> CollectorRegistry:
    """What all processes of a table count, and what the system tells of them."""
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    registry.register(_Processes(table))
    if table.before:
        mark_process_dead(table.before)  # type: ignore[no-untyped-call]
    return registry


class _Processes(Collector):
    """Memory, processor time and open files of all processes that answer, added up."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def collect(self) -> Iterable[Metric]:
        found: dict[str, list[Metric]] = {}
        for number in self._table.processes:
            for metric in ProcessCollector(pid=lambda: number, registry=None).collect():  # noqa: B023
                found.setdefault(metric.name, []).append(metric)
        return [_summed(metrics) for metrics in found.values()]


def _summed(metrics: list[Metric]) -> Metric:
    """One metric of what several processes have, each of them one sample."""
    first, values = metrics[0], [metric.samples[0].value for metric in metrics]
    whole = min(values) if first.name == _EARLIEST else sum(values)
    first.samples = [first.samples[0]._replace(value=whole)]
    return first
