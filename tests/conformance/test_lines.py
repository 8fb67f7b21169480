"""A right little server passes every line; each wrong one fails its line and no other."""

from __future__ import annotations

import pytest
from little import Little
from little_data import about
from little_http import Answer, Asked, running
from wrong_discovery import NoExampleQueries
from wrong_servers import WRONG

from treatygraph.conformance import LINES, Report, run_conformance

NUMBERS = [*range(1, 19), *range(26, 30)]


def report(kind: type[Little], base: str | None = None, **more: object) -> Report:
    with running(kind, base) as root:
        removed = [f"{base or root}id/ship/sunk"]
        return run_conformance(root, sample=3, removed=removed, **more)  # type: ignore[arg-type]


def told(report: Report) -> dict[int, str]:
    return {result.number: result.first for result in report.results if result.state != "passed"}


def test_the_lines_are_those_of_the_list() -> None:
    assert [line.NUMBER for line in LINES] == NUMBERS


def test_each_line_has_a_wrong_server() -> None:
    assert sorted({line for line, _ in WRONG}) == NUMBERS


def test_the_right_server_passes_every_line() -> None:
    assert told(report(Little)) == {}


def test_a_server_whose_iris_begin_elsewhere_passes_too() -> None:
    assert told(report(Little, "https://ships.example/data/")) == {}


def test_a_context_may_be_named_by_its_path() -> None:
    class Relative(Little):
        def context_of_documents(self) -> object:
            return "/context.jsonld"

    assert told(report(Relative)) == {}


def test_example_queries_may_be_known_to_a_document_alone_that_void_links() -> None:
    class Linked(NoExampleQueries):
        def void_text(self) -> str:
            return (
                super()
                .void_text()
                .replace("void:triples", "dcterms:relation <{root}queries> ; void:triples")
            )

        def routed(self, asked: Asked) -> Answer:
            query = about(self.data, f"{self.base}id/query/ships")
            listed = asked.path == "queries"
            return self.represent(asked, "queries", query) if listed else super().routed(asked)

    assert told(report(Linked)) == {}


def test_a_server_that_has_no_use_for_dates_passes() -> None:
    class TagsAlone(Little):
        def conditional(self, asked: Asked, answer: Answer) -> Answer:
            del asked.fields["If-Modified-Since"]
            return super().conditional(asked, answer)

    assert told(report(TagsAlone)) == {}


@pytest.mark.parametrize(("line", "kind"), WRONG, ids=[f"{n}-{k.__name__}" for n, k in WRONG])
def test_a_wrong_server_fails_its_line_alone(line: int, kind: type[Little]) -> None:
    found = told(report(kind))
    assert list(found) == [line], found
