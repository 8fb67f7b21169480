"""The pairs that are stored beside a release are those that an engine finds by walking."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pytest
from releases import graph, reading, sending, tiny
from servers import Engine, oxigraph

from treatygraph.publishing import Progress, Sender, publish
from treatygraph.publishing.content import Content
from treatygraph.publishing.walking import walk
from treatygraph.release import Release
from treatygraph.store.engines.walked import with_walks
from treatygraph.store.published import Published
from treatygraph.store.remote import RemoteStore
from treatygraph.store.walks import WALKS, walks_of

TG, SKOS = "https://w3id.org/treatygraph/ontology#", "http://www.w3.org/2004/02/skos/core#"
LINKS = (
    "<x:1> tg:partOf <x:2>", "<x:2> tg:partOf <x:3>", "<x:3> tg:partOf <x:4>",
    "<x:7> tg:partOf <x:8>", "<x:8> tg:partOf <x:7>", "<x:9> tg:partOf <x:9>",
    "<x:1> tg:partOf _:b0", "_:b0 tg:partOf <x:5>", "<x:1> tg:partOf 'a text'",
    "<x:5> tg:statedIn <x:1>", "<x:5> tg:inAgreement <x:1>", "<x:6> tg:statedIn <x:6>",
    "<x:1> skos:broader <x:2>", "<x:2> skos:broader <x:4>", "<x:1> skos:broader <x:4>",
)  # fmt: skip
"""A chain, a circle, a thing that is part of itself, and a way through a blank node."""

ASKED = (
    "SELECT ?a ?b { ?a a/tg:partOf*|tg:partOf/skos:broader* ?b FILTER(!isLiteral(?b)) }",
    "SELECT ?a ?b { ?a tg:partOf* ?b FILTER(!isLiteral(?a)) }",
    "SELECT ?b { <x:1> tg:partOf* ?b FILTER(!isLiteral(?b)) } ORDER BY ?b",
    "SELECT ?a { ?a tg:partOf*/skos:broader*/tg:partOf? <x:4> }",
    "SELECT * { ?a tg:statedIn?/tg:partOf* ?b ; <x:says> ?c FILTER(!isLiteral(?b)) }",
    "SELECT ?a (COUNT(*) AS ?n) { ?a <x:says> ?o ; ^(tg:statedIn?/tg:partOf*) ?b } GROUP BY ?a",
    "SELECT ?a { ?a <x:says> ?o FILTER NOT EXISTS { "
    "?a (tg:inAgreement|tg:statedIn)?/^tg:partOf <x:2> } }",
    "SELECT ?b { { SELECT ?b { <x:1> skos:broader* ?b } ORDER BY ?b LIMIT 2 } } VALUES ?b {<x:2>}",
)
_PREFIXES = f"PREFIX tg: <{TG}> PREFIX skos: <{SKOS}> "


@pytest.fixture(scope="module")
def published(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Engine, Sender, Release]]:
    """Oxigraph, which walks all paths itself, with the pairs beside a release all the same."""
    folder = tmp_path_factory.mktemp("walks")
    names = {"tg:": f"<{TG}", "skos:": f"<{SKOS}"}
    written = "\n".join(f"{_full(line, names)} <{graph('links/d')}> ." for line in LINKS)
    release = tiny(folder, "here", more=written)
    with (
        oxigraph(folder) as engine,
        pytest.MonkeyPatch.context() as patch,
        sending(engine, patch) as sender,
    ):
        publish(release, sender, keep=1, progress=_silent)
        _walk(sender, release)
        yield engine, sender, release


def _walk(sender: Sender, release: Release, progress: Progress | None = None) -> None:
    name = Published(release.manifest.base, release.version)
    with Content(release.dataset) as content:
        sizes = {name.copy_of(of): size for of, size in content.counts.items()}
    walk(sender, name, sizes, progress or _silent)


def _full(line: str, names: dict[str, str]) -> str:
    words = line.split(" ", 2)
    for short, full in names.items():
        if words[1].startswith(short):
            words[1] = f"{words[1].replace(short, full)}>"
    return " ".join(words).replace("'", '"')


def _silent(what: str, done: int, total: int) -> None:
    """No progress."""


def _bag(store: RemoteStore, query: str) -> Counter[str]:
    """Solutions, and how often each comes."""
    rows = store.select(query).dicts()
    return Counter(
        str(sorted((name, str(term)) for name, term in row.items() if "tgcopy" not in name))
        for row in rows
    )


@pytest.mark.parametrize("query", ASKED)
def test_answers_are_those_of_walking(published, query: str) -> None:  # type: ignore[no-untyped-def]
    engine, _, release = published
    name = Published(release.manifest.base, release.version)
    text, _ = name.asked(_PREFIXES + query)
    walks = walks_of(reading(engine).select, name)
    written = with_walks(text, walks)
    assert not re.search(r"partOf[*?]|broader[*?]|statedIn[?)]", written)
    walked = _bag(reading(engine, name), _PREFIXES + query)
    assert walked == _bag(reading(engine), written)
    assert walked


def test_what_was_interrupted_is_not_taken_for_whole(published) -> None:  # type: ignore[no-untyped-def]
    engine, sender, release = published
    name = Published(release.manifest.base, release.version)
    sender.drop([name.walks])

    def stops(what: str, done: int, total: int) -> None:
        if done == total - 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        _walk(sender, release, stops)
    assert walks_of(reading(engine).select, name).held == frozenset()
    _walk(sender, release)
    assert walks_of(reading(engine).select, name).held == frozenset(WALKS)
