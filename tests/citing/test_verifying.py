"""Citations are checked against the release that they name and against the present one."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote

import pytest
from click.testing import CliRunner
from pyoxigraph import NamedNode

from places import build_places, place
from support import Server as Served
from support import serving
from treatygraph.citing import Proof, digest_of, permanent_path, query_digest, select_lines
from treatygraph.citing.addresses import NotACitation, read_address
from treatygraph.citing.finding import NoCitation, links_in
from treatygraph.citing.server import Bounds, Server
from treatygraph.citing.verifying import verify
from treatygraph.cli import main
from treatygraph.release.history import read_history
from treatygraph.store import Rows

QUERY = "SELECT ?p { ?p a <https://w3id.org/treatygraph/ontology#Place> }"
ASKED = f"/sparql?query={quote(QUERY)}"


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three releases: pier and quai; then quay for quai; then a dock too."""
    root = tmp_path_factory.mktemp("cited")
    for places in (("pier", "quai"), ("pier", "quay:quai"), ("pier", "quay:quai", "dock")):
        build_places(root, *places)
    days = ("2030-01-01T00:00:00Z", "2030-02-01T00:00:00Z", "2030-03-01T00:00:00Z")
    lines = (root / "build/history.tsv").read_text().splitlines()
    dated = [f"{day}\t{line.split(chr(9))[1]}" for day, line in zip(days, lines, strict=True)]
    (root / "build/history.tsv").write_text("\n".join(dated) + "\n")
    return root / "build"


@pytest.fixture(scope="module")
def served(out: Path) -> Iterator[Served]:
    with serving("--out", str(out)) as running:
        yield running


def link(served: Served, out: Path, nth: int, target: str, proof: Proof | None = None) -> str:
    return served.url + permanent_path(read_history(out)[nth].stamp, target, proof)


def proof(*keys: str) -> Proof:
    rows = Rows(("p",), tuple((NamedNode(place(key)),) for key in keys))
    return Proof(query_digest(QUERY), digest_of(select_lines(rows)))


def test_a_thing_that_is_as_it_was_is_the_same(served: Served, out: Path) -> None:
    assert verify(link(served, out, 0, "/doc/place/pier"), Server()).verdict == "same"


def test_a_thing_that_is_gone_tells_what_stands_in_its_place(served: Served, out: Path) -> None:
    found = verify(link(served, out, 0, "/doc/place/quai"), Server())
    assert (found.verdict, found.successors) == ("gone", (place("quay"),))


def test_an_answer_of_an_older_release_is_found_in_its_dump(served: Served, out: Path) -> None:
    found = verify(link(served, out, 0, ASKED, proof("pier", "quai")), Server())
    assert (found.verdict, found.removed) == ("changed", (f"<{place('quai')}>",))
    assert found.added == (f"<{place('dock')}>", f"<{place('quay')}>")


def test_an_answer_of_the_present_release_is_the_same(served: Served, out: Path) -> None:
    found = verify(link(served, out, 2, ASKED, proof("dock", "pier", "quay")), Server())
    assert (found.verdict, found.added, found.removed) == ("same", (), ())


def test_a_hash_that_the_release_never_had_is_told(served: Served, out: Path) -> None:
    found = verify(link(served, out, 2, ASKED, proof("pier")), Server())
    assert found.verdict == "changed"
    assert "gives another answer than was cited" in found.why


def test_a_release_that_is_not_kept_is_compared_by_the_hash(served: Served) -> None:
    def stale(*keys: str) -> str:
        return served.url + permanent_path("20290101T000000Z", ASKED, proof(*keys))

    assert verify(stale("dock", "pier", "quay"), Server()).verdict == "same"
    assert verify(stale("pier"), Server()).verdict == "changed"
    bare = served.url + permanent_path("20290101T000000Z", ASKED)
    assert verify(bare, Server()).verdict == "not checkable"


@pytest.mark.parametrize(("query", "why"), [
    ("SELECT (NOW() AS ?p) {}", "otherwise each time"),
    ("DROP ALL", "answers 403"),
    ("SELECT ?p {", "answers 400"),
])  # fmt: skip
def test_a_query_that_cannot_be_asked_again_is_told(
    served: Served, out: Path, query: str, why: str
) -> None:
    found = verify(link(served, out, 2, f"/sparql?query={quote(query)}"), Server())
    assert found.verdict == "not checkable"
    assert why in found.why


def test_a_query_that_was_changed_is_told(served: Served, out: Path) -> None:
    changed = ASKED.replace("Place", "Plaza")
    found = verify(link(served, out, 2, changed, proof("pier")), Server())
    assert "not the one that its hash is of" in found.why


@pytest.mark.parametrize("target", ["/", "/agreements", "/nothing", "/sparql?a=b", "/health"])
def test_what_has_no_rows_is_not_checkable(served: Served, out: Path, target: str) -> None:
    found = verify(link(served, out, 2, target), Server())
    assert found.verdict == "not checkable"
    assert found.why.endswith(".")
    assert "\n" not in found.why


