"""Wrong little servers: each is right but for one thing, and stands at the line it must fail."""

from __future__ import annotations

from little import PROBLEM, Answer, Asked, Little
from little_data import MODIFIED, Graph, parse_turtle, write_jsonld
from pyoxigraph import Quad

from treatygraph.negotiation import (
    HTML,
    NTRIPLES,
    PAGE_FORMATS,
    RDFXML,
    TURTLE,
    Representation,
    negotiate,
    parse_accept,
)

WRONG: list[tuple[int, type[Little]]] = []


def fails(line: int):
    """Mark a server with the line that it must fail."""

    def mark(kind: type[Little]) -> type[Little]:
        WRONG.append((line, kind))
        return kind

    return mark


@fails(1)
class Redirects302(Little):
    def id(self, asked: Asked, key: str) -> Answer:
        found = super().id(asked, key)
        return Answer(302, found.body, found.fields) if found.status == 303 else found


@fails(1)
class ThingsAreDocuments(Little):
    def id(self, asked: Asked, key: str) -> Answer:
        found = super().id(asked, key)
        return self.doc(asked, key) if found.status == 303 else found


@fails(1)
class HeadOfAThingIsAnotherAnswer(Little):
    def id(self, asked: Asked, key: str) -> Answer:
        found = super().id(asked, key)
        return Answer(200) if found.status == 303 and asked.method == "HEAD" else found


@fails(2)
class NoPrimaryTopic(Little):
    def described(self, key: str) -> Graph:
        return [quad for quad in super().described(key) if "primaryTopic" not in str(quad)]


@fails(2)
class NoDerivation(Little):
    def described(self, key: str) -> Graph:
        return [quad for quad in super().described(key) if "wasDerivedFrom" not in str(quad)]


@fails(2)
class SpeaksOfTheDocument(Little):
    def write(self, graph: Graph, item: Representation, path: str) -> bytes:
        thing, page = f"{self.base}id/", f"{self.base}doc/"
        moved = [Quad(type(q.subject)(q.subject.value.replace(thing, page)), q.predicate, q.object)
                 for q in graph]  # fmt: skip
        return super().write(moved if path == "doc/ship/one" else graph, item, path)


@fails(3)
class AWordIsMissing(Little):
    def words(self) -> Graph:
        return [quad for quad in super().words() if "#captain" not in str(quad.subject)]


@fails(4)
class UnknownIsEmpty(Little):
    def unknown(self, asked: Asked) -> Answer:
        if not asked.path.startswith(("id/", "doc/")):
            return super().unknown(asked)
        item = negotiate(asked.accept, (TURTLE, HTML))
        return Answer(200, b"", [("Content-Type", (item or TURTLE).content_type)])


@fails(4)
class UnknownIsAPageForRdfClients(Little):
    def unknown(self, asked: Asked) -> Answer:
        found = super().unknown(asked)
        if asked.accept == TURTLE.media_type:
            return Answer(404, b"<p>none", [("Content-Type", HTML.content_type)])
        return found


@fails(4)
class GoneWithoutSuccessor(Little):
    def gone(self, asked: Asked) -> Answer:
        return self.error(asked, 410, "this ship has sunk")


@fails(4)
class GoneIsUnknown(Little):
    def gone(self, asked: Asked) -> Answer:
        return self.unknown(asked)


@fails(5)
class ASlashIsAnotherAddress(Little):
    def canonical(self, asked: Asked) -> Answer | None:
        return self.unknown(asked) if asked.path.endswith("/") else super().canonical(asked)


@fails(5)
class EncodingIsDecodedSilently(Little):
    def canonical(self, asked: Asked) -> Answer | None:
        if "%" in asked.path:
            return self.id(asked, asked.path.replace("%6F", "o").removeprefix("id/"))
        return super().canonical(asked)


