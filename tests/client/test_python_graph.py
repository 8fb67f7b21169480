"""``treatygraph.open``: the same objects and answers of a folder and of a server."""

from __future__ import annotations

import dataclasses
import gc
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import treatygraph
from support import Corpus, Server, serving
from treatygraph.client import Graph, Iri, LangString
from treatygraph.client.frames import MissingPandas, frame
from treatygraph.client.values import BadValue
from treatygraph.describe import Reader
from treatygraph.describe.binding import Question, binding
from treatygraph.errors import (
    QueryRefused,
    QuerySyntaxError,
    ResourceNotFound,
    StoreUnavailable,
    TreatygraphError,
)
from treatygraph.release.history import read_history

TG = "PREFIX tg: <https://w3id.org/treatygraph/ontology#> "
XSD = "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> "
TITLES = TG + "SELECT ?a ?day { ?a a tg:Agreement ; tg:concludedOn ?day } ORDER BY ?a"
DAY = date(2025, 10, 3)


@pytest.fixture(scope="module")
def local(corpus: Corpus) -> Graph:
    return treatygraph.open(corpus.options.out)


@pytest.fixture(scope="module")
def remote(server: Server) -> Graph:
    return treatygraph.open(server.url)


@pytest.fixture(params=["local", "remote"])
def g(request: pytest.FixtureRequest) -> Graph:
    graph: Graph = request.getfixturevalue(request.param)
    return graph


def test_a_query_gives_a_frame_of_typed_columns(g: Graph) -> None:
    found = g.query(TG + XSD + "SELECT ?a (COUNT(*) AS ?n) (true AS ?t) "
                    "(xsd:date('2025-10-03') AS ?d) (1.5e0 AS ?x) "
                    "{ ?a a tg:Agreement } GROUP BY ?a")  # fmt: skip
    types = {name: str(type_) for name, type_ in found.dtypes.items()}
    assert types == {"a": "object", "n": "Int64", "t": "boolean", "d": "datetime64[s]",
                     "x": "Float64"}  # fmt: skip
    assert type(found["a"][0]) is Iri
    assert found.attrs["release"] == g.release


def test_rows_are_plain_values(g: Graph) -> None:
    rows = list(g.rows(TITLES))
    treaty = next(row for row in rows if str(row["a"]).endswith("/ru-ir-2025"))
    assert treaty["day"] == date(2025, 1, 17)
    (title,) = (row["l"] for row in g.rows(
        "PREFIX dcterms: <http://purl.org/dc/terms/> SELECT ?l { ?s dcterms:title ?l "
        "FILTER(LANG(?l) = 'ru') }", s=g.iri("agreement/ru-ir-2025")))  # fmt: skip
    assert isinstance(title, LangString)
    assert (title.split()[0], title.lang) == ("Договор", "ru")


def test_a_value_enters_as_a_term_and_never_as_text(g: Graph) -> None:
    hostile = '" } DROP ALL # '
    rows = list(g.rows("SELECT ?x { BIND(STR(?y) AS ?x) }", y=hostile))
    assert [row["x"] for row in rows] in ([hostile], [None])
    assert list(g.rows("SELECT ?x { VALUES ?x { 1 2 } }", x=2)) == [{"x": 2}]


def test_a_kept_query_is_asked_by_its_name(g: Graph) -> None:
    actor = g.actor("IRN")
    found = g.query("library/binding-on-day", day=DAY, actor=actor, topic=None)
    assert len(found[found["standing"] == "binds"]) == actor.binding(DAY).count("binds")


def test_questions_without_rows_are_asked_too(g: Graph) -> None:
    assert g.ask(TG + "ASK { ?a a tg:Agreement }") is True
    assert g.ask("ASK { ?a a <http://x/none> }") is False
    lines = g.triples("DESCRIBE <https://w3id.org/treatygraph/id/state/IRN>").splitlines()
    assert any('"Iran"@en' in line for line in lines)


def test_an_agreement_is_an_object_with_all_that_its_page_has(g: Graph) -> None:
    treaty = g.agreement("ru-ir-2025")
    assert set(treaty.titles) >= {"en", "fa", "ru"}
    assert [party.label.value for party in treaty.parties] == ["Iran", "Russia"]
    assert treaty.concluded_on == date(2025, 1, 17)
    assert treaty.status(date(2025, 10, 1)).value == "not in force"
    assert treaty.status(DAY).value == "in force"
    norm = next(norm for norm in treaty.norms if norm.cls == "Prohibition")
    assert norm.bearers
    assert norm.action
    assert norm.evidence[0].source in treaty.sources
    assert {claim.link.iri for claim in treaty.claims}
    assert treaty.provisions[0].link.iri.startswith(treaty.iri)
    with pytest.raises(dataclasses.FrozenInstanceError):
        treaty.iri = "x"  # type: ignore[misc]


def test_an_actor_tells_what_binds_it(g: Graph, corpus: Corpus) -> None:
    found = g.actor("IRN").binding(on=DAY, topic="sanctions")
    iri = g.iri("state/IRN"), g.iri("topic/sanctions")
    asked = binding(Reader(corpus.release), Question(iri[0], DAY, iri[1]))
    assert asked
    assert found.count("binds") == asked.count("binds") > 0
    assert all(norm.line for bundle in found.bundles for norm in bundle.norms)


def test_comparisons_and_disagreements_are_those_of_the_pages(g: Graph) -> None:
    found = g.compare(["ru-kp-2024", g.agreement("ru-ir-2025")])
    assert [column.letter for column in found.columns] == ["A", "B"]
    assert found.differing
    all_, some = g.disagreements(), g.disagreements(kind="conflict")
    assert 0 < len(some.listed) < len(all_.listed) == all_.total


