"""Query files: plain SPARQL with a header of ``#+ key: value`` comments (grlc's convention)."""

from treatygraph.queries.document import QueryDocument, load_queries, load_query, parse_query
from treatygraph.queries.scan import QueryScan, scan_query

__all__ = [
    "QueryDocument",
    "QueryScan",
    "load_queries",
    "load_query",
    "parse_query",
    "scan_query",
]
