"""Dumps over the wire: files that are whole, that can be gone on with, and that are described."""

from __future__ import annotations

import base64
import hashlib
import http.client
import shutil
import subprocess
import urllib.request
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from rdflib import DCTERMS, RDF, VOID, Graph, Literal, Namespace, URIRef

from support import ROOT, Corpus, Server, serving
from treatygraph.collection import load_collection, load_shipped
from treatygraph.iris import Base
from treatygraph.namespaces import DEFAULT_BASE
from treatygraph.release import BuildOptions, build_release, open_files
from treatygraph.web.app import create_app
from treatygraph.web.config import ServeConfig

MINI = ROOT / "tests/fixtures/mini/data"
DATASET = URIRef(f"{DEFAULT_BASE}.well-known/void#dataset")
DCAT = Namespace("http://www.w3.org/ns/dcat#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
IANA = "https://www.iana.org/assignments/media-types/"
PATH = "/dumps/dataset.nq.gz"


def content(corpus: Corpus, name: str = "dataset.nq.gz") -> bytes:
    return (corpus.release.folder / "dumps" / name).read_bytes()


def graph_of(client: FlaskClient, path: str) -> Graph:
    return Graph().parse(data=client.get(f"{path}.nt").data, format="nt")


# Files ----------------------------------------------------------------------------------


def test_every_dump_is_sent_as_it_was_built(corpus_client: FlaskClient, corpus: Corpus) -> None:
    for name in corpus.release.downloads.all:
        response = corpus_client.get(f"/dumps/{name}")
        assert response.data == content(corpus, name)
        assert response.content_type == "application/gzip"
        assert "Content-Encoding" not in response.headers


def test_the_checksums_are_sent_as_text(corpus_client: FlaskClient, corpus: Corpus) -> None:
    response = corpus_client.get("/dumps/SHA256SUMS")
    assert response.content_type == "text/plain; charset=utf-8"
    assert response.data == content(corpus, "SHA256SUMS")


def test_the_digest_is_that_of_the_bytes(corpus_client: FlaskClient, corpus: Corpus) -> None:
    sha256 = hashlib.sha256(content(corpus))
    response = corpus_client.get(PATH)
    told = f"sha-256=:{base64.b64encode(sha256.digest()).decode()}:"
    assert response.headers["Repr-Digest"] == response.headers["Content-Digest"] == told
    assert response.headers["ETag"] == f'"{sha256.hexdigest()}"'


def test_head_tells_the_same_and_sends_nothing(corpus_client: FlaskClient) -> None:
    got, head = corpus_client.get(PATH), corpus_client.head(PATH)
    assert head.data == b""
    told = [{**response.headers, "Server-Timing": ""} for response in (head, got)]
    assert told[0] == told[1]


def test_what_the_client_has_is_not_sent_again(corpus_client: FlaskClient) -> None:
    tag = corpus_client.get(PATH).headers["ETag"]
    again = corpus_client.get(PATH, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == tag
    assert "Content-Digest" not in again.headers


def test_any_accept_header_gets_the_file(corpus_client: FlaskClient) -> None:
    assert corpus_client.get(PATH, headers={"Accept": "text/turtle"}).status_code == 200


@pytest.mark.parametrize("name", ["none.nq.gz", "../manifest.json", "dataset.nq", "SHA256SUMS.gz"])
def test_what_is_no_dump_is_404(corpus_client: FlaskClient, name: str) -> None:
    assert corpus_client.get(f"/dumps/{name}").status_code == 404


def test_a_damaged_dump_is_never_sent(corpus: Corpus, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(corpus.release.folder, tmp_path / "release"))
    path = folder / "dumps/dataset.nq.gz"
    path.write_bytes(bytes(path.stat().st_size))
    client = create_app(ServeConfig(str(folder)), store=corpus.release.store).test_client()
    response = client.get(PATH)
    assert response.status_code == 503
    assert "is not what was built" in response.get_json()["detail"]
    assert client.get("/dumps/dataset.trig.gz").status_code == 200


# Ranges ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "start", "stop"),
    [("bytes=0-99", 0, 100), ("bytes=1000-", 1000, None), ("bytes=-50", -50, None),
     ("bytes=10-999999999", 10, None), ("bytes=0-0", 0, 1)],
)  # fmt: skip
def test_a_range_is_sent(
    corpus_client: FlaskClient, corpus: Corpus, asked: str, start: int, stop: int | None
) -> None:
    whole = content(corpus)
    response = corpus_client.get(PATH, headers={"Range": asked})
    assert response.status_code == 206
    assert response.data == whole[start:stop]
    first = start if start >= 0 else len(whole) + start
    last = first + len(response.data) - 1
    assert response.headers["Content-Range"] == f"bytes {first}-{last}/{len(whole)}"
    assert "Content-Digest" not in response.headers
    assert "Repr-Digest" in response.headers


@pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "bytes=x", "items=0-1", "bytes", "bytes=-"])
def test_what_is_no_single_range_gets_the_whole(corpus_client: FlaskClient, asked: str) -> None:
    assert corpus_client.get(PATH, headers={"Range": asked}).status_code == 200


