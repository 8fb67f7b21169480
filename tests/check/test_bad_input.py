"""Files that nobody should send: a located sentence, bounded memory and time, no stack trace."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from support import ROOT
from treatygraph.namespaces import expand

ENVIRONMENT = os.environ | {"PYTHONPATH": str(ROOT / "src"), "NO_COLOR": "1"}
GIB = 1 << 30
MANY = 200_000
TG = "PREFIX tg: <https://w3id.org/treatygraph/ontology#>\n"
PART = "<https://w3id.org/treatygraph/id/agreement/x/article-{}>"


def check(folder: Path, *options: str, memory: int = 2 * GIB) -> subprocess.CompletedProcess[str]:
    """Check a folder with bounded memory and time."""
    return subprocess.run(
        [sys.executable, "-m", "treatygraph", "check", str(folder), *options],
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=240,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (memory, memory)),
    )


def nested(opening: str, closing: str) -> bytes:
    """A value that nests brackets very deeply."""
    return f"<x:a> <x:b> {opening * MANY} 1 {closing * MANY} .\n".encode()


LOCATED = {
    "not UTF-8": (b'<x:a> <x:b> "\xff" .\n', "x.ttl:1:14: violation: not UTF-8"),
    "UTF-16": ("<x:a> <x:b> <x:c> .\n".encode("utf-16"), "x.ttl:1:1: violation: not UTF-8"),
    "not UTF-8 further down": (b'<x:a> <x:b> "y" .\n<x:a> <x:b> "\xfc" .\n', "x.ttl:2:14: "),
    "a bomb of blank nodes": (nested("[ <x:b> ", " ]"), "x.ttl:1:813: violation: brackets nest"),
    "a bomb of lists": (nested("(", ")"), "x.ttl:1:113: violation: brackets nest"),
    "brackets never closed": (b"<x:a> <x:b> " + b"[ <x:b> " * MANY, "x.ttl:1:813: violation: "),
    "a text never closed": (b'<x:a> <x:b> """' + b"text\n" * MANY, "x.ttl:1:13: violation: "),
    "a NUL": (b"<x:a> <x:b> \x00 .\n", "x.ttl:1:13: violation: "),
    "a page of HTML": (
        b"<!DOCTYPE html>\n<html><body>404</body></html>\n",
        "x.ttl:1:10: violation: ",
    ),
    "a conflict of git": (
        b"<<<<<<< HEAD\n<x:a> <x:b> 1 .\n=======\n",
        "x.ttl:1:1: violation: a conflict of git is left",
    ),
    "a relative prefix": (b"PREFIX x: <y>\nx:a x:b x:c .\n", "x.ttl:2:"),
}


@pytest.mark.parametrize(("content", "told"), LOCATED.values(), ids=LOCATED.keys())
def test_a_bad_file_is_told_at_its_place(tmp_path: Path, content: bytes, told: str) -> None:
    (tmp_path / "x.ttl").write_bytes(content)
    result = check(tmp_path)
    assert result.returncode == 1
    assert told in result.stdout
    assert "Traceback" not in result.stdout + result.stderr


def test_a_folder_named_like_a_file_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "x.ttl").mkdir()
    result = check(tmp_path)
    assert (result.returncode, result.stdout) == (2, "")
    assert "no RDF file here" in result.stderr


def test_an_empty_file_has_nothing_to_mend(tmp_path: Path) -> None:
    (tmp_path / "x.ttl").touch()
    result = check(tmp_path)
    assert (result.returncode, result.stdout) == (0, "")


def test_a_link_that_leads_nowhere_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.ttl").symlink_to(tmp_path / "gone.ttl")
    result = check(tmp_path)
    assert result.returncode == 1
    assert "x.ttl:1:1: violation: cannot be read" in result.stdout


@pytest.mark.parametrize("members", [2, 3, 50])
def test_a_circle_of_parts_is_told_at_a_part(tmp_path: Path, members: int) -> None:
    links = [f"{PART.format(n)} tg:partOf {PART.format((n + 1) % members)} .\n"
             for n in range(members)]  # fmt: skip
    (tmp_path / "x.ttl").write_text(TG + "".join(links), encoding="utf-8")
    result = check(tmp_path)
    assert result.returncode == 1
    assert "rule: hygiene/circle" in result.stdout
    assert "Traceback" not in result.stderr


