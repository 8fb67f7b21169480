"""What binds whom on a day is told a second time, by intervals of days in Python.

The query compares dates as text; this telling knows the first and the last day of each date. Both
have to say the same of every norm, for many actors and days. A table worked out by hand stands
beside them.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode

from support import ROOT
from treatygraph.describe import Reader
from treatygraph.describe.norm import agreement_of
from treatygraph.namespaces import expand
from treatygraph.queries import load_query
from treatygraph.release import Release

ID = "https://w3id.org/treatygraph/id/"
QUERY = load_query(Path(ROOT / "queries/library/binding-on-day.rq"))
BY_ROLE = ("each-party", "all-parties-jointly", "other-party", "party-not-attacked",
           "attacked-party")  # fmt: skip
DUTIES = ("Obligation", "ObligationOfConduct", "Prohibition")

Span = tuple[str, str]
"""The first and the last day of a date, as text; equal for a day."""
Told = dict[tuple[str, str], tuple[str, str]]
"""Agreement and norm, with standing and status."""


def span(text: str) -> Span:
    """``2001-02`` is from 2001-02-01 to 2001-02-28."""
    year, month, day = [*text.split("-"), "", ""][:3]
    last = calendar.monthrange(int(year), int(month or 12))[1]
    return (f"{year}-{month or '01'}-{day or '01'}", f"{year}-{month or '12'}-{day or last}")


def begun(date: str, day: str) -> bool | None:
    """Whether a day lies on or after a date; None where the date is too vague to tell."""
    first, last = span(date)
    if day < first:
        return False
    return True if first == last or last < day else None


def over(date: str, day: str) -> bool | None:
    """Whether a day lies after a date."""
    first, last = span(date)
    if first == last:
        return day > last
    return None if first <= day <= last else day > last


@dataclass(frozen=True)
class Case:
    """One norm of one actor on one day."""

    reader: Reader
    norm: str
    agreement: str
    participation: str | None
    day: str

    def _dates(self, name: str) -> list[tuple[str, str]]:
        """Whose date it is, and the date, for norm, participation and agreement."""
        things = (self.norm, self.participation, self.agreement)
        found = ((thing, self.reader.literal(thing, name)) for thing in things if thing)
        return [(thing, date) for thing, date in found if date]

    def _one(self, name: str, *things: str | None) -> str | None:
        found = (self.reader.literal(thing, name) for thing in things if thing)
        return next((date for date in found if date), None)

    @cached_property
    def loose(self) -> bool:
        force = self.reader.iri(self.agreement, "tg:legalForce") or ""
        return force.endswith("/not-binding")

    @cached_property
    def beginnings(self) -> list[bool | None]:
        """Of conclusion, and of each beginning that counts, whether it lies behind."""
        joined = self._one("tg:inForceFrom", self.participation, self.agreement)
        apart = self._one("tg:inForceFrom", self.norm)
        return [begun(date, self.day) for date in (joined, apart) if date]

    def contested(self, name: str) -> list[str]:
        """Dates that somebody asserts and somebody denies."""
        found = []
        for thing in (self.norm, self.participation, self.agreement):
            about = self.reader.subjects("tg:assertedSubject", thing or "x:")
            claims = [
                claim
                for claim in about
                if expand(name) in self.reader.iris(claim, "tg:assertedProperty")
            ]
            said = {(self.reader.literal(claim, "tg:assertedValue"),
                     self.reader.literal(claim, "tg:denied")) for claim in claims}  # fmt: skip
            found += [date for date, denied in said if date and denied and (date, None) in said]
        return found

    def status(self) -> str:
        """Four values; the first that applies."""
        made = self._one("tg:concludedOn", self.agreement)
        made_by = begun(made, self.day) if made else True
        ends = [(date, over(date, self.day)) for _, date in self._dates("tg:inForceUntil")]
        early = made_by is False or False in self.beginnings
        ended = [date for date, is_over in ends if is_over]
        joined = self._one("tg:inForceFrom", self.participation, self.agreement)
        entered = bool(joined) and all(self.beginnings)
        if self._is_disputed(early=early, unmade=made_by is False, ended=ended, entered=entered):
            return "disputed"
        if early or ended:
            return "not in force"
        vague = None in self.beginnings or None in [is_over for _, is_over in ends]
        if vague or (made_by is None and entered):
            return "unknown"
        return self._by_consent(entered=entered, joined=joined)

    def _is_disputed(self, *, early: bool, unmade: bool, ended: list[str], entered: bool) -> bool:
        for end in self.contested("tg:inForceUntil"):
            if end < self.day and not early and all(date == end for date in ended):
                return True
        recorded = {date for _, date in self._dates("tg:inForceFrom")}
        return any(beginning <= self.day and not unmade and not ended
                   and (not entered or beginning in recorded)
                   for beginning in self.contested("tg:inForceFrom"))  # fmt: skip

    def _by_consent(self, *, entered: bool, joined: str | None) -> str:
        acts = list(self._acts("consent-to-be-bound"))
        if not self.loose and acts and all(first > self.day for first, _ in acts):
            return "not in force"
        if not entered:
            known = self._one("tg:asOf", self.participation, self.agreement)
            return "not in force" if not joined and known and self.day <= known else "unknown"
        if self.loose:
            return "in force"
        if not acts:
            known = self._one("tg:asOf", self.participation)
            return "not in force" if known and self.day <= known else "unknown"
        if all(last > self.day for _, last in acts) or self._left():
            return "unknown"
        own = self._one("tg:inForceFrom", self.participation)
        late = all(first > span(joined or "")[1] for first, _ in acts)
        return "unknown" if late and not own else "in force"

    def _left(self) -> bool:
        gone = [*self._acts("withdrawal"), *self._acts("denunciation")]
        until = self._one("tg:inForceUntil", self.participation)
        return not until and any(first <= self.day for first, _ in gone)

    def _acts(self, kind: str) -> Iterator[Span]:
        """The bounds of each act of a type or of one below it; an undated one is always past."""
        for act in self.reader.subjects("tg:ofParticipation", self.participation or "x:"):
            kinds = self.reader.iris(act, "tg:actionType")
            kinds += [wider for one in kinds for wider in self.reader.iris(one, "skos:broader")]
            if f"{ID}action-type/{kind}" in kinds:
                literal = self.reader.literal
                yield literal(act, "tg:earliest") or "", literal(act, "tg:latest") or ""

    def standing(self) -> tuple[str, str]:
        """Standing and status."""
        status = self.status()
        if self.loose:
            return "not binding", status
        if status == "not in force":
            return status, status
        if self.reader.cls(self.norm) not in DUTIES:
            return "no duty", status
        return ("binds" if status == "in force" else status), status


def second_telling(reader: Reader, actor: str, day: str) -> Told:
    """What the query should say."""
    joined = {reader.iri(one, "tg:inAgreement"): one
              for one in reader.subjects("tg:participant", actor)}  # fmt: skip
    told: Told = {}
    for norm, agreement in norms(reader):
        participation = joined.get(agreement)
        if bears(reader, norm, actor, participation):
            case = Case(reader, norm, agreement, participation, day)
            told[agreement, norm] = case.standing()
    return told


def bears(reader: Reader, norm: str, actor: str, participation: str | None) -> bool:
    """Whether an actor bears a norm: by a role that its participation gives it, or by name."""
    roles = {role.rpartition("/")[2] for role in reader.iris(norm, "tg:bearerRole")}
    if participation and roles.intersection(BY_ROLE):
        return True
    if "un-members" in roles and "/state/" in actor:
        return True
    return actor in reader.iris(norm, "tg:bearer")


@cache
def norms(reader: Reader) -> list[tuple[str, str]]:
    """Every norm with its agreement."""
    stated = reader.release.store.quads(None, NamedNode(expand("tg:statedIn")))
    found = {quad.subject.value: quad.object.value for quad in stated}  # type: ignore[union-attr]
    return [(norm, agreement_of(reader, place) or place) for norm, place in found.items()]


def first_telling(release: Release, actor: str, day: str) -> Told:
    """What the query says."""
    values = {"day": str(Literal(day, datatype=NamedNode(expand("xsd:date")))),
              "actor": f"<{actor}>", "topic": "UNDEF"}  # fmt: skip
    rows = release.store.select(QUERY.bound(values).text).dicts()
    return {(row["agreement"].value, row["norm"].value):  # type: ignore[union-attr]
            (row["standing"].value, row["status"].value) for row in rows}  # type: ignore[union-attr]  # fmt: skip


@pytest.fixture(scope="module")
def reader(corpus_release: Release) -> Reader:
    return Reader(corpus_release)


SOME_ACTORS = ("state/IRN", "state/RUS", "state/UZB", "state/AZE", "organization/eaeu", "state/USA")
SOME_DAYS = ("1945-10-23", "1999-06-01", "2002-02-28", "2018-08-12", "2023-07-04", "2024-12-03",
             "2025-10-02", "2025-10-19", "2025-12-16")  # fmt: skip


@pytest.mark.parametrize("actor", SOME_ACTORS)
def test_the_query_and_the_second_telling_say_the_same(reader: Reader, actor: str) -> None:
    for day in SOME_DAYS:
        found = first_telling(reader.release, ID + actor, day)
        assert found == second_telling(reader, ID + actor, day), day


def _all_days(reader: Reader) -> list[str]:
    """Each recorded date's first and last day, and the days beside them."""
    names = ("tg:inForceFrom", "tg:inForceUntil", "tg:concludedOn", "tg:asOf")
    dates = {quad.object.value for name in names  # type: ignore[union-attr]
             for quad in reader.release.store.quads(None, NamedNode(expand(name)))}  # fmt: skip
    return sorted({day for date in dates for edge in span(date) for day in _around(edge)})


