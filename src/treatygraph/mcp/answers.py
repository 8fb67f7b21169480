"""What the tools answer: each with what it rests on, and a citation with a permanent link."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Final

from pyoxigraph import NamedNode, QueryBoolean, QueryResultsFormat, parse_query_results

from treatygraph.citing import Proof, Undecidable, digest_of, query_digest
from treatygraph.citing.digests import answer_lines
from treatygraph.citing.finding import links_of
from treatygraph.client import Graph
from treatygraph.client.values import BadValue, LangString, plain
from treatygraph.describe import view_of
from treatygraph.describe.grounds import grounds
from treatygraph.describe.overview import instances
from treatygraph.describe.reader import local_name
from treatygraph.errors import ResourceNotFound
from treatygraph.mcp.telling import told
from treatygraph.namespaces import ONTOLOGY
from treatygraph.queries import Parameter, QueryDocument, parameters, scan_query
from treatygraph.search import Hit, ask
from treatygraph.store import QueryLimits, guard
from treatygraph.store.answers import Rows, Term, rows_of

Json = dict[str, Any]

_GRAPH_FORMS = ("CONSTRUCT", "DESCRIBE")
_MOST_GROUNDED: Final = 50
"""For so many things of an answer it is told what they rest on."""
_MOST_LISTED: Final = 500
"""Agreements that are listed; a model reads all that it is given."""
_MOST_HASHED: Final = 100_000
_MOST_TEXT: Final = 64 << 10
"""Characters of a graph that are told."""


class Answers:
    """Answers questions about a graph, as JSON. Raises TreatygraphError in one sentence."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._limits = QueryLimits()
        self._dated = ""

    # Things -----------------------------------------------------------------------------

    def describe(self, name: str, most: int) -> Json:
        """What is known of a thing. Raises ResourceNotFound."""
        iri = self._iri(name)
        view = view_of(self.graph.reader, iri)
        return {
            "iri": iri,
            "title": str(view.thing.title),
            "titles": {text.lang or "none": text.value for text in view.thing.labels},
            "classes": [str(one.label) for one in view.thing.classes],
            "status": self._status(iri, view.template),
            "facts": {str(fact.property.label): told(fact.values, most)
                      for fact in view.thing.facts},
            "notes": [str(note) for note in view.thing.notes],
            "detail": told(view.detail, most) if view.detail else None,
            "evidence": self._evidence(iri),
            "citation": self._citation(self.graph.cite(iri)),
        }  # fmt: skip

    def turtle(self, name: str) -> str:
        """The statements about a thing, as N-Triples. Raises ResourceNotFound."""
        iri = self._iri(name)
        if not self.graph.reader.exists(iri):
            raise ResourceNotFound(iri)
        return self.graph.triples(f"DESCRIBE {NamedNode(iri)}")

    def _iri(self, name: str) -> str:
        """The IRI of what was named: an IRI, kind and key, or a State's three letters."""
        if "://" not in name and "/" not in name and len(name) == 3:
            return str(self.graph.iri(f"state/{name.upper()}"))
        iri = str(self.graph.iri(name.strip().removeprefix("/").removeprefix("id/")))
        if "://" not in name and "/" not in name:
            raise BadValue(f"“{name}” names no thing: give kind and key, such as agreement/"
                           "ru-ir-2025, or an IRI; the tool search finds them")  # fmt: skip
        return iri

    def _status(self, iri: str, template: str) -> Json | None:
        if template != "agreement":
            return None
        return asdict(self.graph.agreement(iri).status())

    def _evidence(self, iri: str) -> list[Json]:
        found = self.graph.reader.evidence(iri)
        return [{"passage": one.passage.iri, "source": str(one.source.label),
                 "locator": one.locator, "url": one.url, "published": one.published,
                 "official": one.official} for one in found[:_MOST_GROUNDED]]  # fmt: skip

    def ontology(self) -> str:
        """The ontology, as N-Triples."""
        return self.graph.triples(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o "
                                  f"FILTER(STRSTARTS(STR(?s), '{ONTOLOGY}')) }}")  # fmt: skip

    def agreements(self) -> Json:
        """How many agreements there are, and of the first, by title, the key and the title."""
        found = instances(self.graph.reader, "Agreement")
        listed = [{"key": one.key, "title": str(one.label)} for one in found[:_MOST_LISTED]]
        left = {"others": "the tool search finds them"} if len(found) > _MOST_LISTED else {}
        return {"total": len(found), "agreements": listed, **left}

    # Queries ----------------------------------------------------------------------------

    def queries(self, words: str = "") -> Json:
        """The queries that are kept, those whose question has all of some words."""
        sought = words.casefold().split()
        kept = [query for query in self.graph.queries.values()
                if all(word in _told_of(query) for word in sought)]  # fmt: skip
        return {"queries": [self._kept(query) for query in kept], "release": self.graph.release}

    def _kept(self, query: QueryDocument) -> Json:
        shown = [self._parameter(one) for one in parameters(query)]
        return {"name": query.name, "question": query.summary} | (
            {"description": query.description} if query.description else {}) | (
            {"parameters": shown} if shown else {})  # fmt: skip

    def _parameter(self, one: Parameter) -> Json:
        default = [str(plain(term)) for term in one.default]
        return {"name": one.name, "label": one.label, "kind": one.kind, "default": default,
                "required": one.required, "several": one.many} | (
                {"values": list(one.listed)} if one.listed else {})  # fmt: skip

    def run(self, name: str, values: dict[str, str | list[str]], most: int) -> Json:
        """The answer to a kept query about some values. Raises BadValue."""
        query = self.graph.queries.get(name)
        if query is None:
            raise BadValue(f"no query {name} is kept: the tool list_queries names them")
        known = {one.name: one for one in parameters(query)}
        terms = {key: self._terms(known, query, key, value) for key, value in values.items()}
        missing = [one.name for one in known.values() if one.required and one.name not in terms]
        if missing:
            raise BadValue(f"{name} needs a value of {', '.join(missing)}")
        text = self.graph.text(name, **terms)
        return {"question": query.summary, **self._answered(text, most)}

    def _terms(
        self, known: dict[str, Parameter], query: QueryDocument, key: str,
        value: str | list[str],
    ) -> list[Term]:  # fmt: skip
        if key not in known:
            raise BadValue(f"{query.name} has no parameter {key}: it has "
                           f"{', '.join(known) or 'none'}")  # fmt: skip
        given = [value] if isinstance(value, str) else value
        if len(given) > 1 and not known[key].many:
            raise BadValue(f"{key} has one value at a time")
        try:
            return [known[key].term(self._meant(known[key], one)) for one in given]
        except ValueError as error:
            raise BadValue(f"what was given for {key} does not suit it: it is {error}") from None

    def _meant(self, parameter: Parameter, value: str) -> str:
        """The IRI of a thing that was named by kind and key; any other value as it is.

        A key alone is of the kind of what the query has for a default.
        """
        if parameter.kind != "iri" or "://" in value:
            return value
        kinds = [term.value for term in parameter.default]
        stem = kinds[0].rpartition("/")[0] if kinds and "/" not in value else ""
        iri = f"{stem}/{value}" if stem else str(self.graph.iri(value))
        if not self.graph.reader.exists(iri):
            raise BadValue(f"nothing is called “{value}” here: give kind and key, such as "
                           "state/IRN or topic/sanctions, or an IRI")  # fmt: skip
        return iri

    def sparql(self, query: str, most: int) -> Json:
        """The answer to a query, within the limits. Raises as ``Store.answer``."""
        return self._answered(query, most)

    def _answered(self, query: str, most: int) -> Json:
        guard(query, self._limits)
        scan = scan_query(query)
        is_graph = scan.form in _GRAPH_FORMS
        body = self.graph.store.answer(query, graphs="ntriples").read()
        shown, why = self._shown(body, most, is_graph=is_graph)
        proof = None if scan.unstable else self._proof(query, body, is_graph=is_graph)
        cited = self.graph.cite(query, proof=proof) if proof else None
        return shown | why | {"query": query, "release": self.graph.release,
                              "citation": self._citation(cited)}  # fmt: skip

    def _shown(self, body: bytes, most: int, *, is_graph: bool) -> tuple[Json, Json]:
        if is_graph:
            text = body[:_MOST_TEXT].decode("utf-8", "ignore")
            return {"graph": text, "cut": len(body) > _MOST_TEXT}, {}
        if isinstance(parse_query_results(body, format=QueryResultsFormat.JSON), QueryBoolean):
            return {"answer": b"true" in body}, {}
        rows = rows_of(body)
        return self._rows(rows, most), {"evidence": self._grounds(rows, most)}

    def _rows(self, rows: Rows, most: int) -> Json:
        shown = [{name: _cell(term) for name, term in zip(rows.variables, row, strict=True)}
                 for row in rows.rows[:most]]  # fmt: skip
        return {"columns": list(rows.variables), "rows": shown, "total": len(rows),
                "cut": len(rows) > most}  # fmt: skip

    def _grounds(self, rows: Rows, most: int) -> Json:
        """What the things of an answer rest on, as far as that is recorded of them."""
        named = dict.fromkeys(term.value for row in rows.rows[:most] for term in row
                              if isinstance(term, NamedNode))  # fmt: skip
        return self.rests_on(list(named))

    def rests_on(self, iris: Sequence[str]) -> Json:
        """The sources of some things by their IRIs; those without any are left out."""
        own = [iri for iri in iris if self.graph.base.document_of(iri)]
        found = ((iri, grounds(self.graph.reader, iri)) for iri in own[: 4 * _MOST_GROUNDED])
        grounded = [(iri, list(sources)) for iri, sources in found if sources]
        return dict(grounded[:_MOST_GROUNDED])

    def _proof(self, query: str, body: bytes, *, is_graph: bool) -> Proof | None:
        try:
            lines = answer_lines(body, is_graph=is_graph)
        except Undecidable:
            return None
        if len(lines) > _MOST_HASHED:
            return None
        return Proof(query_digest(query), digest_of(lines))

    # Search -----------------------------------------------------------------------------

    def search(self, text: str, kinds: Sequence[str], most: int) -> Json:
        """Things by their names and texts, the best first; of some kinds alone where one is named.

        Raises BadValue for a kind that there is not, SearchUnavailable without FTS5.
        """
        index = self.graph.reader.release.search
        question = ask(text)
        if not question.clauses:
            raise BadValue("say what to look for: there is no word in this")
        known = {local_name(iri): iri for iri in index.values("kind")}
        for kind in kinds:
            if kind not in known:
                raise BadValue(f"there is no kind {kind} here: there are {', '.join(known)}")
        chosen = {"kind": [known[kind] for kind in kinds]} if kinds else {}
        found = index.search(question, chosen, size=most)
        meant = {"perhaps meant": found.meant} if found.meant else {}
        return {"found": [self._hit(hit) for hit in found.hits], "total": found.total,
                "cut": found.more or found.total > len(found.hits),
                "release": self.graph.release} | meant  # fmt: skip

    def _hit(self, hit: Hit) -> Json:
        key = hit.iri.removeprefix(f"{self.graph.base.root}id/")
        said = {"says": hit.text.text} if hit.text else {}
        return {"thing": key, "iri": hit.iri, "label": hit.name.text,
                "kind": local_name(hit.kind), **said,
                "rests_on": list(grounds(self.graph.reader, hit.iri)),
                "link": self._link(hit.iri)}  # fmt: skip

    def _link(self, iri: str) -> str:
        """The permanent link of a thing of ours; one citation tells where all of them begin."""
        document = self.graph.base.document_of(iri)
        path = (self.graph.base.path_of(document) if document else None) or ""
        if not path:
            return iri
        if not self._dated:
            found = links_of(self.graph.cite(iri))
            self._dated = found[0].removesuffix(path) if found else self.graph.base.root[:-1]
        return self._dated + path

    def _citation(self, cited: str | None) -> Json | None:
        if cited is None:
            return None
        return {"text": cited.strip(), "link": next(iter(links_of(cited)), "")}


def _told_of(query: QueryDocument) -> str:
    return f"{query.name} {query.summary}".casefold()


def _cell(term: Term | None) -> object:
    """A term as JSON has it; a text in a language says which."""
    value = plain(term)
    if isinstance(value, LangString):
        return {"text": str(value), "language": value.lang}
    return value if isinstance(value, bool | int | float) or value is None else str(value)
