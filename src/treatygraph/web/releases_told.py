"""What is told of releases, one by one: which there were, what changed with each, of what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby

from treatygraph.changes.counting import counted
from treatygraph.changes.kept import KeptChanges, Pair, Summary, pairs
from treatygraph.changes.model import KINDS
from treatygraph.changes.released import ToldChange
from treatygraph.describe import Reader
from treatygraph.describe.choices import ACTOR_KINDS, actor_key, actor_named
from treatygraph.describe.values import Link
from treatygraph.iris import canonical_path
from treatygraph.web.asking import parameter, question_mark
from treatygraph.web.refusals import BadRequest
from treatygraph.web.site import site

LINES = 30
"""Changes of a release that are told in a list of releases; a page of its own has all."""


@dataclass(frozen=True, slots=True)
class Of:
    """What changes are asked of: everything, or one thing by kind and key."""

    key: str = ""
    link: Link | None = None

    @property
    def iri(self) -> str:
        """The thing; empty for everything."""
        return self.link.iri if self.link else ""

    @property
    def title(self) -> str:
        """What pages and feeds are headed by."""
        return f"Changes to {self.link.label.value}" if self.link else "Changes"

    @property
    def asked(self) -> str:
        """What addresses end with that ask the same."""
        return question_mark([("of", self.key)])


@dataclass(frozen=True, slots=True)
class Entry:
    """One release, as a page or a feed tells it; ``summary`` is None where nothing is known."""

    pair: Pair
    summary: Summary | None
    told: tuple[ToldChange, ...]
    kept: bool
    """Whether the release can still be read."""

    @property
    def title(self) -> str:
        """A line for whoever reads many."""
        return f"Release {self.pair.switch.version}: {self._outline}"

    @property
    def _outline(self) -> str:
        if not self.pair.before:
            return "the first"
        return _outline(self.summary) if self.summary else "what changed is not known"

    @property
    def sentence(self) -> str:
        """What is said before the changes."""
        before, summary = self.pair.before, self.summary
        if not before:
            return "The first release: there is none before it to compare with."
        if summary is None:
            return (f"What changed since release {before} was not worked out, and cannot be where "
                    "one of the two is not kept.")  # fmt: skip
        triples = f"{counted(summary.added, 'triple')} added, {summary.removed:,} removed in all"
        parts = "" if summary.whole else (" So much changed that agreements and actors alone are "
                                          "told, and not their parts.")  # fmt: skip
        return f"Since release {before}: {_outline(summary)}; {triples}.{parts}"

    @property
    def rest(self) -> int:
        """How many changes are not told here."""
        return (self.summary.things if self.summary else 0) - len(self.told)

    @property
    def groups(self) -> list[tuple[str, list[ToldChange]]]:
        """The changes under their headings."""
        return [(heading, list(told))
                for heading, told in groupby(self.told, key=lambda one: one.heading)]  # fmt: skip


def _outline(summary: Summary) -> str:
    """``2 things added, 1 changed``."""
    numbers = [(kind, summary.counts.get(kind, 0)) for kind in KINDS]
    some = [(kind, number) for kind, number in numbers if number]
    told = [f"{counted(number, 'thing') if at == 0 else f'{number:,}'} {kind}"
            for at, (kind, number) in enumerate(some)]  # fmt: skip
    return ", ".join(told) or "no fact changed"


def asked_of() -> Of:
    """What is asked of. Raises BadRequest (404) for what no release is known to have had."""
    given = parameter("of")
    if not given:
        return Of()
    reader, base, kept = site().reader, site().release.base, kept_changes()
    actor = actor_named(reader, given)
    iri = actor or f"{base.root}id{canonical_path(f'/{given}')}"
    if not (reader.exists(iri) or (kept and kept.concerning(iri))):
        raise BadRequest(404, f"nothing is called “{given}” here: a State is named by its three "
                         "letters, such as IRN, all else by kind and key, such as "
                         "agreement/ru-ir-2025")  # fmt: skip
    return Of(key_of(reader, iri), reader.link(iri))


def key_of(reader: Reader, iri: str) -> str:
    """What a thing is called in the address of its changes."""
    if reader.cls(iri) in ACTOR_KINDS:
        return actor_key(reader, iri)
    return iri.removeprefix(f"{reader.base.root}id/")


def changes_query(iri: str) -> str:
    """What follows ``/changes`` for those that concern a thing."""
    return question_mark([("of", key_of(site().reader, iri))])


def kept_changes() -> KeptChanges | None:
    """What is kept of changes; None where a release lies alone."""
    archive = site().archive
    return KeptChanges(archive.out) if archive else None


def pairs_of(of: Of) -> list[Pair]:
    """The releases with something to tell, oldest first: all, or those that changed a thing."""
    archive, kept = site().archive, kept_changes()
    if not archive or not kept:
        return []
    found = pairs(archive.history())
    if not of.link:
        return found
    steps = kept.concerning(of.iri)
    return [pair for pair in found if (pair.before, pair.switch.version) in steps]


def pair_named(name: str) -> Pair | None:
    """The release of an address, kept or not."""
    archive = site().archive
    known = pairs(archive.history()) if archive else []
    return next((pair for pair in known if pair.name == name), None)


def entry_of(pair: Pair, of: Of, most: int = LINES, skip: int = 0) -> Entry:
    """What is told of a release. Raises ReleaseUnavailable where what is kept is damaged."""
    kept, archive = kept_changes(), site().archive
    summary = kept.summary(pair, of.iri) if kept else None
    told = kept.told(pair, of.iri, most=most, skip=skip) if kept and summary else []
    held = archive.switches() if archive else ()
    return Entry(pair, summary, tuple(told), pair.switch in held)


def known(entries: Iterable[Entry]) -> set[str]:
    """Of the things that are told, those of which the present release says something."""
    iris = {one.iri for entry in entries for one in entry.told}
    return {iri for iri in iris if site().reader.exists(iri)}


def newest() -> datetime:
    """When the newest release came; of one that lies alone, the day of its newest statement."""
    archive = site().archive
    history = archive.history() if archive else ()
    if history:
        return history[-1].at
    day = site().modified or date(1970, 1, 1)
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