@pytest.mark.parametrize("what", ["agreement/ru-ir-2025", TITLES])
@pytest.mark.parametrize("form", ["text", "bibtex", "ris", "csl"])
def test_a_folder_cites_as_its_server_does(
    local: Graph, remote: Graph, what: str, form: str
) -> None:
    assert local.cite(what, form) == remote.cite(what, form)


def test_a_frame_is_cited_by_the_query_it_came_from(local: Graph) -> None:
    assert local.cite(local.query(TITLES), "bibtex") == local.cite(TITLES, "bibtex")
    assert local.agreement("ru-ir-2025").cite() == local.cite("agreement/ru-ir-2025")


@pytest.mark.parametrize(("wrong", "error"), [
    (lambda g: g.agreement("none"), ResourceNotFound),
    (lambda g: g.agreement(g.iri("state/IRN")), ResourceNotFound),
    (lambda g: g.actor("XXX"), ResourceNotFound),
    (lambda g: g.actor("agreement/ru-ir-2025"), ResourceNotFound),
    (lambda g: g.actor("IRN").binding(topic="none"), ResourceNotFound),
    (lambda g: list(g.rows("SELECT ?x { } ", y=1)), BadValue),
    (lambda g: list(g.rows("SELECT ?x {", x=1)), QuerySyntaxError),
    (lambda g: list(g.rows("DROP ALL")), QueryRefused),
    (lambda g: list(g.rows("SELECT * { SERVICE <http://x/> {} }")), QueryRefused),
    (lambda g: list(g.rows("ASK {}")), TreatygraphError),
    (lambda g: g.query("library/none"), BadValue),
    (lambda g: g.query("library/binding-on-day", nothing=1), TreatygraphError),
    (lambda g: g.disagreements(colour="red"), BadValue),
    (lambda g: g.cite("agreement/ru-ir-2025", "endnote"), BadValue),
    (lambda g: g.cite("http://elsewhere.example/x"), BadValue),
])  # fmt: skip
def test_what_cannot_be_answered_is_told_in_a_sentence(g: Graph, wrong: Any, error: Any) -> None:
    with pytest.raises(error) as told:
        wrong(g)
    assert str(told.value)
    assert "Traceback" not in str(told.value)


def test_files_are_opened_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text('<http://x/a> <http://x/p> 1 , "b"@en .')
    rows = treatygraph.open(tmp_path / "a.ttl").rows("SELECT ?o { ?s ?p ?o } ORDER BY ?o")
    assert {str(row["o"]) for row in rows} == {"1", "b"}


def test_a_server_of_files_is_opened_too(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("<http://x/a> <http://x/p> 1 .")
    with serving(str(tmp_path / "a.ttl")) as running:
        graph = treatygraph.open(running.url)
        assert graph.thing("http://x/a").facts["http://x/p"]


@pytest.mark.parametrize("place", ["/nowhere", "http://127.0.0.1:1/", "https://", "http://x y/"])
def test_a_place_that_cannot_be_opened_is_told(place: str) -> None:
    with pytest.raises(StoreUnavailable) as told:
        treatygraph.open(place)
    assert "\n" not in str(told.value)


def test_another_server_is_not_taken_for_ours(corpus: Corpus, server: Server) -> None:
    with pytest.raises(StoreUnavailable, match="answers 404"):
        treatygraph.open(f"{server.url}doc/")


@pytest.fixture
def no_pandas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)


def test_without_pandas_a_sentence_says_what_to_do(no_pandas: None, local: Graph) -> None:
    with pytest.raises(MissingPandas, match=r"install treatygraph\[pandas\], or take g.rows"):
        local.query(TITLES)
    assert list(local.rows(TITLES))


def test_a_frame_without_rows_keeps_its_columns() -> None:
    empty = frame(["a", "b"], [])
    assert isinstance(empty, pd.DataFrame)
    assert list(empty.columns) == ["a", "b"]


def test_what_is_missing_is_missing_in_a_typed_column() -> None:
    found = frame(["n"], [[1], [None]])
    assert found["n"].isna().tolist() == [False, True]


def test_importing_the_package_imports_nothing_heavy() -> None:
    heavy = "{'rdflib', 'pyoxigraph', 'flask', 'pandas', 'click', 'SPARQLWrapper', 'mcp'}"
    program = f"import sys, treatygraph; print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True,
                          check=True)  # fmt: skip
    assert done.stdout.strip() == "set()"


def test_a_server_says_where_a_query_does_not_parse(remote: Graph) -> None:
    with pytest.raises(QuerySyntaxError) as told:
        list(remote.rows("SELECT ?x {\n ?x ?y }"))
    assert told.value.line == 2
    assert "Response:" not in str(told.value)


def test_an_older_release_is_opened_by_its_permanent_link(corpus: Corpus, server: Server) -> None:
    (switch,) = read_history(corpus.options.out)
    g = treatygraph.open(f"{server.url}release/{switch.stamp}/")
    assert g.release == switch.version
    assert g.agreement("ru-ir-2025").concluded_on == date(2025, 1, 17)
    assert list(g.rows(TITLES))
    assert f"/release/{switch.stamp}/" in g.agreement("ru-ir-2025").cite()


def test_what_was_brought_here_goes_with_the_graph(server: Server) -> None:
    g = treatygraph.open(server.url)
    folder = g.reader.release.folder
    assert folder.is_dir()
    del g
    gc.collect()
    assert not folder.exists()
