"""`treatygraph match`: what it prints and writes, and that a curator's decisions stay."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from match_support import ID, ONE, ONTOLOGY, OTHER, table

from support import ROOT
from treatygraph.cli import main
from treatygraph.collection import load_collection, load_shipped
from treatygraph.iris import Base
from treatygraph.release import BuildOptions, build_release
from treatygraph.web.app import create_app
from treatygraph.web.config import ServeConfig


@pytest.fixture
def sets(tmp_path: Path) -> tuple[Path, Path]:
    """Two collections that share two agreements."""
    one = table(tmp_path, "one", ONE, tmp_path / "one")
    return one, table(tmp_path, "other", OTHER, tmp_path / "other")


def run(*arguments: object):
    return CliRunner().invoke(main, [str(one) for one in arguments])


def decide(file: Path, claim: str, decision: str) -> None:
    """Write a decision by hand, as a curator does."""
    text = file.read_text()
    at = text.index("decision:undecided", text.index(f"claim-{claim}-1\n"))
    file.write_text(text[:at] + f"decision:{decision}" + text[at + len("decision:undecided") :])


def test_what_two_collections_share_is_told_best_first(sets):
    result = run("match", *sets)
    assert result.exit_code == 0, result.output
    lines = [line.split("\t") for line in result.stdout.splitlines()]
    assert {tuple(line[2:]) for line in lines} == {("one-1", "other-a"), ("one-3", "other-c")}
    bits = [float(line[0]) for line in lines]
    assert bits == sorted(bits, reverse=True)


def test_releases_and_build_folders_are_compared_as_their_collections_are(sets, tmp_path):
    one, other = sets
    for folder in (one, other):
        assert run("build", folder / "data/triples", "--out", folder / "build").exit_code == 0
    wanted = run("match", one, other).stdout
    assert run("match", one / "build", other / "build/current").stdout == wanted


def test_the_same_input_gives_the_same_bytes(sets, tmp_path):
    files = [tmp_path / folder / "one-other.ttl" for folder in "ab"]
    for file in files:
        assert run("match", *sets, "--into", file).exit_code == 0
    assert files[0].read_bytes() == files[1].read_bytes()


def test_evidence_is_told_in_words_with_its_weight(sets, tmp_path):
    file = tmp_path / "one-other.ttl"
    run("match", *sets, "--into", file)
    text = file.read_text()
    assert "day of conclusion same (2001-05-04), +13.1" in text
    assert "Against it: nothing; and that records are rarely the same, -10.0." in text


def test_decisions_and_comments_stay_when_it_is_run_again(sets, tmp_path):
    file = tmp_path / "one-other.ttl"
    run("match", *sets, "--into", file)
    decide(file, "one-1.other-a", "accepted")
    decide(file, "one-3.other-c", "refused")
    file.write_text(file.read_text() + "\n# Looked at on paper, too.\n")
    before = file.read_bytes()
    assert run("match", *reversed(sets), "--into", file).exit_code == 0
    assert file.read_bytes() == before


def test_a_new_record_adds_its_claim_and_nothing_else_changes(sets, tmp_path):
    file = tmp_path / "one-other.ttl"
    run("match", *sets, "--into", file)
    decide(file, "one-1.other-a", "refused")
    before = set(file.read_text().splitlines())
    kite = ("d", "Agreement on the rescue of stranded kites", "1999-01-02")
    more = table(tmp_path / "more", "other", [*OTHER, kite], tmp_path / "more/other")
    result = run("match", sets[0], more, "--into", file)
    assert ": 1 new" in result.stderr
    assert before <= set(file.read_text().splitlines())
    assert file.read_text().count("decision:refused") == 1
    assert "claim-one-2.other-d-1" in file.read_text()


def test_an_accepted_claim_passes_the_check_and_links_both_pages(sets, tmp_path):
    both = table(tmp_path / "both", "one", ONE, tmp_path / "both/all")
    table(tmp_path / "both", "other", OTHER, both)
    file = both / "data/triples/matches/one-other.ttl"
    run("match", *sets, "--into", file)
    decide(file, "one-1.other-a", "accepted")
    decide(file, "one-3.other-c", "refused")
    checked = run("check", both / "data/triples")
    assert checked.exit_code == 0, checked.output
    client = served(both, tmp_path)
    assert "other records" in client.get("/doc/agreement/one-1.html").text
    assert "/doc/agreement/one-1" in _same(client, "other-a")
    assert "/doc/agreement/other-a" in _same(client, "one-1")
    assert "other records" not in client.get("/doc/agreement/one-3.html").text
    assert "sameAs" in client.get("/doc/agreement/one-1.ttl").text


def test_what_was_accepted_is_had_as_triples(sets, tmp_path):
    file = tmp_path / "one-other.ttl"
    run("match", *sets, "--into", file)
    assert run("match", "--accepted", file).stdout == ""
    decide(file, "one-1.other-a", "accepted")
    printed = run("match", "--accepted", file).stdout
    assert "agreement:one-1\n    owl:sameAs agreement:other-a ;" in printed
    assert f"PREFIX agreement: <{ID}agreement/>" in printed


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nowhere", "nowhere"], "nowhere is not there"),
        (["{one}"], "name two collections"),
        (["{empty}", "{one}"], "no RDF file here"),
        (["{one}", "{one}", "--into", "Bad Name.ttl"], "of small letters"),
        (["{broken}", "{one}"], "broken.ttl:1:"),
        (["{one}", "{one}", "--into", "{broken}"], "broken.ttl:1:"),
        (["--accepted", "nowhere.ttl"], "no file of claims"),
        (["--accepted", "{one}", "{one}"], "reads one file"),
        (["{sources}", "{one}"], "holds no agreement"),
    ],
)
def test_bad_input_is_one_plain_sentence(sets, tmp_path, arguments, sentence):
    (tmp_path / "empty").mkdir()
    (tmp_path / "broken.ttl").write_text("agreement:a a .")
    places = {"one": sets[0], "empty": tmp_path / "empty", "broken": tmp_path / "broken.ttl",
              "sources": sets[0] / "data/triples/sets"}  # fmt: skip
    result = run("match", *(one.format(**places) for one in arguments))
    assert result.exit_code == 2
    assert sentence in result.output
    assert "Traceback" not in result.output


def served(folder: Path, tmp_path: Path):
    options = BuildOptions(folder / "data/triples", ONTOLOGY, ROOT / "queries", tmp_path / "build")
    collection = load_collection(folder / "data/triples", Base())
    release = build_release(options, collection, load_shipped(ONTOLOGY, Base()))
    return create_app(ServeConfig(str(release))).test_client()


def _same(client, key: str) -> str:
    page = client.get(f"/doc/agreement/{key}.html").text
    return page.partition("Same agreement in other records")[2].partition("</div>")[0]
