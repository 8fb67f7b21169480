"""Paths of any length asked for as pairs that are stored: what is rewritten, and what is left."""

from __future__ import annotations

import pytest

from support import ROOT
from treatygraph.namespaces import DEFAULT_BASE
from treatygraph.queries import load_queries
from treatygraph.store.engines import Virtuoso
from treatygraph.store.engines.reading import NotRead, Path, Reader, tokens
from treatygraph.store.engines.walked import with_walks
from treatygraph.store.published import Published
from treatygraph.store.walks import WALKS, Walks, walk

RELEASE = Published(DEFAULT_BASE, "v")
HELD = Walks(RELEASE.walks, RELEASE.everything, frozenset(WALKS))
TG = "PREFIX tg: <https://w3id.org/treatygraph/ontology#> "
PART = f"GRAPH <{RELEASE.walks}> {{ %s <{walk('tg:partOf*').predicate}> %s }}"


def _asked(pattern: str) -> str:
    """What becomes of a pattern on the whole release."""
    before = f"{TG}SELECT ?a {{ GRAPH <{RELEASE.everything}> {{ "
    written = with_walks(f"{before}{pattern} }} }}", HELD)
    assert written.startswith(before)
    return " ".join(written.removeprefix(before).removesuffix("} }").split())


@pytest.mark.parametrize(("pattern", "written"), [
    ("?a tg:partOf* ?b", PART % ("?a", "?b")),
    ("?a ^tg:partOf* ?b .", PART % ("?b", "?a") + " ."),
    ("?a <https://w3id.org/treatygraph/ontology#partOf>* 'x'@en, 7.5 .",
     PART % ("?a", "'x'@en") + " . " + PART % ("?a", "7.5") + " ."),
    ("?a tg:topic/tg:statedIn/tg:partOf* ?b ; a ?c",
     "?a tg:topic/tg:statedIn ?tgcopystep0 . " + PART % ("?tgcopystep0", "?b") + " . ?a a ?c"),
    ("?a tg:partOf*|tg:about ?b",
     "{ " + PART % ("?a", "?b") + " } UNION { ?a tg:about ?b }"),
    ("FILTER(?x > 1 || EXISTS { ?a # tg:partOf* ?b\n tg:partOf* ?b })",
     "FILTER(?x > 1 || EXISTS { " + PART % ("?a", "?b") + " })"),
])  # fmt: skip
def test_a_path_is_asked_for_in_the_graph_of_pairs(pattern: str, written: str) -> None:
    assert _asked(pattern) == written


@pytest.mark.parametrize("pattern", [
    "?a tg:side* ?b", "?a tg:partOf/tg:about ?b", "[ tg:partOf* ?b ] a ?c", "_:x tg:partOf* ?b",
    "GRAPH ?g { ?a tg:partOf* ?b }", "FILTER(?a*2 > ?b) BIND('tg:partOf*' AS ?a)",
    "{ SELECT DISTINCT * { ?a tg:partOf* ?b } }", "SERVICE <x:y> { ?a tg:partOf* ?b }",
])  # fmt: skip
def test_what_would_mean_something_else_is_left(pattern: str) -> None:
    assert _asked(pattern) == pattern


@pytest.mark.parametrize("text", ["", "ASK", "SELECT ?a {", "ASK { ?a }", "ASK { ?a ?b ?c ) }",
                                  "DESCRIBE <x:y>", "ASK { ?a tg:b** ?c }"])  # fmt: skip
def test_what_is_no_such_query_is_not_read(text: str) -> None:
    with pytest.raises(NotRead):
        Reader(tokens(text)).read()


def _signs(path: Path) -> str:
    return path.sign + "".join(map(_signs, path.parts))


def test_no_kept_query_has_a_path_left_for_the_engine_to_walk() -> None:
    for slug, query in load_queries(ROOT / "queries").items():
        asked, _ = RELEASE.asked(Virtuoso().query(query.text))
        read = Reader(tokens(Virtuoso().walked(asked, HELD))).read()
        signs = {sign for triples in read for path, _ in triples.pairs for sign in _signs(path)}
        assert signs <= set("/|^"), slug
