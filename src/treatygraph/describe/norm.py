"""The view of a norm: one sentence, its evidence, and the claims for and against it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from treatygraph.describe.claim import ClaimLine, claim_lines
from treatygraph.describe.reader import Reader
from treatygraph.describe.values import Evidence, Link, Text

MODALITIES = {
    "Obligation": ("obligation", "shall"),
    "ObligationOfConduct": ("obligation of conduct", "shall strive to"),
    "Prohibition": ("prohibition", "shall not"),
    "Permission": ("permission", "may"),
    "Intention": ("intention", "intend to"),
    "Affirmation": ("affirmation", "affirm:"),
    "ConstitutiveRule": ("constitutive rule", "rule:"),
    "Norm": ("norm", ""),
}
"""What each class of norm is called, and the words that join bearer and action."""

MOST_ELSEWHERE = 40
"""How many norms of the same type a page shows; it says where the others are."""


@dataclass(frozen=True, slots=True)
class NormLine:
    """A norm as a list shows it."""

    link: Link
    cls: str
    modality: str
    verb: str
    bearers: tuple[Link, ...]
    counterparties: tuple[Link, ...]
    beneficiaries: tuple[Link, ...]
    reciprocal: bool
    action: Text | None
    conditions: tuple[Text, ...]
    exceptions: tuple[Text, ...]
    norm_types: tuple[Link, ...]
    topics: tuple[Link, ...]
    confidence: str
    evidence: tuple[Evidence, ...]
    notes: tuple[Text, ...]
    made_by: Link | None = None
    """The import in which a program derived it; None where a curator read it."""

    def __hash__(self) -> int:
        """By the IRI alone, as what it is a line of."""
        return hash(self.link)


@dataclass(frozen=True, slots=True)
class NormView:
    """A norm's own page."""

    line: NormLine
    stated_in: Link | None
    agreement: Link | None
    objects: tuple[Link, ...]
    refers_to: tuple[Link, ...]
    supported_by: tuple[ClaimLine, ...]
    disputed_by: tuple[ClaimLine, ...]
    disagreements: tuple[Link, ...]
    elsewhere: tuple[tuple[Link, NormLine], ...]
    """The first norms of the same type in other agreements, each with its agreement."""
    more_elsewhere: bool


def norm_line(reader: Reader, iri: str) -> NormLine:
    """A norm as a list shows it."""
    cls = reader.cls(iri)
    modality, verb = MODALITIES.get(cls, MODALITIES["Norm"])
    bearers = reader.iris(iri, "tg:bearerRole") or reader.iris(iri, "tg:bearer")
    owed = reader.iris(iri, "tg:counterparty") + reader.iris(iri, "tg:counterpartyRole")
    return NormLine(
        link=reader.link(iri),
        cls=cls,
        modality=modality,
        verb=verb,
        bearers=reader.links(bearers),
        counterparties=reader.links(owed),
        beneficiaries=reader.links(reader.iris(iri, "tg:beneficiary")),
        reciprocal=reader.literal(iri, "tg:reciprocal") == "true",
        action=reader.text(iri, "tg:action"),
        conditions=tuple(reader.texts(iri, "tg:condition")),
        exceptions=tuple(reader.texts(iri, "tg:exception")),
        norm_types=reader.links(reader.iris(iri, "tg:normType")),
        topics=reader.links(reader.iris(iri, "tg:topic")),
        confidence=(reader.iri(iri, "tg:confidence") or "").rpartition("/")[2],
        evidence=reader.evidence(iri),
        notes=tuple(reader.texts(iri, "skos:editorialNote")),
        made_by=reader.link(made) if (made := reader.iri(iri, "prov:wasGeneratedBy")) else None,
    )


def agreement_of(reader: Reader, place: str | None) -> str | None:
    """The agreement that a provision belongs to, or the place itself if it is one."""
    if place is None or reader.cls(place) == "Agreement":
        return place
    return next((iri for iri in reader.iris(place, "tg:partOf")
                 if reader.cls(iri) == "Agreement"), None)  # fmt: skip


def norm_view(reader: Reader, iri: str) -> NormView:
    """A norm's own page."""
    line = reader.line(norm_line, iri)
    place = reader.iri(iri, "tg:statedIn")
    agreement = agreement_of(reader, place)
    elsewhere = tuple(islice(_elsewhere(reader, line, agreement), MOST_ELSEWHERE + 1))
    return NormView(
        line=line,
        stated_in=reader.link(place) if place else None,
        agreement=reader.link(agreement) if agreement else None,
        objects=reader.links(reader.iris(iri, "tg:object")),
        refers_to=reader.links(reader.iris(iri, "tg:refersTo")),
        supported_by=claim_lines(reader, reader.subjects("tg:supports", iri)),
        disputed_by=claim_lines(reader, reader.subjects("tg:disputes", iri)),
        disagreements=reader.links(reader.subjects("tg:side", iri)),
        elsewhere=elsewhere[:MOST_ELSEWHERE],
        more_elsewhere=len(elsewhere) > MOST_ELSEWHERE,
    )


def _elsewhere(
    reader: Reader, line: NormLine, agreement: str | None
) -> Iterator[tuple[Link, NormLine]]:
    for norm_type in line.norm_types:
        for other in reader.line(_norms_of_type, norm_type.iri):
            home = agreement_of(reader, reader.iri(other, "tg:statedIn"))
            if home and home != agreement:
                yield reader.link(home), reader.line(norm_line, other)


def _norms_of_type(reader: Reader, norm_type: str) -> list[str]:
    return reader.subjects("tg:normType", norm_type)
