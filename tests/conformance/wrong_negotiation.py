"""Wrong little servers, lines 6 to 9: negotiation."""

from __future__ import annotations

from little import Little
from little_data import Graph
from little_http import Answer, Asked
from wrong import fails

from treatygraph.negotiation import (
    HTML,
    NTRIPLES,
    RDFXML,
    TURTLE,
    Representation,
    parse_accept,
)


@fails(6)
class IgnoresQZero(Little):
    def choose(self, accept: str | None) -> Representation | None:
        return super().choose((accept or "").replace(";q=0,", ";q=0.9,"))


@fails(6)
class IgnoresQ(Little):
    def choose(self, accept: str | None) -> Representation | None:
        ranges = parse_accept(accept or "*/*")
        order = [super(IgnoresQ, self).choose(f"{r.type}/{r.subtype}") for r in ranges if r.quality]
        fit = [item for item in order if item]
        if accept and accept.count(",") > 2:
            return super().choose(accept)
        return fit[0] if fit else None


@fails(6)
class WildcardsGoBeforeNames(Little):
    def choose(self, accept: str | None) -> Representation | None:
        if accept and accept.startswith("*/*;q=0.1"):
            return HTML if TURTLE.media_type in accept else super().choose(accept)
        return super().choose(accept)


@fails(6)
class ParametersAreAnotherType(Little):
    def choose(self, accept: str | None) -> Representation | None:
        return None if accept and ";charset" in accept else super().choose(accept)


@fails(6)
class CaseMatters(Little):
    def choose(self, accept: str | None) -> Representation | None:
        return None if accept and "TEXT/" in accept else super().choose(accept)


@fails(6)
class NoHeaderIsNoAnswer(Little):
    def choose(self, accept: str | None) -> Representation | None:
        return super().choose(accept) if accept else None


@fails(6)
class OnlyTheFirstHeaderLine(Little):
    def represent(self, asked: Asked, path: str, graph: Graph,
                  item: Representation | None = None) -> Answer:  # fmt: skip
        if len(asked.fields.get_all("Accept", [])) > 1:
            return self.not_acceptable(asked)
        return super().represent(asked, path, graph, item)


@fails(7)
class ABrowserGetsXml(Little):
    def choose(self, accept: str | None) -> Representation | None:
        browser = "application/xml;q=0.9" in (accept or "")
        return RDFXML if browser else super().choose(accept)


@fails(7)
class JenaGetsAPage(Little):
    def choose(self, accept: str | None) -> Representation | None:
        jena = "application/n-triples;q=0.9,application/ld+json;q=0.8" in (accept or "")
        return HTML if jena else super().choose(accept)


@fails(8)
class AnythingIsAcceptable(Little):
    def not_acceptable(self, asked: Asked) -> Answer:
        return Answer(200, b"<p>a page", [("Content-Type", HTML.content_type)])


@fails(8)
class RefusesWithoutAList(Little):
    def not_acceptable(self, asked: Asked) -> Answer:
        return self.error(asked, 406, "no")


@fails(9)
class OldNames(Little):
    def label(self, asked: Asked, item: Representation) -> str:
        old = (asked.accept or "").startswith("application/x-turtle, */*")
        return "application/x-turtle" if old else super().label(asked, item)


@fails(9)
class AnotherCharset(Little):
    def label(self, asked: Asked, item: Representation) -> str:
        return "text/html; charset=iso-8859-1" if item is HTML else super().label(asked, item)


@fails(9)
class NTriplesAreTurtle(Little):
    def write(self, graph: Graph, item: Representation, path: str) -> bytes:
        body = super().write(graph, item, path)
        return b"PREFIX a: <http://a/>\n" + body if item is NTRIPLES else body


@fails(9)
class PagesAreNotUtf8(Little):
    def write(self, graph: Graph, item: Representation, path: str) -> bytes:
        body = super().write(graph, item, path)
        return body + b"\xff\xfe" if item is HTML else body
