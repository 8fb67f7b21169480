"""Faulty shapes given by ``--ontology``: each fault told at its place, and never a stack trace."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from shacl_support import ENGINES, PREFIXES, engine, loaded
from test_w3c_shacl import REFUSED, SUITE, holding_tests, name_of, read_case

from support import ROOT
from treatygraph.check.engine import FAST
from treatygraph.check.shapes import shape_faults

TARGET = "sh:targetClass ex:C"
SHAPE = f"ex:S a sh:NodeShape ; {TARGET} ; "
PATH = f"ex:S a sh:PropertyShape ; {TARGET} ; sh:path ex:p ; "

# The rule that is broken, and the shapes with «» before the place.
FAULTS = {
    "a shape that is its own node": ("recursion", SHAPE + "sh:node «»ex:S ."),
    "shapes that lean on each other": (
        "recursion",
        SHAPE + "sh:property [ sh:path ex:p ; sh:node ex:T ] .\nex:T sh:or ( ex:U «»ex:S ) .",
    ),
    "a shape that must not be itself": ("recursion", SHAPE + "sh:not [ sh:xone ( «»ex:S ) ] ."),
    "a qualified value of its own shape": (
        "recursion",
        PATH + "sh:qualifiedMinCount 1 ; sh:qualifiedValueShape [ sh:and ( «»ex:S ) ] .",
    ),
    "shapes too deep in each other": (
        "recursion",
        SHAPE + "sh:not " + "[ sh:not " * 15 + "«»" + "[ sh:not " * 40 + "ex:T" + " ]" * 55 + " .",
    ),
    "a path that is a text": (
        "ill-formed",
        f'ex:S a sh:PropertyShape ; {TARGET} ; sh:path «»"p" .',
    ),
    "a path that is nothing": ("ill-formed", f"ex:S {TARGET} ; sh:path «»[ ] ; sh:minCount 1 ."),
    "two paths": ("ill-formed", f"ex:S {TARGET} ; «»sh:path ex:p , ex:q ; sh:minCount 1 ."),
    "a path in itself": (
        "path",
        f"ex:S {TARGET} ; sh:path _:p ; sh:minCount 1 .\n_:p sh:inversePath «»_:p .",
    ),
    "a list in itself": ("list", SHAPE + "sh:in «»_:l .\n_:l rdf:first 1 ; rdf:rest _:l ."),
    "alternatives that are no list": ("ill-formed", SHAPE + "sh:or «»ex:T ."),
    "a count that is a text": ("ill-formed", PATH + 'sh:minCount «»"one" .'),
    "a kind of node that there is not": ("ill-formed", PATH + "sh:nodeKind «»sh:Node ."),
    "two datatypes": ("ill-formed", PATH + "«»sh:datatype xsd:date , xsd:string ."),
    "a bound that is an IRI": ("ill-formed", PATH + "sh:minInclusive «»ex:one ."),
    "a count in a node shape": ("ill-formed", SHAPE + "«»sh:minCount 1 ."),
    "a property shape without a path": ("ill-formed", SHAPE + "sh:property «»ex:T ."),
    "a pattern that is no expression": ("pattern", PATH + 'sh:pattern «»"(a" .'),
    "a query that breaks off": (
        "sparql",
        SHAPE + 'sh:sparql [ sh:select «»"SELECT $this WHERE { $this " ] .',
    ),
    "a prefix that nobody declares": (
        "sparql",
        SHAPE + 'sh:sparql [ sh:select «»"""SELECT $this\nWHERE { $this tg:x ?y }""" ] .',
    ),
    "an ASK where rows are needed": ("sparql", SHAPE + 'sh:sparql [ sh:select «»"ASK {}" ] .'),
    "a query that leaves out": (
        "sparql",
        SHAPE + 'sh:sparql [ sh:select «»"SELECT $this { $this ?p ?o MINUS { ?o ?q 1 } }" ] .',
    ),
    "a query of another service": (
        "sparql",
        SHAPE + 'sh:sparql [ sh:select «»"SELECT $this { SERVICE <http://x> { ?s ?p ?o } }" ] .',
    ),
    "a query that sets what is set": (
        "sparql",
        SHAPE + 'sh:sparql [ sh:select «»"SELECT $this { BIND (1 AS $this) }" ] .',
    ),
    "a subquery that drops the focus": (
        "sparql",
        SHAPE + 'sh:sparql [ sh:select «»"SELECT $this { { SELECT ?x { ?x ?y ?z } } }" ] .',
    ),
    "a query nested without end": (
        "sparql",
        SHAPE + f'sh:sparql [ sh:select «»"SELECT $this {"{" * 5000} {"}" * 5000}" ] .',
    ),
    "a file without any shape": ("none", "«»ex:a ex:b ex:c ."),
}
# Theirs are well-formed, though the suite's shapes for shapes do not know it, or the other way.
KNOWN = {
    "core/path/path-strange-002": "SHACL for SHACL takes two kinds of path in one node for a fault",
    "sparql/pre-binding/pre-binding-006": "a FILTER in SELECT * that must be refused; engines do",
}


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize(("rule", "marked"), FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_of_a_shape_is_told_at_its_place(name: str, rule: str, marked: str) -> None:
    text = (PREFIXES if rule != "none" else "PREFIX ex: <http://example.org/> ") + marked
    before = text[: text.index("«»")] if rule != "none" else ""
    found = shape_faults([loaded(Path("/s.ttl"), text.replace("«»", ""))], engine(name))
    place = before.count("\n") + 1, len(before) - before.rfind("\n")
    assert [(f.rule, f.line, f.column) for f in found] == [(f"shapes/{rule}", *place)]
    assert found[0].file == "s.ttl"
    assert found[0].message


@pytest.mark.parametrize("name", ENGINES)
def test_a_pattern_that_only_the_other_engine_takes_is_told(name: str) -> None:
    pattern = {"shacl": "(?=a)a", "pyshacl": "\\\\p{Lu}"}[name]
    file = loaded(Path("/s.ttl"), f'{PREFIXES}{PATH}sh:pattern "{pattern}" .')
    (finding,) = shape_faults([file], engine(name))
    assert finding.message.startswith(f"the engine {name} cannot use this regular expression: ")


def test_our_own_shapes_have_no_fault() -> None:
    files = [loaded(path) for path in sorted((ROOT / "ontology/shapes").glob("*.ttl"))]
    assert shape_faults(files, engine(FAST)) == []


@pytest.mark.skipif(not SUITE.is_dir(), reason="../shared/w3c/shacl is absent")
@pytest.mark.parametrize("path", holding_tests(), ids=name_of)
def test_faults_are_found_in_those_shapes_of_the_suite_that_must_be_refused(path: Path) -> None:
    case = read_case(path)
    found = shape_faults([loaded(case.shapes)], engine(FAST))
    assert (bool(found) == (case.expected == REFUSED)) != (name_of(path) in KNOWN)


# The command -----------------------------------------------------------------------------


def check(folder: Path, *arguments: str, program: str = "") -> subprocess.CompletedProcess[str]:
    """``treatygraph check`` of one small file with shapes of one's own."""
    (folder / "data").mkdir()
    (folder / "data/x.ttl").write_text(PREFIXES + 'ex:x a ex:C ; ex:p "a" , ex:y .')
    command = ["-c", program] if program else ["-m", "treatygraph"]
    where = ["--ontology", str(folder / "own"), str(folder / "data")]
    return subprocess.run(
        [sys.executable, *command, "check", *arguments, *where], cwd=folder, text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT / "src")}, capture_output=True, timeout=60,
    )  # fmt: skip


