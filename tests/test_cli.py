"""The command line as a user types it: output, exit codes, and one sentence for each failure."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from support import ROOT, Corpus

ENVIRONMENT = os.environ | {"PYTHONPATH": str(ROOT / "src"), "NO_COLOR": "1"}
BROKEN = "PREFIX tg: <https://w3id.org/treatygraph/ontology#>\n\ntg:x a tg:A\ntg:y a tg:A .\n"
SOUND = """\
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX state: <https://w3id.org/treatygraph/id/state/>
PREFIX tg: <https://w3id.org/treatygraph/ontology#>

state:XAA
    a tg:State ;
    skos:prefLabel "Aland"@en ;
.
"""
LINKED = """\
PREFIX confidence: <https://w3id.org/treatygraph/id/confidence/>
PREFIX event: <https://w3id.org/treatygraph/id/event/>
PREFIX event-type: <https://w3id.org/treatygraph/id/event-type/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX source: <https://w3id.org/treatygraph/id/source/>
PREFIX source-type: <https://w3id.org/treatygraph/id/source-type/>
PREFIX state: <https://w3id.org/treatygraph/id/state/>
PREFIX tg: <https://w3id.org/treatygraph/ontology#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

source:almanac
    a tg:Source ;
    skos:prefLabel "Almanac"@en ;
    tg:author state:XAA ;
    tg:publishedOn "1999"^^xsd:gYear ;
    tg:sourceType source-type:official-statement ;
.

source:almanac\\/passage-body
    a tg:Passage ;
    skos:prefLabel "Almanac (body)"@en ;
    tg:inSource source:almanac ;
    tg:locator "body" ;
.

event:fair
    a tg:Event ;
    skos:prefLabel "Fair"@en ;
    tg:confidence confidence:high ;
    tg:date "1998"^^xsd:gYear ;
    tg:eventType event-type:meeting ;
    tg:evidence source:almanac\\/passage-body ;
    tg:involves state:XAA ;
.
"""


def run(*arguments: str, cwd: Path = ROOT, given: str = "") -> subprocess.CompletedProcess[str]:
    """Run ``treatygraph`` in a process of its own."""
    command = [sys.executable, "-m", "treatygraph", *arguments]
    return subprocess.run(
        command, cwd=cwd, env=ENVIRONMENT, input=given, capture_output=True, text=True, timeout=120
    )


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder whose collection is small and sound: a State, and a file that links it."""
    data = tmp_path / "data/triples/actors/states"
    data.mkdir(parents=True)
    (data / "XAA.ttl").write_text(SOUND, encoding="utf-8")
    (tmp_path / "data/triples/fair.ttl").write_text(LINKED, encoding="utf-8")
    return tmp_path


def test_help_of_each_command_tells_its_options_and_exit_codes() -> None:
    assert "check" in run("--help").stdout
    for command in ("check", "build", "serve", "query"):
        told = run(command, "--help").stdout
        assert "Exit codes:" in told
        assert "Usage: " in told


def test_version_is_told() -> None:
    assert run("--version").stdout.startswith("treatygraph, version ")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shell_completion_is_offered(shell: str) -> None:
    assert "_TREATYGRAPH_COMPLETE" in run("completion", shell).stdout


def test_wrong_use_is_exit_2() -> None:
    assert run("check", "--no-such-option").returncode == 2
    assert run("check", "no/such/folder").returncode == 2


def test_a_sound_collection_passes(place: Path) -> None:
    result = run("check", cwd=place)
    assert (result.returncode, result.stdout) == (0, "")
    assert "nothing to mend" in result.stderr


def test_a_violation_is_exit_1_at_its_file_line_and_column(place: Path) -> None:
    file = place / "data/triples/actors/states/XAA.ttl"
    file.write_text(SOUND.replace("a tg:State ;", "tg:bearer state:XYZ ;\n    a tg:State ;"))
    result = run("check", cwd=place)
    assert result.returncode == 1
    assert "data/triples/actors/states/XAA.ttl:6:15: violation: " in result.stdout
    assert "hint: " in result.stdout
    assert " ^" in result.stdout
    found = json.loads(run("check", "--format", "json", cwd=place).stdout)
    told = {"file", "line", "column", "message", "rule", "severity"}
    assert told <= set(found["findings"][0])


