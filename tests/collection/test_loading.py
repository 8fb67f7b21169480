"""Reading a collection: every format, every fault of every file at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad

from treatygraph.collection import (
    Collection,
    RdfFile,
    find_rdf_files,
    format_of,
    load_collection,
    load_files,
    load_shipped,
)
from treatygraph.collection.files import read_file
from treatygraph.errors import NothingToRead, UnreadableFiles
from treatygraph.iris import Base

ELSEWHERE = Base("https://treaties.example.org/")
ONTOLOGY = Path(__file__).resolve().parents[2] / "ontology"
A, P, C = NamedNode("http://x/a"), NamedNode("http://x/p"), NamedNode("http://x/c")

SAME = {
    "a.ttl": "PREFIX x: <http://x/>\nx:a x:p x:c .",
    "a.trig": "PREFIX x: <http://x/>\nx:a x:p x:c .",
    "a.nt": "<http://x/a> <http://x/p> <http://x/c> .",
    "a.nq": "<http://x/a> <http://x/p> <http://x/c> .",
    "a.rdf": """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:x="http://x/">
        <rdf:Description rdf:about="http://x/a"><x:p rdf:resource="http://x/c"/></rdf:Description>
        </rdf:RDF>""",
    "a.jsonld": '{"@id": "http://x/a", "http://x/p": {"@id": "http://x/c"}}',
}
SAME |= {"a.owl": SAME["a.rdf"], "a.xml": SAME["a.rdf"], "a.json": SAME["a.jsonld"]}
SAME |= {"A.TTL": SAME["a.ttl"]}


def _load(folder: Path, base: Base = Base()) -> Collection:
    return load_collection(folder, base)


def _faults(folder: Path) -> list[str]:
    with pytest.raises(UnreadableFiles) as caught:
        _load(folder)
    return [str(fault).removeprefix(f"{folder}/") for fault in caught.value.faults]


@pytest.mark.parametrize("name", SAME)
def test_every_format_is_read_by_its_suffix(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(SAME[name])
    graph = NamedNode(f"https://w3id.org/treatygraph/graph/{name[0]}")
    assert list(_load(tmp_path).quads()) == [Quad(A, P, C, graph)]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.trig", "GRAPH <http://x/g> { <http://x/a> <http://x/p> <http://x/c> }"),
        ("a.nq", "<http://x/a> <http://x/p> <http://x/c> <http://x/g> ."),
        (
            "a.jsonld",
            '{"@id": "http://x/g", "@graph": {"@id": "http://x/a",'
            ' "http://x/p": {"@id": "http://x/c"}}}',
        ),
    ],
)
def test_a_graph_that_a_file_names_is_kept(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    assert list(_load(tmp_path).quads()) == [Quad(A, P, C, NamedNode("http://x/g"))]


def test_each_file_is_the_graph_that_its_path_spells(tmp_path: Path) -> None:
    (tmp_path / "actors/states").mkdir(parents=True)
    (tmp_path / "actors/states/IRN.ttl").write_text(SAME["a.ttl"])
    (tmp_path / "a.nt").write_text(SAME["a.nt"])
    graphs = [quad.graph_name.value for quad in _load(tmp_path, ELSEWHERE).quads()]
    root = "https://treaties.example.org/graph/"
    assert graphs == [root + "a", root + "actors/states/IRN"]


def test_files_are_read_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name in ("b.ttl", "a/z.ttl", "c.ttl", "a.ttl"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(SAME["a.ttl"])
    found = [str(inner) for _, inner in find_rdf_files([tmp_path])]
    assert found == ["a/z.ttl", "a.ttl", "b.ttl", "c.ttl"]


def test_files_of_other_kinds_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text(SAME["a.ttl"])
    (tmp_path / "notes.md").write_text("no RDF")
    (tmp_path / "folder.ttl").mkdir()
    assert len(_load(tmp_path)) == 1


def test_blank_nodes_of_two_files_stay_apart(tmp_path: Path) -> None:
    text = "_:same <http://x/p> _:same , [] ."
    (tmp_path / "a.ttl").write_text(text)
    (tmp_path / "b.nt").write_text("_:same <http://x/p> _:same .")
    (tmp_path / "a-0.ttl").write_text(text)
    nodes = [
        {term for quad in loaded.quads for term in (quad.subject, quad.object)}
        for loaded in _load(tmp_path).files
    ]
    assert [len(own) for own in nodes] == [2, 2, 1]
    assert len(set().union(*nodes)) == 5
    assert all(isinstance(term, BlankNode) for own in nodes for term in own)


def test_blank_nodes_are_called_the_same_whenever_they_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("[] <http://x/p> [ <http://x/p> ( 1 2 ) ] .")
    assert list(_load(tmp_path).quads()) == list(_load(tmp_path).quads())


def test_things_move_under_a_base_and_words_stay(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text(
        "PREFIX t: <https://w3id.org/treatygraph/>\n"
        "<https://w3id.org/treatygraph/id/state/IRN> a t:ontology\\#State ;"
        ' <http://x/p> "https://w3id.org/treatygraph/id/state/IRN" .'
    )
    typed, named = _load(tmp_path, ELSEWHERE).quads()
    assert typed.subject.value == "https://treaties.example.org/id/state/IRN"
    assert typed.object == NamedNode("https://w3id.org/treatygraph/ontology#State")
    assert named.object.value == "https://w3id.org/treatygraph/id/state/IRN", "a text is a text"


def test_the_shipped_words_are_read_as_graphs_of_their_own() -> None:
    shipped = load_shipped(ONTOLOGY, Base())
    graphs = {loaded.file.graph for loaded in shipped.files}
    assert "https://w3id.org/treatygraph/graph/ontology/treatygraph" in graphs
    assert len(graphs) == len(shipped.files)
    without = load_shipped(ONTOLOGY, Base(), shapes=False)
    assert {loaded.file.name for loaded in shipped.files} > {f.file.name for f in without.files}
    assert not any("shapes" in loaded.file.name for loaded in without.files)


# Faults ---------------------------------------------------------------------------------


def test_all_broken_files_are_told_at_once_with_all_their_faults(tmp_path: Path) -> None:
    (tmp_path / "good.ttl").write_text(SAME["a.ttl"])
    (tmp_path / "one.ttl").write_text(
        "PREFIX x: <http://x/>\nx:a x:p y:b .\nx:a x:p x:c\nx:d x:p x:e ."
    )
    (tmp_path / "three.nt").write_text("<http://x/a> <http://x/p> <http://x/c> .\n<http://x/a> .\n")
    (tmp_path / "two.ttl").write_text("PREFIX x: <http://x/>\n  x:a x:p 'open .\n")
    faults = _faults(tmp_path)
    assert [fault.split(": ")[0] for fault in faults] == [
        "one.ttl:2:9",
        "one.ttl:3:12",
        "three.nt:2:14",
        "two.ttl:2:11",
    ]
    assert all(len(fault.split(": ", 1)[1]) > 10 for fault in faults)


def test_a_fault_has_a_hint_where_there_is_one(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("<http://x/a> <http://x/p> 'open .\n")
    (fault,) = _faults(tmp_path)
    assert fault.startswith("a.ttl:1:27: ")
    assert "\n    hint: close it with '" in fault


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("a.trig", "GRAPH <http://x/g> {\n <http://x/a> <http://x/p> }", 2),
        ("a.nq", "\n<http://x/a> <http://x/p> 'c' .", 2),
        ("a.rdf", "<rdf:RDF\n>", 1),
        ("a.jsonld", '{"@id": "http://x/a",\n ]', 2),
    ],
)
def test_a_broken_file_of_each_format_is_told_by_its_line(
    tmp_path: Path, name: str, text: str, line: int
) -> None:
    (tmp_path / name).write_text(text)
    (fault,) = _faults(tmp_path)
    assert fault.startswith(f"{name}:{line}:")
    assert "Parser error" not in fault


@pytest.mark.parametrize("name", ["a.ttl", "a.nt", "a.rdf", "a.jsonld"])
def test_a_file_that_is_not_utf_8_is_told(tmp_path: Path, name: str) -> None:
    text = SAME[name].replace("http://x/c", "http://x/\xe9").replace("x:c", "x:\xe9")
    (tmp_path / name).write_bytes(text.encode("latin-1"))
    (fault,) = _faults(tmp_path)
    assert fault.startswith(f"{name}:")


def test_a_turtle_file_that_is_not_utf_8_is_told_by_line_with_advice(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_bytes(b"# \xd0\x98\n<x:a> <x:p> 'Ir\xe1n' .")
    (fault,) = _faults(tmp_path)
    assert fault.startswith("a.ttl:2:16: not UTF-8")
    assert "save the file as UTF-8" in fault


def test_a_file_that_cannot_be_opened_is_told_among_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").symlink_to("gone.ttl")
    (tmp_path / "b.ttl").write_text("nonsense")
    first, second = _faults(tmp_path)
    assert first.startswith("a.ttl:1:1: cannot be read: ")
    assert second.startswith("b.ttl:1:1: ")


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("\ufeff" + SAME["a.ttl"], encoding="utf-8")
    assert len(_load(tmp_path)) == 1


def test_an_empty_file_is_an_empty_graph(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("")
    collection = _load(tmp_path)
    assert (len(collection), len(collection.files)) == (0, 1)


def test_a_triple_term_is_not_rdf_1_1(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("<x:a> <x:p> <<( <x:a> <x:b> <x:c> )>> .")
    (fault,) = _faults(tmp_path)
    assert fault.startswith("a.ttl:1:13: ")


@pytest.mark.parametrize("name", ["missing", "missing.ttl"])
def test_a_path_that_does_not_exist_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(NothingToRead, match=name):
        _load(tmp_path / name)


def test_a_folder_without_rdf_is_told(tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("no RDF")
    with pytest.raises(NothingToRead, match=r"no RDF file here .*\.ttl"):
        _load(tmp_path)


def test_a_suffix_that_nobody_knows_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_text("no RDF")
    with pytest.raises(NothingToRead, match=r"a\.docx"):
        _load(tmp_path / "a.docx")
    with pytest.raises(NothingToRead):
        format_of(Path("a"))


def test_one_file_can_be_a_collection(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text(SAME["a.ttl"])
    (loaded,) = _load(tmp_path / "a.ttl").files
    assert loaded.file.graph == "https://w3id.org/treatygraph/graph/a"


def test_a_file_without_a_graph_fills_the_default_graph(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text(SAME["a.ttl"])
    collection = load_files([RdfFile(path, "a", None, format_of(path))], Base())
    assert [quad.graph_name for quad in collection.quads()] == [DefaultGraph()]


def test_progress_is_told_file_by_file(tmp_path: Path) -> None:
    for name in ("a.ttl", "b.ttl"):
        (tmp_path / name).write_text(SAME["a.ttl"])
    told: list[tuple[str, int, int]] = []
    load_collection(tmp_path, Base(), progress=lambda *step: told.append(step))
    assert told == [("reading", 0, 2), ("reading", 1, 2)]


@pytest.mark.parametrize("size", [0, 1, 3 << 20])
def test_a_file_is_read_to_its_end_whatever_its_size(tmp_path: Path, size: int) -> None:
    path = tmp_path / "a.ttl"
    path.write_bytes(b"#" * size)
    assert read_file(path) == b"#" * size


def test_a_file_whose_size_the_system_does_not_tell_is_read_to_its_end() -> None:
    path = Path("/proc/self/status")
    if not path.exists():
        pytest.skip("there is no /proc here")
    assert read_file(path).endswith(b"\n")
    assert b"VmPeak" in read_file(path)


def test_a_folder_is_no_file_to_read(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="no regular file"):
        read_file(tmp_path)
