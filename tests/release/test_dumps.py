"""Dumps: each holds what it says, in a form that other programs read, and is the same each time."""

from __future__ import annotations

import gzip
import hashlib
import io
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, parse

from support import ROOT, Corpus
from treatygraph.collection import load_collection, load_shipped
from treatygraph.describe.dataset import dataset_description, dataset_summary, statistics
from treatygraph.errors import ReleaseUnavailable
from treatygraph.iris import Base
from treatygraph.namespaces import expand
from treatygraph.release import BuildOptions, Release, build_release, open_files, open_release
from treatygraph.release.build import existing_release

MINI = ROOT / "tests/fixtures/mini/data"
IRAN = "https://w3id.org/treatygraph/id/agreement/ru-ir-2025"


def unpacked(release: Release, name: str) -> bytes:
    return gzip.decompress(release.downloads.get(name).path.read_bytes())


def quads(release: Release, name: str, format_: RdfFormat) -> set[Quad]:
    return set(parse(unpacked(release, name), format=format_))


@pytest.fixture
def mini(tmp_path: Path) -> Release:
    """A release of the small collection, to damage."""
    options = BuildOptions(MINI, ROOT / "ontology", ROOT / "queries", tmp_path)
    collection = load_collection(options.data, Base())
    return open_release(build_release(options, collection, load_shipped(options.ontology, Base())))


# What is in them ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("suffix", "format_"),
    [("nq", RdfFormat.N_QUADS), ("trig", RdfFormat.TRIG), ("jsonld", RdfFormat.JSON_LD)],
)
def test_every_dump_of_the_whole_is_the_dataset(
    corpus: Corpus, suffix: str, format_: RdfFormat
) -> None:
    held = set(parse(path=str(corpus.release.dataset), format=RdfFormat.N_QUADS))
    assert quads(corpus.release, f"dataset.{suffix}.gz", format_) == held
    assert corpus.release.downloads.all[f"dataset.{suffix}.gz"].statements == len(held)


def test_another_program_reads_them_alike(mini: Release) -> None:
    sizes = set()
    for suffix, format_ in (("nq", "nquads"), ("trig", "trig"), ("jsonld", "json-ld")):
        dataset = rdflib.Dataset()
        dataset.parse(io.BytesIO(unpacked(mini, f"dataset.{suffix}.gz")), format=format_)
        sizes.add(sum(1 for _ in dataset.quads()))
    assert sizes == {len(mini.store)}


def test_each_agreement_has_a_dump_that_names_it(corpus: Corpus) -> None:
    parts = corpus.release.downloads.parts
    assert len(parts) == corpus.release.manifest.classes["Agreement"]
    assert all(part.name == f"agreement-{part.about.rpartition('/')[2]}.ttl.gz" for part in parts)


def test_an_agreements_dump_holds_all_that_is_said_of_it_and_its_parts(corpus: Corpus) -> None:
    found = quads(corpus.release, "agreement-ru-ir-2025.ttl.gz", RdfFormat.TURTLE)
    dumped = {Triple(quad.subject, quad.predicate, quad.object) for quad in found}
    own = {Triple(quad.subject, quad.predicate, quad.object)
           for quad in corpus.release.store.quads()
           if re.match(rf"{IRAN}(/|\Z)", getattr(quad.subject, "value", ""))}  # fmt: skip
    assert len(own) > 1000
    assert own <= dumped


def test_an_agreements_dump_has_its_events_and_its_files_and_nothing_else(corpus: Corpus) -> None:
    found = quads(corpus.release, "agreement-ru-ir-2025.ttl.gz", RdfFormat.TURTLE)
    subjects = {str(getattr(quad.subject, "value", "")) for quad in found}
    others = {iri for iri in subjects if not re.match(rf"{IRAN}(/|\Z)", iri)}
    assert "https://w3id.org/treatygraph/id/event/ru-ir-2025-signing" in others
    assert "https://w3id.org/treatygraph/graph/agreements/ru-ir-2025" in others
    assert {iri.split("/")[4] + "/" + iri.split("/")[5] for iri in others} == {
        "id/event", "graph/events", "graph/agreements",
    }  # fmt: skip


def test_an_agreement_whose_key_is_no_file_name_has_a_dump_too(tmp_path: Path) -> None:
    data = Path(shutil.copytree(MINI, tmp_path / "data"))
    odd = "https://w3id.org/treatygraph/id/agreement/" + "a%2F" * 80
    (data / "odd.ttl").write_text(f"<{odd}> a <https://w3id.org/treatygraph/ontology#Agreement> .")
    options = BuildOptions(data, ROOT / "ontology", ROOT / "queries", tmp_path)
    collection = load_collection(options.data, Base())
    shipped = load_shipped(options.ontology, Base())
    release = open_release(build_release(options, collection, shipped))
    dump = next(part for part in release.downloads.parts if part.about == odd)
    assert re.fullmatch(r"agreement-[0-9a-f]{16}\.ttl\.gz", dump.name)
    assert NamedNode(odd) in {quad.subject for quad in quads(release, dump.name, RdfFormat.TURTLE)}


