"""Where a graph comes from: a release of this machine, or a server."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import cached_property
from typing import Protocol
from urllib.parse import urlencode

from treatygraph.citing import (
    WRITERS,
    Citation,
    Proof,
    digest_of,
    permanent_path,
    query_digest,
    work_of,
)
from treatygraph.citing.digests import answer_lines
from treatygraph.client.snapshot import Site
from treatygraph.describe import Reader
from treatygraph.describe.grounds import grounds
from treatygraph.iris import Base
from treatygraph.queries import scan_query
from treatygraph.release import Release
from treatygraph.release.history import folder_of_releases, read_history
from treatygraph.store import Store, WorkerPool

_GRAPH_FORMS = ("CONSTRUCT", "DESCRIBE")
_DATED = re.compile(r"/release/\d{8}T\d{6}Z/\Z")
_SUFFIXES = {"text": "txt", "bibtex": "bib", "ris": "ris", "csl": "json"}


class Source(Protocol):
    """What a graph asks."""

    version: str
    base: Base
    place: str

    @property
    def store(self) -> Store:
        """What answers queries."""
        ...

    @property
    def reader(self) -> Reader:
        """What objects are read with."""
        ...

    def cite(self, target: str, query: str | None, form: str, proof: Proof | None = None) -> str:
        """How what is at a path is cited, or the answer to a query that is asked there.

        ``proof`` is that of the answer, where it is at hand already.
        """
        ...

    def close(self) -> None:
        """End what answers queries, if that is this graph's own."""
        ...


class LocalSource:
    """A release in a folder of this machine; ``store`` answers queries instead of its own."""

    def __init__(self, release: Release, store: Store | None = None) -> None:
        self._release = release
        self.version, self.base, self.place = release.version, release.base, str(release.folder)
        self._store = store

    @property
    def store(self) -> Store:
        """The store that was given, else the release's own, in this process."""
        return self._store or self._release.store

    @cached_property
    def reader(self) -> Reader:
        """A reader of the release."""
        return Reader(self._release)

    def cite(self, target: str, query: str | None, form: str, proof: Proof | None = None) -> str:
        """As the pages of this release cite it."""
        return WRITERS[form](self.citation(target, query, proof))

    def close(self) -> None:
        """End the processes of the store that was given."""
        if isinstance(self._store, WorkerPool):
            self._store.close()

    def citation(self, target: str, query: str | None, proof: Proof | None = None) -> Citation:
        """What is told of something in this release."""
        release = self._release
        out = folder_of_releases(release.folder)
        history = read_history(out) if out else []
        switch = next((one for one in reversed(history) if one.version == self.version), None)
        proof = proof or (self.proof(query) if query is not None else None)
        told = release.manifest
        work, authors = work_of(told.title, told.makers, curated=release.curated)
        iri = None if query is not None else self.base.thing_of(self.base.root + target[1:])
        title = self.reader.link(iri).label if iri else None
        path = permanent_path(switch.stamp if switch else None, target, proof)
        return Citation(
            title=str(title or self._title_of(query or target)), work=work, authors=authors,
            version=self.version, released=switch.at if switch else None,
            address=self.base.root + path, accessed=datetime.now(UTC).date(),
            language=title.lang if title else "",
            sources=grounds(self.reader, iri) if iri else (), proof=proof,
        )  # fmt: skip

    def proof(self, query: str) -> Proof | None:
        """The hashes of a query and of its answer; None where it is another each time."""
        scan = scan_query(query)
        if scan.unstable:
            return None
        body = self.store.answer(query, graphs="ntriples").read()
        lines = answer_lines(body, is_graph=scan.form in _GRAPH_FORMS)
        return Proof(query_digest(query), digest_of(lines))

    def _title_of(self, query: str) -> str:
        """The question that a query is kept by; what it is, where it is kept by none."""
        kept = (one for one in self._release.queries.values() if one.body.strip() == query.strip())
        found = next(kept, None)
        return found.summary if found else "Answer to a query in SPARQL"


class RemoteSource:
    """A server by its root; what is read as objects is brought here at the first need."""

    def __init__(self, root: str) -> None:
        self._site = Site(root)
        self.version, self.base, self.place = self._site.version, self._site.base, root

    @cached_property
    def store(self) -> Store:
        """The server's endpoint; an older release has none, and is asked here."""
        if _DATED.search(self.place):
            return self.reader.release.store
        from treatygraph.store.remote import RemoteStore

        return RemoteStore(f"{self.place}sparql")

    @cached_property
    def reader(self) -> Reader:
        """A reader of the whole release, which is read once. Raises StoreUnavailable."""
        return Reader(self._site.snapshot())

    def close(self) -> None:
        """Nothing of this machine answers queries."""

    def cite(self, target: str, query: str | None, form: str, proof: Proof | None = None) -> str:
        """As the server cites it."""
        path = f"cite.{_SUFFIXES[form]}?{urlencode({'of': target}, safe='/,')}"
        return self._site.get(path, "*/*").body.decode("utf-8")
