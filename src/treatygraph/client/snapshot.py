"""A release that a server serves, brought here whole: what is read of it later costs no request."""

from __future__ import annotations

import gzip
import io
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from shutil import rmtree
from typing import Final
from urllib.parse import quote, unquote
from weakref import finalize

from pyoxigraph import Literal, RdfFormat, parse

from treatygraph import __version__
from treatygraph.citing.server import CannotCheck, Server
from treatygraph.conformance.http_client import Bounds
from treatygraph.conformance.reply import Reply
from treatygraph.errors import StoreUnavailable
from treatygraph.iris import Base
from treatygraph.namespaces import expand
from treatygraph.queries import QueryDocument
from treatygraph.release import Release
from treatygraph.release.build import DATASET, QUERIES
from treatygraph.release.manifest import FORM, FileRecord, Manifest

BOUNDS: Final = Bounds(seconds=300, body_bytes=1 << 30, total_seconds=600, requests=20)
MOST_UNPACKED: Final = 8 << 30

_CANONICAL = re.compile(r'<([^>]*)>; rel="canonical"')
_VOID, _TRIPLES = ".well-known/void", "application/n-triples"
_WHOLE = "competency/"
"""Queries to be asked as they are: their text is enough."""

_NAME = re.compile(r"[A-Za-z0-9][\w.-]*(?:/[A-Za-z0-9][\w.-]*)*\Z")


class Site:
    """A server of treatygraph by its root, with a slash: which release it serves, and all of it."""

    def __init__(self, root: str) -> None:
        self.root = root
        told = self.get(_VOID, _TRIPLES)
        canonical = _CANONICAL.search(told.get("Link"))
        self.version = told.get("Treatygraph-Release")
        if not canonical or not self.version or not canonical[1].endswith(_VOID):
            raise StoreUnavailable(f"{root}: this is no server of treatygraph")
        self.base = Base(canonical[1].removesuffix(_VOID))

    def get(self, path: str, accept: str) -> Reply:
        """What is at a path. Raises StoreUnavailable for anything but 200."""
        try:
            reply = Server(BOUNDS).get(self.root + path, accept)  # the bounds are of one answer
        except CannotCheck as error:
            raise StoreUnavailable(str(error)) from None
        if reply.status != 200:
            raise StoreUnavailable(f"{reply.url} answers {reply.status}")
        return reply

    def snapshot(self) -> Release:
        """The release in a temporary folder, as one that was built here but for places in files.

        The folder goes when the release does.

        Raises StoreUnavailable where another release was switched in meanwhile.
        """
        folder = Path(tempfile.mkdtemp(prefix="treatygraph-snapshot-"))
        (folder / DATASET).write_bytes(self._dataset())
        for query in self.queries():
            path = folder / QUERIES / f"{query.name}.rq"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(query.text, encoding="utf-8")
        record = FileRecord.of(folder / DATASET)
        counts = {"curated": 0, "inferred": 0, "graphs": 0, "shipped": 0}
        release = Release(folder, Manifest(
            form=FORM, version=self.version, base=self.base.root, tool=__version__,
            ontology="none", counts=counts, classes={}, graphs={}, files={DATASET: record},
        ))  # fmt: skip
        finalize(release, rmtree, folder, ignore_errors=True)
        return release

    def _dataset(self) -> bytes:
        try:
            reply = self._same(self.get("dumps/dataset.nq.gz", "application/gzip"))
        except StoreUnavailable:  # files served as they are have a dump that is not compressed
            return self._same(self.get("dumps/dataset.nq", "application/n-quads")).body
        try:
            with gzip.open(io.BytesIO(reply.body)) as stream:
                read = stream.read(MOST_UNPACKED + 1)
        except (OSError, EOFError):
            raise StoreUnavailable(f"{reply.url} is no dump that can be read") from None
        if len(read) > MOST_UNPACKED:
            raise StoreUnavailable(f"{reply.url} holds more than {MOST_UNPACKED >> 30} GiB")
        return read

    def _same(self, reply: Reply) -> Reply:
        if reply.get("Treatygraph-Release") != self.version:
            raise StoreUnavailable(f"{self.root}: a new release was switched in: open it again")
        return reply

    def queries(self) -> Iterator[QueryDocument]:
        """The queries kept with the release, with their questions."""
        told: dict[str, dict[str, str]] = {}
        for quad in parse(self.get("query", _TRIPLES).body, format=RdfFormat.N_TRIPLES):
            if isinstance(quad.object, Literal):
                own = told.setdefault(getattr(quad.subject, "value", ""), {})
                own[quad.predicate.value] = quad.object.value
        for iri, values in told.items():
            name = unquote(iri.removeprefix(f"{self.base.root}query/"))
            text = next((values[form] for form in _FORMS if form in values), None)
            if text and _NAME.match(name) and ".." not in name:
                yield QueryDocument(name, self._text(name) or f"{_header(values)}{text}")

    def _text(self, name: str) -> str | None:
        """The file of a query that may have parameters, which stand in its header alone."""
        if name.startswith(_WHOLE):
            return None
        return self.get(f"query/{quote(name)}.rq", "application/sparql-query").body.decode("utf-8")


_FORMS: Final = tuple(expand(f"sh:{form}") for form in ("select", "ask", "construct"))


def _header(values: dict[str, str]) -> str:
    summary = " ".join(values.get(expand("rdfs:label"), "").split())
    description = " ".join(values.get(expand("dcterms:description"), "").split())
    lines = [("summary", summary), ("description", description)]
    return "".join(f"#+ {name}: {value}\n" for name, value in lines if value)
