"""The words that pages put around facts: a norm as one sentence, signs, groups of claims."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup, escape

from treatygraph.describe import Evidence, Link, Text
from treatygraph.describe.agreement import ActLine
from treatygraph.describe.claim import ClaimLine
from treatygraph.describe.norm import NormLine
from treatygraph.describe.timeline import Moment
from treatygraph.web.elements import link, plain_date
from treatygraph.web.site import site

CONFIDENCE = {
    "high": ("text", "read in the instrument, in an official record, or in agreeing reports"),
    "medium": ("reported", "a source reports it"),
    "low": ("inferred", "it is an inference"),
}
"""The chip of each confidence, and what it means."""

SIGNS = {
    "Obligation": "■",
    "ObligationOfConduct": "◧",
    "Prohibition": "✕",
    "Permission": "□",
    "Intention": "▷",
    "Affirmation": "≡",
    "ConstitutiveRule": "§",
    "Norm": "•",
}
"""A sign beside each kind of norm, so that its tint never speaks alone."""

STATUS_SIGNS = {"in force": "●", "not in force": "○", "unknown": "?", "disputed": "≠"}

CHANGE_SIGNS = {"added": "+", "removed": "−", "changed": "~", "renamed": "→"}

_ROLES = {
    "each-party": ("Each party", "The parties each"),
    "all-parties-jointly": ("The parties jointly", "The parties jointly"),
    "other-party": ("The other party", "The other parties"),
    "attacked-party": ("The attacked party", "The attacked parties"),
    "party-not-attacked": ("The party not attacked", "The parties not attacked"),
    "third-states": ("Third States", "Third States"),
    "un-members": ("UN members", "UN members"),
    "depositary": ("The depositary", "The depositary"),
}
"""How a role reads as the subject of a sentence, in the singular and in the plural."""
_PLURAL_ROLES = ("all-parties-jointly", "third-states", "un-members")


@dataclass(frozen=True, slots=True)
class Group:
    """Claims of one source."""

    source: Link | None
    claims: tuple[ClaimLine, ...]


def norm_subject(norm: NormLine) -> Markup:
    """Who the norm binds and how, up to its action: ``Each party shall not``.

    An affirmation's action brings its own verb, in the plural; a rule may bind nobody.
    """
    if not norm.bearers:
        return Markup()
    plural = norm.cls == "Affirmation"
    named = [_bearer(bearer, plural=plural) for bearer in norm.bearers]
    subject = Markup(" and ").join(named)
    if norm.cls in ("Affirmation", "ConstitutiveRule"):
        return subject + (":" if norm.cls == "ConstitutiveRule" else "")
    one = len(norm.bearers) == 1 and norm.bearers[0].key not in _PLURAL_ROLES
    verb = "intends to" if norm.verb == "intend to" and one else norm.verb
    return Markup(f'{subject} <strong class="verb">{escape(verb)}</strong>')


def _bearer(bearer: Link, *, plural: bool) -> Markup:
    words = _ROLES.get(bearer.key) if "/party-role/" in bearer.iri else None
    return link(bearer, words[plural] if words else None)


def owed_to(norm: NormLine) -> Markup:
    """To whom a norm is owed, in the middle of a sentence."""
    return Markup(" and ").join(_inner(party) for party in norm.counterparties)


def _inner(party: Link) -> Markup:
    words = _ROLES.get(party.key) if "/party-role/" in party.iri else None
    if words is None or party.key == "un-members":
        return link(party)
    return link(party, words[0][0].lower() + words[0][1:])


def sentence_end(value: Text | None) -> str:
    """The full stop that a text still needs."""
    return "" if value is None or value.value.rstrip().endswith((".", "…", "!", "?")) else "."


def other_texts(texts: Iterable[Text], shown: Text) -> list[Text]:
    """The texts that say something else than one that is shown already."""
    return [text for text in texts if text.value != shown.value]


def capital(value: Text) -> Text:
    """A text that begins a sentence."""
    return Text(value.value[:1].upper() + value.value[1:], value.lang)


def source_kind(evidence: Evidence) -> Link | None:
    """What an official source is: the text itself, a translation of it, a statement."""
    reader = site().reader
    kind = reader.iri(evidence.source.iri, "tg:sourceType")
    return reader.link(kind) if kind and evidence.official else None


def texts_on_the_web(evidence: Sequence[Evidence], *kinds: str) -> list[Evidence]:
    """The passages with an address whose source is of one of these kinds."""
    return [item for item in evidence
            if item.url and (kind := source_kind(item)) and kind.key in kinds]  # fmt: skip


def by_source(claims: Iterable[ClaimLine]) -> list[Group]:
    """Claims in groups of one source each, the source that says most first."""
    ordered = sorted(claims, key=_source_iri)
    groups = [
        Group(_source(members[0]), members)
        for _, found in groupby(ordered, key=_source)
        if (members := tuple(found))
    ]
    return sorted(groups, key=lambda group: -len(group.claims))


def _source(claim: ClaimLine) -> Link | None:
    return claim.passage.source if claim.passage else None


def _source_iri(claim: ClaimLine) -> str:
    source = _source(claim)
    return source.iri if source else ""


def bar(number: int, most: int) -> str:
    """The width of a bar of at most 100."""
    return f"{100 * number / most:.1f}" if most else "0"


def licence_name(iri: str) -> str:
    """What a licence is called: those of Creative Commons by their names, others by address."""
    match = re.match(r"https?://creativecommons\.org/licenses/([a-z-]+)/([0-9.]+)", iri)
    if match:
        return f"CC {match[1].upper()} {match[2]}"
    zero = re.match(r"https?://creativecommons\.org/publicdomain/zero/([0-9.]+)", iri)
    return f"CC0 {zero[1]}" if zero else re.sub(r"^https?://|/$", "", iri)


def when(moment: Moment) -> str:
    """When something happened, as exactly as it is known; a vague day is said to be so."""
    if moment.exact or moment.line.date:
        day = moment.line.date or str(moment.first)
        vague = "" if moment.exact else ", day not known"
        return f"{plain_date(day)}{vague}"
    first, last = (plain_date(str(day)) if day else "" for day in (moment.first, moment.last))
    if first and last:
        return f"between {first} and {last}"
    return f"by {last}" if last else f"on or after {first}"


def dated_act(act: ActLine) -> str:
    """An act with its day, or the bounds of it."""
    bounds = "/".join(day for day in (act.earliest, act.latest) if day)
    told = act.date or bounds
    return f"{act.link.label} ({told})" if told else str(act.link.label)


def listed(words: Sequence[str]) -> str:
    """``A``, ``A and B``, ``A, B and C``."""
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def heading(variable: str) -> str:
    """A variable as the head of a column: ``inForceFrom`` as In force from."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", variable).replace("_", " ").strip().lower()
    return words[:1].upper() + words[1:]
