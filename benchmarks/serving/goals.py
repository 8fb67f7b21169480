"""What was aimed at, and how far it was reached: figures of a result, and the table of them."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from serving.servers import DISK, MEMORY, OURS, RDFLIB

Result = Mapping[str, Any]

BEGIN = "<!-- benchmark: serve -->"
END = "<!-- /benchmark: serve -->"
"""Between these the README has the table."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured, in words, and whether the goal was met."""

    shown: str
    met: bool


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal in words, and how its figure comes from a result."""

    measure: str
    goal: str
    figure: Callable[[Result], Figure]


def median(result: Result, measure: str, server: str) -> float:
    """The median of a measure's rounds. Raises KeyError where it was not measured."""
    return float(statistics.median(result["measures"][measure][server]))


def spread(rounds: Sequence[float]) -> float:
    """How far the rounds lie apart: the largest less the smallest, as a part of the median.

    Nothing where all failed: a rate of nought has no parts.
    """
    middle = statistics.median(rounds)
    return (max(rounds) - min(rounds)) / middle if middle else 0.0


def _times(measure: str, server: str, least: float) -> Callable[[Result], Figure]:
    def figure(result: Result) -> Figure:
        ours, theirs = median(result, measure, OURS), median(result, measure, server)
        ratio = ours / theirs
        return Figure(f"{ratio:.3g} × ({ours:,.0f}/s : {theirs:,.0f}/s)", ratio >= least)

    return figure


def _rate(measure: str, least: float) -> Callable[[Result], Figure]:
    def figure(result: Result) -> Figure:
        rate = median(result, measure, OURS)
        return Figure(f"{rate:,.0f}/s", rate >= least)

    return figure


def _later(measure: str, most_ms: float) -> Callable[[Result], Figure]:
    def figure(result: Result) -> Figure:
        ours, theirs = median(result, measure, OURS), median(result, measure, MEMORY)
        return Figure(f"{ours - theirs:+.2f} ms ({ours:.2f} ms : {theirs:.2f} ms)",
                      ours - theirs <= most_ms)  # fmt: skip

    return figure


def _longer(measure: str, most: float) -> Callable[[Result], Figure]:
    def figure(result: Result) -> Figure:
        ours, theirs = median(result, measure, OURS), median(result, measure, MEMORY)
        return Figure(f"{ours / theirs:.2f} × ({ours:.0f} ms : {theirs:.0f} ms)",
                      ours / theirs <= most)  # fmt: skip

    return figure


def _below(measure: str, most: float, unit: str) -> Callable[[Result], Figure]:
    def figure(result: Result) -> Figure:
        value = median(result, measure, OURS)
        return Figure(
            f"{value:,.0f} {unit}" if unit == "MB" else f"{value:.1f} {unit}", value < most
        )

    return figure


GOALS = (
    Goal("queries never seen before", f"≥ 1.5 × `{DISK}`", _times("unseen", DISK, 1.5)),
    Goal("queries never seen before", f"≥ 0.75 × `{MEMORY}`", _times("unseen", MEMORY, 0.75)),
    Goal("queries never seen before", f"≥ 10 × {RDFLIB}", _times("unseen", RDFLIB, 10)),
    Goal("repeated queries", f"≥ 7 × `{DISK}`", _times("repeated", DISK, 7)),
    Goal("repeated queries", f"≥ 3 × `{MEMORY}`", _times("repeated", MEMORY, 3)),
    Goal("latency of a point query", f"≤ 0.4 ms above `{MEMORY}`", _later("point ms", 0.4)),
    Goal("100,000 rows as JSON", f"≤ 1.2 × the time of `{MEMORY}`", _longer("rows ms", 1.2)),
    Goal("pages as HTML, never seen before", "≥ 2,500/s", _rate("pages", 2_500)),
    Goal("pages as HTML, repeated", "≥ 8,000/s", _rate("pages repeated", 8_000)),
    Goal("documents as Turtle, never seen before", "≥ 4,000/s", _rate("turtle", 4_000)),
    Goal("memory in all, corpus", "< 300 MB", _below("corpus memory MB", 300, "MB")),
    Goal("memory in all, a million triples", "< 1,700 MB", _below("memory MB", 1_700, "MB")),
    Goal("first answers after `serve`, corpus", "< 1.5 s", _below("corpus start s", 1.5, "s")),
    Goal("first answers after `serve`, a million triples", "< 6 s", _below("start s", 6, "s")),
)  # fmt: skip
"""All goals, in the order of the table."""


def figures(result: Result) -> list[tuple[Goal, Figure]]:
    """Each goal with what was measured; those that a run left out are left out."""
    found = []
    for goal in GOALS:
        try:
            found.append((goal, goal.figure(result)))
        except KeyError:
            continue
    return found


_MET = {True: "yes", False: "**no**"}


def table(result: Result) -> str:
    """The table in Markdown, with where and on what it was measured."""
    rows = [f"| {goal.measure} | {goal.goal} | {figure.shown} | {_MET[figure.met]} |"
            for goal, figure in figures(result)]  # fmt: skip
    machine, release = result["machine"], result["release"]
    told = (f"Measured on {result['date']} with {release['triples']:,} triples on "
            f"{machine['processor']}, {machine['cores']} cores, "
            f"medians of {result['rounds']} interleaved rounds.")  # fmt: skip
    return "\n".join(["| measure | goal | measured | met |", "| --- | --- | --- | --- |", *rows,
                      "", told])  # fmt: skip


def with_table(text: str, result: Result) -> str:
    """A text with the table between its marks. Raises ValueError where it has no marks."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"no {BEGIN} … {END} to put the table between")
    return f"{before}{BEGIN}\n{table(result)}\n{END}{after}"
