"""Triples as compact JSON-LD, written in the terms of a context that lies at an address of its own.

Compaction in general (JSON-LD 1.1 API, section 6) chooses among several terms for one property,
containers, nests and scopes. Our context has none of these: one term for each property, with at
most one coercion. So a value is a plain string where the coercion says what it is, and is written
out everywhere else. What cannot be said without doubt is not said: see :func:`compact`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Any, Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from treatygraph.namespaces import expand

_TYPE: Final = expand("rdf:type")
_STRING: Final = expand("xsd:string")


class Names:
    """What a context calls IRIs: its terms, its prefixes, and how a term's strings are read."""

    def __init__(self, context: Mapping[str, Any]) -> None:
        self._keys = frozenset(context)
        self._prefixes = {key: value["@id"] for key, value in context.items()
                          if isinstance(value, dict) and value.get("@prefix")}  # fmt: skip
        terms = {key: value for key, value in context.items()
                 if isinstance(value, dict) and not value.get("@prefix")}  # fmt: skip
        self._terms = {value["@id"]: key for key, value in terms.items()}
        self._coercions = {key: self._expanded(value["@type"]) for key, value in terms.items()
                           if "@type" in value}  # fmt: skip
        aliases = {value: key for key, value in context.items() if isinstance(value, str)}
        self.of = lru_cache(maxsize=10_000)(self._of)
        self.id, self.type = aliases.get("@id", "@id"), aliases.get("@type", "@type")

    def __bool__(self) -> bool:
        return bool(self._terms)

    def _expanded(self, name: str) -> str:
        prefix, colon, local = name.partition(":")
        return self._prefixes[prefix] + local if colon and prefix in self._prefixes else name

    def _of(self, iri: str) -> str:
        """The term for a property or class, else its compact IRI, else the IRI."""
        if iri in self._terms:
            return self._terms[iri]
        fitting = [(len(start), f"{prefix}:{iri[len(start) :]}")
                   for prefix, start in self._prefixes.items()
                   if iri.startswith(start) and not iri.startswith("//", len(start))]  # fmt: skip
        return max(fitting)[1] if fitting else iri

    def coercion(self, name: str) -> str | None:
        """How the strings of a term are read: ``@id``, a datatype's IRI, or as they are."""
        return self._coercions.get(name)

    def misread(self, iri: str) -> bool:
        """Whether an IRI in full would be taken for a compact one, its scheme being a name here."""
        scheme, _, rest = iri.partition(":")
        return scheme in self._keys and not rest.startswith("//")


def compact(triples: Iterable[Triple], names: Names, address: str) -> bytes | None:
    """A document whose ``@context`` is at ``address``; None where the names do not suffice.

    They do not for an IRI whose scheme is a name in the context, for a quoted triple, and for a
    literal with a base direction. Things and values are named by whole IRIs, which anybody can
    follow; properties, classes and datatypes by the context's names.
    """
    nodes: dict[str, dict[str, Any]] = {}
    for triple in triples:
        subject = _node_id(triple.subject, names)
        predicate, value = triple.predicate.value, _value(triple, names)
        if subject is None or value is None or names.misread(predicate):
            return None
        node = nodes.setdefault(subject, {names.id: subject})
        is_class = predicate == _TYPE and not isinstance(triple.object, Literal)
        node.setdefault(names.type if is_class else names.of(predicate), []).append(value)
    graph = [{key: _alone(value) for key, value in node.items()} for node in nodes.values()]
    document = {"@context": address, "@graph": graph}
    return f"{_written(document, chr(10))}\n".encode()


def _written(value: Any, margin: str) -> str:
    """A value that holds nothing but texts, as JSON with an indent of one (Python's is slower)."""
    inner = f"{margin} "
    if isinstance(value, str):
        return encode_basestring(value)
    if isinstance(value, list):
        items = f",{inner}".join([_written(item, inner) for item in value])
        return f"[{inner}{items}{margin}]"
    pairs = [f"{encode_basestring(key)}: {_written(item, inner)}" for key, item in value.items()]
    return f"{{{inner}{f',{inner}'.join(pairs)}{margin}}}"


def _alone(values: Any) -> Any:
    """One value stands without brackets."""
    return values[0] if isinstance(values, list) and len(values) == 1 else values


def _node_id(term: object, names: Names) -> str | None:
    if isinstance(term, BlankNode):
        return f"_:{term.value}"
    if isinstance(term, NamedNode) and not names.misread(term.value):
        return term.value
    return None


def _value(triple: Triple, names: Names) -> Any:
    """An object as its property wants it written; None where that cannot be done."""
    term, property_ = triple.object, names.of(triple.predicate.value)
    if isinstance(term, Literal):
        return _literal(term, names, names.coercion(property_))
    iri = _node_id(term, names)
    if iri is None:
        return None
    if triple.predicate.value == _TYPE:
        return names.of(iri)
    return iri if names.coercion(property_) == "@id" else {names.id: iri}


def _literal(term: Literal, names: Names, coercion: str | None) -> Any:
    if term.direction is not None or names.misread(term.datatype.value):
        return None
    if term.language:
        return {"@language": term.language, "@value": term.value}
    if term.datatype.value == (coercion or _STRING):
        return term.value
    if term.datatype.value == _STRING:
        return {"@value": term.value}
    return {"@type": names.of(term.datatype.value), "@value": term.value}
