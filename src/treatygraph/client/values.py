"""Terms as plain Python values, and back."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from pyoxigraph import BlankNode, Literal, NamedNode

from treatygraph.errors import TreatygraphError
from treatygraph.store.answers import Term

XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_INTEGERS: Final = frozenset(
    f"{XSD}{name}"
    for name in (
        "integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger",
        "nonPositiveInteger", "negativeInteger", "unsignedInt", "unsignedLong", "unsignedShort",
        "unsignedByte",
    )
)  # fmt: skip
_PARTIAL = re.compile(r"-?\d{4,}(?:-\d{2})?\Z")


class Iri(str):
    """An IRI. It is a text, so that it prints and compares as one."""

    __slots__ = ()

    @property
    def key(self) -> str:
        """Its last part: what a curator calls the thing."""
        return self.rstrip("/").rpartition("/")[2].rpartition("#")[2]


class Blank(str):
    """A blank node: a name that holds within one answer."""

    __slots__ = ()


class LangString(str):
    """A text in a language: ``lang`` is its tag in lower case, such as ``ru``."""

    lang: str

    def __new__(cls, text: str, lang: str) -> LangString:
        made = super().__new__(cls, text)
        made.lang = lang
        return made

    def __reduce__(self) -> tuple[type[LangString], tuple[str, str]]:
        return LangString, (str(self), self.lang)


class PartialDate(str):
    """A year, or a year and a month: all that the source tells."""

    __slots__ = ()

    @property
    def year(self) -> int:
        """The year."""
        return int(self[:4])

    @property
    def month(self) -> int | None:
        """The month, where it is told."""
        return int(self[5:7]) if len(self) > 4 else None


Plain = (
    Iri | Blank | LangString | PartialDate | str | int | float | bool | Decimal | date | datetime
)
"""What a cell of an answer is in Python."""


class BadValue(TreatygraphError):
    """A value of Python that no term stands for."""


_READERS: Final[dict[str, Callable[[str], Plain]]] = {
    f"{XSD}date": date.fromisoformat,
    f"{XSD}dateTime": datetime.fromisoformat,
    f"{XSD}gYear": PartialDate,
    f"{XSD}gYearMonth": PartialDate,
    f"{XSD}boolean": lambda text: text in ("true", "1"),
    f"{XSD}decimal": Decimal,
    f"{XSD}double": float,
    f"{XSD}float": float,
    **dict.fromkeys(_INTEGERS, int),
}


def plain(term: Term | None) -> Plain | None:
    """A term as Python has it; a literal that Python has no value for is its text."""
    if term is None:
        return None
    if isinstance(term, NamedNode):
        return Iri(term.value)
    if isinstance(term, BlankNode):
        return Blank(term.value)
    if not isinstance(term, Literal):
        return str(term)
    if term.language:
        return LangString(term.value, term.language)
    try:
        return _READERS.get(term.datatype.value, str)(term.value)
    except (ValueError, InvalidOperation):  # a year beyond 9999, a day with a time zone
        return term.value


def day_of(text: str | None) -> date | PartialDate | None:
    """A date as it is recorded: a day, or only its month or year."""
    if text is None:
        return None
    return PartialDate(text) if _PARTIAL.match(text) else date.fromisoformat(text[:10])


def term_of(value: object) -> Term:
    """A value as a term. What has an ``iri`` stands for it. Raises BadValue."""
    iri = getattr(value, "iri", value)
    if isinstance(iri, Iri) or iri is not value:
        return named(str(iri))
    if isinstance(value, NamedNode | BlankNode | Literal):
        return value
    if isinstance(value, LangString):
        return Literal(str(value), language=value.lang)
    for type_, name in _TYPES:
        if isinstance(value, type_):
            return Literal(_written(value), datatype=NamedNode(f"{XSD}{name}"))
    if isinstance(value, str) and not isinstance(value, Blank):
        return Literal(str(value))
    raise BadValue(f"{value!r} is nothing that a query can be filled with: give a text, a number, "
                   "a date, an Iri, or what has an .iri")  # fmt: skip


_TYPES: Final[tuple[tuple[type[Any], str], ...]] = (
    (bool, "boolean"), (int, "integer"), (Decimal, "decimal"), (float, "double"),
    (datetime, "dateTime"), (date, "date"),
)  # fmt: skip
"""The first that fits decides: a bool is an int too, and a datetime a date."""


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def named(iri: str) -> NamedNode:
    """An IRI as a term. Raises BadValue."""
    try:
        return NamedNode(iri)
    except ValueError:
        raise BadValue(f"{iri!r} is no IRI") from None
