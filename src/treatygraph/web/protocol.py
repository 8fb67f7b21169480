"""The SPARQL 1.1 Protocol, section 2.1: from what a request holds to what it asks.

Pure functions, without Flask or a socket; ``web.endpoint`` feeds them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

from pyoxigraph import NamedNode

from treatygraph.errors import QueryRefused, QuerySyntaxError
from treatygraph.negotiation import (
    HTML,
    RDF_FORMATS,
    RESULT_FORMATS,
    Representation,
    by_suffix,
    negotiate,
)
from treatygraph.queries import QueryScan, glance
from treatygraph.store import Dataset
from treatygraph.web.refusals import BadRequest, NotAcceptable

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
_UPDATE = "application/sparql-update"
_NO_UPDATES = "updates are not taken: this endpoint answers queries and changes nothing"
_GRAPH_FORMS = ("CONSTRUCT", "DESCRIBE")
_UTF8 = ("utf-8", "utf8", "us-ascii")

Values = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class QueryRequest:
    """What a request asks; without a query, what the endpoint is."""

    query: str | None
    dataset: Dataset
    format: Representation
    scan: QueryScan | None = None

    @property
    def unstable(self) -> bool:
        """Whether the same query may be answered otherwise by the same release, as NOW() is."""
        return self.scan is not None and self.scan.unstable


def read_request(
    method: str,
    *,
    query_string: bytes = b"",
    content_type: str = "",
    content_encoding: str = "",
    body: bytes = b"",
    accept: str | None = None,
) -> QueryRequest:
    """What a request asks, by any of the three operations (HEAD asks as GET does).

    Raises BadRequest, QueryRefused for an update, QuerySyntaxError for what is plainly no query,
    NotAcceptable where no format fits. Parameters of a POST are taken from its address too.
    """
    values = _parameters(query_string, "address")
    direct: list[str] = []
    if method == "POST":
        kind = _kind(content_type, content_encoding)
        if kind == FORM:
            values = _joined(values, _parameters(body, "form"))
        else:
            direct = [_text(body)]
    if "update" in values:
        raise QueryRefused(_NO_UPDATES)
    query = _one([*values.get("query", ()), *direct], needed=method == "POST")
    scan = None if query is None else glance(query)
    named = next(iter(values.get("format", ())), None)
    return QueryRequest(query, _dataset(values), _format(scan, named, accept, method), scan)


def offered(scan: QueryScan | None) -> tuple[Representation, ...]:
    """The formats that suit a query's form: RDF for graphs, result formats for all others.

    Without a query: those of the service description, and a page to write one on.
    """
    if scan is None:
        return (*RDF_FORMATS, HTML)
    return RDF_FORMATS if scan.form in _GRAPH_FORMS else RESULT_FORMATS


def _parameters(encoded: bytes, place: str) -> dict[str, list[str]]:
    """The values of each name. Raises BadRequest for what is not UTF-8, encoded or not."""
    values: dict[str, list[str]] = {}
    try:
        for pair in encoded.decode("utf-8").split("&"):
            name, _, value = pair.partition("=")
            if pair:
                values.setdefault(unquoted(name), []).append(unquoted(value))
    except UnicodeDecodeError as error:
        raise _not_utf8(place, error) from None
    return values


def unquoted(text: str) -> str:
    """What a name or value of a form says (URL Standard, 5.1). Raises UnicodeDecodeError.

    A query has some hundred signs as ``%XX``, each of which urllib takes on its own. Python reads
    ``\\xXX`` in one go, so they are written so first; what is not ASCII otherwise, or holds a ``%``
    that is only one, is left to urllib.
    """
    text = text.replace("+", " ")
    if "%" not in text:
        return text
    try:
        escaped = text.replace("\\", r"\\").replace("%", r"\x").encode("ascii")
        return escaped.decode("unicode_escape").encode("latin-1").decode("utf-8")
    except UnicodeError:
        return unquote(text, errors="strict")


def _joined(first: Values, second: Values) -> dict[str, list[str]]:
    return {name: [*first.get(name, ()), *second.get(name, ())] for name in {**first, **second}}


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _not_utf8("body", error) from None


def _not_utf8(place: str, error: UnicodeDecodeError) -> BadRequest:
    byte = error.object[error.start]
    return BadRequest(400, f"the {place} is not UTF-8: byte 0x{byte:02X} cannot be read")


def _kind(content_type: str, content_encoding: str) -> str:
    """The media type of a body that is read here. Raises BadRequest (415), or QueryRefused."""
    name, *parameters = (part.strip() for part in content_type.split(";"))
    kind = name.lower()
    if kind == _UPDATE:
        raise QueryRefused(_NO_UPDATES)
    if kind not in (FORM, QUERY):
        raise BadRequest(415, f"{kind or 'no media type'} is not read here; send {FORM} or {QUERY}")
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip().lower() == "charset" and value.strip('" ').lower() not in _UTF8:
            raise BadRequest(415, f"a body in {value.strip()} is not read here; send UTF-8")
    if content_encoding.strip().lower() not in ("", "identity"):
        raise BadRequest(415, f"a body in {content_encoding} is not read here; send it as it is")
    return kind


def _one(queries: Sequence[str], *, needed: bool) -> str | None:
    """The one query. Raises BadRequest for more, and for none where one is needed."""
    if len(queries) > 1:
        raise BadRequest(400, f"exactly one query is needed; there are {len(queries)}")
    if not queries:
        if needed:
            raise BadRequest(400, "there is no query in the request: send one as `query`")
        return None
    if queries[0].startswith("\ufeff"):
        raise QuerySyntaxError("it begins with a byte order mark, which no query does", 1, 1)
    return queries[0]


def _dataset(values: Values) -> Dataset:
    """``default-graph-uri`` and ``named-graph-uri``; one of them makes a dataset of its own."""
    default, named = (_graphs(values, f"{part}-graph-uri") for part in ("default", "named"))
    return Dataset(default, named) if default or named else Dataset()


def _graphs(values: Values, name: str) -> tuple[str, ...]:
    graphs = tuple(values.get(name, ()))
    for iri in graphs:
        try:
            NamedNode(iri)
        except ValueError:
            raise BadRequest(400, f"{name} is no absolute IRI: {iri[:200]!r}") from None
    return graphs


def _format(
    scan: QueryScan | None, named: str | None, accept: str | None, method: str
) -> Representation:
    """How to answer: as ``format=`` says, else by Accept. Raises NotAcceptable.

    Clients such as SPARQLWrapper send a ``format`` that may not suit the form; then Accept decides.
    A page is for who reads with GET.
    """
    fitting = offered(scan)
    chosen = by_suffix(named, fitting) if named else None
    if chosen or (named and scan is None):
        return _or_raise(chosen, fitting)
    pages = fitting if HTML in fitting or method == "POST" else (*fitting, HTML)
    return _or_raise(_negotiated(accept, pages), fitting)


def _or_raise(found: Representation | None, fitting: tuple[Representation, ...]) -> Representation:
    if found is None:
        raise NotAcceptable(fitting)
    return found


@lru_cache(maxsize=256)
def _negotiated(accept: str | None, formats: tuple[Representation, ...]) -> Representation | None:
    """Clients send a handful of Accept headers, and to read one takes longer than a short query."""
    return negotiate(accept, formats)
