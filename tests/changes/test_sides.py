"""What a name on the command line stands for, and what is said where it stands for nothing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from changed import MINI, TREATY, copied, differ, one
from support import ROOT
from treatygraph.changes import Place, Side, open_side
from treatygraph.collection import load_collection, load_shipped
from treatygraph.errors import TreatygraphError
from treatygraph.iris import Base
from treatygraph.release import BuildOptions, build_release

LATER = (TREATY, '"1999-09"^^xsd:gYearMonth', '"1999-10-02"^^xsd:date')
SENTENCE = "Ratification by Arcadia (Harbour treaty of 1999): 1999-09 → 1999-10-02"
NOBODY = {
    "GIT_AUTHOR_NAME": "Nobody", "GIT_AUTHOR_EMAIL": "nobody@example.org",
    "GIT_COMMITTER_NAME": "Nobody", "GIT_COMMITTER_EMAIL": "nobody@example.org",
    "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1",
}  # fmt: skip


def git(folder: Path, *arguments: str) -> None:
    """Run git as nobody in particular."""
    environment = {name: value for name, value in os.environ.items() if name[:4] != "GIT_"}
    subprocess.run(["git", *arguments], cwd=folder, env=environment | NOBODY, check=True,
                   capture_output=True)  # fmt: skip


def change(repository: Path, old: str = LATER[1], new: str = LATER[2]) -> None:
    """Edit the treaty in the work tree."""
    path = repository / "data/triples" / TREATY
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with the small collection in its only commit, tagged ``first``."""
    repository = tmp_path / "a repository"
    shutil.copytree(MINI, repository / "data/triples")
    git(tmp_path, "init", "-q", "-b", "main", str(repository))
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "first")
    git(repository, "tag", "-a", "first", "-m", "an annotated tag")
    return repository