# Bytes ----------------------------------------------------------------------------------


def test_the_list_of_checksums_is_one_that_sha256sum_takes(mini: Release) -> None:
    folder = mini.folder / "dumps"
    if not shutil.which("sha256sum"):
        pytest.skip("sha256sum is not installed here")
    command = ["sha256sum", "--check", "--strict", "SHA256SUMS"]
    told = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    assert told.stdout.count(": OK") == len(mini.downloads.all) == len(list(folder.iterdir())) - 1


def test_no_dump_tells_when_or_under_which_name_it_was_packed(mini: Release) -> None:
    heads = {dump.path.read_bytes()[:8] for dump in mini.downloads.all.values()}
    assert heads == {b"\x1f\x8b\x08\x00\x00\x00\x00\x00"}


def test_the_manifest_has_size_and_checksum_of_each(mini: Release) -> None:
    for dump in mini.downloads.all.values():
        content = dump.path.read_bytes()
        assert dump.record.bytes == len(content)
        assert dump.record.sha256 == hashlib.sha256(content).hexdigest()


# Damage ---------------------------------------------------------------------------------


def test_a_dump_of_which_a_bit_changed_is_found_when_it_is_asked_for(mini: Release) -> None:
    path = mini.folder / "dumps/dataset.nq.gz"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    again = open_release(mini.folder)
    assert again.downloads.get("dataset.trig.gz")
    with pytest.raises(ReleaseUnavailable, match=r"dataset\.nq\.gz is not what was built"):
        again.downloads.get("dataset.nq.gz")


def test_a_dump_that_was_cut_is_found_when_the_release_is_opened(mini: Release) -> None:
    path = mini.folder / "dumps/dataset.nq.gz"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(ReleaseUnavailable, match=r"dumps/dataset\.nq\.gz is not what was built"):
        open_release(mini.folder)


def test_a_build_makes_a_release_anew_whose_dump_is_damaged(mini: Release) -> None:
    options = BuildOptions(MINI, ROOT / "ontology", ROOT / "queries", mini.folder.parents[1])
    assert existing_release(options) == options.releases / mini.version
    path = mini.folder / "dumps/dataset.nq.gz"
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    assert existing_release(options) is None


# Releases that have none ----------------------------------------------------------------


def test_files_served_as_they_are_can_be_had_as_n_quads(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("<x:a> <x:b> <x:c> .")
    release = open_files([tmp_path / "a.ttl"])
    assert [dump.name for dump in release.downloads.whole] == ["dataset.nq"]
    assert release.downloads.get("dataset.nq").media_type == "application/n-quads"
    assert not release.downloads.sums
    shutil.rmtree(release.folder)


def test_a_release_from_before_there_were_dumps_is_opened(mini: Release) -> None:
    text = (mini.folder / "manifest.json").read_text()
    shutil.rmtree(mini.folder / "dumps")
    text = re.sub(r'  "dumps/[^}]*},?\n', "", text)
    text = re.sub(r' "dumps": \{.*?\n \},\n', "", text, flags=re.DOTALL)
    (mini.folder / "manifest.json").write_text(text.replace('"form": 3', '"form": 1'))
    assert open_release(mini.folder).downloads.all == {}


def test_a_collection_says_who_made_it(tmp_path: Path) -> None:
    made = _built(tmp_path / "a", authors=" Ada Rhine; Institute of Rivers;")
    assert made.manifest.makers == ("Ada Rhine", "Institute of Rivers")
    summary = dataset_description(made, statistics(made), None)
    creators = {triple.object for triple in summary
                if triple.predicate.value.endswith("/creator")}  # fmt: skip
    names = {
        triple.object.value
        for triple in summary
        if triple.subject in creators and triple.predicate == NamedNode(expand("foaf:name"))
    }
    assert names == {"Ada Rhine", "Institute of Rivers"}
    silent = _built(tmp_path / "b")
    assert silent.manifest.makers == ()
    assert "authors" not in (silent.folder / "manifest.json").read_text()
    assert silent.version != made.version


def _built(out: Path, authors: str = "") -> Release:
    options = BuildOptions(MINI, ROOT / "ontology", ROOT / "queries", out,
                           authors=authors)  # fmt: skip
    shipped = load_shipped(options.ontology, Base())
    return open_release(build_release(options, load_collection(options.data, Base()), shipped))


def test_a_collection_that_may_not_be_published_has_no_dumps_and_says_why(tmp_path: Path) -> None:
    options = BuildOptions(MINI, ROOT / "ontology", ROOT / "queries", tmp_path,
                           rights="Made by others.", withheld="No licence was found.")  # fmt: skip
    collection = load_collection(options.data, Base())
    folder = build_release(options, collection, load_shipped(options.ontology, Base()))
    release = open_release(folder)
    assert not (folder / "dumps").exists()
    assert not release.downloads.all
    assert release.manifest.withheld == "No licence was found."
    said = {str(triple.object) for triple in dataset_summary(release, None)
            if triple.predicate.value.endswith("/rights")}  # fmt: skip
    assert said == {'"Made by others."@en', '"No licence was found."@en'}
