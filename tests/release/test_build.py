"""Building a release: the same files give the same bytes, and a failure leaves nothing behind."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    NamedNode,
    Quad,
    RdfFormat,
    parse,
)

from support import ROOT, Corpus
from treatygraph.collection import load_collection, load_shipped
from treatygraph.errors import NothingToRead, ReleaseUnavailable, UnreadableFiles
from treatygraph.iris import Base, is_fixed
from treatygraph.namespaces import DEFAULT_BASE
from treatygraph.release import (
    BuildOptions,
    Release,
    build_release,
    open_current,
    open_files,
    open_release,
)
from treatygraph.release.build import existing_release, release_version, switch

MINI = ROOT / "tests/fixtures/mini/data"
ELSEWHERE = Base("https://treaties.example.org/")
BUILD = """
import sys
from pathlib import Path
from treatygraph.collection import load_collection, load_shipped
from treatygraph.iris import Base
from treatygraph.release import BuildOptions, build_release
data, ontology, queries, out = map(Path, sys.argv[1:])
options = BuildOptions(data, ontology, queries, out)
build_release(options, load_collection(data, Base()), load_shipped(ontology, Base()))
"""


def _build(options: BuildOptions) -> Path:
    collection = load_collection(options.data, options.base)
    findings = [{"severity": "warning", "message": "é", "file": collection.files[0].file.name}]
    shipped = load_shipped(options.ontology, options.base)
    return build_release(options, collection, shipped, findings=findings)


def _options(data: Path, out: Path, base: Base = Base()) -> BuildOptions:
    return BuildOptions(data, ROOT / "ontology", ROOT / "queries", out, base)


def _bytes(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A copy of the small collection to change."""
    shutil.copytree(MINI, tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture(scope="module")
def mini(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of the small collection, to copy or to read."""
    return _build(_options(MINI, tmp_path_factory.mktemp("mini")))


@pytest.fixture
def copy(mini: Path, tmp_path: Path) -> Path:
    """A release to damage."""
    return Path(shutil.copytree(mini, tmp_path / "release"))


# The same bytes -------------------------------------------------------------------------


def test_the_same_files_elsewhere_give_the_same_bytes(
    own: Path, mini: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = own.parent / "a place of its own" / "data"
    other.parent.mkdir()
    own.rename(other)
    monkeypatch.chdir(tmp_path)
    assert _bytes(_build(_options(other, tmp_path / "out"))) == _bytes(mini)


def test_no_path_of_this_machine_is_in_a_release(own: Path, tmp_path: Path) -> None:
    (own / "blank.ttl").write_text("<x:a> <x:b> [ <x:c> 1 ] .")
    written = _bytes(_build(_options(own, tmp_path / "out")))
    traces = {tmp_path.name, str(ROOT), str(tmp_path).strip("/").replace("/", "-")}
    for trace in traces:
        assert [name for name, content in written.items() if trace.encode() in content] == []


def test_the_seed_of_pythons_hashes_changes_no_byte(tmp_path: Path) -> None:
    releases = []
    for seed in ("0", "4711"):
        out = tmp_path / seed
        inputs = map(str, (MINI, ROOT / "ontology", ROOT / "queries", out))
        environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT / "src")}
        command = [sys.executable, "-c", BUILD, *inputs]
        subprocess.run(command, env=environment, cwd=tmp_path, check=True)
        releases.append(_bytes((out / "current").resolve()))
    assert releases[0].keys() >= {"dataset.nq", "dumps/dataset.jsonld.gz", "search.sqlite"}
    assert releases[0] == releases[1]


@pytest.mark.parametrize("where", ["data", "ontology", "queries", "rules", "base"])
def test_one_changed_byte_is_another_version(tmp_path: Path, where: str) -> None:
    for folder, source in (("data", MINI), ("o", ROOT / "ontology"), ("q", ROOT / "queries")):
        shutil.copytree(source, tmp_path / folder)
    (tmp_path / "q/mine.rq").write_text("ASK {}")
    options = BuildOptions(tmp_path / "data", tmp_path / "o", tmp_path / "q", tmp_path / "out")
    before = release_version(options)
    changed = {
        "data": next((tmp_path / "data").rglob("*.ttl")),
        "ontology": tmp_path / "o/treatygraph.ttl",
        "queries": tmp_path / "q/mine.rq",
        "rules": tmp_path / "o/rules/50-labels.rq",
    }
    if where == "base":
        options = BuildOptions(*(tmp_path / name for name in ("data", "o", "q", "out")), ELSEWHERE)
    else:
        changed[where].write_bytes(changed[where].read_bytes() + b"\n")
    assert release_version(options) != before
    assert re.fullmatch("[0-9a-f]{12}", before)


def test_a_file_that_is_no_rdf_changes_no_version(own: Path, tmp_path: Path) -> None:
    before = release_version(_options(own, tmp_path))
    (own / "notes.txt").write_text("a note")
    assert release_version(_options(own, tmp_path)) == before
    next(own.rglob("*.ttl")).rename(own / "renamed.ttl")
    assert release_version(_options(own, tmp_path)) != before


def test_a_release_is_verified_against_its_manifest(mini: Path) -> None:
    recorded = json.loads((mini / "manifest.json").read_text())["files"]
    assert recorded.keys() == _bytes(mini).keys() - {"manifest.json"}


def test_the_counts_of_a_manifest_are_those_of_the_dataset(mini: Path) -> None:
    release = open_release(mini)
    counts = release.manifest.counts
    graphs = release.store.named_graphs()
    assert counts["curated"] + counts["shipped"] + counts["inferred"] == len(release.store)
    assert counts["graphs"] == len(graphs)
    inferred = NamedNode(f"{DEFAULT_BASE}graph/inferred")
    assert len(list(release.store.quads(graph=inferred))) == counts["inferred"]
    assert release.manifest.graphs.keys() == set(graphs) - {inferred.value}


def test_a_release_that_is_there_is_known_and_needs_no_build(mini: Path) -> None:
    options = _options(MINI, mini.parent.parent)
    assert existing_release(options) == mini


# Failures -------------------------------------------------------------------------------


def _break_rules(options: BuildOptions) -> None:
    (options.ontology / "rules/50-labels.rq").write_text("CONSTRUCT { nonsense")


def _break_query(options: BuildOptions) -> None:
    (options.queries / "broken.rq").write_text("#+ no header\nASK {}")


def _break_ontology(options: BuildOptions) -> None:
    (options.ontology / "treatygraph.ttl").write_text("nonsense")


@pytest.mark.parametrize("breaking", [_break_rules, _break_query, _break_ontology])
def test_a_build_that_fails_leaves_the_last_release_and_nothing_else(
    own: Path, tmp_path: Path, breaking: Callable[[BuildOptions], None]
) -> None:
    for folder in ("ontology", "queries"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    options = BuildOptions(own, tmp_path / "ontology", tmp_path / "queries", tmp_path / "out")
    last = _build(options)
    breaking(options)
    with pytest.raises(Exception, match=r".+"):
        _build(options)
    assert [path.name for path in options.releases.iterdir()] == [last.name]
    assert (options.out / "current").resolve() == last.resolve()
    assert open_current(options.out).version == last.name


def test_files_that_do_not_parse_are_never_built(own: Path, tmp_path: Path) -> None:
    (own / "broken.ttl").write_text("<x:a> <x:b>")
    with pytest.raises(UnreadableFiles):
        _build(_options(own, tmp_path / "out"))
    assert not (tmp_path / "out").exists()


def test_building_again_replaces_a_damaged_release(own: Path, tmp_path: Path) -> None:
    options = _options(own, tmp_path / "out")
    folder = _build(options)
    whole = _bytes(folder)
    (folder / "dataset.nq").write_bytes(b"")
    assert existing_release(options) is None
    assert _build(options) == folder
    assert _bytes(folder) == whole


def test_current_is_never_absent_while_it_is_switched(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / "releases" / name).mkdir(parents=True)
    switch(tmp_path, tmp_path / "releases/one")
    code = (
        "import sys; from pathlib import Path; from treatygraph.release.build import switch\n"
        "out = Path(sys.argv[1])\n"
        "for n in range(500): switch(out, out / 'releases' / ('one', 'two')[n % 2])"
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    seen = set()
    command = [sys.executable, "-c", code, str(tmp_path)]
    with subprocess.Popen(command, env=environment) as switching:
        while switching.poll() is None:
            seen.add((tmp_path / "current").resolve(strict=True).name)
    assert switching.returncode == 0
    assert seen == {"one", "two"}
    assert [path.name for path in tmp_path.iterdir() if path.is_symlink()] == ["current"]


# Opening --------------------------------------------------------------------------------


def _sentence(folder: Path) -> str:
    with pytest.raises(ReleaseUnavailable) as caught:
        open_release(folder)
    said = str(caught.value)
    assert "\n" not in said
    assert said.startswith(f"{folder.resolve()}: ")
    return said


def test_no_release_is_told_with_what_to_do(tmp_path: Path) -> None:
    assert "treatygraph build" in _sentence(tmp_path)
    with pytest.raises(ReleaseUnavailable, match="treatygraph build"):
        open_current(tmp_path)


def test_a_link_that_leads_nowhere_is_no_release(tmp_path: Path) -> None:
    (tmp_path / "current").symlink_to("releases/gone")
    with pytest.raises(ReleaseUnavailable, match="treatygraph build"):
        open_current(tmp_path)


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '"text"', '{"form": 1}', '{"form": 1, "files": []}', "\ufeff{}",
     '{"form": 1, "files": {"a": {}}}', '{"form": 1, "files": {}, "more": 1}'],
)  # fmt: skip
def test_a_manifest_that_is_none_is_damage(copy: Path, text: str) -> None:
    (copy / "manifest.json").write_text(text, encoding="utf-8")
    assert "damaged" in _sentence(copy)


def test_a_manifest_that_is_not_utf_8_is_damage(copy: Path) -> None:
    (copy / "manifest.json").write_bytes(b"\xff\xfe")
    assert "damaged" in _sentence(copy)


@pytest.mark.parametrize("form", [4, 99, "1", None])
def test_a_form_that_is_too_new_is_told(copy: Path, form: object) -> None:
    manifest = json.loads((copy / "manifest.json").read_text()) | {"form": form}
    (copy / "manifest.json").write_text(json.dumps(manifest))
    assert "build` again" in _sentence(copy)


@pytest.mark.parametrize(
    "name", ["dataset.nq", "locations.sqlite", "search.sqlite", "findings.json"]
)
def test_a_file_that_is_missing_is_named(copy: Path, name: str) -> None:
    (copy / name).unlink()
    assert f"damaged: {name} is missing" in _sentence(copy)


@pytest.mark.parametrize("name", ["dataset.nq", "locations.sqlite", "context.jsonld"])
def test_a_file_of_which_one_bit_changed_is_named(copy: Path, name: str) -> None:
    content = bytearray((copy / name).read_bytes())
    content[len(content) // 2] ^= 1
    (copy / name).write_bytes(content)
    assert f"damaged: {name} is not what was built" in _sentence(copy)


def test_any_files_make_a_release_of_the_moment(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("<http://x/a> a <http://x/C> .")
    (tmp_path / "b.nq").write_text("<http://x/b> <http://x/p> _:b <http://x/g> .\n")
    release = open_files([tmp_path])
    assert (len(release.store), release.curated, release.locations) == (2, False, None)
    assert release.store.named_graphs() == ["http://x/g"]
    shutil.rmtree(release.folder)
    with pytest.raises(NothingToRead):
        open_files([tmp_path / "none.ttl"])


def test_of_a_release_that_was_just_verified_the_sizes_alone_are_compared(copy: Path) -> None:
    dataset, version = copy / "dataset.nq", open_release(copy).version
    content = dataset.read_bytes()
    dataset.write_bytes(content[:-2] + b" \n")
    assert open_release(copy, verified=version).version == version
    with pytest.raises(ReleaseUnavailable, match=r"dataset\.nq is not what was built"):
        open_release(copy, verified="another")
    dataset.write_bytes(content[:-1])
    with pytest.raises(ReleaseUnavailable, match=r"dataset\.nq is not what was built"):
        open_release(copy, verified=version)


# Another base ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def moved(corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Release:
    out = tmp_path_factory.mktemp("moved")
    return open_release(_build(_options(corpus.options.data, out, ELSEWHERE)))


def _iris_of_the_default_base(text: str) -> set[str]:
    return set(re.findall(rf"{re.escape(DEFAULT_BASE)}[^\s<>\"]*", text))


def test_under_another_base_only_the_words_keep_their_iris(moved: Release) -> None:
    left = _iris_of_the_default_base(moved.dataset.read_text(encoding="utf-8"))
    left |= _iris_of_the_default_base(json.dumps(json.loads(moved.context)))
    assert [iri for iri in sorted(left) if not is_fixed(iri)] == []
    assert moved.base == ELSEWHERE


def test_under_another_base_statements_are_still_found_in_their_files(moved: Release) -> None:
    assert moved.locations is not None
    subject = ELSEWHERE.thing("agreement", "ru-ir-2025")
    place = moved.locations.of_subject(subject)
    assert place is not None
    assert place.file == "data/triples/agreements/ru-ir-2025.ttl"
    assert len(moved.locations.of_statements(subject)) > 5


def test_the_queries_of_a_release_speak_of_its_things(moved: Release) -> None:
    assert moved.queries
    for query in moved.queries.values():
        iris = re.findall(r"<([^<>\s]*)>", query.text)
        assert [i for i in iris if i.startswith(DEFAULT_BASE) and not is_fixed(i)] == []


def test_moved_back_it_is_the_same_dataset(moved: Release, corpus: Corpus) -> None:
    back = moved.dataset.read_text(encoding="utf-8").replace(ELSEWHERE.root, DEFAULT_BASE)
    assert _canonical(back.encode()) == _canonical(corpus.release.dataset.read_bytes())


def _canonical(quads: bytes) -> Dataset:
    dataset = Dataset(parse(quads, format=RdfFormat.N_QUADS))
    dataset.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return dataset


# Locations ------------------------------------------------------------------------------


def test_every_curated_statement_has_its_file_and_line(corpus: Corpus) -> None:
    """The text of the line holds the value: a literal's first line, or the name's last part."""
    release = corpus.release
    assert release.locations is not None
    graphs = {graph for graph, file in release.manifest.graphs.items() if "data/" in file}
    curated = [q for graph in graphs for q in release.store.quads(graph=NamedNode(graph))]
    places = {subject: release.locations.of_statements(subject.value)
              for subject in {quad.subject for quad in curated}}  # fmt: skip
    lines = {file: (ROOT / file).read_text(encoding="utf-8").split("\n")
             for file in release.locations.files() if file.startswith("data/")}  # fmt: skip
    assert len(curated) == release.manifest.counts["curated"]
    wrong = []
    for quad in curated:
        place = places[quad.subject].get((str(quad.predicate), str(quad.object)))
        if place is None or not _stands_at(quad, lines[place.file][place.line - 1]):
            wrong.append((str(quad), str(place)))
    assert wrong == []


def _stands_at(quad: Quad, line: str) -> bool:
    term = quad.object
    assert not isinstance(term, BlankNode)
    written = line.replace("\\", "")
    if isinstance(term, NamedNode):
        return re.split(r"[/#]", term.value.rstrip("/"))[-1] in written
    first = term.value.split("\n")[0].replace("\\", "")
    return first in written
