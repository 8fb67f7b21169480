"""How well `treatygraph match` finds what is the same, and how long it takes: docs/matching.md.

``python benchmarks/match.py --sets DIR`` reads the collections ``un``, ``uk``, ``ch``, ``nl`` and
``open`` below DIR; those that are missing are imported first, from ``--from`` (../shared/data).

``known_pairs.tsv`` has records drawn by the digest of their keys from one set, each with what a
reader of both titles and days found to be the same in another, or ``-``. It is split once, by
another digest: weights and thresholds may be chosen on the learning half, and only there.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import random
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from treatygraph.assets import ontology_root
from treatygraph.collection.formatting import known_prefixes
from treatygraph.importing import Options, import_set
from treatygraph.matching.blocking import pairs_to_compare
from treatygraph.matching.features import FEATURES, Commonness
from treatygraph.matching.records import AgreementRecord, read_records
from treatygraph.matching.scoring import Candidate, candidates
from treatygraph.matching.weights import LIKELY, SHARES

HERE = Path(__file__).resolve().parent
SETS = {
    "un": ("un-mtdsg", "un-mtdsg"), "uk": ("uk-treaties", "uk-treaties-fcdo"),
    "ch": ("ch-treaties", "ch-treaties-legalize"), "nl": ("nl-treaties", "nl-treaties-bwb"),
    "open": ("open-treaties", "open-treaties"),
}  # fmt: skip
_AT_RANDOM = 40_000
"""Pairs drawn for each two sets, to see what agrees by chance."""

Records = dict[str, tuple[AgreementRecord, ...]]
Sets = tuple[str, str]
Found = dict[Sets, list[Candidate]]


@dataclass(frozen=True)
class Known:
    """A record of one set, and the key of what is the same in another; empty where nothing is."""

    sets: Sets
    key: str
    same_as: str

    @property
    def is_learning(self) -> bool:
        """Whether it belongs to the half on which weights and thresholds are chosen."""
        return hashlib.sha256(f"half {self.key}".encode()).digest()[0] % 2 == 0


@dataclass
class Tally:
    """What was found of the records of one half."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def row(self) -> str:
        found, there = self.right + self.wrong, self.right + self.missed
        precision = f"{self.right / found:.0%}" if found else "–"
        recall = f"{self.right / there:.0%}" if there else "–"
        return (f"{self.right} right, {self.wrong} wrong, {self.missed} missed: "
                f"precision {precision}, recall {recall}")  # fmt: skip


def known_pairs() -> list[Known]:
    """The labelled records."""
    with (HERE / "known_pairs.tsv").open(encoding="utf-8") as file:
        return [
            Known((row["one"], row["other"]), row["agreement"], ""
                  if row["same_as"] == "-" else row["same_as"])
            for row in csv.DictReader(file, delimiter="\t")
        ]  # fmt: skip


def tally(found: Found, known: Iterable[Known], least: float) -> Tally:
    """Each record's candidates of so many bits against what is known of it."""
    of: defaultdict[tuple[Sets, str], set[str]] = defaultdict(set)
    for sets, several in found.items():
        for pair in several:
            if pair.bits >= least:
                of[sets, pair.one.key].add(pair.other.key)
    result = Tally()
    for one in known:
        offered = of[one.sets, one.key]
        right = one.same_as in offered
        result.right += right
        result.missed += bool(one.same_as) and not right
        result.wrong += len(offered) - right
    return result


def shares(records: Records, known: Iterable[Known]) -> Iterator[str]:
    """How often each outcome is seen of the same agreement, and at random, with what ships."""
    same: dict[str, Counter[str]] = {name: Counter() for name in FEATURES}
    chance: dict[str, Counter[str]] = {name: Counter() for name in FEATURES}
    drawn = random.Random(1969)
    for sets in sorted({one.sets for one in known}):
        left, right = (records[name] for name in sets)
        common = Commonness.of(left, right)
        ours, theirs = ({record.key: record for record in side} for side in (left, right))
        for one in known:
            if one.sets == sets and one.same_as:
                _count(same, ours[one.key], theirs[one.same_as], common)
        for _ in range(_AT_RANDOM):
            _count(chance, drawn.choice(left), drawn.choice(right), common)
    for name in FEATURES:
        for outcome, shipped in SHARES[name].items():
            one, other = (
                (counts[name][outcome], counts[name].total()) for counts in (same, chance)
            )
            yield (f"{name} | {outcome} | {one[0]} of {one[1]} | "
                   f"{other[0] / max(1, other[1]):.5f} | {shipped[0]} {shipped[1]}")  # fmt: skip


