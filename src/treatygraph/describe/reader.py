"""Reads a release by subject, property and label, for views that need more than one step."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import TypeVar, cast

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from treatygraph.describe.values import Evidence, Link, Text, Value
from treatygraph.namespaces import ONTOLOGY, expand
from treatygraph.release import Release
from treatygraph.release.locations import Place
from treatygraph.store import ReadableStore
from treatygraph.store.answers import Term

T = TypeVar("T")

_LANGUAGES = ("en", "")
_OFFICIAL = ("official-text", "official-statement", "translation", "legislation")


_PREF_LABEL, _LABEL, _TYPE = (
    NamedNode(expand(name)) for name in ("skos:prefLabel", "rdfs:label", "rdf:type")
)

_OURS = f"{ONTOLOGY}#"

_LABELS = 50_000
_LINES = 10_000
"""How many labels, and how many things in more detail, are held: pages share many of them."""


class Reader:
    """Reads one release; what it gives is ordered, so that a page is the same every time.

    A release never changes, so what was read is held as long as there is room for it, by the
    reader itself: it goes when the release does.
    """

    def __init__(self, release: Release) -> None:
        self.release = release
        self.base = release.base
        self._inferred = NamedNode(f"{release.base.root}graph/inferred")
        self.link = lru_cache(maxsize=_LABELS)(self._link)
        self.cls = lru_cache(maxsize=_LABELS)(self._cls)
        self.passage = lru_cache(maxsize=_LINES)(self._passage)
        self.quads = lru_cache(maxsize=1_000)(self._quads)
        self._values = lru_cache(maxsize=_LINES)(self._by_property)
        self._lines = lru_cache(maxsize=_LINES)(self._line)

    def read_ahead(self) -> None:
        """Read the name and the values of each thing, of as many as are held."""
        things = {quad.subject.value: None for quad in self._store.quads()
                  if isinstance(quad.subject, NamedNode)}  # fmt: skip
        for iri in islice(things, _LINES):
            self.link(iri)
            self._values(iri)

    @property
    def _store(self) -> ReadableStore:
        return self.release.store

    # One step -------------------------------------------------------------------------

    def _quads(self, subject: str) -> tuple[Quad, ...]:
        """Everything that is said of a thing, in the order in which the store has it."""
        return tuple(self._store.quads(NamedNode(subject)))

    def _by_property(self, subject: str) -> Mapping[str, Sequence[Term]]:
        """The values of each property of a thing: one step in the store for all of them."""
        found: dict[str, list[Term]] = {}
        for quad in self._store.quads(NamedNode(subject)):
            found.setdefault(quad.predicate.value, []).append(quad.object)
        return found

    def objects(self, subject: str, name: str) -> Sequence[Term]:
        """The values of a property given by its prefixed name; each once, in order of text."""
        values = self._values(subject).get(expand(name), ())
        return sorted(set(values), key=str) if len(values) > 1 else values

    def line(self, make: Callable[[Reader, str], T], iri: str) -> T:
        """What a function makes of this reader and a thing, made again only if it is forgotten."""
        return cast(T, self._lines(make, iri))

    def _line(self, make: Callable[[Reader, str], object], iri: str) -> object:
        return make(self, iri)

    def iris(self, subject: str, name: str) -> list[str]:
        """The values that are IRIs."""
        return [term.value for term in self.objects(subject, name) if isinstance(term, NamedNode)]

    def iri(self, subject: str, name: str) -> str | None:
        """The first of them."""
        for term in self.objects(subject, name):
            if isinstance(term, NamedNode):
                return term.value
        return None

    def subjects(self, name: str, object_: str) -> list[str]:
        """What has this value for a property, in order of IRI."""
        found = self._store.quads(None, NamedNode(expand(name)), NamedNode(object_))
        return sorted({quad.subject.value for quad in found if isinstance(quad.subject, NamedNode)})

    def literal(self, subject: str, name: str) -> str | None:
        """The lexical form of the first literal value."""
        for term in self.objects(subject, name):
            if isinstance(term, Literal):
                return term.value
        return None

    def text(self, subject: str, name: str) -> Text | None:
        """The text of a property: English first, else whatever there is."""
        return best_text(self.texts(subject, name))

    def texts(self, subject: str, name: str) -> list[Text]:
        """All texts of a property, English first."""
        found = [Text(term.value, term.language or "") for term in self.objects(subject, name)
                 if isinstance(term, Literal)]  # fmt: skip
        return sorted(found, key=lambda text: (text.lang != "en", text.lang, text.value))

    def exists(self, iri: str) -> bool:
        """Whether anything is said of an IRI."""
        return next(self._store.quads(NamedNode(iri)), None) is not None

    # Labels ---------------------------------------------------------------------------

    def _link(self, iri: str) -> Link:
        thing = NamedNode(iri)
        label = self._label(thing, _PREF_LABEL) or self._label(thing, _LABEL)
        return Link(iri, label or Text(shorten(iri)), self.cls(iri))

    def _label(self, thing: NamedNode, name: NamedNode) -> Text | None:
        """As :meth:`text`, of a thing of which nothing else may be asked."""
        found = self._store.quads(thing, name)
        return best_text([Text(term.value, term.language or "") for quad in found
                          if isinstance(term := quad.object, Literal)])  # fmt: skip

    def links(self, iris: Iterable[str]) -> tuple[Link, ...]:
        """Links in the order given."""
        return tuple(self.link(iri) for iri in iris)

    def _cls(self, iri: str) -> str:
        """The local name of a thing's most specific class of ours, curated before inferred."""
        classes = self._store.quads(NamedNode(iri), _TYPE)
        own = [(quad.graph_name == self._inferred, cls.value) for quad in classes
               if isinstance(cls := quad.object, NamedNode)]  # fmt: skip
        ours = [one for one in own if one[1].startswith(_OURS)]
        return local_name(min(ours or own)[1]) if own else ""

    # Facts ----------------------------------------------------------------------------

    def outgoing(self, iri: str) -> Iterator[tuple[str, Value]]:
        """Each statement about a thing: the property's IRI and the value, curated or inferred."""
        locations = self.release.locations
        places = locations.of_statements(iri) if locations else {}
        for quad in self.quads(iri):
            place = places.get((str(quad.predicate), str(quad.object)))
            inferred = quad.graph_name == self._inferred
            yield quad.predicate.value, self.value(quad.object, place, inferred=inferred)

    def incoming(self, iri: str) -> Iterator[tuple[str, str, bool]]:
        """Each statement whose value is a thing: property, subject, and whether it is inferred."""
        for quad in self._store.quads(None, None, NamedNode(iri)):
            if isinstance(quad.subject, NamedNode):
                yield quad.predicate.value, quad.subject.value, quad.graph_name == self._inferred

    def value(self, term: Term, place: Place | None = None, *, inferred: bool = False) -> Value:
        """A term as a page shows it."""
        if isinstance(term, NamedNode):
            return Value(link=self.link(term.value), place=place, inferred=inferred)
        if isinstance(term, Literal):
            text = Text(term.value, term.language or "")
            return Value(None, text, local_name(term.datatype.value), place, inferred)
        label = f"_:{term.value}" if isinstance(term, BlankNode) else str(term)
        return Value(None, Text(label), "", place, inferred)

    def evidence(self, iri: str) -> tuple[Evidence, ...]:
        """The passages that a fact rests on, official texts first."""
        found = [self.passage(passage) for passage in self.iris(iri, "tg:evidence")]
        return tuple(sorted(found, key=lambda item: (not item.official, item.source.label.value)))

    def _passage(self, passage: str) -> Evidence:
        """A passage with its source."""
        source = self.iri(passage, "tg:inSource") or passage
        publisher = self.iri(source, "tg:publisher")
        type_ = self.iri(source, "tg:sourceType") or ""
        return Evidence(
            passage=self.link(passage),
            locator=self.literal(passage, "tg:locator") or "",
            source=self.link(source),
            url=self.literal(source, "tg:url"),
            published=self.literal(source, "tg:publishedOn"),
            publisher=self.link(publisher) if publisher else None,
            official=type_.rpartition("/")[2] in _OFFICIAL,
        )


def best_text(texts: Iterable[Text]) -> Text | None:
    """English, else a text without a language, else the first by language."""
    return min(texts, key=_rank, default=None)


def _rank(text: Text) -> tuple[int, str, str]:
    known = _LANGUAGES.index(text.lang) if text.lang in _LANGUAGES else len(_LANGUAGES)
    return known, text.lang, text.value


def local_name(iri: str) -> str:
    """What follows the last hash or slash."""
    return iri.rpartition("#")[2].rpartition("/")[2]


def shorten(iri: str) -> str:
    """An IRI as a name to read where it has no label: its last part, or all of it."""
    return local_name(iri) or iri
