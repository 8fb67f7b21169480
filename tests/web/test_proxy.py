"""Behind a proxy and under a sub-path: every link stays below the path, and none is broken."""

from __future__ import annotations

import http.client
import re
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest
from werkzeug.test import Client as WsgiClient
from werkzeug.wrappers import Request, Response

from support import Corpus, Server, serving
from treatygraph.web.config import BadSetting, ServeConfig
from treatygraph.web.proxy import Mounted, client_of

PATH = "/treaties"
SEEDS = ("", "query", "shapes", ".well-known/void", "robots.txt", "coverage")


class Proxy(BaseHTTPRequestHandler):
    """Passes on what lies below PATH, with or without it; everything else is unknown here."""

    protocol_version = "HTTP/1.1"
    target = 0
    strips = False
    tells: tuple[tuple[str, str], ...] = ()

    def do_GET(self) -> None:
        if self.path != PATH and not self.path.startswith(f"{PATH}/"):
            self.send_error(404, "not below the path")
            return
        path = self.path[len(PATH) :] or "/" if self.strips else self.path
        onward = http.client.HTTPConnection("127.0.0.1", self.target, timeout=60)
        headers = {name: value for name, value in self.headers.items() if name != "Connection"}
        onward.request(self.command, path, headers=headers | dict(self.tells))
        answer = onward.getresponse()
        body = answer.read()
        self.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("content-length", "transfer-encoding"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        onward.close()

    def log_message(self, *_: object) -> None:
        """Nothing is said."""


@contextmanager
def proxied(server: Server, **how: object) -> Iterator[str]:
    """A proxy in front of a server; its root, without a slash."""
    handler = type("Here", (Proxy,), {"target": server.port, **how})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as proxy:
        thread = threading.Thread(target=proxy.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{proxy.server_port}"
        finally:
            proxy.shutdown()
            thread.join()


class Links(HTMLParser):
    """Whatever a page names by an attribute that is followed or loaded."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("href", "src", "action", "formaction", "srcset", "poster") and value:
                self.found.add(value)


def get(url: str, accept: str = "text/html") -> tuple[int, str, str, str]:
    """Status, Location, Link and body, of the address itself."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=60)
    connection.request(
        "GET", url.removeprefix(f"http://{parts.netloc}"), headers={"Accept": accept}
    )
    answer = connection.getresponse()
    body = answer.read().decode("utf-8", "replace")
    found = (
        answer.status,
        answer.getheader("Location") or "",
        answer.getheader("Link") or "",
        body,
    )
    connection.close()
    return found


def kind(path: str) -> str:
    """What sort of address a path is, so that a crawl asks a few of each."""
    return re.sub(r"[^/.]*[-0-9][^/.]*", "*", unquote(path))


def crawl(root: str, *, each: int = 3, most: int = 400) -> tuple[list[str], set[str]]:
    """Follow links from SEEDS, a few of each kind; what is amiss, and what was asked."""
    waiting = [f"{root}{PATH}/{seed}" for seed in SEEDS]
    amiss, asked, kinds = [], set(), {}  # type: ignore[var-annotated]
    while waiting and len(asked) < most:
        address = waiting.pop(0)
        asked.add(address)
        status, location, link, body = get(address)
        if status not in (200, 303, 308):
            amiss.append(f"{status} {address}")
        named = Links(body).found if "<html" in body[:200] else set()
        named |= set(re.findall(r"<([^>]+)>", link)) | ({location} if location else set())
        for one in named:
            target = urldefrag(urljoin(address, one))[0]
            if urlsplit(target).netloc != urlsplit(root).netloc:
                continue
            path = urlsplit(target).path
            if path != PATH and not path.startswith(f"{PATH}/"):
                amiss.append(f"{address} leads out to {one}")
            elif target not in asked and target not in waiting:
                kinds[kind(path)] = kinds.get(kind(path), 0) + 1
                if kinds[kind(path)] <= each:
                    waiting.append(target)
    return amiss, asked


@pytest.fixture(scope="module")
def mounted(corpus: Corpus) -> Iterator[Server]:
    with serving("--out", str(corpus.options.out), "--base-path", PATH, "--trust-proxy", "1",
                 "--log-level", "warning") as server:  # fmt: skip
        yield server


@pytest.mark.slow
@pytest.mark.parametrize("strips", [False, True], ids=["keeps the path", "takes it off"])
def test_every_link_stays_below_the_path_and_none_is_broken(mounted: Server, strips: bool) -> None:
    with proxied(mounted, strips=strips) as root:
        amiss, asked = crawl(root)
    assert amiss == []
    assert len(asked) > 100
    rooms = {urlsplit(address).path.split("/")[2] for address in asked}
    assert {"doc", "graph", "query", "static", "ontology", "sparql", "agreements"} <= rooms


@pytest.mark.slow
def test_a_prefix_that_the_proxy_names_will_do(corpus: Corpus) -> None:
    out = str(corpus.options.out)
    with serving("--out", out, "--trust-proxy", "1") as server:
        told = (("X-Forwarded-Prefix", PATH),)
        with proxied(server, strips=True, tells=told) as root:
            amiss, asked = crawl(root, each=1)
    assert amiss == []
    assert len(asked) > 50


def test_redirects_stay_below_the_path(mounted: Server) -> None:
    with proxied(mounted) as root:
        status, location, link, _ = get(f"{root}{PATH}/id/agreement/ru-ir-2025")
        assert (status, location) == (303, f"{PATH}/doc/agreement/ru-ir-2025")
        assert f"<{PATH}/doc/agreement/ru-ir-2025.ttl>" in link
        status, location, *_ = get(f"{root}{PATH}/agreements/")
        assert (status, location) == (308, f"{PATH}/agreements")
        assert get(f"{root}{PATH}")[0] == 200
        assert get(f"{root}{PATH}/health")[0] == 200


def test_transport_security_is_asked_for_only_over_tls(mounted: Server, server: Server) -> None:
    def told(url: str, scheme: str) -> str | None:
        sent = urllib.request.Request(url, headers={"X-Forwarded-Proto": scheme})
        with urllib.request.urlopen(sent, timeout=30) as answer:
            return answer.headers["Strict-Transport-Security"]  # type: ignore[no-any-return]

    assert told(f"{mounted.url}health", "https") == "max-age=31536000"
    assert told(f"{mounted.url}health", "http") is None
    assert told(f"{server.url}health", "https") is None, "nobody's word is taken unasked"


# What is believed -----------------------------------------------------------------------


def seen(config: dict[str, object], path: str = "/x", **sent: str) -> dict[str, str]:
    """What an application sees of a request that came through."""
    found: dict[str, str] = {}

    @Request.application
    def application(request: Request) -> Response:
        found.update(
            client=client_of(request.environ), scheme=request.scheme, host=request.host,
            root=request.script_root, path=request.path,
        )  # fmt: skip
        return Response()

    headers = {name.replace("_", "-"): value for name, value in sent.items()}
    client = WsgiClient(Mounted(application, **config))  # type: ignore[arg-type]
    client.get(path, headers=headers, environ_base={"REMOTE_ADDR": "192.0.2.1"}).close()
    return found


FORGED = {
    "X_Forwarded_For": "203.0.113.9, 198.51.100.7",
    "X_Forwarded_Proto": "https",
    "X_Forwarded_Host": "else.example",
    "X_Forwarded_Prefix": "/else",
}


def test_without_a_trusted_proxy_no_header_is_believed() -> None:
    found = seen({}, **FORGED)
    assert found["client"] == "192.0.2.1"
    assert (found["scheme"], found["host"], found["root"]) == ("http", "localhost", "")


@pytest.mark.parametrize(("hops", "client"), [(1, "198.51.100.7"), (2, "203.0.113.9")])
def test_as_many_hops_are_believed_as_are_trusted(hops: int, client: str) -> None:
    assert seen({"hops": hops}, **FORGED)["client"] == client


def test_one_trusted_proxy_tells_scheme_host_and_prefix() -> None:
    found = seen({"hops": 1}, **FORGED)
    assert (found["scheme"], found["host"], found["root"]) == ("https", "else.example", "/else")


@pytest.mark.parametrize(
    "prefix", ["//evil.example", "/a//b", "https://evil.example", "/a?b", "/.."]
)
def test_a_prefix_that_is_no_plain_path_is_not_believed(prefix: str) -> None:
    assert seen({"hops": 1}, X_Forwarded_Prefix=prefix)["root"] == ""


def test_a_base_path_that_is_set_outweighs_a_prefix_that_is_sent() -> None:
    found = seen({"hops": 1, "base_path": "/treaties"}, "/treaties/x", **FORGED)
    assert (found["root"], found["path"]) == ("/treaties", "/x")


@pytest.mark.parametrize(
    ("path", "inner"),
    [("/treaties/x", "/x"), ("/treaties", "/"), ("/x", "/x"), ("/treatiesx", "/treatiesx")],
)
def test_a_path_is_answered_with_the_base_path_and_without(path: str, inner: str) -> None:
    assert seen({"base_path": "/treaties"}, path)["path"] == inner


@pytest.mark.parametrize("path", ["treaties", "/treaties/", "/a//b", "/", "/a b", "/..", "//x"])
def test_a_base_path_that_is_none_is_told_of(path: str) -> None:
    with pytest.raises(BadSetting, match="base path"):
        ServeConfig("", base_path=path)


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("unknown", "unknown"),
        ("", "unknown"),
    ],
)
def test_a_client_is_an_address_or_a_subscriber_of_ipv6(address: str, client: str) -> None:
    assert client_of({"REMOTE_ADDR": address}) == client
