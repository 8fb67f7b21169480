"""Sentences about things that came, went, changed or have another key."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from treatygraph.changes.facts import Facts, Subject
from treatygraph.changes.homes import class_name, home_of
from treatygraph.changes.model import Detail
from treatygraph.changes.naming import Names, key
from treatygraph.changes.phrases import ARRIVED, OPENED, PLURAL_ROLES
from treatygraph.changes.wording import clipped, listed, plain
from treatygraph.describe.norm import MODALITIES


def arrival(names: Names, subject: Subject, change: str, *, alone: bool) -> str:
    """A thing that is ``added`` or ``removed``; ``alone``: no heading says what it belongs to."""
    cls = class_name(names.own, subject)
    opened = OPENED.get(cls, ARRIVED)[change].format(kind=names.kind(subject))
    home = names.home(subject) if alone else ""
    if cls in MODALITIES:
        return _norm(names, subject, opened, home)
    told = _TOLD.get(cls, _called)(names, subject)
    return f"{opened}{f' of {home}' if home else ''}{told}"


def alteration(names: Names, subject: Subject, details: Sequence[Detail], *, alone: bool) -> str:
    """A thing of which something else is said than before."""
    home = names.home(subject) if alone else ""
    name = names.name(subject)
    if not alone and subject == home_of(names.own, subject):
        name = f"The {names.kind(subject)}"  # its name is the heading
    where = f" ({home})" if home and home not in name else ""
    said = "; ".join(detail.phrase for detail in details if not detail.remark)
    remarks = ", ".join(detail.phrase for detail in details if detail.remark)
    if said and remarks:
        return f"{name}{where}: {said} ({remarks})"
    return f"{name}{where}: {said or remarks}"


def _norm(names: Names, norm: Subject, opened: str, home: str) -> str:
    place = " of ".join(filter(None, [names.place(norm), home]))
    kinds = listed([names.label(kind) for kind in names.own.things(norm, "tg:normType")])
    said = f"{opened}{f' in {place}' if place else ''}: {_norm_sentence(names, norm)}"
    return f"{said} ({kinds})" if kinds else said


def _norm_sentence(names: Names, norm: Subject) -> str:
    """Who must do what, when, unless: as the norm's own words say it."""
    facts, cls = names.own, class_name(names.own, norm)
    action = facts.text(norm, "tg:action")
    if not action:
        return names.label(norm)
    bearers = facts.things(norm, "tg:bearerRole") or facts.things(norm, "tg:bearer")
    who, verb = listed([*map(names.label, bearers)]), MODALITIES[cls][1]
    if verb == "intend to" and len(bearers) == 1 and key(bearers[0]) not in PLURAL_ROLES:
        verb = "intends to"
    if cls in ("Affirmation", "ConstitutiveRule"):
        who, verb = f"{who}:" if who else "", ""  # its action brings a verb of its own
    said = " ".join(filter(None, [who, verb, plain(action)]))
    for word, name in (("when", "tg:condition"), ("unless", "tg:exception")):
        if text := facts.text(norm, name):
            said += f"; {word}: {plain(text)}"
    return clipped(said)


def _called(names: Names, subject: Subject) -> str:
    return f": {names.name(subject)}"


def _act(names: Names, act: Subject) -> str:
    return ": " + ", ".join(filter(None, [names.name(act), _when(names.own, act)]))


def _participant(names: Names, participation: Subject) -> str:
    actor = names.own.thing(participation, "tg:participant")
    return f": {names.label(actor or participation)}"


def _claim(names: Names, claim: Subject) -> str:
    voices = listed([*map(names.label, names.own.things(claim, "tg:attributedTo"))])
    text = names.own.text(claim, "tg:statement")
    said = clipped(plain(text)) if text else names.label(claim)
    return f" by {voices}: {said}" if voices else f": {said}"


def _classified(names: Names, subject: Subject) -> str:
    """A name with the kind of the thing, and when: ``: Harbour treaty (treaty, 1999-05-04)``."""
    found = (kind for name in _KINDS for kind in names.own.things(subject, name))
    kinds = [names.label(kind).lower() for kind in found]
    about = ", ".join(filter(None, [*kinds, _when(names.own, subject)]))
    return f": {names.name(subject)}{f' ({about})' if about else ''}"


_KINDS = ("tg:agreementType", "tg:sourceType", "tg:eventType", "tg:disagreementType")
_WHEN = ("tg:date", "tg:concludedOn", "tg:publishedOn")


def _when(facts: Facts, subject: Subject) -> str:
    for name in _WHEN:
        if found := facts.text(subject, name):
            return found
    first, last = facts.text(subject, "tg:earliest"), facts.text(subject, "tg:latest")
    if first and last:
        return f"between {first} and {last}"
    return f"not before {first}" if first else f"by {last}" if last else ""


_TOLD: Mapping[str, Callable[[Names, Subject], str]] = {
    "PartyAction": _act,
    "Participation": _participant,
    "Claim": _claim,
    "Agreement": _classified,
    "Source": _classified,
    "Event": _classified,
    "Disagreement": _classified,
}
"""What follows ``New claim``; without an entry, the name."""