def with_shapes(folder: Path, text: str) -> Path:
    (folder / "own/shapes").mkdir(parents=True)
    (folder / "own/shapes/s.ttl").write_text(PREFIXES + text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize("fault", ["shapes that lean on each other", "a query that breaks off"])
def test_the_command_tells_faults_of_shapes_and_fails(
    tmp_path: Path, name: str, fault: str
) -> None:
    rule, marked = FAULTS[fault]
    answer = check(with_shapes(tmp_path, marked.replace("«»", "")), "--engine", name)
    assert answer.returncode == 1
    line = (PREFIXES + marked).split("«»")[0].count("\n") + 1
    assert answer.stdout.startswith(f"own/shapes/s.ttl:{line}:")
    assert f"shapes/{rule}" in answer.stdout
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize("name", ENGINES)
def test_sound_shapes_of_ones_own_are_applied(tmp_path: Path, name: str) -> None:
    answer = check(with_shapes(tmp_path, PATH + "sh:nodeKind sh:IRI ."), "--engine", name)
    assert answer.returncode == 1
    assert answer.stdout.startswith("data/x.ttl:6:20: violation: ")
    assert answer.stderr.strip().endswith("1 violation")


@pytest.mark.parametrize("name", ENGINES)
def test_long_chains_of_shapes_and_paths_do_not_take_long(tmp_path: Path, name: str) -> None:
    shapes = "".join(f"ex:S{at} sh:not ex:S{at + 1} .\n" for at in range(5000))
    paths = "".join(f"_:p{at} sh:inversePath _:p{at + 1} .\n" for at in range(5000))
    started = time.monotonic()
    text = f"{shapes}{paths}ex:S0 {TARGET} .\nex:P {TARGET} ; sh:path _:p0 ; sh:minCount 1 ."
    answer = check(with_shapes(tmp_path, text), "--engine", name)
    assert (answer.returncode, answer.stdout.count("lie in each other here")) == (1, 2)
    assert time.monotonic() - started < 30


@pytest.mark.parametrize("name", ENGINES)
def test_what_only_an_engine_finds_is_one_sentence_and_exit_2(tmp_path: Path, name: str) -> None:
    answer = check(with_shapes(tmp_path, PATH + "sh:minCount -1 ."), "--engine", name)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert answer.stderr.startswith("treatygraph: the shapes cannot be used: ")
    assert answer.stderr.count("\n") == 1


@pytest.mark.parametrize("name", ENGINES)
def test_odd_literals_are_told_of_in_findings_only(tmp_path: Path, name: str) -> None:
    folder = with_shapes(tmp_path, PATH + "sh:nodeKind sh:IRI .")
    odd = [
        '"x"^^xsd:integer',
        '"2001-02-31"^^xsd:date',
        '"maybe"^^xsd:boolean',
        '"<"^^rdf:XMLLiteral',
    ]
    (folder / "own/terms.ttl").write_text(PREFIXES + f"ex:x ex:q {' , '.join(odd)} .")
    answer = check(folder, "--engine", name)
    assert (answer.returncode, answer.stderr.count("\n")) == (1, 1)


def test_shapes_that_are_no_turtle_are_told_at_their_place(tmp_path: Path) -> None:
    answer = check(with_shapes(tmp_path, "ex:S a sh:NodeShape ;; sh:node"))
    assert (answer.returncode, answer.stdout[:20]) == (1, "own/shapes/s.ttl:6:3")


def test_a_folder_without_shapes_is_not_taken_for_one_with(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own/terms.ttl").write_text("<http://x> a <http://y> .")
    answer = check(tmp_path)
    assert answer.returncode == 2
    assert "own/shapes" in answer.stderr


# Engines that are not there --------------------------------------------------------------

HIDING = """
import importlib.util, sys
found = importlib.util.find_spec
importlib.util.find_spec = lambda name, *rest: None if name == "shacl" else found(name, *rest)
sys.modules["shacl"] = None
from treatygraph.cli import main
main(prog_name="treatygraph")
"""


def test_an_engine_that_is_asked_for_and_missing_is_told_with_advice(tmp_path: Path) -> None:
    folder = with_shapes(tmp_path, PATH + "sh:nodeKind sh:IRI .")
    answer = check(folder, "--engine", "shacl", program=HIDING)
    assert (answer.returncode, answer.stdout) == (2, "")
    advice = "the engine shacl is not installed: pip install 'treatygraph[fast]'"
    assert answer.stderr == f"treatygraph: {advice}\n"


def test_where_the_fast_engine_is_missing_the_other_does_its_work(tmp_path: Path) -> None:
    answer = check(with_shapes(tmp_path, PATH + "sh:nodeKind sh:IRI ."), program=HIDING)
    assert answer.returncode == 1
    assert answer.stdout.startswith("data/x.ttl:6:20: violation: ")
