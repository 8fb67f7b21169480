"""A reasoner finds what is planted, and nothing in the ontology and the data."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from support import ROOT
from treatygraph.check.ontology.reasoner import (
    Hermit,
    ReasonerFailed,
    ReasonerUnavailable,
    find_hermit,
)
from treatygraph.check.ontology.reasoner.copying import (
    ADDRESSES,
    DATES,
    LEFT_OUT,
    RANGES,
    UNDECLARED,
    copy_for_hermit,
)
from treatygraph.check.ontology.reasoner.hermit import Verdict
from treatygraph.check.ontology.reasoner.narrowing import least
from treatygraph.check.ontology.source import read_ontology
from treatygraph.cli import main
from treatygraph.namespaces import expand

SHIPPED = (str(ROOT / "ontology" / "treatygraph.ttl"), str(ROOT / "ontology" / "vocabularies"))
EX = "https://example.org/"
UNSATISFIABLE = """\
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX tg: <https://w3id.org/treatygraph/ontology#>

tg:Deed
    a owl:Class ;
    rdfs:subClassOf
        tg:Claim ,
        tg:PartyAction ;
.
"""
SOUND = """\
PREFIX event: <https://w3id.org/treatygraph/id/event/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX source: <https://w3id.org/treatygraph/id/source/>
PREFIX tg: <https://w3id.org/treatygraph/ontology#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

source:planted
    a tg:Source ;
    skos:prefLabel "A source"@en ;
    tg:publishedOn "2025-03-04"^^xsd:date ;
    tg:url "https://example.org/страница"^^xsd:anyURI ;
.
"""
INCONSISTENT = SOUND.replace("    a tg:Source ;", "    a\n        tg:Event ,\n        tg:Source ;")
TWO_DATES = """
event:planted
    a tg:Event ;
    tg:date
        "2025-01"^^xsd:gYearMonth ,
        "2026"^^xsd:gYear ;
.
"""


@pytest.fixture(scope="module")
def hermit() -> Hermit:
    """HermiT, where Java and owlready2 are."""
    try:
        return find_hermit()
    except ReasonerUnavailable as error:
        pytest.skip(str(error))


def run(*arguments: str) -> Result:
    """Run the command with the reasoner, in this process."""
    return CliRunner().invoke(main, ["ontology", "--reasoner", *arguments])


def write(folder: Path, name: str, turtle: str) -> Path:
    """A file with some Turtle."""
    file = folder / name
    file.write_text(turtle, encoding="utf-8")
    return file


def line_of(file: Path, text: str) -> int:
    """The number of the first line that holds a text."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


@pytest.mark.slow
def test_ontology_and_corpus_are_consistent_and_every_class_can_have_members(
    hermit: Hermit,
) -> None:
    result = run("--data", str(ROOT / "data" / "triples"))
    assert (result.exit_code, result.stdout) == (0, "")
    assert DATES in result.stderr
    assert LEFT_OUT in result.stderr


def test_a_planted_class_without_possible_members_is_found_at_its_declaration(
    hermit: Hermit, tmp_path: Path
) -> None:
    file = write(tmp_path, "planted.ttl", UNSATISFIABLE)
    result = run("--questions", "0", *SHIPPED, str(file))
    assert result.exit_code == 1
    assert f"planted.ttl:{line_of(file, 'tg:Deed')}:1: violation: nothing can be a tg:Deed" in (
        result.stdout
    )
    assert "not narrowed down" in result.stdout


@pytest.mark.slow
def test_the_axioms_that_leave_a_class_empty_are_named_and_no_others(
    hermit: Hermit, tmp_path: Path
) -> None:
    file = write(tmp_path, "planted.ttl", UNSATISFIABLE)
    (told,) = (line for line in run(*SHIPPED, str(file)).stdout.splitlines() if "tg:Deed," in line)
    assert set(told.partition(", by ")[2].split(", ")) == {
        "tg:Deed rdfs:subClassOf tg:Claim", "tg:Claim rdfs:subClassOf prov:Entity",
        "tg:Deed rdfs:subClassOf tg:PartyAction", "tg:PartyAction rdfs:subClassOf tg:Event",
        "tg:Event rdfs:subClassOf prov:Activity", "prov:Activity owl:disjointWith prov:Entity",
    }  # fmt: skip


@pytest.mark.slow
def test_individuals_that_cannot_be_are_found_in_their_files(
    hermit: Hermit, tmp_path: Path
) -> None:
    shutil.copytree(ROOT / "data" / "triples" / "places", tmp_path / "places")
    file = write(tmp_path, "planted.ttl", INCONSISTENT + TWO_DATES)
    result = run("--data", str(tmp_path))
    assert result.exit_code == 1
    both, dates = (text for text in result.stdout.splitlines() if ": violation: " in text)
    assert f"planted.ttl:{line_of(file, 'tg:Source ;')}:9: " in both
    assert "source:planted a tg:Event, source:planted a tg:Source" in both
    assert both.endswith("prov:Activity owl:disjointWith prov:Entity")
    assert f"planted.ttl:{line_of(file, 'xsd:gYear ;')}:9: " in dates
    assert dates.endswith("tg:date a owl:FunctionalProperty")


def test_without_questions_a_contradiction_is_told_all_the_same(
    hermit: Hermit, tmp_path: Path
) -> None:
    write(tmp_path, "planted.ttl", INCONSISTENT)
    result = run("--questions", "0", "--data", str(tmp_path))
    assert result.exit_code == 1
    assert "the data contradict the ontology" in result.stdout


