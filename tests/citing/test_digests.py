"""The canonical form of answers: the same for the same answer, another for another."""

from __future__ import annotations

import hashlib
from itertools import permutations

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from treatygraph.citing import (
    Undecidable,
    boolean_lines,
    digest_of,
    graph_lines,
    query_digest,
    select_lines,
    table_lines,
)
from treatygraph.store import Rows

A, B = NamedNode("http://x/a"), NamedNode("http://x/b")


def test_solutions_are_lines_of_terms_in_order() -> None:
    rows = Rows(("x", "y"), ((B, Literal("a\tb", language="en")), (A, None)))
    assert select_lines(rows) == ["SELECT\t?x\t?y", "<http://x/a>\t",
                                  '<http://x/b>\t"a\\tb"@en']  # fmt: skip


def test_the_digest_is_that_of_the_lines_as_a_file() -> None:
    text = b"SELECT\t?x\n<http://x/a>\n"
    assert digest_of(select_lines(Rows(("x",), ((A,),)))) == (
        f"sha256-{hashlib.sha256(text).hexdigest()}"
    )


def test_neither_order_nor_names_of_blank_nodes_matter() -> None:
    found = set()
    for n, order in enumerate(permutations([("p", A), ("q", B), ("p", B)])):
        rows = Rows(("x", "y"), tuple((BlankNode(f"{x}{n}"), y) for x, y in order))
        found.add(digest_of(select_lines(rows)))
    assert len(found) == 1


def test_which_solutions_share_a_blank_node_matters() -> None:
    shared = Rows(("x", "y"), ((BlankNode("p"), A), (BlankNode("p"), B)))
    apart = Rows(("x", "y"), ((BlankNode("p"), A), (BlankNode("q"), B)))
    assert select_lines(shared) != select_lines(apart)


def test_how_often_a_solution_stands_there_matters() -> None:
    assert select_lines(Rows(("x",), ((A,),))) != select_lines(Rows(("x",), ((A,), (A,))))
    blank = BlankNode("p")
    once, twice = Rows(("x",), ((blank,),)), Rows(("x",), ((blank,), (blank,)))
    assert len(select_lines(twice)) == len(select_lines(once)) + 1


def test_a_solution_of_nothing_but_unbound_is_kept() -> None:
    assert select_lines(Rows(("x", "y"), ((None, None),))) == ["SELECT\t?x\t?y", "\t"]


def test_a_graph_is_canonical_n_triples() -> None:
    def graph(name: str) -> list[Triple]:
        return [Triple(BlankNode(name), A, B), Triple(A, A, BlankNode(name))]

    assert graph_lines(graph("one")) == graph_lines(reversed(graph("other")))
    assert graph_lines(graph("one"))[0] == "GRAPH"


def test_an_answer_of_another_form_is_another() -> None:
    lines = [boolean_lines(answer=True), boolean_lines(answer=False), graph_lines([]),
             select_lines(Rows((), ())), table_lines([], [])]  # fmt: skip
    assert len({digest_of(one) for one in lines}) == len(lines)


def test_cells_of_a_table_cannot_run_into_each_other() -> None:
    assert table_lines(["a", "b"], [['x","y', "z"]]) != table_lines(["a", "b"], [["x", 'y","z']])


def test_a_query_is_the_same_with_other_ends_of_lines() -> None:
    assert query_digest("ASK {\r\n}\n") == query_digest("ASK {\n}")
    assert query_digest("ASK {}") != query_digest("ASK { }")


def test_too_many_blank_nodes_are_told() -> None:
    rows = Rows(("x",), tuple((BlankNode(),) for _ in range(5_001)))
    with pytest.raises(Undecidable, match="blank nodes stand in 5,001 places"):
        select_lines(rows)
