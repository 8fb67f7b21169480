"""Where a change is told: under the agreement or document that the thing belongs to."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import NamedNode

from treatygraph.changes.facts import Facts, Subject
from treatygraph.iris import Base

_UPWARDS = ("tg:statedIn", "tg:partOf", "tg:inAgreement", "tg:ofParticipation", "tg:inSource",
            "tg:madeIn")  # fmt: skip
"""Each leads from a part to what holds it; a thing has one of them."""
_SIDEWAYS = ("tg:concerns", "tg:side")
"""Each tells where a thing belongs if all that it leads to is of one agreement."""
_TOPS = ("Agreement", "Source")

SORTS = (
    ("Events", frozenset({"Event", "PartyAction"})),
    ("Disagreements", frozenset({"Disagreement"})),
    ("Actors, places and undertakings", frozenset({
        "Actor", "State", "Organization", "NonStateActor", "Person", "Tenure", "Place",
        "Initiative", "System"})),
)  # fmt: skip
"""Headings for what belongs to no one agreement or document."""
OTHERS, FILES = "Other things", "What the files say of themselves"


def class_name(facts: Facts, subject: Subject) -> str:
    """The local name of a thing's class; empty where it has none."""
    cls = facts.cls(subject)
    return cls.value.rpartition("#")[2].rpartition("/")[2] if cls else ""


def home_of(facts: Facts, subject: Subject) -> NamedNode | None:
    """The agreement or document that a thing belongs to, or is; None where there is no one."""
    top = _top(facts, subject)
    if class_name(facts, top) in _TOPS:
        return top if isinstance(top, NamedNode) else None
    beside = {_top(facts, thing) for thing in _sideways(facts, subject)}
    agreements = [top for top in beside if class_name(facts, top) == "Agreement"]
    found = agreements[0] if len(agreements) == 1 else None
    return found if isinstance(found, NamedNode) else None


def _top(facts: Facts, subject: Subject) -> Subject:
    seen: set[Subject] = set()
    while subject not in seen:
        seen.add(subject)
        above = (thing for name in _UPWARDS for thing in facts.things(subject, name))
        subject = next(above, subject)
    return subject


def _sideways(facts: Facts, subject: Subject) -> Iterator[NamedNode]:
    return (thing for name in _SIDEWAYS for thing in facts.things(subject, name))


def sort_of(facts: Facts, subject: Subject) -> str:
    """The heading for a thing that has no home."""
    name = class_name(facts, subject)
    if not name and str(subject).startswith(f"<{Base().root}graph/"):
        return FILES
    return next((heading for heading, classes in SORTS if name in classes), OTHERS)
