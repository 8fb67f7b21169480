"""What binds an actor on a day, and what does not, or not surely: by the one query that says it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from pyoxigraph import Literal, NamedNode

from treatygraph.describe.agreement import ActLine, act_lines
from treatygraph.describe.claim import ClaimLine, claim_lines
from treatygraph.describe.norm import MODALITIES, NormLine, norm_line
from treatygraph.describe.reader import Reader
from treatygraph.describe.status import Status
from treatygraph.describe.values import Evidence, Link, Text
from treatygraph.namespaces import expand
from treatygraph.queries import QueryDocument
from treatygraph.store.answers import Term

QUERY = "library/binding-on-day"

IN_FULL = ("binds", "disputed", "unknown")
"""Standings whose norms a page tells in full; of the others it names them."""

STANDINGS = ("binds", "disputed", "unknown", "no duty", "not binding", "not in force")
"""What the query says of a norm, in the order in which pages tell it."""


@dataclass(frozen=True, slots=True)
class Question:
    """Whom, on which calendar day in UTC, and on which topic with all below it, if on one."""

    actor: str
    on: date
    topic: str | None = None

    def put(self, query: QueryDocument) -> QueryDocument:
        """The query with its values filled in."""
        day = Literal(self.on.isoformat(), datatype=NamedNode(expand("xsd:date")))
        topic = str(NamedNode(self.topic)) if self.topic else "UNDEF"
        return query.bound({"day": str(day), "actor": str(NamedNode(self.actor)), "topic": topic})


@dataclass(frozen=True, slots=True)
class Dates:
    """The dates that a status is found from; None is not recorded."""

    concluded: str | None
    general_from: str | None
    own_from: str | None
    general_until: str | None
    own_until: str | None
    known: str | None
    """The latest day for which the record is attested to be whole."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an instrument stands as it does for the actor: its participation, acts and dates."""

    agreement: Link
    participation: Link | None
    confidence: str
    evidence: tuple[Evidence, ...]
    notes: tuple[Text, ...]
    dates: Dates
    consents: tuple[ActLine, ...]
    other_acts: tuple[ActLine, ...]
    events: tuple[ActLine, ...]
    """Entries into force and ends that are told of the agreement."""


@dataclass(frozen=True, slots=True)
class Contest:
    """Claims that assert and claims that deny a beginning or an end."""

    asserting: tuple[ClaimLine, ...]
    denying: tuple[ClaimLine, ...]


@dataclass(frozen=True, slots=True)
class BoundNorm:
    """A norm that the actor bears, the place that it stands in, and all of it where it is told."""

    link: Link
    cls: str
    modality: str
    place: Link
    line: NormLine | None


@dataclass(frozen=True, slots=True)
class Bundle:
    """Norms of one instrument that stand alike, and why; ``since`` and ``until`` as recorded."""

    standing: str
    status: Status
    why: str
    since: str | None
    until: str | None
    reason: Reason
    contest: Contest | None
    norms: tuple[BoundNorm, ...]

    def outlined(self) -> Bundle:
        """The same without what its norms say."""
        return replace(self, norms=tuple(replace(norm, line=None) for norm in self.norms))


@dataclass(frozen=True, slots=True)
class Binding:
    """The answer to a question; ``silent`` are instruments of the actor without such a norm."""

    question: Question
    actor: Link
    topic: Link | None
    bundles: tuple[Bundle, ...]
    silent: tuple[Link, ...]

    def of(self, *standings: str) -> tuple[Bundle, ...]:
        """The bundles of some standings, in their order."""
        return tuple(bundle for bundle in self.bundles if bundle.standing in standings)

    def outlined(self, in_full: tuple[str, ...] = IN_FULL) -> Binding:
        """The same with norms of other standings by name and place alone, as a page tells them."""
        return replace(self, bundles=tuple(
            bundle if bundle.standing in in_full else bundle.outlined() for bundle in self.bundles
        ))  # fmt: skip

    def count(self, *standings: str) -> int:
        """How many norms stand so."""
        return sum(len(bundle.norms) for bundle in self.of(*standings))


def binding(
    reader: Reader, question: Question, in_full: tuple[str, ...] = IN_FULL
) -> Binding | None:
    """What binds an actor on a day; None where the release lacks the query.

    Norms of the standings ``in_full`` are read whole, the others by name and place.
    """
    query = reader.release.queries.get(QUERY)
    if query is None:
        return None
    rows = list(reader.release.store.select(question.put(query).body).dicts())
    bundles = tuple(_bundles(reader, question, rows, in_full))
    told = {bundle.reason.agreement.iri for bundle in bundles}
    return Binding(
        question,
        reader.link(question.actor),
        reader.link(question.topic) if question.topic else None,
        bundles,
        tuple(_silent(reader, question, told)),
    )


_Key = tuple[str, str, str | None, str, str, str | None, str | None]


def _bundles(
    reader: Reader, question: Question, rows: list[dict[str, Term]], in_full: tuple[str, ...]
) -> list[Bundle]:
    """Rows put together by instrument and by all that the query says of them alike."""
    found: dict[_Key, dict[str, None]] = {}
    for row in rows:
        cells = {name: str(getattr(term, "value", term)) for name, term in row.items()}
        key = (cells["standing"], cells["agreement"], cells.get("participation"), cells["status"],
               cells["why"], cells.get("since"), cells.get("until"))  # fmt: skip
        found.setdefault(key, {})[cells["norm"]] = None
    reasons: dict[str, Reason] = {}
    bundles = []
    for key, iris in found.items():
        if key[1] not in reasons:
            reasons[key[1]] = _reason(reader, key[1], key[2])
        norms = [_bound_norm(reader, norm, whole=key[0] in in_full) for norm in iris]
        bundles.append(_bundle(reader, question, key, reasons[key[1]], norms))
    return sorted(bundles, key=_order)


