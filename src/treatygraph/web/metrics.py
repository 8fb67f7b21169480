"""Metrics for Prometheus, on a listener of their own; every label has few values."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any, Final

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    start_http_server,
)

from treatygraph.errors import (
    QueryRefused,
    QueryStopped,
    QuerySyntaxError,
    StoreUnavailable,
    TreatygraphError,
)
from treatygraph.negotiation import HTML, RDF_FORMATS, RESULT_FORMATS
from treatygraph.store import Answer, Rows, Store
from treatygraph.store.answers import Term
from treatygraph.store.together import Table
from treatygraph.web.exchange import Exchange
from treatygraph.web.metrics_together import registry_of_all

_FORMATS: Final = {item.media_type: item.name for item in (*RDF_FORMATS, *RESULT_FORMATS, HTML)} | {
    "application/problem+json": "problem",
    "application/json": "json-plain",
    "text/plain": "text",
    "application/xml": "sitemap",
    "": "none",
}
_SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_OUTCOMES: Final = {
    QuerySyntaxError: "syntax-error",
    QueryRefused: "refused",
    StoreUnavailable: "no-process",
}


class Metrics:
    """What is counted of the service; docs/operations.md says what each is.

    One of several processes tells what all of a ``table`` count.
    """

    def __init__(self, table: Table | None = None) -> None:
        self._registry = CollectorRegistry()
        self._told = registry_of_all(table) if table else self._registry
        self._together = table is not None
        self._version = ""
        self._watched: list[tuple[Gauge, Callable[[], float]]] = []
        if not table:
            ProcessCollector(registry=self._registry)
        self._requests = self._make(Counter, "requests", "Requests answered",
                                    ("route", "status", "format"))  # fmt: skip
        self._seconds = self._make(Histogram, "request_seconds", "From request to end of answer",
                                   ("route",), buckets=_SECONDS)  # fmt: skip
        self._bytes = self._make(Counter, "response_bytes", "Bytes of answers", ("route",))
        self._cache = self._make(Counter, "cache_lookups", "Answers by what the cache said",
                                 ("outcome",))  # fmt: skip
        self._under_way = self._make(Gauge, "requests_under_way", "Requests being answered",
                                     multiprocess_mode="livesum")  # fmt: skip
        self._queries = self._make(Counter, "queries", "Queries of strangers", ("outcome",))
        self._query_seconds = self._make(Histogram, "query_seconds", "Queries, waiting included",
                                         buckets=_SECONDS)  # fmt: skip
        self._queries_under_way = self._make(Gauge, "queries_under_way", "Queries being answered",
                                             multiprocess_mode="livesum")  # fmt: skip
        self._switches = self._make(Counter, "release_openings", "Releases opened", ("outcome",))
        self._release = self._make(Gauge, "release_info", "The release served", ("version",),
                                   multiprocess_mode="livemax")  # fmt: skip

    def _make(
        self, kind: Any, name: str, told: str, labels: tuple[str, ...] = (), **more: Any
    ) -> Any:
        return kind(f"treatygraph_{name}", told, labels, registry=self._registry, **more)

    def listen(self, host: str, port: int) -> None:
        """Answer Prometheus from a thread. Raises OSError where the address cannot be had."""
        start_http_server(port, host, registry=self._told)

    def watch_number(self, name: str, told: str, read: Callable[[], float]) -> None:
        """Tell a number that is read when it is asked for; of several processes, with requests."""
        gauge = self._make(Gauge, name, told, multiprocess_mode="livesum")
        if self._together:
            self._watched.append((gauge, read))
        else:
            gauge.set_function(read)

    def begun(self) -> None:
        """Note a request."""
        self._under_way.inc()

    def ended(self, exchange: Exchange) -> None:
        """Note its answer."""
        self._under_way.dec()
        serving = exchange.serving
        route = serving.route(exchange.path) if serving else "loading"
        format_ = _FORMATS.get(exchange.media_type, "other")
        self._requests.labels(route, f"{exchange.status // 100}xx", format_).inc()
        self._seconds.labels(route).observe(exchange.seconds)
        self._bytes.labels(route).inc(exchange.bytes)
        if exchange.cache in ("hit", "miss"):
            self._cache.labels(exchange.cache).inc()
        for gauge, read in self._watched:
            gauge.set(read())

    def opened(self, version: str | None) -> None:
        """Note that a release was opened; None: that it could not be."""
        self._switches.labels("failed" if version is None else "opened").inc()
        if version is None:
            return
        if not self._together:
            self._release.clear()
        elif self._version:
            self._release.labels(self._version).set(0)  # what is in a file stays there
        self._release.labels(version).set(1)
        self._version = version

    def watched(self, store: Store) -> Store:
        """The same store, its answers counted."""
        return _Counted(store, self)

    def query(self, outcome: str, seconds: float) -> None:
        """Note a query and how it ended."""
        self._queries.labels(outcome).inc()
        self._query_seconds.observe(seconds)

    def _asking(self) -> Any:
        return self._queries_under_way.track_inprogress()


class _Counted:
    """A store whose answers are counted."""

    def __init__(self, store: Store, metrics: Metrics) -> None:
        self._store = store
        self._metrics = metrics

    def select(self, query: str, values: Mapping[str, Term] | None = None) -> Rows:
        return self._store.select(query, values)

    def answer(self, query: str, **asked: Any) -> Answer:
        began, outcome = time.perf_counter(), "failed"
        try:
            with self._metrics._asking():
                found = self._store.answer(query, **asked)
            outcome = "answered"
            return found
        except TreatygraphError as error:
            outcome = _outcome(error)
            raise
        finally:
            self._metrics.query(outcome, time.perf_counter() - began)


def _outcome(error: TreatygraphError) -> str:
    """How a query ended that was not answered: a limit by its name, one of half a dozen."""
    if isinstance(error, QueryStopped):
        return f"stopped-{error.limit}"
    return next((told for cls, told in _OUTCOMES.items() if isinstance(error, cls)), "failed")
