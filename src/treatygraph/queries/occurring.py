"""Which query finds the values that a parameter can have: those that the data has."""

from __future__ import annotations

from treatygraph.queries.document import QueryDocument
from treatygraph.queries.parameters import Parameter
from treatygraph.queries.scan import pieces


def occurring_query(query: QueryDocument, parameter: Parameter) -> str | None:
    """A query for ``?value``: each value that occurs, once; None where nothing tells where.

    It is made of what the author of the query wrote: the class or path that the header names, else
    the pattern of the query itself, with every parameter of it left open, as grlc does.
    """
    if parameter.occurs == "*":
        return _of_the_pattern(query, parameter)
    if not parameter.occurs:
        return None
    cls = parameter.occurs.removeprefix("a ")
    where = f"?value a {cls}" if cls != parameter.occurs else f"?any {parameter.occurs} ?value"
    return f"{prologue(query)}SELECT DISTINCT ?value WHERE {{ {where} FILTER(!ISBLANK(?value)) }}"


def prologue(query: QueryDocument) -> str:
    """What stands before the form of a query: its prefixes and its base."""
    return _split(query)[0]


def _of_the_pattern(query: QueryDocument, parameter: Parameter) -> str | None:
    before, projection, pattern = _split(query)
    if not pattern:
        return None
    upper = projection.upper()
    dataset = projection[upper.find("FROM") : upper.rfind("WHERE")] if "FROM" in upper else ""
    name = parameter.variable
    return (f"{before}SELECT DISTINCT ({name} AS ?value) {dataset}WHERE {{ {pattern}\n"
            f"FILTER(BOUND({name}) && !ISBLANK({name})) }}")  # fmt: skip


def _split(query: QueryDocument) -> tuple[str, str, str]:
    """A query before its form, from its form to its pattern, and the pattern itself."""
    parts, depth, place = ["", "", ""], 0, 0
    for kind, piece in pieces(query.body):
        if place == 0 and kind == "run" and piece.upper() in ("SELECT", "ASK", "CONSTRUCT"):
            place = 1
        depth -= piece == "}"
        if place == 1 and piece == "{":
            place = 2
        if place == 2 and piece == "}" and depth == 0:
            return parts[0], parts[1], parts[2][1:]
        parts[place] += piece
        depth += piece == "{"
    return parts[0], parts[1], ""