def test_a_range_past_the_end_is_416(corpus_client: FlaskClient, corpus: Corpus) -> None:
    response = corpus_client.get(PATH, headers={"Range": "bytes=999999999-"})
    assert response.status_code == 416
    assert response.headers["Content-Range"] == f"bytes */{len(content(corpus))}"
    assert response.content_type == "application/problem+json"


def test_a_range_of_a_file_that_has_changed_is_the_whole_file(corpus_client: FlaskClient) -> None:
    tag = corpus_client.get(PATH).headers["ETag"]
    for condition, status in ((tag, 206), ('"other"', 200), (f"W/{tag}", 200)):
        headers = {"Range": "bytes=5-", "If-Range": condition}
        assert corpus_client.get(PATH, headers=headers).status_code == status
    headers = {"Range": "bytes=5-", "If-Range": "Wed, 01 Jan 2031 00:00:00 GMT"}
    assert corpus_client.get(PATH, headers=headers).status_code == 200


def test_head_takes_no_range(corpus_client: FlaskClient) -> None:
    assert corpus_client.head(PATH, headers={"Range": "bytes=0-1"}).status_code == 200


# The description ------------------------------------------------------------------------


def test_each_dump_is_described_where_the_dataset_is(
    corpus_client: FlaskClient, corpus: Corpus
) -> None:
    told = graph_of(corpus_client, "/.well-known/void")
    urls = {f"{DEFAULT_BASE}dumps/{dump.name}" for dump in corpus.release.downloads.whole}
    assert len(urls) == 3
    assert {str(url) for url in told.objects(DATASET, VOID.dataDump)} == urls
    for file in told.objects(DATASET, DCAT.distribution):
        assert (file, RDF.type, DCAT.Distribution) in told
        name = str(told.value(file, DCAT.downloadURL)).rpartition("/")[2]
        assert int(told.value(file, DCAT.byteSize)) == len(content(corpus, name))
        assert told.value(file, DCAT.compressFormat) == URIRef(f"{IANA}application/gzip")
        assert str(told.value(file, DCAT.mediaType)).startswith(f"{IANA}application/")
        checksum = told.value(file, SPDX.checksum)
        assert told.value(checksum, SPDX.algorithm) == SPDX.checksumAlgorithm_sha256
        found = hashlib.sha256(content(corpus, name)).hexdigest()
        assert str(told.value(checksum, SPDX.checksumValue)) == found


def test_each_agreements_dump_is_a_subset_with_its_own_distribution(
    corpus_client: FlaskClient, corpus: Corpus
) -> None:
    told = graph_of(corpus_client, "/dumps")
    subsets = list(told.objects(DATASET, VOID.subset))
    assert len(subsets) == corpus.release.manifest.classes["Agreement"]
    for subset in subsets:
        url = str(told.value(subset, VOID.dataDump))
        assert corpus_client.head(f"/{url.removeprefix(DEFAULT_BASE)}").status_code == 200
        assert str(told.value(subset, DCTERMS.subject)).startswith(f"{DEFAULT_BASE}id/agreement/")
        assert told.value(subset, DCTERMS.title)
        about = told.value(subset, VOID.triples)
        assert isinstance(about, Literal)
        assert int(about) > 5


def test_the_page_has_every_file_and_checksum(corpus_client: FlaskClient, corpus: Corpus) -> None:
    page = corpus_client.get("/dumps.html").text
    for name, dump in corpus.release.downloads.all.items():
        assert f'href="/dumps/{name}"' in page
        assert dump.record.sha256 in page
    assert 'href="/dumps/SHA256SUMS"' in page


