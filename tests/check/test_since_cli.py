"""``check --since REV`` as a curator types it, in a repository of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from support import ROOT

MINI = ROOT / "tests/fixtures/mini/data"
PLACE = "places/port-quill.ttl"
AGREEMENT = "agreements/aa-bb-1999.ttl"
EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
IDENTITY = {
    f"GIT_{who}_{what}": f"{what.lower()}@example.org"
    for who in ("AUTHOR", "COMMITTER")
    for what in ("NAME", "EMAIL")
}
UNTOUCHED = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
ENVIRONMENT = (
    UNTOUCHED | IDENTITY | {"PYTHONPATH": str(ROOT / "src"), "GIT_CONFIG_GLOBAL": os.devnull}
)


def git(folder: Path, *arguments: str) -> str:
    allowed = ("-c", "protocol.file.allow=always")
    done = subprocess.run(
        ["git", *allowed, *arguments], cwd=folder, env=ENVIRONMENT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def commit(folder: Path) -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", "as it is")


def check(folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Check the collection ``data`` of a folder."""
    return subprocess.run(
        [sys.executable, "-m", "treatygraph", "check", *arguments],
        cwd=folder, env=ENVIRONMENT | variables, capture_output=True, text=True, timeout=120,
    )  # fmt: skip


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """The small collection and its ontology, committed."""
    folder = tmp_path / "a repository"
    shutil.copytree(MINI, folder / "data")
    shutil.copytree(ROOT / "ontology", folder / "ontology")
    git(tmp_path, "init", "--quiet", str(folder))
    commit(folder)
    return folder


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def since(folder: Path, revision: str = "HEAD", *more: str) -> subprocess.CompletedProcess[str]:
    return check(folder, "data", "--since", revision, "--ontology", "ontology", *more)


def test_nothing_changed_is_told_and_is_no_failure(repository: Path) -> None:
    done = since(repository)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "nothing changed since HEAD, so nothing was checked\n"


def test_a_change_on_disk_is_found_at_its_place(repository: Path) -> None:
    replace(repository / "data" / PLACE, "a tg:Place ;", "a tg:Place ; tg:articleCount 3 ;")
    done = since(repository)
    assert done.returncode == 1
    assert f"data/{PLACE}:" in done.stdout
    assert "shape:Place-closed" in done.stdout
    assert " focus nodes that the change since HEAD can affect, and the hygiene of " in done.stderr


def test_a_file_that_git_does_not_know_yet_is_looked_at(repository: Path) -> None:
    text = (repository / "data" / PLACE).read_text(encoding="utf-8")
    wrong = text.replace("a tg:Place ;", "a tg:Place ; tg:articleCount 3 ;")
    (repository / "data/places/Порт Квилл.ttl").write_text(wrong.replace("port-quill", "quill"))
    assert "data/places/Порт Квилл.ttl:" in since(repository).stdout


def test_a_change_that_was_committed_is_found_against_an_older_revision(repository: Path) -> None:
    git(repository, "tag", "v1")
    replace(repository / "data" / AGREEMENT, "tg:articleCount 5", 'tg:articleCount "five"')
    commit(repository)
    assert '"five"' in since(repository, "v1").stdout
    assert since(repository).returncode == 0


def test_old_faults_in_what_did_not_change_are_not_told(repository: Path) -> None:
    replace(repository / "data" / AGREEMENT, "tg:articleCount 5", 'tg:articleCount "five"')
    commit(repository)
    with (repository / "data" / PLACE).open("a") as file:
        file.write("# a remark\n")
    done = since(repository, "HEAD", "--format", "json")
    rules = [finding["rule"] for finding in json.loads(done.stdout)["findings"]]
    assert [rule for rule in rules if not rule.startswith("hygiene/")] == []
    assert "checked 0 of " in done.stderr


def test_names_with_spaces_and_other_signs_are_compared(repository: Path) -> None:
    odd = repository / "data/places/:(top) Пор\tт é.ttl"
    (repository / "data" / PLACE).rename(odd)
    commit(repository)
    assert since(repository).stderr.startswith("nothing changed")
    replace(odd, "a tg:Place ;", "a tg:Place ; tg:articleCount 3 ;")
    assert "shape:Place-closed" in since(repository).stdout


