"""``treatygraph format``: which files it writes, what it says, and what it leaves alone."""

from __future__ import annotations

import resource
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from support import ROOT
from treatygraph.cli import main

WRITTEN = b"PREFIX s: <https://w3id.org/treatygraph/id/state/>\ns:XAA a s:X . # why\n"
HOUSE = b"""\
PREFIX state: <https://w3id.org/treatygraph/id/state/>

state:XAA
    a state:X ; # why
.
"""
BROKEN = b"<a:b> <a:c> .\n<a:d> a .\n"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with a collection: one file in house style, one not, one that is none."""
    monkeypatch.chdir(tmp_path)
    data = tmp_path / "data/triples"
    data.mkdir(parents=True)
    (data / "good.ttl").write_bytes(HOUSE)
    (data / "other.ttl").write_bytes(WRITTEN)
    (data / "data.nt").write_bytes(b"<a:b>   <a:c> <a:d> .\n")
    return data


def run(*arguments: str, given: bytes | None = None) -> Result:
    return CliRunner().invoke(main, ["format", *arguments], input=given)


def test_the_collection_is_formatted_unless_a_path_is_named(place: Path) -> None:
    result = run()
    assert (result.exit_code, result.stdout) == (0, "data/triples/other.ttl\n")
    assert result.stderr == "1 of 2 file(s) changed\n"
    assert (place / "other.ttl").read_bytes() == HOUSE
    assert run().stdout == ""


def test_check_writes_nothing_and_fails(place: Path) -> None:
    result = run("--check")
    assert (result.exit_code, result.stdout) == (1, "data/triples/other.ttl\n")
    assert (place / "other.ttl").read_bytes() == WRITTEN
    assert run("--check", "data/triples/good.ttl").exit_code == 0


def test_diff_shows_what_check_would_name(place: Path) -> None:
    result = run("--diff")
    assert result.exit_code == 1
    assert result.stdout.startswith("--- data/triples/other.ttl\n+++ data/triples/other.ttl\n@@ ")
    assert "-s:XAA a s:X . # why\n+PREFIX state: <" in result.stdout
    assert result.stdout.endswith("+state:XAA\n+    a state:X ; # why\n+.\n")
    assert (place / "other.ttl").read_bytes() == WRITTEN


def test_a_file_with_faults_stays_and_its_neighbours_do_not(place: Path) -> None:
    (place / "bad.ttl").write_bytes(BROKEN)
    result = run()
    assert result.exit_code == 1
    assert "data/triples/bad.ttl:1:13: expected an object" in result.stdout
    assert "data/triples/bad.ttl:2:9: expected an object" in result.stdout
    assert "2 fault(s)" in result.stderr
    assert (place / "bad.ttl").read_bytes() == BROKEN
    assert (place / "other.ttl").read_bytes() == HOUSE


def test_what_is_not_utf_8_is_told_by_place(place: Path) -> None:
    (place / "other.ttl").write_bytes(b"<a:b>\n  <a:c> 'caf\xe9' .\n")
    result = run()
    assert (result.exit_code, result.stdout.split("\n")[0]) == (
        1, "data/triples/other.ttl:2:13: not UTF-8"
    )  # fmt: skip


def test_a_relative_iri_without_a_base_is_a_fault(place: Path) -> None:
    (place / "other.ttl").write_bytes(b"<b> <a:c> 1 .")
    assert "other.ttl:1:1: the relative IRI <b> has no base" in run().stdout


@pytest.mark.parametrize("written", [
    WRITTEN.replace(b"\n", b"\r\n"), b"\xef\xbb\xbf" + WRITTEN, b"\xef\xbb\xbf" + HOUSE,
    HOUSE.replace(b"\n", b"\r\n"), HOUSE.replace(b"\n", b"\r"), HOUSE.rstrip(b"\n"),
])  # fmt: skip
def test_line_ends_and_byte_order_marks_are_of_one_kind(place: Path, written: bytes) -> None:
    (place / "other.ttl").write_bytes(written)
    assert run("--check").exit_code == 1
    assert run("--diff").exit_code == 1
    run()
    assert (place / "other.ttl").read_bytes() == HOUSE


def test_an_empty_file_is_in_house_style(place: Path) -> None:
    (place / "other.ttl").write_bytes(b"")
    assert run("--check").exit_code == 0


def test_standard_input_goes_to_standard_output(place: Path) -> None:
    assert run("-", given=WRITTEN).stdout_bytes == HOUSE
    assert run("--check", "-", given=HOUSE).exit_code == 0
    checked = run("--check", "-", given=WRITTEN)
    assert (checked.exit_code, checked.stdout) == (1, "standard input\n")


def test_faults_of_standard_input_go_to_standard_error(place: Path) -> None:
    result = run("-", given=BROKEN)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("standard input:1:13: ")


def test_the_mode_of_a_file_stays_and_nothing_lies_beside_it(place: Path) -> None:
    (place / "other.ttl").chmod(0o640)
    before = sorted(path.name for path in place.iterdir())
    run()
    assert stat.S_IMODE((place / "other.ttl").stat().st_mode) == 0o640
    assert sorted(path.name for path in place.iterdir()) == before


def test_a_link_stays_a_link(place: Path) -> None:
    (place / "other.ttl").rename(place.parent / "elsewhere.txt")
    (place / "other.ttl").symlink_to(place.parent / "elsewhere.txt")
    run()
    assert (place / "other.ttl").is_symlink()
    assert (place.parent / "elsewhere.txt").read_bytes() == HOUSE


def test_a_file_that_cannot_be_read_is_told(place: Path) -> None:
    (place / "other.ttl").unlink()
    (place / "other.ttl").symlink_to("nowhere")
    result = run()
    assert result.exit_code == 1
    assert "data/triples/other.ttl:1:1: cannot be read: No such file" in result.stdout


def test_a_file_that_cannot_be_written_stays_as_it_was(place: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(HOUSE) - 1, hard))
    try:
        result = run()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert result.exit_code == 1
    assert "data/triples/other.ttl:1:1: cannot be written: File too large" in result.stdout
    assert sorted(path.name for path in place.iterdir()) == ["data.nt", "good.ttl", "other.ttl"]
    assert (place / "other.ttl").read_bytes() == WRITTEN


def test_a_file_that_is_named_twice_is_formatted_once(place: Path) -> None:
    result = run("data/triples", "data/triples/other.ttl", "data/../data/triples")
    assert result.stderr == "1 of 2 file(s) changed\n"


def test_hidden_folders_are_left_alone(place: Path) -> None:
    hidden = place / ".venv/other.ttl"
    hidden.parent.mkdir()
    hidden.write_bytes(WRITTEN)
    assert run(".").stdout == "data/triples/other.ttl\n"
    assert hidden.read_bytes() == WRITTEN


def _nothing(place: Path) -> list[str]:
    (place / "empty").mkdir()
    return ["data/triples/empty"]


def _no_default(place: Path) -> list[str]:
    place.rename(place.parent / "elsewhere")
    return []


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (_nothing, "data/triples/empty: no RDF file here (looked for the suffix .ttl)"),
        (lambda _: ["data/triples/data.nt"], "data.nt: no RDF file here"),
        (lambda _: ["nowhere"], "Path 'nowhere' does not exist"),
        (lambda _: ["-", "data"], "- stands alone"),
        (lambda _: ["--ontology", "data"], "data: no RDF file here (looked for prefixes.ttl)"),
        (_no_default, "there is no folder data/triples here"),
    ],
)
def test_wrong_use_is_one_sentence(
    place: Path, arguments: Callable[[Path], list[str]], told: str
) -> None:
    result = run(*arguments(place))
    assert result.exit_code == 2
    assert told in result.stderr


def test_prefixes_come_from_the_ontology_that_is_named(place: Path) -> None:
    (place.parent / "prefixes.ttl").write_bytes(
        b"@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
        b"[] sh:prefix 'country' ; sh:namespace 'https://w3id.org/treatygraph/id/state/' ."
    )
    run("--ontology", "data")
    assert b"\ncountry:XAA\n" in (place / "other.ttl").read_bytes()


def test_faults_of_the_prefixes_stop_the_command(place: Path) -> None:
    (place.parent / "prefixes.ttl").write_bytes(BROKEN)
    result = run("--ontology", "data")
    assert result.exit_code == 2
    assert "data/prefixes.ttl:1:13: " in result.stderr
    assert (place / "other.ttl").read_bytes() == WRITTEN


def test_a_huge_file_is_formatted(place: Path) -> None:
    lines = (f"<a:s{n % 1000}> <a:p> {n} , '{n}' . # {n}\n" for n in range(4000))
    (place / "other.ttl").write_text("".join(lines), encoding="utf-8")
    assert run().exit_code == 0
    assert run("--check").exit_code == 0
    assert (place / "other.ttl").read_text(encoding="utf-8").count("#") == 4000


def test_the_ontology_can_be_formatted_too() -> None:
    result = run("--check", str(ROOT / "ontology"))
    assert result.exit_code in (0, 1)
    assert "fault" not in result.stderr
