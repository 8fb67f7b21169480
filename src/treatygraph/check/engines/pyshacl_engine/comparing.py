"""Values compared as SPARQL compares them (SHACL, sections 4.3 and 4.5.3), in pySHACL's place.

pySHACL asks rdflib, to which every two literals have an order, so that ``"x"^^xsd:integer`` is more
than 10; and it gives up the whole validation over a blank node. By the recommendation a value that
cannot be compared does not satisfy the constraint.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from pyoxigraph import Literal
from pyshacl.constraints.core import property_pair_constraints, value_range_constraints
from rdflib import XSD
from rdflib import Literal as RdflibLiteral

from treatygraph.check.engines.pyshacl_engine.terms import our_term
from treatygraph.store import EmbeddedStore

_NOTHING = EmbeddedStore()
_TRUE = Literal(True)
_SIGNS = {"<": -1, ">": 1, "<=": 0}
_QUESTION = "SELECT ?one ?other (?one {} ?other AS ?holds) WHERE {{}}"
_NUMBERS = (
    "integer", "decimal", "double", "float", "nonPositiveInteger", "negativeInteger", "long", "int",
    "short", "byte", "nonNegativeInteger", "unsignedLong", "unsignedInt", "unsignedShort",
    "unsignedByte", "positiveInteger",
)  # fmt: skip
_ORDERED: dict[Any, str] = {
    **{XSD[name]: "number" for name in _NUMBERS},
    None: "text", XSD.string: "text", XSD.boolean: "boolean",
    XSD.dateTime: "instant", XSD.date: "day", XSD.time: "time",
}  # fmt: skip
"""The datatypes whose values have an order (SPARQL 1.1, section 17.3, and for days and times
XPath's functions); a year, say, can be equal to another and is never less."""


def compare_literal(one: Any, other: Any) -> int:
    """-1, 0 or 1. Raises TypeError where SPARQL does not compare two literals."""
    sign = _sign(one, other)
    if sign is None:
        raise TypeError("these two have no order")
    return sign


@lru_cache(maxsize=4096)
def _sign(one: Any, other: Any) -> int | None:
    if _kind(one) is None or _kind(one) != _kind(other):
        return None
    values = {"one": _value(one), "other": _value(other)}
    for operator, sign in _SIGNS.items():
        (row,) = _NOTHING.select(_QUESTION.format(operator), values).dicts()
        if row.get("holds") == _TRUE:
            return sign
    return None


def _kind(term: Any) -> str | None:
    """What a term can be compared with; None where with nothing, as ``NaN`` even with itself."""
    if not isinstance(term, RdflibLiteral) or term.language or term.ill_typed:
        return None
    return None if str(term) == "NaN" and term.datatype else _ORDERED.get(term.datatype)


def _value(term: Any) -> Any:
    """A literal for Oxigraph, which gives no order to booleans: false is less than true."""
    if term.datatype == XSD.boolean:
        return Literal(int(str(term) in ("true", "1")))
    return our_term(term)


def _pairs(allowed: tuple[int, ...]) -> Callable[..., tuple[bool, list[Any]]]:
    """A method of pySHACL's that tells of each pair of values whose order is not allowed."""

    def compare(
        self: Any, values: Iterable[Any], others: Iterable[Any], data: Any, focus: Any
    ) -> tuple[bool, list[Any]]:
        others = list(others)
        wrong = [
            value for value in values for other in others if _sign(value, other) not in allowed
        ]
        return bool(wrong), [self.make_v_result(data, focus, value_node=value) for value in wrong]

    return compare


def compare_as_sparql() -> None:
    """Put the comparisons in the place of pySHACL's."""
    ranges: Any = value_range_constraints
    pairs: Any = property_pair_constraints
    ranges.compare_literal = compare_literal
    pairs.LessThanConstraintComponent._compare_lt = _pairs((-1,))
    pairs.LessThanOrEqualsConstraintComponent._compare_ltoe = _pairs((-1, 0))
