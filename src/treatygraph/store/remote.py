"""A remote store: any SPARQL 1.1 endpoint, asked with SPARQLWrapper.

SPARQLWrapper writes the request. It goes over a connection of ours, since its own has no deadline
for a whole answer and passes on a body that ended early. What comes back is read and written anew,
so that whoever asks gets the formats of the embedded store, whatever engine answers.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import BinaryIO, NoReturn, cast

from pyoxigraph import (
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
    serialize,
)
from SPARQLWrapper import SPARQLWrapper

from treatygraph.errors import (
    EndpointFailed,
    EndpointTooSlow,
    QueryStopped,
    QuerySyntaxError,
)
from treatygraph.namespaces import PREFIX
from treatygraph.queries import glance
from treatygraph.store.answers import (
    RESULT_MEDIA_TYPES,
    Answer,
    Dataset,
    Rows,
    Term,
    rows_of,
    with_values,
)
from treatygraph.store.engines import Credentials, Engine, recognised
from treatygraph.store.engines.connection import Asking, Connection, Reply, TooLarge
from treatygraph.store.engines.protocol import NotAnswered
from treatygraph.store.gathered import Gathered
from treatygraph.store.inside import without_copies
from treatygraph.store.published import Published
from treatygraph.store.scope import Scope
from treatygraph.store.sink import at_most
from treatygraph.store.walks import walks_of

_GRAPH_FORMS = ("CONSTRUCT", "DESCRIBE")
_SOLUTIONS = {"json": QueryResultsFormat.JSON, "xml": QueryResultsFormat.XML,
              "csv": QueryResultsFormat.CSV, "tsv": QueryResultsFormat.TSV}  # fmt: skip
_GRAPHS = {"turtle": RdfFormat.TURTLE, "ntriples": RdfFormat.N_TRIPLES,
           "rdfxml": RdfFormat.RDF_XML, "jsonld": RdfFormat.JSON_LD}  # fmt: skip
_READ = {RESULT_MEDIA_TYPES[name]: format_ for name, format_ in _GRAPHS.items()}
_CLOSED = (RESULT_MEDIA_TYPES["rdfxml"], RESULT_MEDIA_TYPES["json"])
"""Formats that show by themselves whether they are whole."""

_BUSY = (429, 503)
_SLOW = (408, 504)
_MOST = 256 << 20
_EXPANDED = 4
"""How many times larger than in another format SPARQL JSON may be, at most, of an answer taken."""


class RemoteStore:
    """Asks an endpoint over HTTP; ``timeout`` in seconds holds for a whole answer.

    Without ``engine`` it is recognised by its first answer. Safe for many threads.
    """

    def __init__(
        self, endpoint: str, *, timeout: float = 60, engine: Engine | None = None,
        credentials: Credentials | None = None, scope: Scope = Scope(), most: int = _MOST,
    ) -> None:  # fmt: skip
        self.endpoint = endpoint
        self.scope = scope
        self._timeout = timeout
        self._most = most
        self._engine = engine
        self._gathered = Gathered()
        self._connection = Connection(endpoint, credentials or Credentials.of(os.environ))

    @property
    def engine(self) -> Engine:
        """What answers there. Raises EndpointFailed where nothing does."""
        if self._engine is None:
            reply = self._sent("ASK {}", ("*/*",), [], self._timeout)
            reply.body.close()
            self._engine = recognised(reply.headers)
        return self._engine

    def within(self, scope: Scope) -> RemoteStore:
        """The same endpoint, where a release lies as ``scope`` says."""
        other = RemoteStore(self.endpoint, timeout=self._timeout, engine=self.engine,
                            scope=scope, most=self._most)  # fmt: skip
        other._connection = self._connection
        return other

    def raw(self) -> RemoteStore:
        """The same endpoint with all that it holds, as the engine itself lays it out."""
        return self.within(Scope(whole=True))

    def of(self, release: Published | None) -> RemoteStore:
        """The same endpoint, where it answers for one release that was published into it."""
        stored = release and self.engine.stored_walks
        walks = walks_of(self.raw().select, release) if stored and release else None
        return self.within(Scope(release, walks=walks))

    def close(self) -> None:
        """Close connections that are kept."""
        self._connection.close()

    def select(self, query: str, values: Mapping[str, Term] | None = None) -> Rows:
        """See :meth:`treatygraph.store.protocol.Store.select`; values enter by a VALUES block."""
        text = with_values(query, values or {})
        if self.engine.beyond(text):
            gathered = self._gathered.select(text, self.select)
            if gathered is not None:
                return gathered
        reply = self._asked(text, Dataset(), self._timeout)
        with reply.body:
            try:
                results = self._solutions(reply, "SELECT")
                return rows_of(results) if isinstance(results, QuerySolutions) else Rows((), ())
            except SyntaxError as error:
                self._no_result(error)

    def answer(
        self,
        query: str,
        *,
        solutions: str = "json",
        graphs: str = "turtle",
        dataset: Dataset = Dataset(),
        client: str | None = None,
    ) -> Answer:
        """See :meth:`treatygraph.store.protocol.Store.answer`."""
        started, out = time.perf_counter(), BytesIO()
        form, format_ = self.write(query, out, solutions=solutions, graphs=graphs, dataset=dataset)
        body = out.getvalue()
        return Answer(form, format_, len(body), body, time.perf_counter() - started)

    def write(
        self, query: str, out: BinaryIO, *, solutions: str, graphs: str, dataset: Dataset,
        rows: int | None = None, seconds: float | None = None,
    ) -> tuple[str, str]:  # fmt: skip
        """Ask, and write the whole result; what form it had and which format it got.

        Raises EndpointFailed, QueryStopped for a graph of more than ``rows`` triples, and
        QuerySyntaxError where the endpoint says that the query does not parse.
        """
        reply = self._asked(query, dataset, seconds or self._timeout)
        form = glance(query).form or "SELECT"
        with reply.body:
            try:
                if form in _GRAPH_FORMS:
                    triples = self._triples(reply)
                    most = triples if rows is None else at_most(rows, triples)
                    serialize(most, out, format=_GRAPHS[graphs], prefixes=PREFIX)
                    return "graph", graphs
                results = self._solutions(reply, form)
                results.serialize(out, format=_SOLUTIONS[solutions])
            except SyntaxError as error:
                self._no_result(error)
        return ("boolean" if isinstance(results, QueryBoolean) else "solutions"), solutions

    # What is asked ------------------------------------------------------------------------------

    def _asked(self, query: str, dataset: Dataset, seconds: float) -> Reply:
        engine, form = self.engine, glance(query).form or "SELECT"
        if told := engine.beyond(query):
            raise EndpointFailed("refused", self.endpoint, told)
        try:
            query, dataset = self.scope.asked(engine.query(query), dataset)
            query = engine.walked(query, self.scope.walks)
        except NotAnswered as error:
            raise EndpointFailed("refused", self.endpoint, str(error)) from None
        scan = glance(query)
        parameters = self.scope.parameters(engine, dataset, has_dataset=scan.dataset)
        accepted = engine.accept(form)
        reply = self._sent(query, accepted, parameters, seconds)
        try:
            self._check(reply, accepted, seconds)
        except BaseException:  # whatever it is: nobody else closes what was read
            reply.body.close()
            raise
        return reply

    def _sent(
        self, query: str, accepted: Iterable[str], parameters: list[tuple[str, str]],
        seconds: float,
    ) -> Reply:  # fmt: skip
        client = SPARQLWrapper(self.endpoint)
        client.setQuery(query)
        client.queryType = glance(query).form or "SELECT"  # it guesses, by words of comments too
        client.setMethod("POST")
        client.setOnlyConneg(True)
        client.addCustomHttpHeader("Accept", ", ".join(accepted))
        for name, value in parameters:
            client.addParameter(name, value)
        request = client._createRequest()
        asking = Asking(
            request.get_method(), request.full_url, dict(request.header_items()),
            cast(bytes, request.data), seconds, self._most * _EXPANDED,
        )  # fmt: skip
        try:
            return self._connection.send(asking)
        except TooLarge:
            raise QueryStopped(
                "result-size", f"the result is larger than {self._most >> 20:,} MiB", self._most
            ) from None

    def _check(self, reply: Reply, accepted: Iterable[str], seconds: float) -> None:
        """Raises what the status, the media type or the engine's own headers tell."""
        if reply.status != 200:
            raise self._failure(reply, seconds)
        cut = self.engine.partial(reply.headers)
        if cut:
            raise EndpointFailed("cut", self.endpoint, cut)
        if reply.media_type not in accepted:
            told = (
                f"it answers with {reply.media_type or 'no media type'}, which is no SPARQL result"
            )
            raise EndpointFailed("media-type", self.endpoint, told)
        if not reply.framed and reply.media_type not in _CLOSED:
            told = "neither a length nor chunks tell whether its answer is whole"
            raise EndpointFailed("cut", self.endpoint, told)

    def _failure(self, reply: Reply, seconds: float) -> EndpointFailed | QuerySyntaxError:
        said = reply.beginning()
        if reply.status == 400:
            return _syntax_error(said)
        if reply.status in _SLOW:
            return EndpointTooSlow(self.endpoint, seconds)
        if reply.status in _BUSY:
            return EndpointFailed("busy", self.endpoint, f"it is busy ({reply.status}); ask again")
        kind, told = "status", f"it answers with status {reply.status}"
        if reply.status in (404, 405, 410):
            kind, told = "address", f"there is no SPARQL endpoint at this address ({reply.status})"
        if said and reply.media_type == "text/plain":
            told += f": {said}"
        return EndpointFailed(kind, self.endpoint, told)

    # What comes back ----------------------------------------------------------------------------

    def _solutions(self, reply: Reply, form: str) -> QuerySolutions | QueryBoolean:
        """The result of a SELECT or ASK. Raises SyntaxError where it is none."""
        mended = self.engine.solutions(reply.body, form)
        if self.scope.release and form == "SELECT":
            mended = BytesIO(without_copies(mended.read()))
        results: QuerySolutions | QueryBoolean = parse_query_results(
            mended, format=QueryResultsFormat.JSON
        )
        if isinstance(results, QueryBoolean) != (form == "ASK"):
            raise SyntaxError(f"this is no answer to {form}")
        return results

    def _triples(self, reply: Reply) -> Iterable[Triple]:
        """The triples of a graph, read while they are used. Raises SyntaxError meanwhile."""
        mended = self.engine.graph(reply.body, reply.media_type)
        for quad in parse(mended, format=_READ[reply.media_type]):
            yield Triple(quad.subject, quad.predicate, quad.object)

    def _no_result(self, error: SyntaxError) -> NoReturn:
        told = f"this is no SPARQL result: {_detail(error)}"
        raise EndpointFailed("nonsense", self.endpoint, told) from None


def _syntax_error(said: str) -> QuerySyntaxError:
    """Where a query does not parse: line and column where the server tells them, as ours does."""
    told = _PLACE.search(said)
    if not told:
        return QuerySyntaxError(said, 1, 1)
    reason = told[1].replace('\\"', '"')
    return QuerySyntaxError(_OWN_WORDS.sub("", reason), int(told[2]), int(told[3]))


_PLACE = re.compile(r'"detail": "((?:[^"\\]|\\[^\\])*)", "line": (\d+), "column": (\d+)')
_OWN_WORDS = re.compile(r"^the query does not parse, line \d+, column \d+: ")


def _detail(error: Exception) -> str:
    return " ".join(str(error).split())[:300]