def test_a_renamed_file_changes_no_verdict(repository: Path) -> None:
    (repository / "data" / PLACE).rename(repository / "data/places/other.ttl")
    assert "checked 0 of " in since(repository).stderr


def test_a_folder_that_is_gone_is_missed_by_who_spoke_of_it(repository: Path) -> None:
    shutil.rmtree(repository / "data/places")
    done = since(repository)
    assert done.returncode == 1
    assert "shape:Agreement-concludedAt" in done.stdout
    assert f"data/{AGREEMENT}:" in done.stdout


def test_before_the_first_commit_there_was_nothing(repository: Path) -> None:
    done = since(repository, EMPTY_TREE)
    assert "everything is checked: ontology/" in done.stderr
    missing = since(repository, "HEAD^")
    assert missing.returncode == 2
    assert missing.stderr == "treatygraph: --since: git knows no revision 'HEAD^' here\n"


@pytest.mark.parametrize("revision", ["nowhere", "-h", "--all", "", "a..b", "a b"])
def test_an_unknown_revision_is_told_in_a_sentence(repository: Path, revision: str) -> None:
    done = since(repository, revision)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"treatygraph: --since: git knows no revision {revision!r} here\n"


def test_a_collection_in_no_repository_is_told_in_a_sentence(tmp_path: Path) -> None:
    shutil.copytree(MINI, tmp_path / "data")
    done = check(tmp_path, "data", "--since", "HEAD", GIT_CEILING_DIRECTORIES=str(tmp_path.parent))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("treatygraph: --since: data is in no git work tree")
    assert done.stderr.count("\n") == 1


def test_a_collection_outside_the_work_tree_is_told_in_a_sentence(
    repository: Path, tmp_path: Path
) -> None:
    shutil.copytree(MINI, tmp_path / "elsewhere")
    done = (
        since(repository).returncode,
        check(
            repository,
            "../elsewhere",
            "--since",
            "HEAD",
            GIT_CEILING_DIRECTORIES=str(tmp_path.parent),
        ),
    )
    assert done[1].returncode == 2
    assert "../elsewhere is in no git work tree" in done[1].stderr


def test_without_git_it_is_told_in_a_sentence(repository: Path) -> None:
    done = check(repository, "data", "--since", "HEAD", PATH="/nowhere")
    assert done.returncode == 2
    assert "git cannot be run" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_changed_ontology_has_everything_checked(repository: Path) -> None:
    with (repository / "ontology/shapes/place.ttl").open("a") as file:
        file.write("# a remark\n")
    done = since(repository)
    reason = "everything is checked: ontology/shapes/place.ttl differs from what it was at HEAD"
    assert done.stderr.splitlines()[0] == f"--since HEAD: {reason}"
    assert f"\nchecked {len([*MINI.rglob('*.ttl')])} files, " in done.stderr


def test_a_query_taken_away_has_everything_checked(repository: Path) -> None:
    (repository / "ontology/hygiene/circle.rq").unlink()
    assert "everything is checked: ontology/hygiene/circle.rq differs" in since(repository).stderr


def test_an_ontology_outside_the_repository_is_told_to_be_taken_as_it_is(repository: Path) -> None:
    replace(repository / "data" / PLACE, "a tg:Place ;", "a tg:Place ; tg:articleCount 3 ;")
    done = check(repository, "data", "--since", "HEAD")
    assert "lies outside the repository and is taken as unchanged" in done.stderr
    assert "shape:Place-closed" in done.stdout


def test_a_file_that_could_not_be_read_has_everything_checked(repository: Path) -> None:
    file = repository / "data" / PLACE
    right = file.read_text(encoding="utf-8")
    file.write_text("this is no Turtle", encoding="utf-8")
    commit(repository)
    file.write_text(right, encoding="utf-8")
    assert f"everything is checked: data/{PLACE} at HEAD cannot be read" in since(repository).stderr


def test_a_fault_of_syntax_is_told_as_always(repository: Path) -> None:
    (repository / "data" / PLACE).write_text("this is no Turtle", encoding="utf-8")
    done = since(repository)
    assert done.returncode == 1
    assert f"data/{PLACE}:1:1: violation" in done.stdout