@fails(5)
class RedirectsForNow(Little):
    def canonical(self, asked: Asked) -> Answer | None:
        found = super().canonical(asked)
        return Answer(307, fields=found.fields) if found else None


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


class _NoVary(Little):
    status = 0

    def finish(self, asked: Asked, answer: Answer) -> Answer:
        found = super().finish(asked, answer)
        return found.without("vary") if found.status == self.status else found


@fails(10)
class NoVaryOn304(_NoVary):
    status = 304


@fails(10)
class NoVaryOn303(_NoVary):
    status = 303


@fails(10)
class NoVaryOn406(_NoVary):
    status = 406


@fails(10)
class NoVaryOn404(_NoVary):
    status = 404


@fails(11)
class NoContentLocation(Little):
    def linked(self, path: str, item: Representation) -> list[tuple[str, str]]:
        return [pair for pair in super().linked(path, item) if pair[0] != "Content-Location"]


class _NoLink(Little):
    relation = ""

    def linked(self, path: str, item: Representation) -> list[tuple[str, str]]:
        return [pair for pair in super().linked(path, item) if f'"{self.relation}"' not in pair[1]]


@fails(11)
class NoAlternates(_NoLink):
    relation = "alternate"


@fails(11)
class NoLicenceLink(_NoLink):
    relation = "license"


@fails(11)
class NoCanonicalLink(_NoLink):
    relation = "canonical"


@fails(11)
class DeadDescription(Little):
    def linked(self, path: str, item: Representation) -> list[tuple[str, str]]:
        dead = f'<{self.root}nowhere>; rel="describedby"'
        return [("Link", dead) if "describedby" in value else (name, value)
                for name, value in super().linked(path, item)]  # fmt: skip


@fails(12)
class ASuffixGivesOtherBytes(Little):
    def doc(self, asked: Asked, key: str) -> Answer:
        found = super().doc(asked, key)
        found.body += b"\n" if key.endswith(".ttl") else b""
        return found


@fails(12)
class AFormatGivesAnotherFormat(Little):
    def doc(self, asked: Asked, key: str) -> Answer:
        if asked.query.get("format") == "ttl":
            return super().doc(asked, f"{key}.nt")
        return super().doc(asked, key)


@fails(13)
class OneTripleLessInTurtle(Little):
    def write(self, graph: Graph, item: Representation, path: str) -> bytes:
        kept = [quad for quad in graph if "captain" not in str(quad.predicate)]
        return super().write(kept if item is TURTLE else graph, item, path)


@fails(13)
class ContextWrittenOut(Little):
    def context_of_documents(self) -> object:
        return {"ship": f"{self.base}id/ship/"}


@fails(13)
class ContextOfAnotherType(Little):
    def context(self, asked: Asked) -> Answer:
        return Answer(200, super().context(asked).body, [("Content-Type", "application/json")])


@fails(14)
class WeakTags(Little):
    def validators(self, item: Representation, body: bytes) -> list[tuple[str, str]]:
        return [(name, f"W/{value}" if name == "ETag" else value)
                for name, value in super().validators(item, body)]  # fmt: skip


@fails(14)
class OneTagForAll(Little):
    def validators(self, item: Representation, body: bytes) -> list[tuple[str, str]]:
        return [("ETag", '"one"'), *super().validators(item, body)[1:]]


@fails(14)
class NoLastModified(Little):
    def validators(self, item: Representation, body: bytes) -> list[tuple[str, str]]:
        return [pair for pair in super().validators(item, body) if pair[0] != "Last-Modified"]


@fails(14)
class NeverNotModified(Little):
    def conditional(self, asked: Asked, answer: Answer) -> Answer:
        return answer


@fails(14)
class NotModifiedWithoutCacheControl(Little):
    def conditional(self, asked: Asked, answer: Answer) -> Answer:
        found = super().conditional(asked, answer)
        return found.without("cache-control") if found.status == 304 else found