@pytest.mark.parametrize("text", [
    "https://example.org/doc/agreement/a", "ftp://x/release/20300101T000000Z/", "https://",
    "http://x:99999/release/20300101T000000Z/", "https://[::1/release/20300101T000000Z/",
    "https://u:p@x/release/20300101T000000Z/", "https://x/release/20300101T000000Z/ y",
    "https://x/release/20300101T000000Z/sparql#query=sha256-1&result=sha256-2",
    "https://x/release/20300101T000000Z/" + "a" * 70_000, "javascript:alert(1)", "",
])  # fmt: skip
def test_what_is_no_citation_is_told_in_one_sentence(text: str) -> None:
    with pytest.raises(NotACitation) as told:
        read_address(text)
    assert "\n" not in str(told.value)
    assert len(str(told.value)) < 300


def test_a_fragment_that_is_a_place_on_a_page_is_no_proof() -> None:
    assert read_address("https://x/release/20300101T000000Z/doc/a#cite").proof is None


# Servers that are not as they should be -----------------------------------------------------


@contextmanager
def answering(status: int, headers: dict[str, str], body: bytes = b"") -> Iterator[str]:
    """A server that gives one answer to everything; its root."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            for name, value in ({"Content-Length": str(len(body))} | headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(("headers", "why"), [
    ({"Location": "https://evil.example/x"}, "leads to another server, evil.example"),
    ({"Location": "file:///etc/passwd"}, "leads to another server"),
    ({"Location": "/again"}, "led on more than 5 times"),
    ({"Location": "http://[::1"}, "no address"),
    ({}, "without saying where"),
])  # fmt: skip
def test_a_redirect_to_elsewhere_is_not_followed(headers: dict[str, str], why: str) -> None:
    with answering(302, headers) as root:
        found = verify(f"{root}release/20300101T000000Z/doc/a/b", Server())
    assert found.verdict == "not checkable"
    assert why in found.why


@pytest.mark.parametrize(("body", "why"), [
    (b"<html>", "cannot be read as an answer"), (b"", "same answer"), (b"\xff\x00", "cannot be"),
    (b"x" * 3_000_000, "longer than the 1 MiB"),
])  # fmt: skip
def test_what_is_no_answer_is_told(body: bytes, why: str) -> None:
    with answering(200, {"Content-Type": "application/n-triples"}, body) as root:
        server = Server(Bounds(body_bytes=1 << 20))
        found = verify(f"{root}release/20300101T000000Z/doc/a/b", server)
    assert why in found.why


def test_a_server_that_is_not_there_is_told() -> None:
    found = verify("http://127.0.0.1:1/release/20300101T000000Z/doc/a/b", Server())
    assert found.verdict == "not checkable"


# The command --------------------------------------------------------------------------------


def test_the_command_reads_a_bibliography_and_asks_a_folder(out: Path, tmp_path: Path) -> None:
    root = "https://w3id.org/treatygraph/"
    stamps = [one.stamp for one in read_history(out)]
    same = root + permanent_path(stamps[2], "/doc/place/dock")
    gone = root + permanent_path(stamps[0], "/doc/place/quai")
    book = tmp_path / "book.bib"
    book.write_text(f"@misc{{a, url = {{{same}}}}}\n@misc{{b, url = {{{gone}}}}}\n")
    result = CliRunner().invoke(main, ["verify-citation", "--release", str(out), str(book)])
    assert result.exit_code == 1
    assert result.output.startswith(f"same: {same}\n")
    assert f"gone: {gone}\n  It was removed. Something stands in its place." in result.output


def test_the_command_tells_all_as_json(served: Served, out: Path) -> None:
    asked = ["verify-citation", "--format", "json", link(served, out, 0, "/doc/place/pier")]
    result = CliRunner().invoke(main, asked)
    assert result.exit_code == 0
    assert json.loads(result.output)[0]["verdict"] == "same"


def test_the_command_ends_with_3_where_nothing_could_be_checked() -> None:
    result = CliRunner().invoke(main, ["verify-citation", "https://example.org/x"])
    assert result.exit_code == 3


@pytest.mark.parametrize("content", [b"", b"\x00\xff", b"https://example.org/release/now/x"])
def test_a_file_without_a_citation_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.bib").write_bytes(content)
    with pytest.raises(NoCitation, match="no permanent link stands in it"):
        links_in(tmp_path / "x.bib")
    result = CliRunner().invoke(main, ["verify-citation", str(tmp_path / "x.bib")])
    assert result.exit_code == 2
    assert "Traceback" not in result.output


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["verify-citation", str(tmp_path / "none.bib")])
    assert (result.exit_code, "cannot be read" in result.output) == (2, True)
