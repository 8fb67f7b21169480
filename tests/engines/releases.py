"""Small releases that engines are given: a few graphs, each with something awkward."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, NamedNode, Quad
from servers import Engine

from treatygraph.namespaces import DEFAULT_BASE
from treatygraph.publishing import Sender, Where, open_sender
from treatygraph.release import Release, open_files
from treatygraph.store.published import Published
from treatygraph.store.remote import RemoteStore
from treatygraph.store.scope import Scope

XSD = "http://www.w3.org/2001/XMLSchema#"
GRAPHS = ("agreements/a", "agreements/b", "sources/c")

AWKWARD = rf"""
<x:s> <x:p> "plain" <{{graph}}> .
<x:s> <x:p> "two\nlines, a \"quote\", a tab\t and a \\u0022" <{{graph}}> .
<x:s> <x:p> "Договор о всеобъемлющем"@ru <{{graph}}> .
<x:s> <x:p> "条约"@zh-hans <{{graph}}> .
<x:s> <x:p> "معاهدة" <{{graph}}> .
<x:s> <x:p> "𝔗reaty" <{{graph}}> .
<x:s> <x:p> "" <{{graph}}> .
<x:s> <x:date> "1945-06-26"^^<{XSD}date> <{{graph}}> .
<x:s> <x:date> "1945-06"^^<{XSD}gYearMonth> <{{graph}}> .
<x:s> <x:date> "1945"^^<{XSD}gYear> <{{graph}}> .
<x:s> <x:n> "7"^^<{XSD}integer> <{{graph}}> .
<x:s> <x:yes> "true"^^<{XSD}boolean> <{{graph}}> .
<x:s> <x:at> "http://example.org/a?b=c#d"^^<{XSD}anyURI> <{{graph}}> .
<x:s> <x:see> <http://example.org/%E6%9D%A1/a(b)> <{{graph}}> .
"""
BLANK = """
_:b0 <x:list> _:b1 <{graph}> .
_:b1 <x:first> "one" <{graph}> .
_:b1 <x:rest> _:b2 <{graph}> .
_:b2 <x:first> "two" <{graph}> .
"""


def graph(path: str) -> str:
    """The name of a graph of the release."""
    return f"{DEFAULT_BASE}graph/{path}"


def tiny(folder: Path, word: str, *, size: int = 20, more: str = "") -> Release:
    """A release each of whose triples says the same word, besides the awkward ones."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [f'<x:{number}> <x:says> "{word}" <{graph(path)}> .'
             for path in GRAPHS for number in range(size)]  # fmt: skip
    awkward = AWKWARD.format(graph=graph(GRAPHS[0])) + BLANK.format(graph=graph(GRAPHS[1]))
    file = folder / f"{word}.nq"
    text = "\n".join([*lines, awkward, more])
    file.write_text("\n".join(sorted(text.splitlines())), encoding="utf-8")  # as a build has them
    return open_files([file])


@contextmanager
def sending(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, **how: bool | int | None
) -> Iterator[Sender]:
    """Whoever sends to an engine, as its user."""
    for name, value in engine.environment.items():
        monkeypatch.setenv(name, value)
    with open_sender(Where(engine.query), **how) as sender:  # type: ignore[arg-type]
        yield sender


def reading(engine: Engine, release: Published | None = None) -> RemoteStore:
    """Whoever reads an engine: all of it, or one release in it."""
    store = RemoteStore(engine.query, scope=Scope(whole=True))
    return store.of(release) if release else store


def canonical(quads: list[Quad]) -> list[str]:
    """Quads as RDFC-1.0 writes them, so that blank nodes can be compared."""
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(map(str, dataset))


def read_back(engine: Engine, release: Published) -> list[Quad]:
    """Every quad of a release, as an engine tells them; in graphs without a name those of all."""
    rows = reading(engine, release).select("SELECT ?s ?p ?o ?g { GRAPH ?g { ?s ?p ?o } }").dicts()
    return [Quad(row["s"], row["p"], row["o"], _named(row["g"])) for row in rows]  # type: ignore[arg-type]


def _named(term: object) -> NamedNode:
    assert isinstance(term, NamedNode)
    return term


def without_blanks(quads: list[Quad]) -> list[str]:
    """Quads that name all that they speak of."""
    return sorted(str(quad) for quad in quads
                  if not isinstance(quad.subject, BlankNode)
                  and not isinstance(quad.object, BlankNode))  # fmt: skip
