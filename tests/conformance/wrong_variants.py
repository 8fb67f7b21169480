"""Wrong little servers, lines 10 to 13: headers and variants."""

from __future__ import annotations

from little import Little
from little_data import Graph
from little_http import Answer, Asked
from wrong import NoLink, fails

from treatygraph.negotiation import (
    TURTLE,
    Representation,
)


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


@fails(11)
class NoAlternates(NoLink):
    relation = "alternate"


@fails(11)
class NoLicenceLink(NoLink):
    relation = "license"


@fails(11)
class NoCanonicalLink(NoLink):
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