def test_sound_data_with_dates_and_addresses_pass(hermit: Hermit, tmp_path: Path) -> None:
    write(tmp_path, "sound.ttl", SOUND)
    result = run("--data", str(tmp_path))
    assert (result.exit_code, result.stdout) == (0, "")
    assert f"1 {DATES}" in result.stderr
    assert f"1 {ADDRESSES}" in result.stderr


@pytest.mark.slow
def test_an_ontology_that_contradicts_itself_is_told_with_its_axioms(
    hermit: Hermit, tmp_path: Path
) -> None:
    file = write(
        tmp_path, "planted.ttl",
        "PREFIX ex: <https://example.org/>\nPREFIX owl: <http://www.w3.org/2002/07/owl#>\n"
        "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n"
        "ex:o a owl:Ontology . ex:A a owl:Class . ex:p a owl:ObjectProperty .\n"
        "owl:Thing rdfs:subClassOf [ a owl:Restriction ; owl:onProperty ex:p ;"
        " owl:someValuesFrom ex:A ] .\nex:A rdfs:subClassOf owl:Nothing .\n",
    )  # fmt: skip
    result = run("--profile", "lite", str(file))
    assert result.exit_code == 1
    assert "the ontology cannot be true of anything" in result.stdout
    assert "<https://example.org/A> rdfs:subClassOf owl:Nothing" in result.stdout
    assert "planted.ttl:" in result.stdout


def test_hermit_says_which_classes_are_empty(hermit: Hermit) -> None:
    a = f"<{EX}A>"
    verdict = hermit.ask([
        f"{a} <{expand('rdf:type')}> <{expand('owl:Class')}> .",
        f"{a} <{expand('rdfs:subClassOf')}> <{expand('owl:Nothing')}> .",
    ])  # fmt: skip
    assert verdict == Verdict(True, (f"{EX}A",))


def test_a_reasoner_out_of_time_or_memory_says_so(hermit: Hermit) -> None:
    slow = Hermit(hermit.java, hermit.jar, seconds=0.01)
    with pytest.raises(ReasonerFailed, match=r"within 0\.01 s"):
        slow.ask([])
    facts = [f"<{EX}{n}> <{expand('owl:sameAs')}> <{EX}{n + 1}> ." for n in range(20000)]
    with pytest.raises(ReasonerFailed, match="16 MiB do not suffice"):
        Hermit(hermit.java, hermit.jar, memory_mib=16).ask(facts)


def test_what_hermit_cannot_read_is_one_sentence(hermit: Hermit, tmp_path: Path) -> None:
    write(tmp_path, "bad.ttl", SOUND.replace('"2025-03-04"^^xsd:date', '"x"^^xsd:integer'))
    result = run("--data", str(tmp_path))
    assert result.exit_code == 2
    assert "HermiT gave no answer: " in result.stderr
    assert "\tat " not in result.stderr


def test_without_java_one_sentence_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, hermit: Hermit
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    result = run()
    assert result.exit_code == 2
    assert "there is no java here" in result.stderr


def test_without_owlready2_one_sentence_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "path", [str(ROOT / "src"), str(tmp_path)])
    monkeypatch.delitem(sys.modules, "owlready2", raising=False)
    with pytest.raises(ReasonerUnavailable, match="treatygraph\\[reasoner\\]"):
        find_hermit()


def test_the_copy_tells_what_was_changed_and_what_left_out(tmp_path: Path) -> None:
    file = write(
        tmp_path, "ontology.ttl",
        "PREFIX ex: <https://example.org/>\nPREFIX owl: <http://www.w3.org/2002/07/owl#>\n"
        "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n"
        "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n"
        "ex:o a owl:Ontology ; owl:imports ex:other .\n"
        'ex:A a owl:Class ; rdfs:label "A" .\n'
        "ex:d a owl:DatatypeProperty ; rdfs:range xsd:date .\n",
    )  # fmt: skip
    thing, predicate = NamedNode(EX + "i"), NamedNode(EX + "d")
    date = Literal("2025", datatype=NamedNode(expand("xsd:gYear")))
    data = [
        Quad(thing, predicate, date, DefaultGraph()),
        Quad(thing, NamedNode(EX + "unknown"), date, DefaultGraph()),
    ]
    copy = copy_for_hermit([s.triple for s in read_ontology([file]).statements], data)
    assert dict(copy.changes) == {LEFT_OUT: 2, RANGES: 1, DATES: 1, UNDECLARED: 1}
    assert [axiom.line for axiom in copy.facts] == [f'{thing} {predicate} "2025" .']


@pytest.mark.parametrize("conflict", [{3}, {0, 99}, {7, 8, 50}, {1, 2, 3, 4, 5}, set(range(100))])
def test_narrowing_down_finds_the_least_part_with_few_questions(conflict: set[int]) -> None:
    asked: list[Sequence[int]] = []

    def contradict(some: Sequence[int]) -> bool:
        asked.append(some)
        return conflict <= set(some)

    assert set(least(range(100), contradict, known=True)) == conflict
    assert len(asked) <= 2 * len(conflict) * 7 + 2


def test_nothing_is_needed_where_what_is_given_contradicts_already() -> None:
    assert least(range(100), lambda some: True) == []
