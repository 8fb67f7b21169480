"""Terms as Python values, and back: nothing is lost that Python has a value for."""

from __future__ import annotations

import copy
import pickle
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode

from treatygraph.client import Blank, Iri, LangString, PartialDate
from treatygraph.client.values import XSD, BadValue, Plain, day_of, plain, term_of


def typed(text: str, name: str) -> Literal:
    return Literal(text, datatype=NamedNode(XSD + name))


@pytest.mark.parametrize(("term", "value"), [
    (typed("2025-10-03", "date"), date(2025, 10, 3)),
    (typed("2025-10-03T04:05:06Z", "dateTime"), datetime(2025, 10, 3, 4, 5, 6, tzinfo=UTC)),
    (typed("47", "integer"), 47), (typed("7", "nonNegativeInteger"), 7),
    (typed("1.10", "decimal"), Decimal("1.10")), (typed("1.5E0", "double"), 1.5),
    (typed("true", "boolean"), True), (typed("2025", "gYear"), PartialDate("2025")),
    (typed("2025-03", "gYearMonth"), PartialDate("2025-03")), (Literal("a"), "a"),
    (Literal("да", language="ru"), LangString("да", "ru")),
    (NamedNode("http://x/a"), Iri("http://x/a")), (BlankNode("b"), Blank("b")), (None, None),
    (typed("http://x", "anyURI"), "http://x"),
])  # fmt: skip
def test_a_term_is_the_value_that_it_stands_for(term: Literal | None, value: Plain | None) -> None:
    found = plain(term)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize("term", [
    typed("12025-10-03", "date"), typed("2025-10-03+03:00", "date"), typed("x", "integer"),
    typed("x", "decimal"), typed("-0044-03-15", "date"), typed("24:00:00", "time"),
])  # fmt: skip
def test_what_python_has_no_value_for_is_text(term: Literal) -> None:
    assert plain(term) == term.value


_VALUES = st.one_of(
    st.booleans(), st.integers(), st.dates(), st.text(st.characters(exclude_categories=["Cs"])),
    st.decimals(allow_nan=False, allow_infinity=False, places=3),
)  # fmt: skip


@given(_VALUES)
def test_a_value_comes_back_from_its_term(value: Plain) -> None:
    found = plain(term_of(value))  # type: ignore[arg-type]
    assert (found, type(found)) == (value, type(value))


def test_a_text_keeps_its_language_when_it_is_copied() -> None:
    text = LangString("да", "ru")
    for other in (copy.deepcopy(text), pickle.loads(pickle.dumps(text)), plain(term_of(text))):  # type: ignore[arg-type]
        assert (other, other.lang) == ("да", "ru")  # type: ignore[union-attr]


def test_a_year_says_its_parts() -> None:
    assert (PartialDate("2025-03").year, PartialDate("2025-03").month) == (2025, 3)
    assert day_of("2025") == PartialDate("2025")
    assert PartialDate("2025").month is None
    assert (day_of("2025-10-03"), day_of(None)) == (date(2025, 10, 3), None)


@pytest.mark.parametrize("value", [object(), [1], {"a": 1}, Iri("no iri"), Blank("b")])
def test_what_no_term_stands_for_is_told(value: object) -> None:
    with pytest.raises(BadValue) as told:
        term_of(value)
    assert "\n" not in str(told.value)
