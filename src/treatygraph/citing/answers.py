"""What is cited, asked for again: of a release by its moment, and of the present one."""

from __future__ import annotations

import gzip
import io
import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from pyoxigraph import (
    NamedNode,
    RdfFormat,
    parse,
)

from treatygraph.citing.addresses import Address
from treatygraph.citing.digests import answer_lines, graph_lines, table_lines
from treatygraph.citing.server import CannotCheck, Server
from treatygraph.conformance.reply import Reply
from treatygraph.errors import TreatygraphError
from treatygraph.namespaces import expand
from treatygraph.queries import scan_query
from treatygraph.store import Dataset, WorkerPool

_DUMP: Final = "dumps/dataset.nq.gz"
_MOST_UNPACKED: Final = 4 << 30
_TRIPLES = "application/n-triples"
_ROWS = "application/sparql-results+json"
_JSON = "application/json"
_PROBLEM = "application/problem+json"
_NO_ROWS = "this page gives no rows that could be compared: cite what it leads to"
_RDF = ("/doc/", "/graph/", "/ontology", "/shapes", "/prefixes", "/query", "/.well-known/void")
_GRAPH_FORMS = ("CONSTRUCT", "DESCRIBE")
_VERSION = NamedNode(expand("dcat:version"))
_IS_DOCUMENT = (NamedNode(expand("rdf:type")), NamedNode(expand("foaf:Document")))


@dataclass(frozen=True, slots=True)
class Given:
    """Canonical lines of an answer, or that what was cited is gone and what stands in its place."""

    lines: tuple[str, ...] = ()
    gone: bool = False
    successors: tuple[str, ...] = ()


class Missing(CannotCheck):
    """A release that the server does not keep, or something that it never had."""


def asked_of(server: Server, root: str, address: Address, *, then: bool) -> Given:
    """What is cited, as the release that is named has it, or as the present one has.

    Raises CannotCheck, and Missing where there is nothing at its address.
    """
    if address.path == "/sparql":
        return _query(server, root, address, then=then)
    place = f"release/{address.moment}/" if then else ""
    is_thing = address.path.startswith("/id/")
    target = f"/doc/{address.path.removeprefix('/id/')}" if is_thing else address.target
    accept = _TRIPLES if target.startswith(_RDF) else _JSON
    reply = server.get(f"{root}{place}{target.lstrip('/')}", f"{accept}, {_PROBLEM};q=0.5")
    return _given(reply, _graph if accept == _TRIPLES else _table)


def _given(reply: Reply, lines: Callable[[bytes], list[str]]) -> Given:
    if reply.status == 410:
        return Given(gone=True, successors=_successors(reply.body))
    if reply.status == 404:
        raise Missing(f"nothing is at {reply.url}")
    if reply.status == 406:
        raise CannotCheck(_NO_ROWS)
    if reply.status != 200:
        raise CannotCheck(f"{reply.url} answers {reply.status}{_detail(reply)}")
    try:
        return Given(tuple(lines(reply.body)))
    except (ValueError, SyntaxError, KeyError, TypeError):
        raise CannotCheck(f"what {reply.url} sends cannot be read as an answer") from None


def _detail(reply: Reply) -> str:
    try:
        told = json.loads(reply.body).get("detail", "")
    except (ValueError, AttributeError):
        return ""
    return f": {' '.join(str(told).split())[:300]}" if told else ""


def _successors(body: bytes) -> tuple[str, ...]:
    try:
        found = json.loads(body).get("successors", [])
    except (ValueError, AttributeError):
        return ()
    return tuple(str(one)[:500] for one in found if isinstance(one, str)) if found else ()


def _graph(body: bytes) -> list[str]:
    """A document's statements, without those of the document itself: it names its release."""
    triples = [quad.triple for quad in parse(body, format=RdfFormat.N_TRIPLES)]
    documents = {t.subject for t in triples if (t.predicate, t.object) == _IS_DOCUMENT}
    return graph_lines(t for t in triples
                       if t.subject not in documents and t.predicate != _VERSION)  # fmt: skip


def _table(body: bytes) -> list[str]:
    told: Any = json.loads(body)
    if "columns" not in told or "rows" not in told:
        raise CannotCheck(_NO_ROWS)
    columns = [str(name) for name in told["columns"]]
    return table_lines(columns, [[row[name] for name in columns] for row in told["rows"]])


# Queries ------------------------------------------------------------------------------------


def query_of(address: Address) -> tuple[str, Dataset]:
    """The query that an address asks, and its dataset. Raises CannotCheck where there is none."""
    pairs = parse_qsl(address.query, keep_blank_values=True)
    asked = [value for name, value in pairs if name == "query"]
    if len(asked) != 1:
        raise CannotCheck("the address asks no query, or more than one")
    named = {name: tuple(value for key, value in pairs if key == f"{name}-graph-uri") or None
             for name in ("default", "named")}  # fmt: skip
    return asked[0], Dataset(named["default"], named["named"])


def _query(server: Server, root: str, address: Address, *, then: bool) -> Given:
    query, dataset = query_of(address)
    is_graph = scan_query(query).form in _GRAPH_FORMS
    accept = _TRIPLES if is_graph else _ROWS
    place = f"release/{address.moment}/" if then else ""
    url = f"{root}{place}sparql?{urlencode(parse_qsl(address.query, keep_blank_values=True))}"
    try:
        reply = server.get(url, f"{accept}, {_PROBLEM};q=0.5")
        return _given(reply, lambda body: answer_lines(body, is_graph=is_graph))
    except Missing:
        if not then:
            raise
    return _from_dump(server, f"{root}{place}{_DUMP}", query, dataset, is_graph=is_graph)


def _from_dump(server: Server, url: str, query: str, dataset: Dataset, *, is_graph: bool) -> Given:
    """The answer of an older release, which has no endpoint: its dump is loaded and asked here."""
    reply = server.get(url, "application/gzip, */*;q=0.1")
    if reply.status == 404:
        raise Missing(f"nothing is at {url}")
    if reply.status != 200:
        raise CannotCheck(f"{url} answers {reply.status}{_detail(reply)}")
    with tempfile.TemporaryDirectory(prefix="treatygraph-citation-") as folder:
        path = Path(folder, "dataset.nq")
        _unpack(reply.body, path, url)
        try:
            body = _answered(path, query, dataset)
        except TreatygraphError as error:
            raise CannotCheck(f"the older release does not answer the query: {error}") from None
    return Given(tuple(answer_lines(body, is_graph=is_graph)))


def _unpack(packed: bytes, path: Path, url: str) -> None:
    """Write what a dump holds. Raises CannotCheck for what is none, or larger than is read."""
    size = 0
    try:
        with gzip.open(io.BytesIO(packed)) as stream, path.open("wb") as out:
            while piece := stream.read(1 << 20):
                size += len(piece)
                if size > _MOST_UNPACKED:
                    raise CannotCheck(f"{url} holds more than {_MOST_UNPACKED >> 30} GiB")
                out.write(piece)
    except (OSError, EOFError, ValueError):
        raise CannotCheck(f"{url} is no dump that can be read") from None


def _answered(path: Path, query: str, dataset: Dataset) -> bytes:
    """The answer, found in a process that can be stopped. Raises as ``Store.answer`` does."""
    with WorkerPool(path, workers=1) as store:
        return store.answer(query, solutions="json", graphs="ntriples", dataset=dataset).read()
