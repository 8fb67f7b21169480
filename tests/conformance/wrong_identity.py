"""Wrong little servers, lines 1 to 5: identity."""

from __future__ import annotations

from little import Little
from little_data import Graph
from little_http import Answer, Asked
from pyoxigraph import Quad
from wrong import fails

from treatygraph.negotiation import (
    HTML,
    TURTLE,
    Representation,
    negotiate,
)


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
class TheSuccessorIsNotThere(Little):
    def gone(self, asked: Asked) -> Answer:
        found = super().gone(asked)
        fields = [(name, value.replace("ship/one", "ship/none")) for name, value in found.fields]
        return Answer(410, found.body, fields)


@fails(4)
class GoneForProgramsAlone(Little):
    def gone(self, asked: Asked) -> Answer:
        page = negotiate(asked.accept, (TURTLE, HTML)) is HTML
        return self.unknown(asked) if page else super().gone(asked)


@fails(4)
class GoneIsAPageForAll(Little):
    def gone(self, asked: Asked) -> Answer:
        found = super().gone(asked).without("content-type")
        fields = [("Content-Type", HTML.content_type), *found.fields]
        return Answer(410, b"<p>this ship has sunk", fields)


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
