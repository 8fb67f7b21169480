"""Limits on queries of strangers, and the checks made before a query is parsed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from treatygraph.errors import QueryRefused, QueryStopped, QuerySyntaxError, TooManyQueries
from treatygraph.queries import QueryScan, glance, scan_query


@dataclass(frozen=True, slots=True)
class QueryLimits:
    """How much one query, one client and all together may use. All are published.

    In the worst case all queries together take ``at_once`` times ``memory_bytes`` of memory
    (besides the dataset), and of the disk ``unread_bytes`` and ``at_once`` times ``result_bytes``.
    """

    seconds: float = 30.0
    memory_bytes: int = 512 << 20
    result_bytes: int = 256 << 20
    rows: int = 5_000_000
    """Solutions, or triples. Of a few terms each, more of them would be larger than a result."""
    query_bytes: int = 256 << 10
    depth: int = 120
    at_once: int = 8
    """Queries that run at a time; one client has at most as many as are left to all others."""
    client_queries: int = 32
    """Queries of one client that run or wait."""
    patience: float = 10.0
    """Seconds that a query waits to be run."""
    unread_bytes: int = 8 << 30
    """Large answers that are still being read lie on the disk; one client has at most half."""
    unread_answers: int = 400
    """So many large answers are read at a time; one client has at most half."""

    def published(self) -> Mapping[str, float]:
        """Each limit by its name on the wire, in bytes, seconds or pieces; none that is 0.

        How much memory a query may use in another's store is not ours to say.
        """
        values = asdict(self)
        return {name: values[field] for name, field in NAMES.items() if values[field]}


NAMES = {
    "time": "seconds",
    "memory": "memory_bytes",
    "result-size": "result_bytes",
    "rows": "rows",
    "query-length": "query_bytes",
    "query-nesting": "depth",
    "queries": "at_once",
    "client-queries": "client_queries",
    "waiting": "patience",
    "unread-size": "unread_bytes",
    "unread-answers": "unread_answers",
}
"""What a limit is called in an error and in the header, and the field that holds it."""


def guard(query: str, limits: QueryLimits) -> QueryScan:
    """Refuse what must not reach a parser; the scan of what may.

    Raises QueryRefused for updates and SERVICE, QueryStopped for what is too long or too deep:
    5,000 nested groups end pyoxigraph's process with a segmentation fault.
    """
    size = len(query) if query.isascii() else len(query.encode("utf-8", "surrogatepass"))
    if size > limits.query_bytes:
        raise QueryStopped(
            "query-length",
            f"the query has {size:,} bytes; at most {limits.query_bytes:,} are read",
            limits.query_bytes,
        )
    scan = glance(query)
    if scan.depth > limits.depth:  # or said to be, at a glance
        scan = scan_query(query)
    if scan.depth > limits.depth:
        reason = f"the query is nested {scan.depth} deep; the limit is {limits.depth}"
        raise too_deep(reason, limits)
    _refuse(scan)
    return scan


def too_deep(reason: str, limits: QueryLimits) -> QueryStopped:
    """What to raise for a query that is nested too deeply, seen beforehand or too late."""
    return QueryStopped("query-nesting", reason, limits.depth)


def too_many_of_one(limits: QueryLimits) -> TooManyQueries:
    """What to raise for one query more of a client than it may have."""
    most = limits.client_queries
    return TooManyQueries(
        "client-queries",
        f"{most} queries of yours run or wait already, and more are not taken; "
        "wait for the answers before you ask more",
        most,
    )


def _refuse(scan: QueryScan) -> None:
    if scan.update:
        raise QueryRefused(
            f"{scan.update} is an update; this endpoint answers queries and changes nothing"
        )
    if scan.service:
        raise QueryRefused(
            "SERVICE is not followed: this endpoint sends no requests to others. "
            "Ask each endpoint on its own and join the results, or load the dump beside yours."
        )
    if scan.form is None:
        raise QuerySyntaxError("no SELECT, ASK, CONSTRUCT or DESCRIBE was found", 1, 1)