def _order(bundle: Bundle) -> tuple[int, str, str]:
    """By standing, then the latest beginning first, then by name."""
    since = bundle.since or bundle.reason.dates.concluded or ""
    backwards = "".join(chr(0x10FFFF - ord(character)) for character in f"{since:~<10}")
    return STANDINGS.index(bundle.standing), backwards, bundle.reason.agreement.label.value


def _bundle(
    reader: Reader, question: Question, key: _Key, reason: Reason, norms: list[BoundNorm]
) -> Bundle:
    standing, agreement, participation, status, why, since, until = key
    named = (agreement, participation, *(norm.link.iri for norm in norms))
    subjects = [one for one in named if one]
    return Bundle(
        standing=standing,
        status=Status(status, question.on.isoformat()),
        why=why,
        since=since,
        until=until,
        reason=reason,
        contest=_contest(reader, subjects, why) if status == "disputed" else None,
        norms=tuple(sorted(norms, key=lambda norm: _reading_order(reader, norm))),
    )


def _reading_order(reader: Reader, norm: BoundNorm) -> tuple[object, ...]:
    """By the place in the text; norms without an attested article come last."""
    number = reader.literal(norm.place.iri, "tg:number")
    parts = [(not part.isdecimal(), int(part) if part.isdecimal() else 0, part)
             for part in (number or "").split(".")]  # fmt: skip
    return number is None, parts, norm.link.iri


def _bound_norm(reader: Reader, norm: str, *, whole: bool) -> BoundNorm:
    link = reader.link(norm)
    place = reader.link(reader.iri(norm, "tg:statedIn") or norm)
    modality = MODALITIES.get(link.cls, MODALITIES["Norm"])[0]
    return BoundNorm(
        link, link.cls, modality, place, reader.line(norm_line, norm) if whole else None
    )


def _reason(reader: Reader, agreement: str, participation: str | None) -> Reason:
    acts = reader.subjects("tg:ofParticipation", participation) if participation else []
    consents = [act for act in acts if _is_consent(reader, act)]
    told = [event for event in reader.subjects("tg:concerns", agreement)
            if _kind(reader, event) in ("entry-into-force", "end")]  # fmt: skip
    own = participation or ""
    return Reason(
        agreement=reader.link(agreement),
        participation=reader.link(participation) if participation else None,
        confidence=(reader.iri(own, "tg:confidence") or "").rpartition("/")[2] if own else "",
        evidence=reader.evidence(own) if own else (),
        notes=tuple(reader.texts(own, "skos:editorialNote")) if own else (),
        dates=_dates(reader, agreement, participation),
        consents=act_lines(reader, consents),
        other_acts=act_lines(reader, [act for act in acts if act not in consents]),
        events=act_lines(reader, told),
    )


def _is_consent(reader: Reader, act: str) -> bool:
    """Whether an act is of a type below consent to be bound."""
    consent = reader.base.thing("action-type", "consent-to-be-bound")
    return any(
        consent in reader.line(_with_broader, one) for one in reader.iris(act, "tg:actionType")
    )


def _with_broader(reader: Reader, concept: str) -> list[str]:
    """A concept and those above it, the nearest first."""
    found = [concept]
    for one in found:
        found += [wider for wider in reader.iris(one, "skos:broader") if wider not in found]
    return found


def _kind(reader: Reader, event: str) -> str:
    return (reader.iri(event, "tg:eventType") or "").rpartition("/")[2]


def _dates(reader: Reader, agreement: str, participation: str | None) -> Dates:
    def own(name: str) -> str | None:
        return reader.literal(participation, name) if participation else None

    return Dates(
        concluded=reader.literal(agreement, "tg:concludedOn"),
        general_from=reader.literal(agreement, "tg:inForceFrom"),
        own_from=own("tg:inForceFrom"),
        general_until=reader.literal(agreement, "tg:inForceUntil"),
        own_until=own("tg:inForceUntil"),
        known=own("tg:asOf") or reader.literal(agreement, "tg:asOf"),
    )


def _contest(reader: Reader, subjects: list[str], why: str) -> Contest:
    """The claims that assert or deny the date that the query found contested."""
    property_ = expand("tg:inForceUntil" if "an end" in why else "tg:inForceFrom")
    said = [claim for subject in subjects
            for claim in reader.subjects("tg:assertedSubject", subject)]  # fmt: skip
    claims = [claim for claim in said if property_ in reader.iris(claim, "tg:assertedProperty")]
    denying = [claim for claim in claims if reader.literal(claim, "tg:denied") == "true"]
    asserting = [claim for claim in claims if claim not in denying]
    return Contest(claim_lines(reader, asserting), claim_lines(reader, denying))


def _silent(reader: Reader, question: Question, told: set[str]) -> list[Link]:
    """Instruments that the actor takes part in and of which no such norm is recorded."""
    joined = {agreement for participation in reader.subjects("tg:participant", question.actor)
              for agreement in reader.iris(participation, "tg:inAgreement")}  # fmt: skip
    return sorted(reader.links(joined - told), key=lambda link: link.label.value)
