"""What a query asks for, told from its tokens: hidden SERVICE, updates, datasets, nesting."""

from __future__ import annotations

import time

import pytest
from hypothesis import event, given
from hypothesis import strategies as st
from pyoxigraph import Store

from treatygraph.queries import scan_query
from treatygraph.queries.scan import decode_codepoints, written_offset

# Where SERVICE, FROM and updates are only text.
HARMLESS = {
    "short string": 'SELECT * { ?s ?p "SERVICE <http://x/> {} FROM <g> NOW()" }',
    "single quotes": "SELECT * { ?s ?p 'SERVICE FROM' }",
    "quote in a string": r'SELECT * { ?s ?p "a \" SERVICE FROM <g> \\" }',
    "long string": 'SELECT * { ?s ?p """a "quote" and ""two\nSERVICE <x> {} FROM""" }',
    "long single quotes": "SELECT * { ?s ?p '''it's ''\nSERVICE FROM \\''' FROM''' }",
    "iri": "SELECT * { <http://x/SERVICE> ?p <x:FROM> }",
    "iri with a sharp": "SELECT * { <http://x/#SERVICE> ?p <x:#FROM> }",
    "comment": "SELECT * { ?s ?p ?o # SERVICE <x> {} FROM <g>\n}",
    "comment with a quote": "SELECT * { ?s ?p ?o # don't \"\n}",
    "variable": "SELECT ?SERVICE $FROM { ?SERVICE ?INSERT $FROM }",
    "prefixed name": "PREFIX a: <http://x/> SELECT * { a:SERVICE a:FROM a:INSERT }",
    "prefix": "PREFIX service: <http://x/> SELECT * { service:a ?p service:b }",
    "a graph under such a prefix": "PREFIX service: <http://x/> SELECT * { GRAPH service:a {} }",
    "empty prefix": "PREFIX : <http://x/> SELECT * { :SERVICE ?p :FROM }",
    "escape in a name": r"PREFIX : <http://x/> SELECT * { :a\-SERVICE ?p :b\/FROM }",
    "per cent in a name": "PREFIX : <http://x/> SELECT * { :a%20SERVICE ?p :b:FROM }",
    "blank node": "SELECT * { _:SERVICE ?p _:FROM }",
    "language": 'SELECT * { ?s ?p "x"@service-from }',
    "less than": "SELECT * { ?s ?p ?o FILTER(?o < 3 && ?o > 2) }",
    "less than without spaces": "SELECT * { ?s ?p ?o FILTER(?o<3&&?o>2) }",
}


@pytest.mark.parametrize("query", HARMLESS.values(), ids=HARMLESS.keys())
def test_words_inside_other_tokens_ask_for_nothing(query: str) -> None:
    Store().query(query)  # it is SPARQL
    scan = scan_query(query)
    asks = (scan.form, scan.update, scan.service, scan.dataset, scan.unstable)
    assert asks == ("SELECT", None, False, False, False)


SERVICES = {
    "plain": "SELECT * { SERVICE <http://x/> { ?s ?p ?o } }",
    "lower case": "select * { service silent <http://x/> { ?s ?p ?o } }",
    "no spaces": "SELECT*{SERVICE<http://x/>{?s ?p ?o}}",
    "after a comment": "SELECT * { # not here\n SERVICE <http://x/> {} }",
    "after a string": 'SELECT * { ?s ?p "a" . SERVICE <http://x/> {} }',
    "after a comparison": "SELECT * { FILTER(?a<?b) SERVICE <http://x/> {} FILTER(?c>?d) }",
    "after a comparison, close": "SELECT * { FILTER(?a<?b)SERVICE?s{} FILTER(?c>?d) }",
    "escaped letter": r"SELECT * { \u0053ERVICE <http://x/> {} }",
    "long escape": r"SELECT * { SER\U00000056ICE <http://x/> {} }",
    "escaped quote": r"SELECT * { ?s ?p \u0022a\u0022 . SERVICE <http://x/> {} }",
    "after a quote in a comment": "SELECT * { # it's\n SERVICE <http://x/> {} # so it's\n }",
    "after an iri with a sharp": "SELECT * { ?s ?p <http://x/#a> . SERVICE <http://x/> {} }",
    "after a number": "SELECT * { ?s ?p 1.SERVICE <http://x/> {} }",
    "after a truth": "SELECT * { ?s ?p trueSERVICE <http://x/> {} }",
    "after an untruth and before a name": "PREFIX : <x:> SELECT * { ?s ?p falseSERVICE:x {} }",
    "glued to silent": "SELECT * { SERVICESILENT<http://x/> {} }",
    "before a variable": "SELECT * { VALUES ?s { <http://x/> } SERVICESILENT?s{} }",
    "like a name": "PREFIX : <http://x/> SELECT * { SERVICE:x { ?s ?p ?o } }",
    "like a declared name": "PREFIX : <x:> PREFIX SERVICE: <x:> SELECT * { SERVICE:x { } }",
    "glued to a name": "PREFIX a: <http://x/> SELECT * { SERVICEa:x { ?s ?p ?o } }",
    "comment before the group": "PREFIX : <http://x/> SELECT * { SERVICE:x # a\n { ?s ?p ?o } }",
    "after a variable named GRAPH": "PREFIX : <x:> SELECT * { ?s ?p ?a·GRAPH SERVICE:x {} }",
    "in a subquery": "ASK { { SELECT * { OPTIONAL { SERVICE <http://x/> {} } } } }",
    "in a filter": "ASK { FILTER EXISTS { SERVICE <http://x/> {} } }",
    "in a construct": "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <http://x/> { ?s ?p ?o } }",
}


