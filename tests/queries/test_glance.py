"""A glance at a query never tells anything else than a scan of all its tokens does."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from treatygraph.queries import glance, scan_query
from treatygraph.queries.glance import _seen

PLAIN = {
    "a select": "SELECT * WHERE { ?s ?p ?o } LIMIT 10",
    "a prologue": "PREFIX a: <x:a> PREFIX : <x:> base <x:> ask { a:b :c <d> }",
    "a comment before it": "#+ summary: FORM\n\nSELECT ?a { ?a ?b ?c }",
    "words in names": "SELECT ?validFrom { ?s tg:inForceFrom ?validFrom ; tg:unknown ?unknown }",
}
HIDDEN = {
    "a service": "SELECT * { SERVICE <x:> {} }",
    "a service in a name": "SELECT * { SERVICE:x {} }",
    "a dataset": "SELECT * FROM <x:> {}",
    "the time": "SELECT (NOW() AS ?now) {}",
    "an escape": r"SELECT * { \u0053ERVICE <x:> {} }",
    "a glued word": "ASK { ?s ?p 5FROM }",
    "many brackets": "ASK {" + "{" * 200,
    "many signs": "ASK { FILTER(" + "!" * 200 + "true) }",
    "an update": "INSERT DATA {}",
    "a long s": "PREFIX a: <x:> \u017fELECT * {}",
    "a service with a long s": "ASK { \u017fERVICE:x {} }",
    "nothing": "",
}


@pytest.mark.parametrize("query", PLAIN.values(), ids=PLAIN.keys())
def test_a_plain_query_is_seen_at_a_glance(query: str) -> None:
    assert _seen(query) is not None
    _says_what_a_scan_says(query)


@pytest.mark.parametrize("query", HIDDEN.values(), ids=HIDDEN.keys())
def test_where_something_may_hide_all_tokens_are_scanned(query: str) -> None:
    assert _seen(query) is None
    assert glance(query) == scan_query(query)


def _says_what_a_scan_says(query: str) -> None:
    seen, scanned = glance(query), scan_query(query)
    assert replace(seen, depth=0) == replace(scanned, depth=0)
    assert seen.depth >= scanned.depth


# Laws -----------------------------------------------------------------------------------

BEGINNINGS = st.lists(
    st.sampled_from(["", " ", "\n", "#c\n", "#c", "# ASK\n", "PREFIX a: <x:>", "PREFIX :<x:>",
                     "PREFIX service: <x:> ", "prefix", "BASE <x:#a>", "<", "a:", "·", "\u2028",
                     "'", '"', "\u212a"]),
    max_size=4,
).map("".join)  # fmt: skip
FORMS = st.sampled_from(["SELECT ", "ask{", "CONSTRUCT\n", "DESCRIBE ", "SELECT", "WITH ", "ADD "])
INNER = st.lists(
    st.sampled_from(
        ["SERVICE", "service", "SERVICEa", "FROM", "from", "NOW", "rand", "uuid", "BNODE", "\u017f",
         "x", "5", ":", "a:", "?", "$", "?a", "$from", "@en", "_:", ".", "-", "/", "!", "^", "·",
         "{", "}", "(", ")", "[", "]", "'", '"', '"""', "'''", "<", ">", "<x:", "#", "\n", " ", ";",
         "\\", "\\u0022", "\\'", "GRAPH ", "é", "ſERVICE", "ı"]
    ),
    max_size=25,
).map("".join)  # fmt: skip


@given(st.tuples(BEGINNINGS, FORMS, INNER).map("".join))
def test_a_glance_says_what_a_scan_says(query: str) -> None:
    event("seen" if _seen(query) else "scanned")
    _says_what_a_scan_says(query)


@given(st.text(max_size=60).map("SELECT ".__add__))
def test_a_glance_at_any_text_says_what_a_scan_says(query: str) -> None:
    _says_what_a_scan_says(query)
