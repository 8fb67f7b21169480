"""Whoever asks for an account gets it as asked: Basic or Digest; and nobody else does."""

from __future__ import annotations

import base64
import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.request import parse_http_list, parse_keqv_list

import pytest

from treatygraph.errors import EndpointFailed, TreatygraphError
from treatygraph.store.engines import PASSWORD, USER, Credentials
from treatygraph.store.engines.connection import checked_address
from treatygraph.store.remote import RemoteStore

WHO = Credentials("anna", 'p"ä:ss')
YES = b'{"head":{},"boolean":true}'
HASHES = {"MD5": hashlib.md5, "SHA-256": hashlib.sha256}


class _Guarded(BaseHTTPRequestHandler):
    """Answers ASK to one account, by the scheme that its path names."""

    protocol_version = "HTTP/1.1"
    seen: list[str]

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        scheme = self.path.strip("/")
        given = self.headers["Authorization"] or ""
        self.server.seen.append(given)  # type: ignore[attr-defined]
        allowed = scheme == "open" or (self._basic if scheme == "basic" else self._digest)(given)
        body = YES if allowed else b""
        self.send_response(200 if allowed else 401)
        if not allowed:
            self.send_header("WWW-Authenticate", self._challenge(scheme))
        self.send_header("Content-Type", "application/sparql-results+json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    @staticmethod
    def _challenge(scheme: str) -> str:
        if scheme == "basic":
            return 'Basic realm="here"'
        return f'Digest realm="here", nonce="n1", opaque="o", qop="auth", algorithm={scheme}'

    @staticmethod
    def _basic(given: str) -> bool:
        wanted = base64.b64encode(f"{WHO.user}:{WHO.password}".encode()).decode()
        return given == f"Basic {wanted}"

    def _digest(self, given: str) -> bool:
        """RFC 7616, 3.4.1, reckoned anew."""
        scheme, _, rest = given.partition(" ")
        if scheme != "Digest":
            return False
        told = parse_keqv_list(parse_http_list(rest))
        hashed = HASHES[told["algorithm"]]
        first = hashed(f"{WHO.user}:here:{WHO.password}".encode()).hexdigest()
        second = hashed(f"POST:{self.path}".encode()).hexdigest()
        parts = (first, "n1", told["nc"], told["cnonce"], "auth", second)
        wanted = hashed(":".join(parts).encode()).hexdigest()
        return told["response"] == wanted and told["uri"] == self.path and told["opaque"] == "o"

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def guarded() -> Iterator[ThreadingHTTPServer]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Guarded) as server:
        server.daemon_threads = True
        server.seen = []  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def _store(server: ThreadingHTTPServer, scheme: str, who: Credentials | None) -> RemoteStore:
    address = f"http://127.0.0.1:{server.server_port}/{scheme}"
    return RemoteStore(address, credentials=who, timeout=5)


@pytest.mark.parametrize("scheme", ["basic", "MD5", "SHA-256"])
def test_an_account_is_told_in_the_way_that_is_asked_for(
    guarded: ThreadingHTTPServer, scheme: str
) -> None:
    store = _store(guarded, scheme, WHO)
    assert [store.answer("ASK {}").read() for _ in range(3)] == [YES] * 3
    asked_without = [given for given in guarded.seen if not given]  # type: ignore[attr-defined]
    assert len(asked_without) == 1, "it remembers what was asked for"


def test_nobody_is_told_who_does_not_ask(guarded: ThreadingHTTPServer) -> None:
    assert _store(guarded, "open", WHO).answer("ASK {}").read() == YES
    assert set(guarded.seen) == {""}  # type: ignore[attr-defined]


@pytest.mark.parametrize("scheme", ["basic", "MD5"])
def test_a_wrong_password_is_told_as_such_and_never_shown(
    guarded: ThreadingHTTPServer, scheme: str
) -> None:
    wrong = Credentials("anna", "seven-of-nine")
    with pytest.raises(EndpointFailed, match="refuses the account") as failed:
        _store(guarded, scheme, wrong).answer("ASK {}")
    assert failed.value.kind == "credentials"
    assert "seven-of-nine" not in f"{failed.value} {wrong!r}"


def test_without_an_account_it_says_how_to_give_one(guarded: ThreadingHTTPServer) -> None:
    with pytest.raises(EndpointFailed, match=f"set {USER} and {PASSWORD}"):
        _store(guarded, "basic", None).answer("ASK {}")


@pytest.mark.parametrize("environment", [
    {USER: "anna"}, {PASSWORD: "x"}, {USER: "a:b", PASSWORD: "x"}, {USER: "a", PASSWORD: "x\ny"},
])  # fmt: skip
def test_half_an_account_or_one_that_cannot_be_sent_is_refused(environment: dict[str, str]) -> None:
    with pytest.raises(TreatygraphError, match=USER):
        Credentials.of(environment)


@pytest.mark.parametrize("address", [
    "ftp://example.org/", "example.org/sparql", "http://", "http://a b/", "http://h:x/", "http://ü/",
])  # fmt: skip
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(TreatygraphError, match="no address"):
        checked_address(address)


def test_an_account_in_an_address_is_refused() -> None:
    with pytest.raises(TreatygraphError, match="in the environment") as refused:
        checked_address("https://anna:secret@example.org/")
    assert "secret" not in str(refused.value)
