"""The documents made from the ledger: ``docs/left-out.tsv`` and ``docs/curation.md``.

``python tests/facts/ledger.py`` (``make left-out``) writes them from the rows and the research.
What is wrong with the rows goes to standard error, and the exit status is 1.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import astuple, dataclass, fields
from functools import reduce

from research import DISCREPANCY, PROVISION, Research, read_folder
from rows import NORMS, ROOT, Curated, Row, faults, read_curated, read_rows

FACTS = ROOT.parent / "shared/facts"
MEMORY_ALONE = "rests on memory alone"

KEYS = {
    "china-russia-2001": "ru-cn-2001",
    "csto-treaty-1992": "csto-1992",
    "eaeu-iran-fta-2023": "eaeu-ir-2023",
    "iran-china-2021": "ir-cn-2021",
    "iran-russia-2001": "ru-ir-2001",
    "north-atlantic-treaty-1949": "north-atlantic-1949",
    "russia-dprk-2024": "ru-kp-2024",
    "un-charter": "un-charter-1945",
}
"""Files of the research whose name is not the key of the agreement."""

INTRODUCTION = """\
# What the data took from the research, and what it left out

Made by `make left-out` from the tables in `tests/facts/` and the desk research; a test holds it to
them. Do not edit it by hand.

The agreements were curated from desk research that was made in November 2026: one file an
instrument, and one of actors, projects and events. It is not part of this repository. Each
provision in it names pages as evidence, or memory. For each provision, and for each place where
sources differ, a row in `tests/facts/` names what it became in the data, or why it was left out.

What rests on memory alone stays out, unless a source that was found later bears it out. Where a
source tells less than the research, the norm is cut to what it tells. What the text of an
instrument does not bear out is at most a claim, never a norm. So this is no list of what the
treaties say: most of them were never read whole, and what research and data both lack is not in it.
"""

COUNTS = """\
## Facts in, norms out

*Memory alone*: provisions that no page bears out. *Became norms*: provisions that one norm or more
carries, at least in part. *Norms*: the different norms that they became. *Norms in the data*: all
norms of the agreement, those from other sources too. *Left out*: provisions without a norm.
*Discrepancies*: places where sources differ. *Disagreements*: the different ones that these became.
"""

LEFT_OUT = """\
## What was left out

