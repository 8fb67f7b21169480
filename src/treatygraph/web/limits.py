"""What the limits on queries are called, on the page, in a header and in the service description.

No vocabulary for SPARQL services has terms for them, so the description uses ODRL, W3C's words for
terms of use: one permission to use the service, under a constraint for each limit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from treatygraph.namespaces import expand
from treatygraph.store import QueryLimits

HEADER = "Treatygraph-Limits"
"""The response header: a dictionary (RFC 9651, 3.2) of names and numbers."""

_SENTENCES = {
    "time": "seconds that a query may run",
    "memory": "bytes of memory that a query may use",
    "result-size": "bytes that a result may have",
    "rows": "solutions, or triples, that a result may have",
    "query-length": "bytes that a query may have",
    "query-nesting": "brackets in brackets, or signs in a row, that a query may have",
    "queries": "queries that run at a time; one client has at most as many as are left to others",
    "client-queries": "queries of one client that may run or wait",
    "waiting": "seconds that a query may wait to be run",
    "unread-size": "bytes of large answers that are being read; one client has at most half",
    "unread-answers": "large answers that are being read; one client has at most half",
}


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit as it is told: its name, its value in plain units, and what it is."""

    name: str
    value: float
    sentence: str

    @property
    def number(self) -> str:
        """The value as RFC 9651 writes it: an integer, or at most three digits after the point."""
        return f"{round(self.value, 3):g}" if self.value % 1 else str(int(self.value))

    @property
    def shown(self) -> str:
        """The value for people: bytes as KiB, MiB or GiB."""
        if "bytes" not in self.sentence:
            return f"{self.value:,}".removesuffix(".0")
        for power, unit in ((30, "GiB"), (20, "MiB"), (10, "KiB")):
            if self.value >= 1 << power:
                return f"{self.value / (1 << power):,g} {unit}"
        return f"{self.value:,g} bytes"


def told(limits: QueryLimits) -> list[Limit]:
    """All limits, in the order in which they are told."""
    return [Limit(name, value, _SENTENCES[name]) for name, value in limits.published().items()]


def header(limits: QueryLimits) -> str:
    """The value of :data:`HEADER`."""
    return ", ".join(f"{limit.name}={limit.number}" for limit in told(limits))


def described(limits: QueryLimits, service: NamedNode) -> Iterator[Triple]:
    """The limits as an ODRL set; each has an IRI below that of the service."""
    offer, use = NamedNode(f"{service.value}#limits"), BlankNode("use")
    yield Triple(service, _p("odrl:hasPolicy"), offer)
    yield Triple(offer, _p("rdf:type"), _p("odrl:Set"))
    yield Triple(offer, _p("odrl:permission"), use)
    yield Triple(use, _p("odrl:target"), service)
    yield Triple(use, _p("odrl:action"), _p("odrl:use"))
    for limit in told(limits):
        bound = BlankNode(f"limit-{limit.name}")
        operand = NamedNode(f"{service.value}#{limit.name}")
        yield Triple(use, _p("odrl:constraint"), bound)
        yield Triple(bound, _p("odrl:leftOperand"), operand)
        yield Triple(bound, _p("odrl:operator"), _p("odrl:lteq"))
        yield Triple(bound, _p("odrl:rightOperand"), _number(limit))
        yield Triple(operand, _p("rdf:type"), _p("odrl:LeftOperand"))
        yield Triple(operand, _p("skos:prefLabel"), Literal(limit.name, language="en"))
        yield Triple(operand, _p("skos:definition"), Literal(limit.sentence, language="en"))


def _number(limit: Limit) -> Literal:
    kind = "decimal" if limit.value % 1 else "integer"
    return Literal(limit.number, datatype=_p(f"xsd:{kind}"))


def _p(name: str) -> NamedNode:
    return NamedNode(expand(name))
