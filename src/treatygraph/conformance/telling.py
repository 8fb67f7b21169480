"""A report for people and for programs."""

from __future__ import annotations

import json
from dataclasses import asdict

from treatygraph.conformance.model import Result
from treatygraph.conformance.reply import printable
from treatygraph.conformance.running import Report

_STATES = ("passed", "failed", "not applicable")


def as_text(report: Report, width: int | None = None) -> str:
    """Every fault with its clause, then the table: line, result, first reason."""
    faults = [text for result in report.results if result.faults for text in _faults(result)]
    return "\n".join(
        [*faults, *(_row(result, width) for result in report.results), _counts(report)]
    )


def _faults(result: Result) -> list[str]:
    told = [f"line {result.number}: {result.title} ({result.clause})"]
    for found in result.faults:
        told += [
            f"  asked   {found.asked}",
            f"  came    {found.came}",
            f"  wanted  {found.wanted}",
            "",
        ]
    return told


def _row(result: Result, width: int | None) -> str:
    row = f"{result.number:>4}  {result.state:<14}  {result.title:<28}  {result.first}".rstrip()
    return printable_row(row, width)


def printable_row(row: str, width: int | None) -> str:
    """A row of the table, cut where a terminal ends."""
    return row if width is None or len(row) <= width else row[: max(width, 20) - 1] + "…"


def _counts(report: Report) -> str:
    counts = [f"{sum(r.state == state for r in report.results)} {state}" for state in _STATES]
    about = f"{len(report.things)} thing{'s' * (len(report.things) != 1)}"
    asked = f"{report.requests} requests about {about} of {printable(report.url, 200)}"
    return f"{', '.join(counts)}; {asked}"


def as_json(report: Report) -> str:
    """The report as JSON: the server, the things that were asked about, and every line."""
    document = {
        "url": report.url,
        "things": list(report.things),
        "requests": report.requests,
        "lines": [asdict(result) for result in report.results],
    }
    return json.dumps(document, ensure_ascii=False, indent=1)