An address leads to the fact in the file: `articles/3/2` is the second provision of article 3. The
same list, for programs, is [left-out.tsv](left-out.tsv).
"""


@dataclass(frozen=True)
class Counts:
    """The figures of one file, in the order of the table."""

    provisions: int
    memory_alone: int
    became_norms: int
    norms: int
    norms_in_the_data: int
    left_out: int
    discrepancies: int
    disagreements: int

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(a + b for a, b in zip(astuple(self), astuple(other), strict=True)))


@dataclass(frozen=True)
class LeftOut:
    """One fact that is not in the data, or not whole."""

    row: Row
    kind: str
    reason: str


def count(rows: list[Row], research: Research, curated: Curated, key: str) -> Counts:
    """The figures of one file, from its rows."""
    provisions = [row for row in rows if row.fact in research.of_kind(PROVISION)]
    discrepancies = [row for row in rows if row.fact in research.of_kind(DISCREPANCY)]
    carried = [row for row in provisions if row.becomes(curated, NORMS)]
    return Counts(
        provisions=len(research.of_kind(PROVISION)),
        memory_alone=sum(research.facts[name].memory_only for name in research.of_kind(PROVISION)),
        became_norms=len(carried),
        norms=len(_things(carried, curated, NORMS)),
        norms_in_the_data=sum(
            bool(classes & NORMS)
            for name, classes in curated.items()
            if name.startswith(f"agreement/{key}/")
        ),
        left_out=len(research.of_kind(PROVISION)) - len(carried),
        discrepancies=len(research.of_kind(DISCREPANCY)),
        disagreements=len(_things(discrepancies, curated, {"Disagreement"})),
    )


def _things(rows: list[Row], curated: Curated, classes: set[str]) -> set[str]:
    return {thing for row in rows for thing in row.things if curated.get(thing, set()) & classes}


def left_out(rows: list[Row], research: Research, curated: Curated) -> Iterator[LeftOut]:
    """What did not become what it should, or only in part; in the order of the rows."""
    for row in rows:
        fact = research.facts.get(row.fact)
        wanted = {"Disagreement"} if fact and fact.kind == DISCREPANCY else NORMS
        whole = row.becomes(curated, wanted) if fact else bool(row.things)
        kind = fact.kind if fact else "other"
        if not whole:
            yield LeftOut(row, kind, row.reason or MEMORY_ALONE)
        elif row.reason:
            yield LeftOut(row, f"{kind}, in part", row.reason)


def left_out_table(rows: list[Row], research: dict[str, Research], curated: Curated) -> str:
    """``docs/left-out.tsv``: a line for each fact that is not in the data, or not whole."""
    lines = ["\t".join(("instrument", "file", "fact", "kind", "what", "kept as", "reason"))]
    for file, part in sorted(research.items(), key=_by_key):
        for it in left_out(_of(file, rows), part, curated):
            cells = (_key(file), file, it.row.fact, it.kind, it.row.what)
            lines.append("\t".join((*cells, " ".join(it.row.things), it.reason)))
    return "\n".join(lines) + "\n"


def curation_page(rows: list[Row], research: dict[str, Research], curated: Curated) -> str:
    """``docs/curation.md``: the figures by file, then what was left out by instrument."""
    files = sorted(research.items(), key=_by_key)
    parts = [INTRODUCTION, COUNTS, _table(rows, files, curated), LEFT_OUT]
    for file, part in files:
        items = [_item(it) for it in left_out(_of(file, rows), part, curated)]
        parts.append(f"### {_key(file)}\n\n" + ("\n".join(items) or "Nothing.") + "\n")
    return "\n".join(parts)


def _table(rows: list[Row], files: list[tuple[str, Research]], curated: Curated) -> str:
    counted = {f: count(_of(f, rows), part, curated, _key(f)) for f, part in files}
    names = [field.name.replace("_", " ") for field in fields(Counts)]
    total = reduce(Counts.__add__, counted.values())
    lines = [f"| file | {' | '.join(names)} |", "|---|" + "--:|" * len(names)]
    lines += [_line(f"{f}.yaml", counts) for f, counts in counted.items()]
    return "\n".join([*lines, _line("all", total)]) + "\n"


def _line(name: str, counts: Counts) -> str:
    return f"| {name} | {' | '.join(map(str, astuple(counts)))} |"


def _item(it: LeftOut) -> str:
    kept = (
        f"; kept as {', '.join(f'`{thing}`' for thing in it.row.things)}" if it.row.things else ""
    )
    part = " (in part)" if it.kind.endswith("in part") else ""
    return f"- `{it.row.fact}`{part} {it.row.what}: {it.reason}{kept}"


def _of(file: str, rows: list[Row]) -> list[Row]:
    return [row for row in rows if row.file == file]


def _key(file: str) -> str:
    return KEYS.get(file, file)


def _by_key(entry: tuple[str, Research]) -> str:
    return _key(entry[0])


def main() -> None:
    """Write both documents."""
    if not FACTS.is_dir():
        sys.exit(f"{FACTS} is absent: the desk research lies there")
    rows, research, curated = read_rows(), read_folder(FACTS), read_curated()
    found = faults(rows, research, curated)
    print(*found, sep="\n", end="\n" if found else "", file=sys.stderr)
    (ROOT / "docs/left-out.tsv").write_text(left_out_table(rows, research, curated), "utf-8")
    (ROOT / "docs/curation.md").write_text(curation_page(rows, research, curated), "utf-8")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