@pytest.mark.parametrize("query", SERVICES.values(), ids=SERVICES.keys())
def test_a_service_is_seen_wherever_it_stands(query: str) -> None:
    assert scan_query(query).service


UPDATES = {
    "INSERT": "INSERT DATA { <a:a> <a:b> <a:c> }",
    "DELETE": "# SELECT\nPREFIX select: <a:> DELETE WHERE { ?s ?p ?o }",
    "WITH": "WITH <a:g> DELETE { ?s ?p ?o } INSERT { } WHERE { SELECT * { ?s ?p ?o } }",
    "LOAD": "LOAD <http://x/> INTO GRAPH <a:g>",
    "CLEAR": "CLEAR ALL",
    "CREATE": "CREATE SILENT GRAPH <a:g>",
    "DROP": "DROP DEFAULT",
    "COPY": "COPY <a:g> TO DEFAULT",
    "MOVE": "move <a:g> to <a:h>",
    "ADD": "ADD SILENT <a:g> TO <a:h>",
}


@pytest.mark.parametrize("word", UPDATES)
def test_an_update_is_told_by_its_first_word(word: str) -> None:
    scan = scan_query(UPDATES[word])
    assert (scan.form, scan.update) == (None, word)


def test_an_escaped_update_is_an_update() -> None:
    assert scan_query(r"\u0049NSERT DATA {}").update == "INSERT"


@pytest.mark.parametrize("form", ["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"])
def test_the_form_is_the_first_of_its_words(form: str) -> None:
    text = f"# ASK\nBASE <http://select/> PREFIX ask: <describe:> {form.lower()} ?SELECT"
    assert scan_query(text + " { { SELECT * {} } }").form == form


@pytest.mark.parametrize("query", ["", "   ", "# SELECT", "PREFIX a: <a:>", "HELLO { }", '"ASK"'])
def test_a_text_without_a_form_has_none(query: str) -> None:
    assert (scan_query(query).form, scan_query(query).update) == (None, None)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM <a:g> { ?s ?p ?o }",
        "SELECT * FROM NAMED <a:g> { ?s ?p ?o }",
        "SELECT*FROM<a:g>{}",
        "SELECT * FROMNAMED<a:g>{}",
        r"ask \u0066rom <a:g> {}",
    ],
)
def test_a_dataset_of_its_own_is_seen(query: str) -> None:
    assert scan_query(query).dataset


@pytest.mark.parametrize("call", ["NOW()", "rand()", "UUID()", "StrUuid()", "BNODE('a')"])
def test_what_differs_every_time_is_seen(call: str) -> None:
    assert scan_query(f"SELECT ({call} AS ?x) {{}}").unstable


@pytest.mark.parametrize(
    ("query", "depth"),
    [
        ("ASK {}", 1),
        ("ASK { { } { { } } }", 3),
        ("ASK { FILTER(((1))) }", 4),
        ("ASK { ?s ?p (1 [ ?q (2) ]) }", 4),
        ('ASK { ?s ?p "((((((" }', 1),
        ("ASK { # ((((((\n }", 1),
        ("ASK { FILTER(?a<((1))) }", 4),
        ("ASK { FILTER(!!!!!!true) }", 6),
        ("ASK { FILTER(- - -1 = 1) }", 3),
        ("ASK { ?s ^^^^^^<a:p> ?o }", 6),
        ("}}}}{", 0),
    ],
)
def test_depth_is_the_deepest_nesting_or_the_longest_run_of_signs(query: str, depth: int) -> None:
    assert scan_query(query).depth == depth


