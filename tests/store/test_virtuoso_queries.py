"""What Virtuoso is asked in place of a query, and what is never asked of it."""

from __future__ import annotations

from io import BytesIO

import pytest

from treatygraph.store.engines import Virtuoso
from treatygraph.store.engines.protocol import NotAnswered

CAST = "<http://www.w3.org/2001/XMLSchema#boolean>"
ASKED = {
    "SELECT ?s { VALUES ?l { 'en' } ?s ?p ?o OPTIONAL { ?s ?q ?x FILTER(LANG(?x) = ?l) } }":
        "SELECT ?s {   ?s ?p ?o OPTIONAL { ?s ?q ?x FILTER(LANG(?x) = 'en') } }",
    "SELECT ?s { VALUES (?a ?b) { (x:y 'a b'@en) } ?s ?a ?b }": "SELECT ?s {   ?s x:y 'a b'@en }",
    "SELECT ?s { VALUES ?n { 1 } ?s ?p ?n FILTER NOT EXISTS { ?n ?q ?s } }":
        "SELECT ?s {   ?s ?p 1 FILTER NOT EXISTS { 1 ?q ?s } }",
    "SELECT ?s { VALUES (?a ?b) { (x:y UNDEF) } ?s ?p ?o "
    "FILTER(!BOUND(?a) || ?o = ?a) FILTER(!BOUND(?b) || EXISTS { ?s ?q ?b }) }":
        "SELECT ?s {   ?s ?p ?o FILTER(  ?o = x:y)   }",
    "SELECT ?b { ?s ?p ?o BIND(?o = '1' AS ?b) }":
        f"SELECT ?b {{ ?s ?p ?o BIND({CAST}(?o = '1') AS ?b) }}",
    "SELECT (COALESCE(?o < 1, false) AS ?b) { ?s ?p ?o }":
        f"SELECT ({CAST}(COALESCE(?o < 1, false)) AS ?b) {{ ?s ?p ?o }}",
    "SELECT ?b { ?s ?p ?o { SELECT (true AS ?k) { ?s ?p ?o } } BIND(COALESCE(?k, false) AS ?b) }":
        "SELECT ?b { ?s ?p ?o { SELECT (true AS ?k) { ?s ?p ?o } } "
        f"BIND({CAST}(COALESCE(?k, false)) AS ?b) }}",
    "SELECT ?b { ?s ?p ?o BIND(IF(NOT EXISTS { ?s ?o ?p FILTER EXISTS {} }, 1, 2) AS ?b) }":
        "SELECT ?b { ?s ?p ?o BIND(IF(IF(NOT EXISTS { ?s ?o ?p FILTER EXISTS {} }, "
        "true, false), 1, 2) AS ?b) }",
    "SELECT ?b { ?s ?p ?o BIND(IF(BOUND(?p), true, !?o) AS ?b) }":
        f"SELECT ?b {{ ?s ?p ?o BIND({CAST}(IF(BOUND(?p), true, !?o)) AS ?b) }}",
}  # fmt: skip
LEFT = (
    "SELECT ?l { VALUES ?l { 'en' } ?s ?p ?l }",
    "SELECT * { VALUES ?l { 'en' } ?s ?p ?l }",
    "SELECT ?s { VALUES ?l { 'en' 'de' } ?s ?p ?l }",
    "SELECT ?s { VALUES (?l ?m) { ('en' UNDEF) } ?s ?m ?l }",
    "SELECT ?s { VALUES ?l { 'en' } { ?s ?p ?l } UNION { ?s ?q ?o } }",
    "SELECT ?s { VALUES ?l { 'en' } ?s ?p ?o MINUS { ?s ?q ?l } }",
    "SELECT ?s { VALUES ?l { 'en' } ?s ?p ?l } ORDER BY ?l",
    "CONSTRUCT { ?s ?p ?l } { VALUES ?l { 'en' } ?s ?p ?l }",
    "SELECT ?s { ?s ?p ?o FILTER(?a*2 > 1 + ?b && ?c = '?l*') } # a:b* c:d*",
    "SELECT (COUNT(*) AS ?n) { ?s a/b:c* ?o }",
    "SELECT ?s { VALUES (?a ?b) { (x:y UNDEF) } ?s ?a ?b FILTER(!BOUND(?b) || ?b > 1) }",
    "SELECT ?s { VALUES ?a { x:y } ?s ?p ?o FILTER(BOUND(?a)) }",
    "SELECT ?b { ?s ?p ?o BIND(?o = 1 AS ?b) FILTER(?b) }",
    "SELECT ?b { ?s ?p ?o BIND(IF(?o = 1, true, ?p) AS ?b) }",
    "SELECT (COUNT(?o = 1) AS ?n) (?o + 1 AS ?m) { ?s ?p ?o }",
)
REFUSED = (
    "SELECT ?s { ?s a:b* ?o ; c:d+ ?x }", "SELECT ?s { ?s a:b? ?o }",
    "SELECT ?s { ?s a/<x:y>* ?o FILTER EXISTS { ?o (a:b|c:d)+ ?s } }",
)  # fmt: skip


@pytest.mark.parametrize("query", ASKED)
def test_values_stand_in_their_places_and_comparisons_are_cast(query: str) -> None:
    assert Virtuoso().query(query).split() == ASKED[query].split()


@pytest.mark.parametrize("query", LEFT)
def test_what_would_mean_something_else_is_left_alone(query: str) -> None:
    assert Virtuoso().query(query) == query


@pytest.mark.parametrize("query", REFUSED)
def test_paths_that_it_gets_wrong_are_refused(query: str) -> None:
    with pytest.raises(NotAnswered, match="paths of any length"):
        Virtuoso().walked(query, None)


@pytest.mark.parametrize(("rows", "told"), [
    (b'[{"__ASK_RETVAL":{"type":"typed-literal","value":"1"}}]', b"true"), (b"[]", b"false"),
])  # fmt: skip
def test_the_row_that_answers_ask_is_read_as_yes_or_no(rows: bytes, told: bytes) -> None:
    sent = b'{"head":{"vars":["__ASK_RETVAL"]},"results":{"bindings":%s}}' % rows
    assert told in Virtuoso().solutions(BytesIO(sent), "ASK").read()


def test_half_an_answer_to_ask_is_none() -> None:
    with pytest.raises(SyntaxError):
        Virtuoso().solutions(BytesIO(b'{"head":{"vars":["__ASK_RETVAL"]},"resu'), "ASK")


@pytest.mark.parametrize("header", ["x-sql-state", "x-sparql-maxrows"])
def test_an_answer_that_it_cut_short_is_told_as_such(header: str) -> None:
    assert Virtuoso().partial({header: "S1TAT"})
    assert Virtuoso().partial({"content-type": "text/csv"}) is None