@fails(14)
class DatesGoBeforeTags(Little):
    def conditional(self, asked: Asked, answer: Answer) -> Answer:
        if asked.fields.get("If-Modified-Since"):
            del asked.fields["If-None-Match"]
        return super().conditional(asked, answer)


@fails(14)
class NothingEverChanges(Little):
    def conditional(self, asked: Asked, answer: Answer) -> Answer:
        if asked.fields.get("If-Modified-Since") and not asked.fields.get("If-None-Match"):
            asked.fields.replace_header("If-Modified-Since", MODIFIED)
        return super().conditional(asked, answer)


@fails(15)
class NoVersionInAHeader(Little):
    def linked(self, path: str, item: Representation) -> list[tuple[str, str]]:
        return [pair for pair in super().linked(path, item) if pair[0] != "Little-Release"]


@fails(15)
class NoVersionOnThePage(Little):
    def page(self, graph: Graph, path: str) -> str:
        return super().page(graph, path).partition("<p>Release")[0]


@fails(15)
class NoOlderReleases(_NoLink):
    relation = "timemap"


@fails(15)
class DeadTimeMap(Little):
    def timemap(self, asked: Asked) -> Answer:
        return self.unknown(asked)


@fails(16)
class HeadHasNoTag(Little):
    def finish(self, asked: Asked, answer: Answer) -> Answer:
        found = super().finish(asked, answer)
        return found.without("etag") if asked.method == "HEAD" else found


@fails(16)
class HeadHasABody(Little):
    def sent(self, asked: Asked, answer: Answer) -> bytes:
        return answer.body if asked.method == "HEAD" else super().sent(asked, answer)


@fails(16)
class HeadIsNotAllowed(Little):
    def doc(self, asked: Asked, key: str) -> Answer:
        one = asked.method == "HEAD" and key in ("ship/one", "person/ann")
        return self.wrong_method(asked) if one else super().doc(asked, key)


@fails(16)
class OptionsTellNothing(Little):
    def options(self, asked: Asked) -> Answer:
        return super().options(asked).without("allow")


@fails(16)
class WrongMethodWithoutAllow(Little):
    def wrong_method(self, asked: Asked) -> Answer:
        return super().wrong_method(asked).without("allow")


@fails(17)
class ShowsItsStack(Little):
    def bad_query(self, asked: Asked, reason: str) -> Answer:
        found = super().bad_query(asked, reason)
        trace = b'Traceback (most recent call last):\n File "a.py", line 1, in a\n'
        return Answer(400, found.body + trace, found.fields)


@fails(17)
class ErrorsAreNeverProblems(Little):
    def error(self, asked: Asked, status: int, detail: str, more: dict[str, int] | None = None):
        found = super().error(asked, status, detail, more)
        if ("Content-Type", PROBLEM.content_type) in found.fields:
            return Answer(status, found.body, [("Content-Type", "application/json")])
        return found


@fails(17)
class ProblemsOfAnotherStatus(Little):
    def error(self, asked: Asked, status: int, detail: str, more: dict[str, int] | None = None):
        found = super().error(asked, 500, detail, more)
        return Answer(status, found.body, found.fields)


@fails(17)
class NoPlaceInAQuery(Little):
    def bad_query(self, asked: Asked, reason: str) -> Answer:
        return self.error(asked, 400, "it does not parse")


@fails(17)
class TakesAnyType(Little):
    def sparql(self, asked: Asked) -> Answer:
        if asked.fields.get_content_type() == "application/x-nonsense":
            return Answer(200, b"{}", [("Content-Type", "application/json")])
        return super().sparql(asked)


@fails(17)
class BusyForever(Little):
    def sparql(self, asked: Asked) -> Answer:
        if len(asked.body) > 1 << 20:
            return self.error(asked, 503, "busy")
        return super().sparql(asked)


class _NoField(Little):
    field = ""

    def finish(self, asked: Asked, answer: Answer) -> Answer:
        return super().finish(asked, answer).without(self.field)


