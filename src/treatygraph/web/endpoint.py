"""The SPARQL endpoint beneath Flask: programs are answered here, pages and failures go on.

A Flask request costs as much as a short query does. There is one truth all the same: this layer
alone reads requests to ``/sparql``; Flask is handed what was asked, to make a page of it, or what
went wrong, to tell it as it tells every failure.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from treatygraph.errors import QueryStopped
from treatygraph.negotiation import HTML, RDF_FORMATS, Representation
from treatygraph.store import Answer
from treatygraph.web.everywhere import FAILURE, canonical_address, check_address, headers_of_all
from treatygraph.web.limits import HEADER, header
from treatygraph.web.protocol import QueryRequest, read_request
from treatygraph.web.proxy import client_of
from treatygraph.web.refusals import BadRequest
from treatygraph.web.responses import CACHE_CONTROL
from treatygraph.web.site import Site
from treatygraph.web.validators import opaque, tags_in

PATH = "/sparql"

ASKED = "treatygraph.asked"
"""In the environment: the QueryRequest that Flask is to make a page of."""

IF_NONE_MATCH = "treatygraph.if-none-match"
"""In the environment: the client's If-None-Match, which the layer above compares with answers."""

_FORM_ROOM = 64 << 10
"""Bytes of a form besides the query: names of graphs, a format."""


class Endpoint:
    """Answers queries at ``/sparql`` and hands everything else to ``app``."""

    def __init__(self, app: WSGIApplication, site: Site) -> None:
        self._app = app
        self._site = site
        limits = (HEADER, header(site.config.limits))
        self._headers = [*headers_of_all(site.release.version), limits]

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """See PEP 3333."""
        if not _is_ours(environ):
            return self._app(environ, start_response)
        try:
            asked = self._read(environ)
            if asked.query is not None and asked.format is not HTML:
                return self._send(asked, environ, start_response)
            environ[ASKED] = asked
        except Exception as error:  # the handlers of Flask tell what it is, the unforeseen too
            environ[FAILURE] = error
        return self._app(environ, start_response)

    def _read(self, environ: WSGIEnvironment) -> QueryRequest:
        check_address(environ)
        method, longest = environ["REQUEST_METHOD"], self._site.config.limits.query_bytes
        return read_request(
            method,
            query_string=environ.get("QUERY_STRING", "").encode("latin-1"),
            content_type=environ.get("CONTENT_TYPE") or "",
            content_encoding=environ.get("HTTP_CONTENT_ENCODING", ""),
            body=read_body(environ, longest) if method == "POST" else b"",
            accept=environ.get("HTTP_ACCEPT"),
        )

    def _send(
        self, asked: QueryRequest, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Answer a query. It is complete before the first byte goes, and its length is known."""
        headers = [*self._headers, ("Vary", "Accept"), *self._kept_how(asked, environ)]
        held = _held_tag(headers, environ)
        if held:
            start_response("304 Not Modified", _with_tag(headers, held))
            return []
        answer = answer_query(self._site, asked, asked.format, client_of(environ))
        headers += [
            ("Content-Type", asked.format.content_type),
            ("Content-Length", str(answer.length)),
            ("Server-Timing", f"query;dur={answer.seconds * 1000:.1f}"),
        ]
        start_response("200 OK", headers)
        if environ["REQUEST_METHOD"] == "HEAD":
            answer.close()
            return []
        return [answer.body] if isinstance(answer.body, bytes) else answer.chunks()

    def _kept_how(self, asked: QueryRequest, environ: WSGIEnvironment) -> list[tuple[str, str]]:
        """Whether an answer may be kept, and what it is compared by.

        The tag is made of the question, so that no query is run to compare it. It is weak (RFC
        9110, 8.8.1): the rows of an unordered query stand in the order of the engine, and its
        blank nodes have the labels of the moment; both differ from one start of the server to the
        next, and an answer of before is as true.
        """
        if asked.unstable:
            return [("Cache-Control", "no-store")]
        kept = [("Cache-Control", CACHE_CONTROL)]
        if environ["REQUEST_METHOD"] == "POST":
            return kept
        return [*kept, ("ETag", query_tag(asked, self._site.release.version))]


def query_tag(asked: QueryRequest, release: str) -> str:
    """The entity tag of a query's answers: one for a release, a query, a dataset and a format."""
    dataset = (asked.dataset.default_graphs, asked.dataset.named_graphs)
    key = repr((release, asked.query, dataset, asked.format.content_type))
    return f'W/"{hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:32]}"'


def answer_query(site: Site, asked: QueryRequest, format_: Representation, client: str) -> Answer:
    """The finished answer to a client's query in a format. Raises as ``Store.answer`` does."""
    is_graph = format_ in RDF_FORMATS
    return site.store.answer(
        asked.query or "",
        solutions="json" if is_graph else format_.name,
        graphs=format_.name if is_graph else "turtle",
        dataset=asked.dataset,
        client=client,
    )


def read_body(environ: WSGIEnvironment, query_bytes: int) -> bytes:
    """The whole body of a request, sent by length or in chunks.

    Raises QueryStopped where it is longer than a query of so many bytes can be, BadRequest where it
    ended early.
    """
    most = 3 * query_bytes + _FORM_ROOM  # a form writes a byte as %XX
    sent = environ.get("CONTENT_LENGTH") or ""
    length = int(sent) if sent.isdigit() else None
    if length is None and not environ.get("wsgi.input_terminated"):
        return b""
    body = b"" if length and length > most else environ["wsgi.input"].read(length or most + 1)
    if max(length or 0, len(body)) > most:
        raise QueryStopped("query-length", f"at most {query_bytes:,} bytes are read", query_bytes)
    if length is not None and len(body) < length:
        raise BadRequest(400, f"the body ended after {len(body):,} of {length:,} bytes")
    return bytes(body)


def _is_ours(environ: WSGIEnvironment) -> bool:
    """Whether a request is for a query or about the endpoint, at its one address.

    A POST is not led on to another address, so any spelling will do for it.
    """
    method, path = environ["REQUEST_METHOD"], environ.get("PATH_INFO", "")
    answered = method in ("GET", "HEAD", "POST") and FAILURE not in environ
    if path.rstrip("/") != PATH or not answered:
        return False
    seen_as_sent = path == PATH and "RAW_URI" not in environ
    return method == "POST" or seen_as_sent or canonical_address(environ) is None


def _held_tag(headers: list[tuple[str, str]], environ: WSGIEnvironment) -> str | None:
    """Which tag of a client names our answer, in whatever coding; None where none does."""
    if IF_NONE_MATCH not in environ:
        return None
    ours = opaque(dict(headers).get("ETag", ""))
    if not ours:
        return None
    return next((tag for tag in tags_in(environ[IF_NONE_MATCH])
                 if tag == ours or tag.startswith(f"{ours}-")), None)  # fmt: skip


def _with_tag(headers: list[tuple[str, str]], tag: str) -> list[tuple[str, str]]:
    return [(name, f'W/"{tag}"' if name == "ETag" else value) for name, value in headers]