def run(cwd: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run ``treatygraph diff`` in a process of its own."""
    command = [sys.executable, "-m", "treatygraph", "diff", *arguments]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")} | variables
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True,
                          timeout=120)  # fmt: skip


# Revisions ------------------------------------------------------------------------------


def test_a_revision_is_compared_with_the_work_tree(repository: Path) -> None:
    assert differ("HEAD", ".", here=repository).empty
    change(repository)
    assert one(differ("HEAD", ".", here=repository)).alone == SENTENCE


@pytest.mark.parametrize("name", ["first", "HEAD~1", "main~1", "main@{1}", "HEAD^"])
def test_two_revisions_are_compared_whatever_the_work_tree_holds(
    repository: Path, name: str
) -> None:
    change(repository)
    git(repository, "commit", "-q", "-a", "-m", "second")
    shutil.rmtree(repository / "data")
    assert one(differ(name, "main", here=repository)).alone == SENTENCE


def test_neither_the_work_tree_nor_the_index_is_touched(repository: Path) -> None:
    change(repository)
    git(repository, "add", "-A")
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns)
              for path in repository.rglob("*") if path.is_file()}  # fmt: skip
    assert run(repository, "HEAD", "first", "--no-queries").returncode == 0
    after = {path: (path.read_bytes(), path.stat().st_mtime_ns)
             for path in repository.rglob("*") if path.is_file()}  # fmt: skip
    assert before == after


def test_a_name_of_a_revision_comes_before_a_folder_of_that_name(repository: Path) -> None:
    shutil.copytree(MINI, repository / "main")
    place = Place(repository, Path("data/triples"))
    assert open_side("main", place).kind == "revision"
    assert open_side("./main", place).kind == "folder"


def test_from_a_folder_inside_the_repository_the_collection_is_found(repository: Path) -> None:
    change(repository)
    inside = repository / "data/triples/agreements"
    assert one(differ("HEAD", ".", here=inside)).alone == SENTENCE


def test_another_collection_of_the_repository_is_named_with_data(repository: Path) -> None:
    shutil.copytree(repository / "data/triples", repository / "more")
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "more")
    (repository / "more" / TREATY).unlink()
    result = run(repository, "--data", "more", "--no-queries")
    assert result.returncode == 1
    assert "Removed agreement: Harbour treaty of 1999" in result.stdout


def test_a_file_that_only_moved_or_is_laid_out_anew_changes_no_fact(repository: Path) -> None:
    folder = repository / "data/triples"
    path = folder / TREATY
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(" ;\n    tg:", "\n ;tg:") + "\n# the end\n", encoding="utf-8")
    (folder / "places/port-quill.ttl").rename(folder / "actors/quill.ttl")
    result = run(repository, "--no-queries")
    assert (result.returncode, result.stdout) == (0, "HEAD → work tree\nno fact changed\n")


def test_blank_nodes_and_relative_names_are_the_same_wherever_they_stand(
    repository: Path,
) -> None:
    file = repository / "data/triples/other.ttl"
    file.write_text("<#a> <x:b> [ <x:c> 1 ] , [ <x:c> 2 ; <x:d> [ <x:e> 3 ] ] .")
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "blank nodes")
    file.write_text("<#a> <x:b> [ <x:d> [ <x:e> 3 ] ; <x:c> 2 ] , [ <x:c> 1 ] .")
    assert differ("HEAD", ".", here=repository).empty
    file.write_text("<#a> <x:b> [ <x:d> [ <x:e> 4 ] ; <x:c> 2 ] , [ <x:c> 1 ] .")
    found = differ("HEAD", ".", here=repository)
    assert (found.triples_added, found.triples_removed) == (4, 4)


# Folders and releases -------------------------------------------------------------------


@pytest.fixture
def build(tmp_path: Path) -> Callable[[Path, Base], Path]:
    """Builds a release of a folder under a base; its folder."""

    def built(data: Path, base: Base) -> Path:
        out = tmp_path / f"build-{len(list(tmp_path.iterdir()))}"
        options = BuildOptions(data, ROOT / "ontology", ROOT / "queries", out, base)
        shipped = load_shipped(options.ontology, base)
        return build_release(options, load_collection(data, base), shipped)

    return built


@pytest.mark.parametrize("base", [Base(), Base("https://treaties.example.org/")])
def test_a_release_holds_the_facts_that_it_was_built_from(
    tmp_path: Path, build: Callable[[Path, Base], Path], base: Base
) -> None:
    release = build(MINI, base)
    assert differ(MINI, release, ask=True).empty
    assert differ(release, MINI, ask=True).empty
    assert one(differ(release, copied(tmp_path, LATER))).alone == SENTENCE


def test_two_releases_are_compared_under_whatever_base(
    tmp_path: Path, build: Callable[[Path, Base], Path]
) -> None:
    a = build(MINI, Base("https://treaties.example.org/"))
    b = build(copied(tmp_path, LATER), Base())
    found = differ(a, b)
    assert one(found).alone == SENTENCE
    assert (found.a.kind, found.a.id) == ("release", a.name)


def test_a_folder_needs_no_repository(tmp_path: Path) -> None:
    b = copied(tmp_path, LATER)
    result = run(tmp_path, str(MINI), "b", "--no-queries", GIT_CEILING_DIRECTORIES=str(tmp_path))
    assert result.returncode == 1
    assert "Ratification by Arcadia: 1999-09 → 1999-10-02" in result.stdout
    assert open_side(str(b), Place(tmp_path, Path("x"))).kind == "folder"


# Bad input ------------------------------------------------------------------------------


def said(result: subprocess.CompletedProcess[str]) -> str:
    """The one sentence of a failure with exit code 2."""
    assert (result.returncode, result.stdout) == (2, "")
    assert "Traceback" not in result.stderr
    assert result.stderr.startswith("treatygraph: ")
    return result.stderr.removeprefix("treatygraph: ").rstrip("\n")


@pytest.mark.parametrize("name", ["no-such-branch", "HEAD~9", "--", "first:data", "-x y"])
def test_an_unknown_revision_is_one_sentence(repository: Path, name: str) -> None:
    sentence = said(run(repository, "--", name))
    assert sentence == f"{name}: there is no such revision, and no such folder"


def test_no_repository_is_one_sentence(tmp_path: Path) -> None:
    sentence = said(run(tmp_path, "HEAD", GIT_CEILING_DIRECTORIES=str(tmp_path.parent)))
    assert sentence.startswith("HEAD: there is no such folder, and no revision either, for ")
    assert sentence.endswith(" lies in no git repository")


def test_without_git_it_says_that_there_is_no_repository(repository: Path) -> None:
    assert "lies in no git repository" in said(run(repository, "HEAD", PATH="/nowhere"))


def test_broken_turtle_in_a_revision_is_told_with_revision_file_line_and_column(
    repository: Path,
) -> None:
    change(repository, "aa-bb-1999:article-1\n    a tg:Article", "aa-bb-1999:article-1\n    a a")
    git(repository, "commit", "-q", "-a", "-m", "broken")
    change(repository, "aa-bb-1999:article-1\n    a a", "aa-bb-1999:article-1\n    a tg:Article")
    text = (MINI / TREATY).read_text(encoding="utf-8")
    line = text[: text.index("\naa-bb-1999:article-1\n")].count("\n") + 3
    sentence = said(run(repository, "HEAD"))
    assert sentence.startswith(f"HEAD:data/triples/{TREATY}:{line}:7: ")


def test_a_revision_without_the_collection_is_one_sentence(repository: Path) -> None:
    assert said(run(repository, "HEAD", "--data", "no/such")) == (
        "HEAD: there is no folder no/such in it"
    )
    (repository / "text").mkdir()
    (repository / "text/note.txt").write_text("a note")
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "text")
    assert said(run(repository, "HEAD", "--data", "text")) == (
        "HEAD: there is no RDF file in its folder text"
    )


def test_a_collection_outside_of_the_repository_is_one_sentence(repository: Path) -> None:
    assert said(run(repository, "HEAD", "--data", "../elsewhere")).startswith(
        "--data ../elsewhere: this is not inside "
    )


def test_a_missing_or_damaged_release_is_one_sentence(
    tmp_path: Path, build: Callable[[Path, Base], Path]
) -> None:
    missing = tmp_path / "build/releases/0123456789ab"
    assert said(run(tmp_path, str(missing), str(MINI))) == (
        f"{missing}: no release here: run `treatygraph build`"
    )
    release = build(MINI, Base())
    (release / "dataset.nq").write_text("")
    assert "damaged: dataset.nq" in said(run(tmp_path, str(release), str(MINI)))


def test_a_folder_without_turtle_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert "no RDF file here" in said(run(tmp_path, str(MINI), "empty"))


def test_a_blob_that_cannot_be_read_is_one_sentence(repository: Path) -> None:
    listed = subprocess.run(["git", "ls-tree", "-r", "HEAD"], cwd=repository, check=True,
                            capture_output=True, text=True).stdout  # fmt: skip
    blob = listed.split()[2]
    (repository / ".git/objects" / blob[:2] / blob[2:]).unlink()
    sentence = said(run(repository, "HEAD"))
    assert sentence == "HEAD: git cannot read its files: the repository is no whole copy"


def test_every_failure_is_one_of_ours() -> None:
    with pytest.raises(TreatygraphError):
        open_side("no/such", Place(ROOT / "tests", Path("data/triples")))


def test_json_says_what_was_compared(repository: Path) -> None:
    result = run(repository, "first", "--no-queries", "--format", "json")
    told = json.loads(result.stdout)
    assert told["a"]["kind"] == "revision"
    assert len(told["a"]["id"]) == 40
    assert told["b"] == {"name": ".", "kind": "work tree", "id": None,
                         "triples": told["a"]["triples"]}  # fmt: skip
    assert isinstance(open_side("HEAD", Place(repository, Path("data/triples"))), Side)
