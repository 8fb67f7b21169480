"""`treatygraph ontology` names each axiom outside the profiles where it stands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from support import ROOT
from treatygraph.assets import ontology_root
from treatygraph.check.ontology.profiles import check_profiles
from treatygraph.check.ontology.source import OntologySource, read_ontology
from treatygraph.cli import main
from treatygraph.collection import load_shipped
from treatygraph.iris import Base

HEAD = """\
PREFIX ex: <https://example.org/>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
ex:o a owl:Ontology . ex:A a owl:Class . ex:B a owl:Class .
ex:p a owl:ObjectProperty . ex:d a owl:DatatypeProperty .
"""
FIRST = HEAD.count("\n") + 1


def run(*arguments: str) -> Result:
    """Run the command in this process."""
    return CliRunner().invoke(main, ["ontology", *arguments])


def read(folder: Path, turtle: str) -> OntologySource:
    """The ontology that some Turtle below the common declarations makes."""
    file = folder / "planted.ttl"
    file.write_text(HEAD + turtle, encoding="utf-8")
    return read_ontology([file])


def places(folder: Path, turtle: str, profile: str) -> list[tuple[str, int, int]]:
    """Rule, line and column of each finding; the first line of the Turtle is line 1."""
    found = check_profiles(read(folder, turtle), (profile,))
    return [(f.rule, (f.line or 0) - FIRST + 1, f.column or 0) for f in found]


def test_the_ontology_shipped_is_clean() -> None:
    result = run()
    assert (result.exit_code, result.stdout) == (0, "")
    assert "nothing to mend" in result.stderr


@pytest.mark.parametrize(
    ("turtle", "profile", "rule", "line", "column"),
    [
        ("ex:A owl:disjointWith ex:B .", "lite", "owl-lite/construct", 1, 6),
        ("ex:A\n  rdfs:subClassOf ex:C .", "lite", "owl-lite/declaration", 2, 19),
        ("ex:A\n  rdfs:subClassOf ex:C .", "rl", "owl2-rl/declaration", 2, 19),
        ("ex:d rdfs:range\n  xsd:string ,\n  xsd:date .", "rl", "owl2-rl/datatype", 3, 3),
        ("ex:p rdfs:domain owl:Thing .", "rl", "owl2-rl/superclass", 1, 18),
        ("ex:p a owl:ReflexiveProperty .", "rl", "owl2-rl/axiom", 1, 8),
        ("ex:A rdfs:subClassOf ex:B .\nex:A ex:undeclared 1 .", "rl", "owl2-rl/declaration", 2, 6),
    ],
)
def test_a_fault_stands_at_the_term_that_is_wrong(
    tmp_path: Path, turtle: str, profile: str, rule: str, line: int, column: int
) -> None:
    assert places(tmp_path, turtle, profile) == [(rule, line, column)]


def test_a_fault_in_brackets_stands_in_the_brackets(tmp_path: Path) -> None:
    turtle = """\
ex:A rdfs:subClassOf [
    a owl:Restriction ;
    owl:onProperty ex:p ;
    owl:allValuesFrom [ a owl:Restriction ; owl:onProperty ex:p ; owl:someValuesFrom ex:B ]
] .
"""
    assert places(tmp_path, turtle, "rl") == [("owl2-rl/superclass", 4, 67)]
    assert ("owl-lite/anonymous", 4, 5) in places(tmp_path, turtle, "lite")


def test_blank_nodes_of_two_files_are_two(tmp_path: Path) -> None:
    shared = "_:x a owl:Restriction ; owl:onProperty ex:p ; owl:allValuesFrom ex:B ."
    for name in ("one", "two"):
        (tmp_path / f"{name}.ttl").write_text(
            f"{HEAD}ex:A rdfs:subClassOf _:x .\n{shared}\n", encoding="utf-8"
        )
    assert check_profiles(read_ontology([tmp_path])) == []


def test_a_finding_shows_its_line_and_what_to_do(tmp_path: Path) -> None:
    read(tmp_path, "ex:A owl:disjointWith ex:B .\n")
    result = run("--profile", "lite", str(tmp_path))
    first, line, caret, rule, hint = result.stdout.rstrip("\n").split("\n")
    assert result.exit_code == 1
    assert first.endswith(
        f"{FIRST}:6: violation: not OWL Lite: OWL Lite lacks this construct (2.3.1)"
    )
    assert line == "    ex:A owl:disjointWith ex:B ."
    assert caret == "         ^"
    assert "owl-lite/construct" in rule
    assert hint.startswith("    hint: ")


def test_findings_in_json_carry_the_place(tmp_path: Path) -> None:
    read(tmp_path, "ex:d rdfs:range xsd:date .\n")
    result = run("--format", "json", "--profile", "rl", str(tmp_path))
    (finding,) = json.loads(result.stdout)
    assert (finding["rule"], finding["line"], finding["column"]) == ("owl2-rl/datatype", FIRST, 17)
    assert run("--format", "json").stdout == "[]\n"


def test_a_file_that_does_not_parse_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "broken.ttl").write_text("<a> <b>\n<c> <d> <e> .\n", encoding="utf-8")
    result = run(str(tmp_path))
    assert result.exit_code == 1
    assert "broken.ttl:2:" in result.stdout
    assert "nothing else was checked" in result.stderr


@pytest.mark.parametrize("arguments", [["--data", "data/triples"], ["absent.ttl"], ["README.md"]])
def test_wrong_use_is_one_sentence(arguments: list[str]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Traceback" not in result.stderr


def test_rdf_xml_is_refused_since_nothing_in_it_can_be_located(tmp_path: Path) -> None:
    file = tmp_path / "ontology.owl"
    file.write_text("<rdf/>", encoding="utf-8")
    result = run(str(file))
    assert result.exit_code == 2
    assert "Turtle or N-Triples" in result.stderr


def test_what_other_vocabularies_say_is_in_no_release() -> None:
    assert list((ontology_root() / "alignment").glob("*.ttl"))
    names = [loaded.file.name for loaded in load_shipped(ROOT / "ontology", Base()).files]
    assert not [name for name in names if "alignment" in name]


def test_what_other_vocabularies_say_lies_in_rl_and_is_no_owl_lite() -> None:
    source = read_ontology([ROOT / "ontology" / "alignment"])
    assert check_profiles(source, ("rl",)) == []
    assert "owl-lite/construct" in {f.rule for f in check_profiles(source, ("lite",))}
