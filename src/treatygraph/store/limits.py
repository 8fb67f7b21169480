"""Limits on queries of strangers, and the checks made before a query is parsed."""

from __future__ import annotations

from dataclasses import dataclass

from treatygraph.errors import QueryRefused, QueryStopped, QuerySyntaxError
from treatygraph.queries import QueryScan, scan_query


@dataclass(frozen=True, slots=True)
class QueryLimits:
    """How much one query may use: seconds, bytes, nesting. All are published to those who ask."""

    seconds: float = 30.0
    memory_bytes: int = 1 << 30
    result_bytes: int = 256 << 20
    query_bytes: int = 256 << 10
    depth: int = 120


def guard(query: str, limits: QueryLimits) -> QueryScan:
    """Refuse what must not reach a parser; the scan of what may.

    Raises QueryRefused for updates and SERVICE, QueryStopped for what is too long or too deep:
    5,000 nested groups end pyoxigraph's process with a segmentation fault.
    """
    size = len(query.encode("utf-8", "surrogatepass"))
    if size > limits.query_bytes:
        raise QueryStopped(
            "query-length", f"the query has {size:,} bytes; at most {limits.query_bytes:,} are read"
        )
    scan = scan_query(query)
    if scan.depth > limits.depth:
        raise QueryStopped(
            "query-nesting", f"the query is nested {scan.depth} deep; the limit is {limits.depth}"
        )
    _refuse(scan)
    return scan


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
