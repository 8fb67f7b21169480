"""What is asked of a query that is kept: its parameters as an address or a form gives them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from flask import request
from werkzeug.datastructures import MultiDict

from treatygraph.describe.choices import Choice
from treatygraph.negotiation import Representation
from treatygraph.queries import Parameter, QueryDocument, filled, glance, parameters
from treatygraph.queries.parameters import RESERVED, Term
from treatygraph.store import Answer, Dataset
from treatygraph.web.choices import choices, key_of, meant, shown
from treatygraph.web.endpoint import answer_query
from treatygraph.web.protocol import QueryRequest
from treatygraph.web.proxy import client_of
from treatygraph.web.refusals import BadRequest
from treatygraph.web.site import site

_SELECTABLE = 60
"""A list of so many is one to choose from; in a longer one, names are typed."""

_INPUTS = {"date": "date", "integer": "number", "number": "number", "decimal": "number",
           "double": "number", "float": "number"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter as a form shows it.

    ``control`` is ``select``, ``list`` (names are typed) or ``input``; ``values`` are what stands
    there, ``fault`` says what is wrong with it.
    """

    parameter: Parameter
    control: str
    type: str
    options: list[tuple[str, Choice]]
    values: tuple[str, ...]
    fault: str = ""

    @property
    def several(self) -> bool:
        """Whether a list lets several be chosen."""
        return self.parameter.many and len(self.parameter.default) > 1


@dataclass(frozen=True)
class Asked:
    """A query with what was given: terms by parameter, and what is wrong by parameter.

    Under the empty name stands what is wrong with the address itself.
    """

    query: QueryDocument
    known: tuple[Parameter, ...]
    sent: MultiDict[str, str]
    given: dict[str, tuple[Term, ...]]
    faults: dict[str, BadRequest]

    @cached_property
    def filled(self) -> QueryDocument:
        """The query about what was given."""
        return filled(self.query, self.given)

    @property
    def missing(self) -> tuple[Parameter, ...]:
        """Parameters without which there is nothing to ask."""
        return tuple(one for one in self.known if one.required and one.name not in self.given)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """What was given, as an address says it."""
        return [(name, key_of(site(), term)) for name, terms in self.given.items()
                for term in terms]  # fmt: skip

    def check(self) -> None:
        """Raise the first BadRequest that there is."""
        for fault in self.faults.values():
            raise fault
        if self.missing:
            names = " and ".join(f"“{one.name}”" for one in self.missing)
            raise BadRequest(400, f"this query needs a value of {names}")

    def fields(self) -> list[Field]:
        """The form."""
        return [self._field(one) for one in self.known]

    def _field(self, parameter: Parameter) -> Field:
        options = choices(site(), self.query, parameter)
        control = "input" if not options else "select" if len(options) <= _SELECTABLE else "list"
        fault = self.faults.get(parameter.name)
        terms = self.given.get(parameter.name) or parameter.default
        values = tuple(key_of(site(), term) for term in terms)
        named = shown(options)
        if control == "list":
            names = {choice.key: name for name, choice in named}
            values = tuple(names.get(value, value) for value in values)
        if fault:
            values = tuple(self.sent.getlist(parameter.name))
        type_ = _INPUTS.get(parameter.kind, "text")
        return Field(parameter, control, type_, named, values, str(fault or ""))

    def answer(self, format_: Representation) -> Answer:
        """The finished answer, within the limits of the endpoint. Raises as ``Store.answer``."""
        text = self.filled.text
        asked = QueryRequest(text, Dataset(), format_, glance(text))
        return answer_query(site(), asked, format_, client_of(request.environ))


def asked_of(query: QueryDocument, sent: MultiDict[str, str]) -> Asked:
    """What an address or a form asks of a query; blank values are as good as none."""
    known = parameters(query)
    given: dict[str, tuple[Term, ...]] = {}
    faults: dict[str, BadRequest] = {}
    for one in known:
        values = [value.strip() for value in sent.getlist(one.name) if value.strip()]
        try:
            terms = _terms(query, one, values)
        except BadRequest as fault:
            faults[one.name] = fault
        else:
            given |= {one.name: terms} if terms else {}
    names = [one.name for one in known]
    for name in sent:
        if name not in (*names, *RESERVED):
            there = f"it has {', '.join(names)}" if names else "it has none"
            faults[""] = BadRequest(400, f"“{name}” is no parameter of this query: {there}")
    return Asked(query, known, sent, given, faults)


def _terms(query: QueryDocument, one: Parameter, values: list[str]) -> tuple[Term, ...]:
    if len(values) > 1 and not one.many:
        raise BadRequest(400, f"“{one.name}” has one value at a time; these are {len(values)}")
    return tuple(dict.fromkeys(meant(site(), query, one, value) for value in values))
