"""Wrong little servers, lines 14 to 18: caching, methods, errors, CORS."""

from __future__ import annotations

from little import Little
from little_data import MODIFIED, Graph
from little_http import PROBLEM, Answer, Asked, text_answer
from wrong import NoLink, fails

from treatygraph.negotiation import (
    Representation,
)


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
class NoOlderReleases(NoLink):
    relation = "timemap"

    def linked(self, path: str, item: Representation) -> list[tuple[str, str]]:
        return [pair for pair in super().linked(path, item) if '"timegate"' not in pair[1]]


@fails(15)
class DeadTimeMap(Little):
    def timemap(self, asked: Asked, key: str) -> Answer:
        return self.unknown(asked)


@fails(15)
class TimeMapIsText(Little):
    def timemap(self, asked: Asked, key: str) -> Answer:
        return text_answer(super().timemap(asked, key).body.decode())


@fails(15)
class TimeMapWithoutMementos(Little):
    def timemap(self, asked: Asked, key: str) -> Answer:
        found = super().timemap(asked, key)
        return Answer(200, found.body.replace(b"memento", b"other"), found.fields)


@fails(15)
class DeadMementos(Little):
    def old(self, asked: Asked, key: str) -> Answer:
        return self.unknown(asked)


@fails(15)
class MementosOfNoMoment(Little):
    def old(self, asked: Asked, key: str) -> Answer:
        return super().old(asked, key).without("memento-datetime")


@fails(15)
class MementosOfAnotherMoment(Little):
    def old(self, asked: Asked, key: str) -> Answer:
        found = super().old(asked, key).without("memento-datetime")
        return Answer(found.status, found.body, [*found.fields, ("Memento-Datetime", MODIFIED)])


@fails(15)
class TheGateLeadsToThePresent(Little):
    def gate(self, asked: Asked, key: str) -> Answer:
        found = super().gate(asked, key)
        fields = [("Location", f"{self.root}{key}"), self.varies()]
        return Answer(302, fields=fields) if found.status == 302 else found


@fails(15)
class TheGateVariesByNothing(Little):
    def varies(self) -> tuple[str, str]:
        return "X-Little", "gate"


@fails(15)
class TheGateTakesNonsense(Little):
    def gate(self, asked: Asked, key: str) -> Answer:
        del asked.fields["Accept-Datetime"]
        return super().gate(asked, key)


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
            busy = self.error(asked, 503, "busy")
            return Answer(503, busy.body, [*busy.fields, ("Retry-After", "5")])
        return super().sparql(asked)


@fails(17)
class TooOftenWithoutAWord(Little):
    def sparql(self, asked: Asked) -> Answer:
        if len(asked.body) > 1 << 20:
            return self.error(asked, 429, "later")
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
