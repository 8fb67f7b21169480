"""A graph that was opened: asked in SPARQL, read as objects, cited."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from pyoxigraph import Literal, NamedNode

from treatygraph.citing import WRITERS, Proof
from treatygraph.client.frames import frame
from treatygraph.client.sources import Source
from treatygraph.client.things import Actor, Agreement, Thing, thing
from treatygraph.client.values import BadValue, Iri, Plain, named, plain, term_of
from treatygraph.describe import Reader
from treatygraph.describe.choices import actor_named, topic_named
from treatygraph.describe.compare import Comparison, comparison
from treatygraph.describe.compare import Question as Compared
from treatygraph.describe.disagreements import Disagreements, Narrowing, disagreements
from treatygraph.errors import ResourceNotFound, StoreUnavailable
from treatygraph.iris import Base
from treatygraph.namespaces import expand
from treatygraph.queries import QueryDocument, filled, parameters
from treatygraph.store import QueryLimits, Rows, Store, guard
from treatygraph.store.answers import with_values

if TYPE_CHECKING:
    import pandas as pd

_KINDS = {"kind": "disagreement-type", "source": "source", "agreement": "agreement",
          "confidence": "confidence"}  # fmt: skip


class Graph:
    """A graph of treaties, of one release."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._limits = QueryLimits()

    def __repr__(self) -> str:
        return f"<treatygraph.Graph {self._source.place} release {self.release}>"

    @property
    def release(self) -> str:
        """The version of the release."""
        return self._source.version

    @property
    def base(self) -> Base:
        """The base of its things."""
        return self._source.base

    @property
    def reader(self) -> Reader:
        """What objects are read with."""
        return self._source.reader

    @property
    def store(self) -> Store:
        """What answers queries."""
        return self._source.store

    def close(self) -> None:
        """End what was started for this graph."""
        self._source.close()

    # Queries ----------------------------------------------------------------------------

    @property
    def queries(self) -> Mapping[str, QueryDocument]:
        """The queries kept with the release, by name such as ``library/binding-on-day``."""
        return self.reader.release.queries

    def query(self, query: str, **bindings: object) -> pd.DataFrame:
        """The answer to a SELECT query, or to one kept with the release by its name.

        Raises MissingPandas without pandas; else as :meth:`rows`.
        """
        text = self.text(query, **bindings)
        found = self._select(text)
        cells = [[plain(term) for term in row] for row in found.rows]
        made = frame(found.variables, cells)
        made.attrs.update(query=text, release=self.release)
        return made

    def rows(self, query: str, **bindings: object) -> Iterator[dict[str, Plain | None]]:
        """Each solution as a dictionary of Python values, None for what is unbound.

        ``bindings`` are values of its variables: texts, numbers, dates, Iri, or objects with an
        ``iri``. Raises QuerySyntaxError, QueryRefused, QueryStopped, StoreUnavailable, BadValue.
        """
        found = self._select(self.text(query, **bindings))
        for row in found.rows:
            yield {name: plain(term) for name, term in zip(found.variables, row, strict=True)}

    def ask(self, query: str, **bindings: object) -> bool:
        """The answer to an ASK query."""
        answer = self._source.store.answer(self._guarded(self.text(query, **bindings)))
        return b"true" in answer.read()

    def triples(self, query: str, **bindings: object) -> str:
        """The answer to a CONSTRUCT or DESCRIBE query, as N-Triples."""
        text = self._guarded(self.text(query, **bindings))
        return self._source.store.answer(text, graphs="ntriples").read().decode("utf-8")

    def text(self, query: str, **bindings: object) -> str:
        """A query with its values filled in, by its text or by the name it is kept by.

        A kept query has its parameters filled; one that is left out, or None, is as the query has
        it. Raises BadValue for a variable or parameter that the query has not.
        """
        if re.fullmatch(r"[\w-]+(/[\w-]+)+", query):
            return self._kept(query, bindings)
        for name in bindings:
            if not re.search(rf"[?$]{re.escape(name)}\b", query):
                raise BadValue(f"the query has no variable ?{name} to be filled")
        return with_values(query, {name: term_of(value) for name, value in bindings.items()})

    def _kept(self, name: str, bindings: Mapping[str, object]) -> str:
        kept = self.queries.get(name)
        if kept is None:
            raise BadValue(f"no query {name} is kept with this release: g.queries lists them")
        under = kept.under(self.base)
        known = {one.name for one in parameters(under)}
        for name in bindings.keys() - known:
            raise BadValue(f"{kept.name} has no parameter {name}: it has "
                           f"{', '.join(sorted(known)) or 'none'}")  # fmt: skip
        given = {name: _terms(value) for name, value in bindings.items() if value is not None}
        return filled(under, given).body

    def _select(self, text: str) -> Rows:
        return self._source.store.select(self._guarded(text))

    def _guarded(self, text: str) -> str:
        guard(text, self._limits)
        return text

    # Things -----------------------------------------------------------------------------

    def iri(self, name: str) -> Iri:
        """The IRI of a thing by kind and key, such as ``agreement/ru-ir-2025``; an IRI as it is.

        Raises BadValue for what is none.
        """
        kind, _, key = name.partition("/")
        iri = name if "://" in name else self.base.thing(kind, key)
        return Iri(named(iri).value)

    def thing(self, name: str) -> Thing:
        """Anything by kind and key or IRI, as what it is. Raises ResourceNotFound."""
        return thing(self, self.iri(name))

    def agreement(self, key: str) -> Agreement:
        """An agreement by its key, such as ``ru-ir-2025``, or its IRI. Raises ResourceNotFound."""
        found = thing(self, self.iri(key if "://" in key else f"agreement/{key}"))
        if not isinstance(found, Agreement):
            raise ResourceNotFound(found.iri)
        return found

    def actor(self, key: str) -> Actor:
        """A State by its three letters, all others by kind and key. Raises ResourceNotFound."""
        iri = actor_named(self.reader, key)
        found = thing(self, iri) if iri else None
        if not isinstance(found, Actor):
            raise ResourceNotFound(self.iri(key if "/" in key else f"state/{key}"))
        return found

    def agreements(self) -> tuple[Agreement, ...]:
        """All agreements, in order of IRI."""
        found = self.reader.subjects("rdf:type", expand("tg:Agreement"))
        return tuple(one for iri in found if isinstance(one := thing(self, iri), Agreement))

    def topic(self, key: str | None) -> str | None:
        """The IRI of a topic by its key. Raises ResourceNotFound."""
        if key is None:
            return None
        found = key if "://" in key else topic_named(self.reader, key)
        if found is None:
            raise ResourceNotFound(self.base.thing("topic", key))
        return found

    def compare(
        self, agreements: Sequence[str | Thing], topic: str | None = None, on: date | None = None
    ) -> Comparison:
        """Two to six agreements side by side, by type of norm; their status on a day."""
        keys = [one.iri if isinstance(one, Thing) else self.agreement(one).iri
                for one in agreements]  # fmt: skip
        question = Compared(tuple(dict.fromkeys(keys)), self.topic(topic))
        found = comparison(self.reader, question, on or datetime.now(UTC).date())
        if found is None:
            raise StoreUnavailable("this release carries no query that compares agreements")
        return found

    def disagreements(self, **narrowed: str) -> Disagreements:
        """Where sources disagree; ``kind``, ``source``, ``agreement``, ``confidence`` narrow it."""
        unknown = narrowed.keys() - _KINDS.keys()
        if unknown:
            raise BadValue(f"disagreements are not narrowed by {min(unknown)}: there are "
                           f"{', '.join(_KINDS)}")  # fmt: skip
        chosen = {name: str(self.iri(key if "://" in key else f"{_KINDS[name]}/{key}"))
                  for name, key in narrowed.items()}  # fmt: skip
        return disagreements(self.reader, Narrowing(**chosen))

    # Citing -----------------------------------------------------------------------------

    def cite(self, what: Any, form: str = "text", *, proof: Proof | None = None) -> str:
        """How a thing, or the answer to a query, is cited, with a permanent link to this release.

        ``what`` is an object with an ``iri``, an IRI or kind and key, a query's text, or a
        DataFrame that :meth:`query` gave. ``form`` is text, bibtex, ris or csl; ``proof`` is that
        of the answer, where it is at hand already.
        """
        if form not in WRITERS:
            raise BadValue(f"there is no form {form!r}: there are {', '.join(WRITERS)}")
        query = getattr(what, "attrs", {}).get("query") or (what if _is_query(what) else None)
        if query:
            target = f"/sparql?{urlencode({'query': query}, safe='/,:')}"
            return self._source.cite(target, query, form, proof)
        iri = str(getattr(what, "iri", None) or self.iri(str(what)))
        document = self.base.document_of(iri)
        if document is None:
            raise BadValue(f"{iri} is no thing of this graph")
        return self._source.cite(self.base.path_of(document) or "", None, form)


def _terms(value: object) -> tuple[NamedNode | Literal, ...]:
    """One value, or several, as terms. Raises BadValue."""
    several = value if isinstance(value, list | tuple) else (value,)
    return tuple(term for one in several
                 if isinstance(term := term_of(one), NamedNode | Literal))  # fmt: skip


def _is_query(what: object) -> bool:
    return isinstance(what, str) and not isinstance(what, Iri) and "{" in what