def test_broken_files_are_all_told_of_and_nothing_is_built(place: Path) -> None:
    built = run("build", cwd=place)
    assert built.returncode == 0, built.stderr
    current = os.readlink(place / "build/current")
    for name in ("one", "two"):
        (place / f"data/triples/{name}.ttl").write_text(BROKEN, encoding="utf-8")
    for command, code in (("check", 1), ("build", 2)):
        result = run(command, cwd=place)
        assert result.returncode == code
        said = result.stdout + result.stderr
        assert "data/triples/one.ttl:3:" in said
        assert "data/triples/two.ttl:3:" in said
        assert "Traceback" not in said
    assert os.readlink(place / "build/current") == current


def test_a_second_build_of_the_same_files_does_nothing(place: Path) -> None:
    first, second = run("build", cwd=place), run("build", cwd=place)
    assert first.stdout == second.stdout
    assert second.stderr == ""


def test_progress_is_quiet_in_a_pipe(place: Path) -> None:
    assert "\x1b" not in run("build", cwd=place).stderr


@pytest.mark.parametrize("command", [["serve"], ["query", "-"]])
def test_a_missing_release_is_one_sentence(tmp_path: Path, command: list[str]) -> None:
    result = run(*command, cwd=tmp_path, given="ASK {}")
    assert result.returncode == 2
    assert result.stderr == "treatygraph: build: no release here: run `treatygraph build`\n"


@pytest.mark.parametrize("command", [["serve"], ["query", "-"]])
def test_a_damaged_release_is_one_sentence(place: Path, command: list[str]) -> None:
    run("build", cwd=place)
    with (place / "build/current/dataset.nq").open("ab") as dataset:
        dataset.write(b"<x:s> <x:p> <x:o> .\n")
    result = run(*command, cwd=place, given="ASK {}")
    assert result.returncode == 2
    assert "damaged: dataset.nq is not what was built" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_port_in_use_is_one_sentence(place: Path) -> None:
    run("build", cwd=place)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = run("serve", "--port", str(port), cwd=place)
    assert result.returncode == 2
    assert f"port {port} on 127.0.0.1 is in use" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def query(corpus: Corpus, *arguments: str, text: str) -> subprocess.CompletedProcess[str]:
    return run("query", "-", "--out", str(corpus.options.out), *arguments, given=text)


SELECT = "SELECT ?n ?word { VALUES (?n ?word) { (1 'one') (2 'two') } } ORDER BY ?n"


def test_a_query_gives_a_table(corpus: Corpus) -> None:
    lines = query(corpus, text=SELECT).stdout.splitlines()
    assert [line.split() for line in lines] == [
        ["n", "word"], ["─", "────"], ["1", "one"], ["2", "two"], ["2", "rows"]
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("format_", "begins"),
    [("json", '{"head"'), ("csv", "n,word\r\n1,one"), ("tsv", "?n\t?word"), ("xml", "<?xml")],
)
def test_a_query_gives_each_result_format(corpus: Corpus, format_: str, begins: str) -> None:
    result = run("query", "-", "--format", format_, "--out", str(corpus.options.out), given=SELECT)
    assert result.stdout.replace("\n", "\r\n" if format_ == "csv" else "\n").startswith(begins)


def test_ask_and_construct_have_their_own_forms(corpus: Corpus) -> None:
    assert query(corpus, text="ASK {}").stdout == "yes\n"
    assert "x:s" in query(corpus, text="CONSTRUCT { <x:s> <x:p> 1 } WHERE {}").stdout


def test_a_query_that_does_not_parse_names_its_line(corpus: Corpus) -> None:
    result = query(corpus, text="SELECT *\n{ ?s ?p")
    assert result.returncode == 2
    assert "line 2, column" in result.stderr


def test_an_endpoint_can_be_asked_instead(server: object, corpus: Corpus) -> None:
    url = f"{server.url}sparql"  # type: ignore[attr-defined]
    assert "two" in run("query", "-", "--endpoint", url, given=SELECT).stdout
    down = run("query", "-", "--endpoint", "http://127.0.0.1:9/sparql", given=SELECT)
    assert down.returncode == 2
    assert len(down.stderr.splitlines()) == 1


def test_service_is_refused_on_the_command_line_too(corpus: Corpus) -> None:
    result = query(corpus, text="SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }")
    assert result.returncode == 2
    assert "SERVICE is not followed" in result.stderr


def test_a_quick_command_loads_neither_shacl_nor_rdflib() -> None:
    """Half of the time of a second ``make serve`` went into importing them."""
    heavy = {"rdflib", "pyshacl", "SPARQLWrapper"}
    code = f"import sys, treatygraph.cli; print({heavy} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], env=ENVIRONMENT, capture_output=True, text=True
    )
    assert done.stdout == "set()\n"
