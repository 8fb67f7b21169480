"""``treatygraph conformance``: what it prints, and how it ends."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result
from little import Little
from little_http import running
from wrong_negotiation import IgnoresQZero

from support import free_port
from treatygraph.cli import main


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["conformance", *arguments])


def test_a_right_server_ends_with_0_and_a_table() -> None:
    with running(Little) as root:
        done = run(root, "--sample", "2")
    assert done.exit_code == 0
    rows = [line.split() for line in done.stdout.splitlines()]
    assert [row[0] for row in rows[:-1]] == [str(n) for n in [*range(1, 19), *range(26, 30)]]
    assert {row[1] for row in rows[:-1]} == {"passed"}
    assert "22 passed, 0 failed" in done.stdout


def test_a_wrong_server_ends_with_1_and_tells_what_was_asked_and_what_is_wanted() -> None:
    with running(IgnoresQZero) as root:
        done = run(root, "--line", "6")
    assert done.exit_code == 1
    assert "asked   GET /doc/" in done.stdout
    assert "wanted  200 " in done.stdout
    assert "RFC 9110, 12.4.2" in done.stdout


def test_one_line_can_be_asked_for() -> None:
    with running(IgnoresQZero) as root:
        done = run(root, "--line", "1", "--line", "10", "--format", "json")
    assert done.exit_code == 0
    lines = json.loads(done.stdout)["lines"]
    assert [(line["number"], line["state"]) for line in lines] == [(1, "passed"), (10, "passed")]


def test_a_thing_can_be_named_whose_iri_begins_elsewhere() -> None:
    base = "https://ships.example/data/"
    with running(Little, base) as root:
        done = run(root, "--thing", f"{base}id/person/ann", "--format", "json")
    assert json.loads(done.stdout)["things"] == [f"{base}id/person/ann"]
    assert done.exit_code == 0


def test_a_thing_that_is_not_there_is_wrong_use() -> None:
    with running(Little) as root:
        done = run(root, "--thing", "https://other.example/id/thing")
    assert done.exit_code == 2
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "url",
    ["nonsense", "ftp://a.example/", "http://", "http://a b/", "http://127.0.0.1:x/", "http://[/"],
)
def test_an_address_that_is_none_is_wrong_use(url: str) -> None:
    done = run(url)
    assert done.exit_code == 2
    assert done.stderr.count("\n") == 1


def test_no_server_is_exit_2_and_one_sentence() -> None:
    done = run(f"http://127.0.0.1:{free_port()}/")
    assert done.exit_code == 2
    assert "cannot be reached" in done.stderr
    assert done.stderr.count("\n") == 1