@fails(18)
class ExposesNothing(_NoField):
    field = "access-control-expose-headers"


@fails(18)
class ErrorsAreNotReadable(Little):
    def finish(self, asked: Asked, answer: Answer) -> Answer:
        found = super().finish(asked, answer)
        return found.without("access-control-allow-origin") if found.status == 404 else found


@fails(18)
class NoPreflight(_NoField):
    field = "access-control-allow-headers"


class _LessVoid(Little):
    lost = ""

    def void_text(self) -> str:
        return "\n".join(row for row in super().void_text().splitlines() if self.lost not in row)


@fails(26)
class NoClassPartition(_LessVoid):
    lost = "void:classPartition"


@fails(26)
class NoLicenceInVoid(_LessVoid):
    lost = "dcterms:license"


@fails(26)
class NoDcat(Little):
    def void_text(self) -> str:
        return super().void_text().replace(", dcat:Dataset", "")


@fails(26)
class DeadDump(Little):
    def dump(self, asked: Asked) -> Answer:
        return self.unknown(asked)


@fails(27)
class NoExampleQueries(Little):
    def __init__(self, root: str, base: str | None = None) -> None:
        super().__init__(root, base)
        for quad in list(self.store):
            if "query/ships" in str(quad.subject):
                self.store.remove(quad)


@fails(27)
class ExampleWithoutText(Little):
    def write(self, graph: Graph, item: Representation, path: str) -> bytes:
        return super().write([q for q in graph if "#select" not in str(q.predicate)], item, path)


@fails(27)
class ExampleThatDoesNotParse(Little):
    def write(self, graph: Graph, item: Representation, path: str) -> bytes:
        broken = f'<{self.base}id/query/ships> sh:select "SELECT" .'
        kept = [q for q in graph if "#select" not in str(q.predicate)]
        lost = len(kept) < len(graph)
        more = parse_turtle(broken, self.base) if lost else []
        return super().write(kept + more, item, path)


@fails(28)
class NothingEmbedded(Little):
    def page(self, graph: Graph, path: str) -> str:
        return super().page(graph, path).replace("application/ld+json", "text/x-none")


@fails(28)
class EmbedsAnEmptyGraph(Little):
    def page(self, graph: Graph, path: str) -> str:
        data = write_jsonld(graph, self.context_of_documents()).decode()
        return super().page(graph, path).replace(data, "{}")


@fails(28)
class RobotsNameNoSitemap(Little):
    def robots(self, asked: Asked) -> Answer:
        found = super().robots(asked)
        return Answer(200, b"User-agent: *\n", found.fields)


@fails(28)
class SitemapIsABomb(Little):
    def sitemap(self, asked: Asked) -> Answer:
        found = super().sitemap(asked)
        return Answer(200, b'<!DOCTYPE a [<!ENTITY b "c">]>' + found.body, found.fields)


@fails(28)
class SitemapLeadsNowhere(Little):
    def sitemap(self, asked: Asked) -> Answer:
        found = super().sitemap(asked)
        return Answer(200, found.body.replace(b"doc/ship/one", b"doc/ship/none"), found.fields)


class _LessOntology(Little):
    lost = ""

    def words(self) -> Graph:
        return [quad for quad in super().words() if self.lost not in str(quad)]


@fails(29)
class NoVersionIri(_LessOntology):
    lost = "versionIRI"


@fails(29)
class ATermWithoutDefinition(_LessOntology):
    lost = "What floats."


@fails(29)
class ATermWithoutLabel(_LessOntology):
    lost = '"captain"@en'


@fails(29)
class NoPageOfTheOntology(Little):
    def ontology(self, asked: Asked) -> Answer:
        if asked.accept == HTML.media_type:
            return self.error(asked, 406, ", ".join(item.media_type for item in PAGE_FORMATS))
        return super().ontology(asked)
