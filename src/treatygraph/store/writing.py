"""Writing into a remote store: SPARQL 1.1 Update, and the Graph Store Protocol where it has one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from pyoxigraph import QueryResultsFormat, QuerySolutions, parse_query_results

from treatygraph.errors import EndpointFailed
from treatygraph.store.answers import Rows, rows_of
from treatygraph.store.engines import PASSWORD, USER, Addresses, Credentials, Engine, recognised
from treatygraph.store.engines.connection import Asking, Connection, Reply

_FORM: Final = "application/x-www-form-urlencoded"
_UPDATE: Final = "application/sparql-update"

_TOLD: Final = {
    403: f"it refuses to be written to: is it read only, or for an account in {USER}, {PASSWORD}?",
    404: "nothing takes that there: give the address of its queries, or name its --engine",
    405: "it takes no writing: it is read only, or this is the address of something else",
    406: "it does not answer as a SPARQL endpoint does",
    413: "what is sent at a time is more than it takes: give a smaller --batch",
    501: "it takes no writing: it is read only, or this is the address of something else",
}
"""What a status tells whoever publishes; others are told as they are."""


class RemoteWriter:
    """Writes at the addresses of an engine; ``seconds`` is how long one request may take."""

    def __init__(
        self, engine: Engine, addresses: Addresses, who: Credentials | None, *, seconds: float
    ) -> None:
        self.engine = engine
        self._at = addresses
        self._seconds = seconds
        self._query = Connection(addresses.query, who)
        self._update = Connection(addresses.update, who)
        self._graphs = Connection(addresses.graphs, who)

    def close(self) -> None:
        """Close the connections."""
        for connection in (self._query, self._update, self._graphs):
            connection.close()

    def begin(self, *, graphs: bool) -> None:
        """Ask the store small things, so that it says early what it will not take.

        A server may close the connection under a large body of somebody that it wants to know
        first; from then on each request says who we are. Raises EndpointFailed.
        """
        self.select("SELECT ?s { ?s ?p ?o } LIMIT 1")
        self.update("INSERT DATA {}")
        if graphs:
            self.add("urn:treatygraph:nothing", b"")

    def update(self, text: str) -> None:
        """Carry out an update (SPARQL 1.1 Protocol, 2.2). Raises EndpointFailed."""
        if self.engine.update_as_form:
            kind, body = _FORM, urlencode({"update": text}).encode()
        else:
            kind, body = _UPDATE, text.encode()
        self._done(self._update, self._at.update, body, {"Content-Type": kind}).body.close()

    def add(self, graph: str, ntriples: bytes) -> None:
        """Add triples to a graph (Graph Store Protocol, 5.5). Raises EndpointFailed."""
        address = f"{self._at.graphs}?{urlencode({'graph': graph})}"
        kind = self.engine.triples_type
        self._done(self._graphs, address, ntriples, {"Content-Type": kind}).body.close()

    def select(self, query: str) -> Rows:
        """The solutions of a SELECT query, asked as whoever writes. Raises EndpointFailed."""
        headers = {"Content-Type": _FORM, "Accept": ", ".join(self.engine.accept("SELECT"))}
        asked = urlencode({"query": self.engine.query(query)}).encode()
        reply = self._done(self._query, self._at.query, asked, headers)
        try:
            with reply.body as body:
                solutions = self.engine.solutions(body, "SELECT")
                results = parse_query_results(solutions, format=QueryResultsFormat.JSON)
                if not isinstance(results, QuerySolutions):
                    raise SyntaxError
                return rows_of(results)
        except (SyntaxError, ValueError):
            told = "it does not answer as a SPARQL endpoint does: give the address of its queries"
            raise EndpointFailed("nonsense", self._at.query, told) from None

    def _done(
        self, connection: Connection, address: str, body: bytes, headers: Mapping[str, str]
    ) -> Reply:
        asking = Asking("POST", address, headers, body, self._seconds)
        reply = connection.send(asking)
        if 200 <= reply.status < 300:
            return reply
        with reply.body:
            said = reply.beginning()
        told = _TOLD.get(reply.status) or f"it refuses with status {reply.status}: {said}"
        raise EndpointFailed("status", connection.address, told)


def engine_at(endpoint: str, who: Credentials | None, *, seconds: float) -> Engine:
    """The engine that answers at an address, by the headers of an answer. Raises EndpointFailed."""
    address = f"{endpoint}?{urlencode({'query': 'ASK {}'})}"
    reply = Connection(endpoint, who).send(Asking("GET", address, {"Accept": "*/*"}, None, seconds))
    reply.body.close()
    return recognised(reply.headers)
