"""Query files: plain SPARQL with a header of ``#+ key: value`` comments (grlc's convention)."""

from treatygraph.queries.document import QueryDocument, load_queries, load_query, parse_query
from treatygraph.queries.glance import glance
from treatygraph.queries.occurring import occurring_query
from treatygraph.queries.parameters import Parameter, filled, parameters
from treatygraph.queries.scan import QueryScan, scan_query

__all__ = [
    "Parameter",
    "QueryDocument",
    "QueryScan",
    "filled",
    "glance",
    "load_queries",
    "load_query",
    "occurring_query",
    "parameters",
    "parse_query",
    "scan_query",
]
