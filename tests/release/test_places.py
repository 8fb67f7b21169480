"""Lines told by looking at tokens alone are those that our parser tells, or none are told."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, parse

from support import ROOT
from treatygraph.collection.plain import is_plain_turtle
from treatygraph.release.places import places_of
from treatygraph.turtle import parse_turtle

FILES = [*ROOT.glob("data/triples/**/*.ttl"), *ROOT.glob("ontology/**/*.ttl"),
         *ROOT.glob("tests/fixtures/mini/**/*.ttl")]  # fmt: skip


def _by_our_parser(text: str) -> list[tuple[int, int]]:
    triples = parse_turtle(text).triples
    return [(triple.object_at.start.line, triple.subject_at.start.line) for triple in triples]


def _plain(paths: list[Path]) -> list[Path]:
    return [path for path in paths if is_plain_turtle(path.read_bytes())]


def test_every_plain_file_here_has_the_lines_of_our_parser() -> None:
    plain = _plain(FILES)
    assert len(plain) > 800
    for path in plain:
        text = path.read_text(encoding="utf-8")
        assert places_of(text) == _by_our_parser(text), path


def test_the_w3c_suite_is_told_alike_or_not_at_all(shared: Path) -> None:
    files = _plain(sorted((shared / "w3c/turtle").rglob("*.ttl")))
    told = 0
    for path in files:
        text = path.read_text(encoding="utf-8")
        places = places_of(text) if parse_turtle(text).faults == () else None
        if places is not None:
            assert places == _by_our_parser(text), path
            told += 1
    assert told > 50


@pytest.mark.parametrize(
    "text",
    [
        "<http://x/a> <http://x/p> 1, 2.5 ,\n3.e4 ; .",
        "PREFIX : <http://x/>\n:a.b :p :c.d ;; :q\n'x'@en-gb, \"y\"^^<http://x/t> .",
        "@prefix : <http://x/> .\n@base <http://x/> .\n:a\\,b :p '''one\ntwo''' , '#' .\n:c a :d.",
        "prefix : # a remark, with <signs> ; .\n<http://x/>\n:a :p true , -1.5 .\n:b :q 'it\\'s' .",
        'BASE <http://x/>\n<http://x/a> <http://x/p> """a"b\\"""" , \'\' , "" .',
        "",
        "# nothing but a remark",
    ],
)
def test_what_is_written_in_odd_ways_is_told(text: str) -> None:
    assert parse_turtle(text).faults == ()
    assert places_of(text) == _by_our_parser(text)


@pytest.mark.parametrize("text", ["<http://x/a> <http://x/p> 1 .\r\n", "<http://x/a> <http://x/p>"])
def test_what_is_in_doubt_is_not_told(text: str) -> None:
    assert places_of(text) is None


_TERMS = st.sampled_from([":a", ":b.c", ":d\\,e", "<http://x/>", ":"])
_VALUES = _TERMS | st.sampled_from(
    ["1", "-.5", "1.5e3", "true", "'x'", '"\\"#;,."', '"""a\nb"""', "''", "'y'@en", '"z"^^:t',
     '"z"^^<http://x/t>', "'''\n'''@en"]
)  # fmt: skip
_SPACE = st.sampled_from([" ", "\n", "\t", "\n\n ", " # a, remark.\n"])


@given(
    st.lists(st.tuples(_TERMS, st.lists(_VALUES, min_size=1, max_size=3)), max_size=4), st.data()
)
def test_any_spacing_is_told_as_our_parser_tells_it(
    statements: list[tuple[str, list[str]]], data: st.DataObject
) -> None:
    tokens = ["@prefix", ":", "<http://x/>", "."]
    for subject, values in statements:
        tokens += [subject, "a"]
        for number, value in enumerate(values):
            tokens += [",", value] if number else [value]
        tokens += data.draw(st.sampled_from([["."], [";", "."]]))
    text = "".join(token + data.draw(_SPACE) for token in tokens)
    places = places_of(text)
    assert places == _by_our_parser(text)
    assert len(places or ()) == len(list(parse(text, format=RdfFormat.TURTLE)))