def test_a_submodule_in_the_collection_has_everything_checked(
    repository: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (repository / "data/systems").rename(other / "systems")
    git(tmp_path, "init", "--quiet", str(other))
    commit(other)
    git(repository, "submodule", "--quiet", "add", str(other), "data/other")
    commit(repository)
    assert "everything is checked: data/other is a submodule" in since(repository).stderr


def test_a_symbolic_link_in_the_collection_has_everything_checked(repository: Path) -> None:
    (repository / "data/link.ttl").symlink_to("places/port-quill.ttl")
    commit(repository)
    assert "everything is checked: data/link.ttl is a symbolic link" in since(repository).stderr


def test_a_hook_of_git_may_run_it(repository: Path) -> None:
    """Git sets variables for its hooks that would point elsewhere from within the collection."""
    replace(repository / "data" / PLACE, "a tg:Place ;", "a tg:Place ; tg:articleCount 3 ;")
    arguments = ("data", "--since", "HEAD", "--ontology", "ontology")
    done = check(repository, *arguments, GIT_DIR=".git", GIT_INDEX_FILE=".git/index")
    assert "shape:Place-closed" in done.stdout


def test_one_file_is_a_collection_too(repository: Path) -> None:
    file = repository / "data" / PLACE
    arguments = (f"data/{PLACE}", "--since", "HEAD", "--ontology", "ontology")
    assert check(repository, *arguments).stderr.startswith("nothing changed")
    replace(file, "a tg:Place ;", "a tg:Place ; tg:articleCount 3 ;")
    assert "shape:Place-closed" in check(repository, *arguments).stdout


def test_a_byte_order_mark_is_no_change(repository: Path) -> None:
    file = repository / "data" / PLACE
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    commit(repository)
    assert since(repository).stderr.startswith("nothing changed")


def test_digests_of_the_longer_kind_are_compared_too(tmp_path: Path) -> None:
    shutil.copytree(MINI, tmp_path / "repository/data")
    git(tmp_path, "init", "--quiet", "--object-format=sha256", "repository")
    commit(tmp_path / "repository")
    done = check(tmp_path / "repository", "data", "--since", "HEAD")
    assert "nothing changed since HEAD" in done.stderr


def test_an_object_that_is_not_there_has_everything_checked(repository: Path) -> None:
    object_ = git(repository, "rev-parse", f"HEAD:data/{PLACE}")
    (repository / ".git/objects" / object_[:2] / object_[2:]).unlink()
    replace(repository / "data" / PLACE, "a tg:Place ;", "a tg:Place ; tg:articleCount 3 ;")
    done = since(repository)
    assert f"everything is checked: the repository lacks the object {object_}" in done.stderr
    assert "shape:Place-closed" in done.stdout


SPECIAL_SHAPES = {
    "every focus node of <http://x/S> is checked: its query has EXISTS": (
        "sh:sparql [ sh:select 'SELECT $this WHERE { FILTER NOT EXISTS { $this a ?c } }' ]"
    ),
    "every focus node of <http://x/S> is checked: a prefix of its query is not declared": (
        "sh:sparql [ sh:select 'SELECT $this { $this a ?c }' ; sh:prefixes [ sh:declare [] ] ]"
    ),
    "every focus node of <http://x/S> is checked: it uses sh:reifierShape": "sh:reifierShape []",
    "every focus node of <http://x/S> is checked: its type may make it a class": (
        "a <http://www.w3.org/2002/07/owl#Class> ; sh:nodeKind sh:IRI"
    ),
    "everything is checked: the shapes declare constraint components of their own": (
        "sh:nodeKind sh:IRI . <http://x/C> a sh:ConstraintComponent"
    ),
    "everything is checked: the shapes ask for inference": (
        "sh:nodeKind sh:IRI . <http://x/shapes> sh:entailment <http://x/e>"
    ),
}


@pytest.mark.parametrize("reason", SPECIAL_SHAPES)
def test_shapes_that_are_not_understood_are_tried_whole(repository: Path, reason: str) -> None:
    tg = "https://w3id.org/treatygraph/ontology#"
    (repository / "ontology/shapes/own.ttl").write_text(
        "PREFIX sh: <http://www.w3.org/ns/shacl#>\n"
        f"<http://x/S> sh:targetClass <{tg}State> ; {SPECIAL_SHAPES[reason]} ."
    )
    commit(repository)
    replace(repository / "data" / PLACE, "a tg:Place ;", "a tg:Place ; tg:articleCount 3 ;")
    done = since(repository, "HEAD")
    assert f"--since HEAD: {reason}" in done.stderr
