"""Errors come as `application/problem+json` whose status is that of the answer, as text, or as a
page, by Accept. A query that does not parse is 400 with line and column. No error shows a stack
trace. A POST of an unknown type is 415; a long address and a long query get a status of their own
or an answer, never a 5xx and never silence. Each 429 and 503 that was met has Retry-After."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from treatygraph.conformance.model import Fault, fault
from treatygraph.conformance.reply import Reply
from treatygraph.conformance.site import Site

NUMBER = 17
TITLE = "Errors in the client's terms"
CLAUSE = "RFC 9457, 3; RFC 9110, 10.2.3 and 15.5; SPARQL 1.1 Protocol, 2.1.7"

_TRACE = re.compile(
    r'Traceback \(most recent|File "[^"]+", line \d+, in |^\s+at [\w.$<>]+\([\w.]+:\d+\)'
    r"|Exception in thread|panicked at ",
    re.MULTILINE,
)
_FORMS = {
    "application/problem+json": "application/problem+json",
    "text/html": "text/html",
    "text/plain": "text/plain",
}
_SPARQL_CLIENT = "application/sparql-results+json, application/problem+json;q=0.5"
_LONG_ADDRESS = 48 << 10
_LONG_QUERY = 2 << 20


def check(site: Site) -> Iterator[Fault]:
    """See the module."""
    unknown = site.unknown(site.page)
    for accept, kind in _FORMS.items():
        reply = site.follow(unknown, accept)
        if reply.status >= 400 and reply.media_type != kind:
            yield fault(reply, f"the error as {kind}")
        elif reply.status >= 400 and kind.endswith("json"):
            yield from _problem(reply)
    yield from _not_silent(site.get(site.root + "x" * _LONG_ADDRESS))
    if site.endpoint:
        yield from _query_errors(site, site.endpoint)
    for reply in site.client.replies:
        yield from _seen(reply)


def _problem(reply: Reply) -> Iterator[Fault]:
    fields = _members(reply)
    if fields.get("status", reply.status) != reply.status or not fields.get("title"):
        yield fault(reply, f"a problem with a title and status {reply.status}", reply.text)


def _members(reply: Reply) -> dict[str, Any]:
    try:
        found = json.loads(reply.body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _query_errors(site: Site, endpoint: str) -> Iterator[Fault]:
    broken = f"{endpoint}?query={quote('SELECT * WHERE {' + chr(10) + ' ?s ?p }', safe='')}"
    reply = site.get(broken, _SPARQL_CLIENT)
    if reply.status != 400:
        yield fault(reply, "400: the query does not parse")
    elif not _has_place(reply):
        yield fault(reply, "line and column of what does not parse", reply.text)
    nonsense = _post(site, endpoint, "application/x-nonsense", b"ASK {}")
    if nonsense.status != 415:
        yield fault(nonsense, "415 Unsupported Media Type")
    long = b"ASK {} #" + b"x" * _LONG_QUERY
    yield from _not_silent(_post(site, endpoint, "application/sparql-query", long))


def _post(site: Site, endpoint: str, kind: str, body: bytes) -> Reply:
    return site.client.ask("POST", endpoint, (("Content-Type", kind),), body)


def _has_place(reply: Reply) -> bool:
    fields = _members(reply)
    if isinstance(fields.get("line"), int) and isinstance(fields.get("column"), int):
        return True
    return bool(re.search(r"\blines?\b\W{0,3}\d+|\b\d+:\d+\b", reply.text, re.IGNORECASE))


def _not_silent(reply: Reply) -> Iterator[Fault]:
    if reply.status >= 500:
        yield fault(reply, "413, 414 or another 4xx: what is too long is the client's fault")


def _seen(reply: Reply) -> Iterator[Fault]:
    if reply.status in (429, 503) and not reply.get("Retry-After"):
        yield fault(reply, "Retry-After", f"{reply.status} without Retry-After")
    trace = _TRACE.search(reply.text) if reply.status >= 400 else None
    if trace:
        yield fault(reply, "an error without a stack trace", f"{reply.status} with {trace[0]!r}")
