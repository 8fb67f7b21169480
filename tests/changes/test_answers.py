"""Which saved queries answer differently, and by which rows."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from changed import MINI, TREATY, Edit, copied, differ
from treatygraph.changes.answers import query_changes, saved_queries
from treatygraph.changes.facts import Facts
from treatygraph.changes.model import QueryChange
from treatygraph.changes.naming import Names
from treatygraph.errors import QueryFileError
from treatygraph.queries import QueryDocument
from treatygraph.store import EmbeddedStore

TYPE: Edit = (TREATY, "norm-type:transport-corridor", "norm-type:mutual-defence")
END: Edit = (TREATY, "    tg:legalForce legal-force:binding",
             '    tg:inForceUntil "2009-11-01"^^xsd:date ;\n'
             "    tg:legalForce legal-force:binding")  # fmt: skip


def asked(tmp_path: Path, *edits: Edit) -> dict[str, QueryChange]:
    """The saved queries that edits to the small collection make answer differently, by name."""
    found = differ(MINI, copied(tmp_path, *edits), ask=True)
    assert found.queries is not None
    return {query.name: query for query in found.queries}


def test_a_duty_of_another_type_moves_rows_of_the_queries_about_types(tmp_path: Path) -> None:
    queries = asked(tmp_path, TYPE)
    assert "competency/mutual-defence" in queries
    grid = queries["library/comparison-grid"]
    assert [piece.text for piece in grid.lines] == [
        "type: Transport corridor · agreement: Harbour treaty of 1999 · norms: 1",
        "type: Mutual defence · agreement: Harbour treaty of 1999 · norms: 1",
    ]
    assert [piece.kind for piece in grid.lines] == ["removed", "added"]
    assert grid.summary.endswith("?")


def test_what_is_inferred_answers_too(tmp_path: Path) -> None:
    """`tg:bearer` of "each party" is inferred from the participations, on either side anew."""
    (tmp_path / "q/library").mkdir(parents=True)
    (tmp_path / "q/library/bearers.rq").write_text(
        "PREFIX tg: <https://w3id.org/treatygraph/ontology#>\n"
        "SELECT ?norm ?bearer WHERE { ?norm tg:bearer ?bearer ; tg:normType ?type }"
    )
    joins = (TREATY, "    tg:participant state:XAA ;\n", "    tg:participant state:XCC ;\n")
    found = differ(MINI, copied(tmp_path, joins), ask=tmp_path / "q")
    assert found.queries
    lines = [(piece.kind, piece.text) for piece in found.queries[0].lines]
    assert ("removed", "norm: Dredge the basin · bearer: Arcadia") in lines
    assert ("added", "norm: Dredge the basin · bearer: Caronia") in lines


def test_the_status_on_a_day_follows_an_end(tmp_path: Path) -> None:
    status = asked(tmp_path, END)["library/status-on-day"]
    assert [piece.text for piece in status.lines] == [
        "day: 2025-10-02 · agreement: Harbour treaty of 1999 · status: in force",
        "day: 2025-10-02 · agreement: Harbour treaty of 1999 · status: not in force",
    ]


def test_a_note_changes_no_answer_but_of_those_that_give_notes(tmp_path: Path) -> None:
    assert asked(tmp_path, (TREATY, "Only bounds are known.", "Bounds are known.")) == {}


def test_only_the_queries_that_somebody_asks_are_asked() -> None:
    from support import ROOT

    folders = {name.partition("/")[0] for name in saved_queries(ROOT / "queries")}
    assert folders == {"competency", "library"}


def _changes(text: str, before: list[Quad], now: list[Quad]) -> list[QueryChange]:
    names = Names(Facts([])), Names(Facts([]))
    query = {"mine": QueryDocument("mine", text)}
    return list(query_changes(query, EmbeddedStore(before), EmbeddedStore(now), names))


def _quads(*numbers: int) -> list[Quad]:
    return [Quad(NamedNode("x:a"), NamedNode("x:b"), Literal(number)) for number in numbers]


FORMS = {
    "select": ("SELECT ?b WHERE { ?a <x:b> ?b }", ["b: 1", "b: 3"]),
    "ask": ("ASK { ?a <x:b> 3 }", ["answer: no", "answer: yes"]),
    "construct": ("CONSTRUCT { ?a <x:c> ?b } WHERE { ?a <x:b> ?b }",
                  ["subject: x:a · predicate: x:c · object: 1",
                   "subject: x:a · predicate: x:c · object: 3"]),
    "unbound": ("SELECT ?b ?c WHERE { ?a <x:b> ?b OPTIONAL { ?a <x:c> ?c } }", ["b: 1", "b: 3"]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "lines"), FORMS.values(), ids=FORMS.keys())
def test_every_form_of_query_is_compared(text: str, lines: list[str]) -> None:
    (change,) = _changes(text, _quads(1, 2), _quads(2, 3))
    assert [piece.text for piece in change.lines] == lines
    assert (len(change.added), len(change.removed)) == (1, 1)


def test_rows_count_as_often_as_they_come() -> None:
    (change,) = _changes("SELECT ?a { ?a <x:b> ?b }", _quads(1), _quads(1, 2, 3))
    assert (len(change.added), len(change.removed)) == (2, 0)


def test_another_order_or_another_blank_node_is_the_same_answer() -> None:
    text = "SELECT ?b (BNODE() AS ?new) { ?a <x:b> ?b } ORDER BY RAND()"
    assert _changes(text, _quads(1, 2, 3), _quads(1, 2, 3)) == []


def test_a_few_rows_are_shown_and_all_are_counted() -> None:
    (change,) = _changes("SELECT ?b { ?a <x:b> ?b }", [], _quads(*range(40)))
    assert (len(change.added), len(change.lines), change.left_out) == (40, 5, 35)


def test_a_query_that_does_not_parse_is_named() -> None:
    with pytest.raises(QueryFileError, match=r"^mine: the query does not parse, line 1, column"):
        _changes("SELECT", [], [])