def _around(day: str) -> Iterable[str]:
    here = date.fromisoformat(day)
    return ((here + timedelta(days=by)).isoformat() for by in (-1, 0, 1))


@pytest.mark.slow
def test_they_say_the_same_of_every_participant_around_every_date(reader: Reader) -> None:
    quads = reader.release.store.quads(None, NamedNode(expand("tg:participant")))
    actors = sorted({quad.object.value for quad in quads})  # type: ignore[union-attr]
    for actor in actors:
        for day in _all_days(reader):
            found = first_telling(reader.release, actor, day)
            assert found == second_telling(reader, actor, day), (actor, day)


BY_HAND = [
    # Iran and the treaty of 2025: nothing on the eve, everything on the day.
    ("state/IRN", "2025-10-01", "ru-ir-2025", "not in force"),
    ("state/IRN", "2025-10-02", "ru-ir-2025", "binds"),
    # It signed the Caspian convention and had not ratified it by 15 December 2025.
    ("state/IRN", "2025-12-15", "caspian-2018", "not in force"),
    ("state/IRN", "2025-12-16", "caspian-2018", "unknown"),
    # No source at hand gives the day on which the treaty of 2001 entered into force.
    ("state/IRN", "2025-10-02", "ru-ir-2001", "unknown"),
    # A member of the SCO from 4 July 2023, by accession; the Charter is older.
    ("state/IRN", "2023-07-03", "sco-charter-2002", "not in force"),
    ("state/IRN", "2023-07-04", "sco-charter-2002", "binds"),
    # Russia signed the SCO Charter; an act of consent is not on record.
    ("state/RUS", "2010-01-01", "sco-charter-2002", "unknown"),
    ("state/RUS", "2024-12-03", "ru-kp-2024", "not in force"),
    ("state/PRK", "2024-12-04", "ru-kp-2024", "binds"),
    # Azerbaijan left the Collective Security Treaty in 1999; in that year the day is unknown.
    ("state/AZE", "1999-06-01", "csto-1992", "unknown"),
    ("state/AZE", "2000-01-01", "csto-1992", "not in force"),
    # The nuclear deal does not bind in law, whatever its status.
    ("state/IRN", "2016-01-01", "jcpoa-2015", "not binding"),
    ("state/IRN", "2025-10-19", "jcpoa-2015", "not binding"),
    # Resolution 2231 binds UN members; who is one is not told, and after 18 October it is disputed.
    ("state/IRN", "2025-10-18", "unsc-2231", "unknown"),
    ("state/IRN", "2025-10-19", "unsc-2231", "disputed"),
    ("organization/eaeu", "2025-05-14", "eaeu-ir-2023", "not in force"),
    ("organization/eaeu", "2025-05-15", "eaeu-ir-2023", "binds"),
]


@pytest.mark.parametrize(("actor", "day", "agreement", "standing"), BY_HAND)
def test_how_duties_stand_was_worked_out_by_hand(
    corpus_release: Release, actor: str, day: str, agreement: str, standing: str
) -> None:
    told = first_telling(corpus_release, ID + actor, day)
    stands = {s for (home, _), (s, _) in told.items() if home.endswith(f"/{agreement}")}
    assert stands - {"no duty"} == {standing}


def test_where_a_participation_has_nothing_of_its_own_both_queries_find_one_status(
    corpus_release: Release,
) -> None:
    """The status of instruments is asked by another query; consent is what may differ."""
    asked = load_query(ROOT / "queries/library/status-on-day.rq")
    for day in ("2025-10-02", "2025-10-19"):
        bound = asked.bound({"day": f'"{day}"^^<{expand("xsd:date")}>'})
        general = {row["agreement"].value: row["status"].value  # type: ignore[union-attr]
                   for row in corpus_release.store.select(bound.text).dicts()}  # fmt: skip
        for (agreement, _), (standing, status) in first_telling(
            corpus_release, f"{ID}state/RUS", day
        ).items():
            if standing in ("binds", "disputed", "not binding"):
                assert status == general[agreement]