def _count(
    counts: dict[str, Counter[str]],
    one: AgreementRecord,
    other: AgreementRecord,
    common: Commonness,
) -> None:
    for name, feature in FEATURES.items():
        compared = feature(one, other, common)
        if compared:
            counts[name][compared[0]] += 1


def shared_numbers(one: Iterable[AgreementRecord], other: Iterable[AgreementRecord]) -> int:
    """How many registered numbers two sets have in common."""
    sides = [{(series, number) for record in side for series, several in record.numbers.items()
              for number in several} for side in (one, other)]  # fmt: skip
    return len(sides[0] & sides[1])


def read(folder: Path, source: Path) -> Records:
    """The sets, imported where they are missing."""
    prefixes = known_prefixes(ontology_root())
    states = folder / "states"
    if not states.exists():
        _imported("state-codes", source / "state-codes", states, None, prefixes)
    found: Records = {}
    for name, (kind, path) in SETS.items():
        if not (folder / name).exists():
            _imported(kind, source / path, folder / name, states, prefixes)
        found[name] = read_records(folder / name).all
    return found


def _imported(
    kind: str, path: Path, into: Path, states: Path | None, prefixes: dict[str, str]
) -> None:
    print(f"importing {kind}", flush=True)
    import_set(Options(kind, path, into, dict(prefixes), states), lambda *_: None)


def main() -> None:
    """Print all figures of docs/matching.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", type=Path, required=True)
    parser.add_argument(
        "--from", dest="source", type=Path, default=HERE.parent.parent / "shared/data"
    )
    parser.add_argument("--shares", action="store_true", help="print what weights are made of")
    asked = parser.parse_args()
    records, known = read(asked.sets, asked.source), known_pairs()
    learning = [one for one in known if one.is_learning]
    held_out = [one for one in known if not one.is_learning]
    for half, name in ((learning, "learning"), (held_out, "held out")):
        print(
            f"{name}: {len(half)} records, {sum(bool(one.same_as) for one in half)} have a partner"
        )
    if asked.shares:
        print(*shares(records, learning), sep="\n")
    found: Found = {}
    for sets in sorted({one.sets for one in known}):
        found[sets] = timed(records, sets)
    for least in range(-6, 9, 2):
        print(f"learning, from {least} bits: {tally(found, learning, least).row()}")
    for name, least in LIKELY.items():
        print(f"held out, {name} (from {least} bits): {tally(found, held_out, least).row()}")
    for sets, several in found.items():
        part = [one for one in held_out if one.sets == sets]
        row = tally({sets: several}, part, LIKELY["likely"]).row()
        print(f"held out, likely, {' and '.join(sets)}: {row}")


def timed(records: Records, sets: Sets) -> list[Candidate]:
    """The candidates of two sets, with the processor time that they took."""
    left, right = (records[name] for name in sets)
    begun = time.process_time()
    compared = len(pairs_to_compare(left, right))
    blocked = time.process_time()
    found = candidates(left, right, least=-10.0)
    numbers = shared_numbers(left, right)
    counts = Counter(pair.likelihood for pair in found)
    print(f"{' and '.join(sets)}: {len(left):,} × {len(right):,}, {compared:,} pairs compared, "
          f"{numbers} registered numbers shared, {blocked - begun:.1f} s to choose pairs, "
          f"{time.process_time() - blocked:.1f} s to choose and score them; "
          + ", ".join(f"{counts[name]} {name}" for name in LIKELY))  # fmt: skip
    return found


if __name__ == "__main__":
    main()
