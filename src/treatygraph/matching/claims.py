"""Candidates as claims of sameness in a Turtle file, which a curator decides on by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from treatygraph.collection.formatting import read_document
from treatygraph.iris import Base
from treatygraph.matching.records import AgreementRecord, CannotMatch
from treatygraph.matching.scoring import Candidate
from treatygraph.matching.telling import sentence
from treatygraph.namespaces import expand
from treatygraph.turtle import format_turtle, parse_turtle, write_turtle

_ID: Final = f"{Base().root}id/"
_PROGRAM: Final = f"{_ID}organization/treatygraph"
_SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PART: Final = re.compile(r"[^A-Za-z0-9]+")
_LICENCE: Final = "https://creativecommons.org/publicdomain/zero/1.0/"


@dataclass(frozen=True, slots=True)
class ClaimsFile:
    """A file of claims of sameness, as it lies on disk; empty where there is none yet."""

    path: Path
    text: str
    triples: tuple[Triple, ...] = ()

    @property
    def source(self) -> str:
        """The address of the comparison as a source: it is named by the file."""
        return f"{_ID}source/match-{self.path.stem}"

    def pairs(self) -> set[frozenset[str]]:
        """The pairs that have a claim here, whatever was decided on it."""
        asserted, others = self._of("tg:assertedProperty"), self._of("tg:assertedObject")
        return {
            frozenset((one, others[claim]))
            for claim, one in self._of("tg:assertedSubject").items()
            if claim in others and asserted.get(claim) == expand("owl:sameAs")
        }

    def accepted(self) -> list[Triple]:
        """What a curator accepted, as triples with owl:sameAs."""
        same = NamedNode(expand("owl:sameAs"))
        ones, others = self._of("tg:assertedSubject"), self._of("tg:assertedObject")
        return [
            Triple(NamedNode(ones[claim]), same, NamedNode(others[claim]))
            for claim, decision in sorted(self._of("tg:decision").items())
            if decision == f"{_ID}decision/accepted" and claim in ones and claim in others
        ]

    def _of(self, name: str) -> dict[str, str]:
        predicate = expand(name)
        return {
            triple.subject.value: triple.object.value
            for triple in self.triples
            if triple.predicate.value == predicate
            and isinstance(triple.subject, NamedNode)
            and isinstance(triple.object, NamedNode)
        }


def read_claims(path: Path) -> ClaimsFile:
    """The claims of a file; none where it is not there yet.

    Raises CannotMatch where no source can be named after the file, and UnreadableFiles.
    """
    if path.suffix != ".ttl" or not _SLUG.fullmatch(path.stem):
        raise CannotMatch(
            f"{path}: name a file such as un-uk.ttl, of small letters, digits and hyphens"
        )
    if not path.exists():
        return ClaimsFile(path, "")
    text, document = read_document(path)
    triples = (Triple(one.subject, one.predicate, one.object) for one in document.triples)
    return ClaimsFile(path, text, tuple(triples))


def with_candidates(
    file: ClaimsFile,
    found: Sequence[Candidate],
    *,
    title: str,
    day: str,
    prefixes: Mapping[str, str],
) -> tuple[str, int]:
    """The file's new text, and how many candidates it gained.

    What stands there stays, decisions and comments too; what is new is undecided. Where nothing
    is new, the text is the same, byte for byte.
    """
    known = file.pairs()
    new = [pair for pair in found if frozenset((pair.one.iri, pair.other.iri)) not in known]
    if not new and file.text:
        return file.text, 0
    triples = [] if file.text else list(_head(file, title, day))
    for pair in new:
        triples += _claim(file.source, pair)
    added = write_turtle(triples, prefixes) if triples else ""
    if not file.text:
        return added, len(new)
    both = f"{file.text}\n{added}"
    return format_turtle(both, parse_turtle(both), prefixes), len(new)


def _head(file: ClaimsFile, title: str, day: str) -> Iterator[Triple]:
    """What the file and the comparison are. ``day`` is that of the newest record compared."""
    graph = Base().graph(f"matches/{file.path.name}")
    yield _text(graph, "dcterms:title", title)
    yield _iri(graph, "dcterms:license", _LICENCE)
    yield _value(graph, "dcterms:created", day, "xsd:date")
    yield _iri(graph, "dcterms:source", file.source)
    yield _iri(file.source, "rdf:type", expand("tg:Source"))
    yield _text(file.source, "skos:prefLabel", title)
    yield _text(file.source, "skos:editorialNote", "A program compared the records: what it claims "
                "is true where a curator accepted it.")  # fmt: skip
    yield _iri(file.source, "tg:sourceType", f"{_ID}source-type/computation")
    yield _iri(file.source, "tg:publisher", _PROGRAM)
    yield _value(file.source, "tg:publishedOn", day, "xsd:date")
    yield _iri(_PROGRAM, "rdf:type", expand("tg:Organization"))
    yield _text(_PROGRAM, "skos:prefLabel", "The authors of treatygraph")


def _claim(source: str, pair: Candidate) -> Iterator[Triple]:
    """A candidate: that its two records are the same, why, and that nobody decided yet."""
    key = f"{_key(pair.one)}.{_key(pair.other)}"
    claim, passage = f"{source}/claim-{key}-1", f"{source}/passage-{key}"
    yield _iri(claim, "rdf:type", expand("tg:Claim"))
    yield _text(claim, "skos:prefLabel", f"{pair.one.key} and {pair.other.key} are the same")
    yield _iri(claim, "tg:about", pair.one.iri)
    yield _iri(claim, "tg:about", pair.other.iri)
    yield _iri(claim, "tg:assertedSubject", pair.one.iri)
    yield _iri(claim, "tg:assertedProperty", expand("owl:sameAs"))
    yield _iri(claim, "tg:assertedObject", pair.other.iri)
    yield _iri(claim, "tg:attributedTo", _PROGRAM)
    yield _iri(claim, "tg:claimType", f"{_ID}claim-type/assessment")
    yield _iri(claim, "tg:decision", f"{_ID}decision/undecided")
    yield _iri(claim, "tg:likelihood", f"{_ID}likelihood/{pair.likelihood}")
    yield _iri(claim, "tg:madeIn", passage)
    yield _text(claim, "tg:statement", sentence(pair))
    yield _iri(passage, "rdf:type", expand("tg:Passage"))
    yield _text(passage, "skos:prefLabel", f"Comparison of {pair.one.key} with {pair.other.key}")
    yield _iri(passage, "tg:inSource", source)
    yield _value(passage, "tg:locator", key)


def _key(record: AgreementRecord) -> str:
    """The key of a record as part of an address: letters, digits and single hyphens."""
    return _PART.sub("-", record.key).strip("-") or "record"


def _iri(subject: str, predicate: str, value: str) -> Triple:
    return Triple(NamedNode(subject), NamedNode(expand(predicate)), NamedNode(value))


def _text(subject: str, predicate: str, text: str) -> Triple:
    return Triple(NamedNode(subject), NamedNode(expand(predicate)), Literal(text, language="en"))


def _value(subject: str, predicate: str, value: str, datatype: str = "xsd:string") -> Triple:
    literal = Literal(value, datatype=NamedNode(expand(datatype)))
    return Triple(NamedNode(subject), NamedNode(expand(predicate)), literal)
