"""Triples of one subject, spelled with prefixed names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from treatygraph.importing.dates import Date
from treatygraph.importing.model import SetDescription, Text
from treatygraph.iris import Base
from treatygraph.namespaces import expand

BASE: Final = Base()
ID: Final = f"{BASE.root}id/"
_NOT_IN_IRI = re.compile(r"[^A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]")


class About:
    """Makes the triples of one subject."""

    def __init__(self, subject: str) -> None:
        self._subject = NamedNode(subject)

    def a(self, cls: str) -> Triple:
        return self.iri("rdf:type", expand(cls))

    def iri(self, predicate: str, iri: str) -> Triple:
        return Triple(self._subject, NamedNode(expand(predicate)), NamedNode(iri))

    def text(self, predicate: str, text: Text) -> Triple:
        literal = Literal(text[0], language=text[1])
        return Triple(self._subject, NamedNode(expand(predicate)), literal)

    def value(self, predicate: str, value: str, datatype: str = "xsd:string") -> Triple:
        literal = Literal(value, datatype=NamedNode(expand(datatype)))
        return Triple(self._subject, NamedNode(expand(predicate)), literal)

    def date(self, predicate: str, date: Date | None) -> Iterator[Triple]:
        if date:
            yield self.value(predicate, date.text, date.datatype)


def concept_iri(scheme: str, key: str) -> str:
    return f"{ID}{scheme}/{key}"


def passage(source: str, locator: str, label: str) -> Iterator[Triple]:
    about = About(f"{source}/passage-{locator}")
    yield about.a("tg:Passage")
    yield about.text("skos:prefLabel", (f"{label} ({locator})", "en"))
    yield about.iri("tg:inSource", source)
    yield about.value("tg:locator", locator)


def web_address(url: str) -> str:
    """An address without blanks, backslashes and other characters that none may hold."""
    forward = url.strip().replace("\\", "/")
    return _NOT_IN_IRI.sub(lambda found: _percent(found[0]), forward)


def _percent(char: str) -> str:
    return "".join(f"%{byte:02X}" for byte in char.encode("utf-8", "replace"))


def agreement_iri(key: str) -> str:
    """The address of an agreement."""
    return f"{ID}agreement/{key}"


def import_iri(of: SetDescription) -> str:
    """The address of the event in which a set was imported."""
    return f"{ID}event/import-{of.key}"


def set_source_iri(of: SetDescription) -> str:
    """The address of a set as a source."""
    return f"{ID}source/{of.key}"