def test_the_address_with_a_slash_leads_to_the_one_without(corpus_client: FlaskClient) -> None:
    response = corpus_client.get("/dumps/")
    assert (response.status_code, response.location) == (308, "/dumps")


def test_files_served_as_they_are_say_that_they_have_no_curated_dumps(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("<x:a> <x:b> <x:c> .")
    release = open_files([tmp_path / "a.ttl"])
    app = create_app(ServeConfig(str(release.folder)), release=release, store=release.store)
    client = app.test_client()
    page = client.get("/dumps.html").text
    assert "no curated dumps" in page
    assert "SHA256SUMS" not in page
    response = client.get("/dumps/dataset.nq")
    assert response.content_type == "application/n-quads"
    assert response.data == b"<x:a> <x:b> <x:c> .\n"
    assert client.get("/dumps/dataset.nq.gz").status_code == 404


# Over a socket --------------------------------------------------------------------------


def test_a_broken_download_is_gone_on_with(server: Server, corpus: Corpus) -> None:
    whole = content(corpus)
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    connection.request("GET", PATH)
    response = connection.getresponse()
    had, tag = response.read(100_000), response.headers["ETag"]
    connection.close()
    headers = {"Range": f"bytes={len(had)}-", "If-Range": tag}
    request = urllib.request.Request(f"{server.url}{PATH[1:]}", headers=headers)
    with urllib.request.urlopen(request, timeout=20) as rest:
        assert rest.status == 206
        assert had + rest.read() == whole


def test_what_curl_saves_is_what_sha256sum_knows(server: Server, tmp_path: Path) -> None:
    if not (shutil.which("curl") and shutil.which("sha256sum")):
        pytest.skip("curl or sha256sum is not installed here")
    for name in ("SHA256SUMS", "dataset.nq.gz", "agreement-ru-ir-2025.ttl.gz"):
        command = ["curl", "-sS", "--fail", "--compressed", "-O", f"{server.url}dumps/{name}"]
        subprocess.run(command, cwd=tmp_path, check=True)
    command = ["sha256sum", "--check", "--ignore-missing", "SHA256SUMS"]
    told = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert told.stdout.count(": OK") == 2


@pytest.mark.slow
def test_a_large_dump_takes_no_memory_to_send(tmp_path: Path) -> None:
    line = "<x:{0}> <x:b> <x:{0}> .\n"
    with (tmp_path / "a.nt").open("w") as out:
        out.writelines(line.format(f"{number:0120d}") for number in range(200_000))
    with serving(str(tmp_path / "a.nt"), cwd=tmp_path) as server:
        urllib.request.urlopen(f"{server.url}dumps/dataset.nq", timeout=60).read(1)
        before = _memory(server)
        with urllib.request.urlopen(f"{server.url}dumps/dataset.nq", timeout=60) as sent:
            assert sum(len(part) for part in iter(lambda: sent.read(1 << 20), b"")) > 40 << 20
        assert _memory(server) - before < 10 << 10


def _memory(server: Server) -> int:
    """The kilobytes that a server's processes have had at most."""
    found = [path.read_text().rpartition(")") for path in Path("/proc").glob("[0-9]*/stat")]
    pairs = [(int(head.split()[0]), int(rest.split()[1])) for head, _, rest in found]
    ours = {server.process.pid}
    for _ in range(4):
        ours |= {pid for pid, parent in pairs if parent in ours}
    peaks = [Path(f"/proc/{pid}/status").read_text() for pid in ours]
    return sum(int(text.partition("VmHWM:")[2].split()[0]) for text in peaks)


def test_what_may_not_be_published_is_not_offered_and_the_page_says_why(tmp_path: Path) -> None:
    options = BuildOptions(MINI, ROOT / "ontology", ROOT / "queries", tmp_path,
                           withheld="No licence was found.")  # fmt: skip
    collection = load_collection(options.data, Base())
    folder = build_release(options, collection, load_shipped(options.ontology, Base()))
    client = create_app(ServeConfig(str(folder))).test_client()
    assert "No licence was found." in client.get("/dumps.html").text
    assert client.get(PATH).status_code == 404
    dataset = graph_of(client, "/.well-known/void")
    assert Literal("No licence was found.", lang="en") in set(dataset.objects(DATASET))
    assert not set(dataset.objects(DATASET, VOID.dataDump))
