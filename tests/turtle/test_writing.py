"""Turtle written from triples is in house style, whatever the order of the triples."""

import random

import pytest
from pyoxigraph import RdfFormat, Triple, parse
from test_formatting_laws import KNOWN, formatted

from support import ROOT
from treatygraph.turtle import write_turtle

FILES = sorted((ROOT / "data" / "triples").rglob("*.ttl"))[::40]


def triples_of(text):
    quads = parse(text, format=RdfFormat.TURTLE)
    return [Triple(quad.subject, quad.predicate, quad.object) for quad in quads]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_is_written_is_what_the_formatter_makes_of_it(path):
    text = path.read_text(encoding="utf-8")
    triples = triples_of(text)
    random.Random(1).shuffle(triples)
    written = write_turtle(triples, KNOWN)
    assert written == formatted(text)
    assert formatted(written) == written


def test_no_triples_are_no_text():
    assert write_turtle([], KNOWN) == ""