def write_long_line(path: Path, size: int) -> None:
    """One statement of many objects, one a line."""
    with path.open("w") as out:
        out.write("<x:a> <x:b> <x:c> ,\n")
        out.writelines("<x:c> ,\n" for _ in range(size))
        out.write("<x:d> .\n")


def write_many_faults(path: Path, size: int) -> None:
    """Statements that all lack their end."""
    with path.open("w") as out:
        out.writelines(f"<x:a{n}> <x:b> 1\n" for n in range(size))


BIG = {"a million lines": write_long_line, "faults all over": write_many_faults}


@pytest.mark.parametrize("write", BIG.values(), ids=BIG.keys())
@pytest.mark.parametrize("size", [20_000, pytest.param(1_000_000, marks=pytest.mark.slow)])
def test_a_long_file_is_checked_in_bounds(
    tmp_path: Path, write: Callable[[Path, int], None], size: int
) -> None:
    write(tmp_path / "x.ttl", size)
    result = check(tmp_path, memory=6 * GIB)
    assert result.returncode == 1
    assert "x.ttl:" in result.stdout
    assert "Traceback" not in result.stderr


@pytest.mark.slow
def test_a_file_of_200_megabytes_is_checked_in_bounds(tmp_path: Path) -> None:
    with (tmp_path / "x.ttl").open("w") as out:
        seen = f"<{expand('rdfs:seeAlso')}> <http://example.org/{'y' * 150}>"
        out.writelines(f"<x:a{n}> {seen} .\n" for n in range(900_000))
    assert (tmp_path / "x.ttl").stat().st_size > 200_000_000
    result = check(tmp_path, memory=8 * GIB)
    assert (result.returncode, result.stdout) == (0, "")
    assert "900,000 triples" in result.stderr


def test_a_file_whose_name_is_not_utf_8_is_told(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"\xff.ttl")).write_bytes(b"<x:a> <x:b> 1 .\n")
    result = check(tmp_path)
    assert result.returncode == 1
    assert "?.ttl:1:1: violation: the name of the file is not UTF-8" in result.stdout
    assert "Traceback" not in result.stderr


def test_a_pipe_is_told_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.ttl")
    result = check(tmp_path)
    assert result.returncode == 1
    assert "x.ttl:1:1: violation: cannot be read: it is no regular file" in result.stdout


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every folder")
def test_a_folder_that_may_not_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_bytes(b"")
    (tmp_path / "closed").mkdir(mode=0)
    result = check(tmp_path)
    assert result.returncode == 1
    assert "closed:1:1: violation: the folder cannot be read" in result.stdout


def test_what_the_output_cannot_encode_is_an_escape(tmp_path: Path) -> None:
    (tmp_path / "x.ttl").write_text('<x:a> <x:b> "Иран" 1 .\n', encoding="utf-8")
    result = subprocess.run(
        [sys.executable, "-m", "treatygraph", "check", str(tmp_path)],
        env=ENVIRONMENT | {"PYTHONIOENCODING": "latin-1"},
        capture_output=True,
        text=True,
    )
    assert (result.returncode, "\\u0418" in result.stdout) == (1, True)
    assert "Traceback" not in result.stderr


def test_many_findings_about_one_thing_are_told_in_bounds(tmp_path: Path) -> None:
    start = expand("tg:").removesuffix("ontology#") + "id/"
    names = " , ".join(f"<{start}x/{number}>" for number in range(20_000))
    (tmp_path / "x.ttl").write_text(f"{TG}<x:a> tg:topic {names} .\n", encoding="utf-8")
    began = time.monotonic()
    result = check(tmp_path, "--max-findings", "0")
    assert result.stdout.count("rule: hygiene/dangling-link") == 20_000
    assert len(result.stdout) < 40_000 * 1_500  # each is told by two rules
    assert time.monotonic() - began < 60  # each alone, not all that is said for each