def test_a_long_row_of_alternatives_is_not_deep() -> None:
    alternatives = " || ".join(f"?o = {number}" for number in range(500))
    path = "/".join(["<a:p>"] * 500)
    assert scan_query(f"ASK {{ ?s ?p ?o FILTER({alternatives}) }}").depth == 2
    assert scan_query(f"ASK {{ ?s {path} ?o }}").depth == 1
    assert scan_query("ASK { VALUES ?o { " + "-1 " * 500 + "} }").depth == 2


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { VALUES ?x {'''a#'} SERVICE <http://x/> {} }",
        'SELECT * { VALUES ?x {"""a"} SERVICE <http://x/> {} }',
        "SELECT * { ?s ?p 'a\n . SERVICE <http://x/> {} }",
    ],
)
def test_nothing_hides_behind_a_string_that_never_ends(query: str) -> None:
    """To pyoxigraph the first two are an empty string and another, then a SERVICE."""
    assert scan_query(query).service


def test_brackets_after_a_string_that_never_ends_are_counted() -> None:
    assert scan_query("ASK { 'a\n" + "{" * 500).depth == 501


@pytest.mark.parametrize(
    "piece",
    ["a.", "a-b.c_", "é.", "\\'", "\\'''a'\n", '\\"""\n', "<a", "<a ", "'a\\'", ":\\", "{", "!"],
)
def test_the_time_to_scan_grows_as_the_text_does(piece: str) -> None:
    """By squares it would be a minute; the server's other threads wait for most of it."""
    text = piece * ((256 << 10) // len(piece))
    started = time.process_time()
    assert scan_query(text).form is None
    assert time.process_time() - started < 5


# Laws -----------------------------------------------------------------------------------

PIECES = st.sampled_from(
    ["SERVICE", "FROM", "SELECT", "{", "}", "(", ")", '"', "'", '"""', "'''", "<", ">", "#", "\n",
     "\\", "\\u0022", "\\U0010FFFF", "\\UFFFFFFFF", "\\uD800", "?a", ":", "a:", "_", "@en", "1.5e3",
     "-", "!", " ", "·", "\ud800"]
)  # fmt: skip


@given(st.text(max_size=80))
def test_no_text_makes_it_raise(text: str) -> None:
    assert scan_query(text).depth >= 0


@given(st.lists(PIECES, max_size=30).map("".join))
def test_nothing_that_looks_like_a_query_makes_it_raise(text: str) -> None:
    assert scan_query(text).depth >= 0


@given(st.text(st.characters(codec="utf-8", exclude_characters='"\\\n\r'), max_size=60))
def test_no_string_literal_asks_for_anything(text: str) -> None:
    scan = scan_query(f'SELECT * {{ ?s ?p "{text}" }}')
    assert (scan.form, scan.service, scan.dataset, scan.depth) == ("SELECT", False, False, 1)


@given(st.text(st.characters(codec="utf-8", exclude_characters="\n\r\\"), max_size=60))
def test_no_comment_asks_for_anything(text: str) -> None:
    scan = scan_query(f"SELECT * {{ # {text}\n}}")
    assert (scan.form, scan.service, scan.dataset, scan.depth) == ("SELECT", False, False, 1)


NEAR = st.lists(
    st.sampled_from(
        ["", " ", "#c\n", ".", ";", "true", "1", '"s"', "@en", "?s", "?a", ":x", "a:x", "_:b", "·",
         "?s ?p ", "GRAPH", "GRAPH ", "{", "}", "{}", "FILTER(?a<?b)", "UNION", "'", "service"]
    ),
    max_size=4,
).map("".join)  # fmt: skip
WORDS = st.sampled_from(["SERVICE", "service", "\\u0053ERVICE", "SERVICEa"])
GAPS = st.sampled_from(["", " ", "\t", "#c\n"])
ENDPOINTS = st.sampled_from([":x", "a:x", "<http://127.0.0.1:9/>", "service:x"])
HIDDEN = st.tuples(NEAR, WORDS, GAPS, ENDPOINTS, GAPS, st.just("{}"), NEAR).map("".join)


@given(HIDDEN, st.sampled_from(["", "PREFIX SERVICE: <http://127.0.0.1:9/>"]))
def test_the_engine_follows_no_service_that_the_scan_does_not_see(inner: str, more: str) -> None:
    """Oxigraph refuses port 9 before it connects, so it tells of each SERVICE by an OSError."""
    prologue = f"PREFIX : <http://127.0.0.1:9/> PREFIX a: <http://127.0.0.1:9/> {more}"
    query = f"{prologue} ASK {{{inner}}}"
    try:
        bool(Store().query(decode_codepoints(query)))
    except OSError:
        assert scan_query(query).service
    except SyntaxError:
        event("not SPARQL")


@pytest.mark.parametrize("text", ["SELECT ?now ?uuid {}", 'ASK { ?s ?p "NOW()" } # RAND()',
                                  "PREFIX now: <x:uuid()> ASK { now:rand now:bnode <x:NOW> }",
                                  "ASK { _:bnode ?p 'x'@uuid }"])  # fmt: skip
def test_names_that_only_look_like_unstable_functions_are_none(text: str) -> None:
    assert not scan_query(text).unstable


@pytest.mark.parametrize(
    "text",
    ["SELECT (COUNT(DISTINCTRAND()) AS ?n) {}", "ASK{FILTER(1+NOW()>1)}",
     r"SELECT (\u004eOW() AS ?n) {}"],
)  # fmt: skip
def test_an_unstable_function_is_found_however_it_is_written(text: str) -> None:
    assert scan_query(text).unstable


@given(st.lists(st.sampled_from(["a", "é", "😀", "\n", r"\u0041", r"\U0001F600", r"\uD800", "\\"])))
def test_a_place_in_the_decoded_query_is_found_in_the_written_one(parts: list[str]) -> None:
    text = "".join(parts)
    decoded = decode_codepoints(text)
    for place in range(len(decoded) + 1):
        assert decode_codepoints(text[: written_offset(text, place)]) == decoded[:place]
