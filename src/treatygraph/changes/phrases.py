"""The words for changes: what is not here is told by the label that the ontology gives it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from treatygraph.describe.norm import MODALITIES


@dataclass(frozen=True, slots=True)
class Phrase:
    """How changed values of a property are told; ``{label}``, ``{old}`` and ``{new}`` are filled.

    ``weight`` orders what is told of one thing, and things within a group: first what decides who
    is bound, to what and since when; last what only the curators see.
    """

    weight: int = 50
    label: str = ""
    """In place of the ontology's label."""
    changed: str = "{label}: {old} → {new}"
    gained: str = "{label} added: {new}"
    lost: str = "{label} removed: {old}"
    remark: bool = False
    """Whether it is said in brackets, its values on lines below."""


def _verb(weight: int, label: str = "") -> Phrase:
    """For a property whose label reads as a verb."""
    return Phrase(weight, label, "now {label} {new}, no longer {old}", "now {label} {new}",
                  "no longer {label} {old}")  # fmt: skip


PHRASES: Mapping[str, Phrase] = {
    "rdf:type": Phrase(1, "", "{old} → {new}", "now {new} as well", "no longer {old}"),
    "tg:date": Phrase(2, "", "{old} → {new}", "now dated {new}", "no longer dated {old}"),
    "tg:actionType": Phrase(2, "kind of act"),
    "tg:inForceFrom": Phrase(2, "", "entry into force: {old} → {new}", "enters into force: {new}",
                             "entry into force no longer recorded (was {old})"),
    "tg:inForceUntil": Phrase(2, "", "end: {old} → {new}", "ends: {new}",
                              "end no longer recorded (was {old})"),
    "tg:concludedOn": Phrase(3, "concluded"),
    "tg:legalForce": Phrase(3),
    "tg:earliest": Phrase(4, "not before"),
    "tg:latest": Phrase(4, "not after"),
    "tg:bearer": _verb(5, "binds"),
    "tg:bearerRole": _verb(5, "binds"),
    "tg:counterparty": _verb(6, "is owed to"),
    "tg:counterpartyRole": _verb(6, "is owed to"),
    "tg:beneficiary": _verb(7, "benefits"),
    "tg:participant": Phrase(5),
    "tg:statedIn": Phrase(8, "place"),
    "tg:action": Phrase(10, "what is to be done"),
    "tg:condition": Phrase(11),
    "tg:exception": Phrase(11),
    "tg:statement": Phrase(11),
    "tg:normType": Phrase(12),
    "tg:supports": _verb(13, "bears out"),
    "tg:disputes": _verb(13, "contradicts"),
    "tg:side": Phrase(13, "", "sides: {new} in place of {old}", "a side more: {new}",
                      "a side less: {old}"),
    "tg:supersedes": _verb(14),
    "tg:buildsOn": _verb(15),
    "tg:refersTo": _verb(16),
    "tg:implements": _verb(15),
    "tg:endorses": _verb(15),
    "tg:cites": _verb(20),
    "tg:involves": _verb(20),
    "tg:concerns": _verb(20),
    "tg:comparableWith": _verb(20),
    "tg:relatedTo": _verb(20),
    "tg:textOf": _verb(20),
    "tg:about": Phrase(20, "", "now about {new}, no longer {old}", "now about {new} too",
                       "no longer about {old}"),
    "tg:attributedTo": Phrase(20, "voice"),
    "tg:confidence": Phrase(25),
    "tg:evidence": Phrase(30, "source", "source changed", "source added", "source removed",
                          remark=True),
    "skos:prefLabel": Phrase(60, "label"),
    "skos:altLabel": Phrase(61, "other label"),
    "dcterms:title": Phrase(60, "title"),
    "tg:asOf": Phrase(70, "known as of"),
    "tg:ordinal": Phrase(80),
    "skos:editorialNote": Phrase(85, "note"),
    "skos:scopeNote": Phrase(85, "scope note"),
    "dcterms:source": Phrase(95, "rests on", "rests on other sources", "rests on more sources",
                             "rests on fewer sources", remark=True),
    "dcterms:created": Phrase(96, "created"),
    "dcterms:license": Phrase(96, "licence"),
    "dcterms:modified": Phrase(96, "modified"),
}  # fmt: skip
"""By prefixed name. The ontology's label fills ``{label}`` where none is given here."""

ORDINARY = Phrase()

RESTS_ON = "now rests on {new}: {confidence}"
"""Where the sources changed and the confidence with them."""
FOLLOWS = "names {new} by its new key"
"""Where nothing changed but the key of what is referred to."""
RENAMED = "key: {old} → {new}"
MORE_PRECISE, LESS_PRECISE = " (more precise)", " (less precise)"

ARRIVED: Mapping[str, str] = {"added": "New {kind}", "removed": "Removed {kind}"}
OPENED: Mapping[str, Mapping[str, str]] = {
    "Disagreement": {"added": "Disagreement opened", "removed": "Disagreement closed"},
    "Participation": {"added": "New participant", "removed": "Participant removed"},
}
"""How coming and going is told of a class that has verbs of its own."""

CALLED: Mapping[str, str] = {
    "PartyAction": "act",
    **{cls: name for cls, (name, _) in MODALITIES.items()},
}
"""What one of a class is called, where that is not the class's label."""

PLURAL_ROLES = tuple(f"party-role/{key}" for key in
                     ("all-parties-jointly", "third-states", "un-members"))  # fmt: skip
"""Roles of several, by their keys, for the verb that follows."""

COMMON_NOUNS = ("party-role", "confidence", "likelihood", "legal-force", "claim-type")
"""Kinds of concepts whose labels are written small in the middle of a sentence."""

SUPPORT: Mapping[tuple[str, str], str] = {
    ("supports", "gained"): "now borne out by {claims}",
    ("supports", "lost"): "no longer borne out by {claims}",
    ("disputes", "gained"): "now contradicted by {claims}",
    ("disputes", "lost"): "no longer contradicted by {claims}",
}

WEIGHTS: Mapping[str, int] = {
    name: at
    for at, name in enumerate((
        "Agreement", "Participation", "PartyAction", "Event", "Disagreement", *MODALITIES,
        "Provision", "Preamble", "Article", "Paragraph", "Source", "Claim", "Passage", "State",
        "Organization", "NonStateActor", "Person", "Tenure",
    ))
}  # fmt: skip
"""The order of classes within a group; what is not named comes last."""
