"""``docs/questions.md``, made from the queries: run this file to write it anew."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from treatygraph.queries import QueryDocument, load_query

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PAGE = ROOT / "docs/questions.md"

THEMES = {
    "What the instruments lay down": ("norms", "provisions", "articles", "defence", "topics"),
    "Who takes part, and since when": ("status", "dates", "acts", "parties", "persons"),
    "How instruments stand to one another": ("relations",),
    "What is said of them, and by whom": ("claims", "voices", "forecasts"),
    "Where texts, papers and press part ways": ("disagreements",),
    "What it all rests on": ("sources", "evidence", "gaps"),
}
"""Themes with their tags: the first tag of a query that stands here tells its theme."""

INTRODUCTION = """# Questions

Made from the headers of the queries by `python tests/competency/questions_page.py`; a test holds it
to that. The questions are those of a lawyer or an analyst. Each has a query, and an answer that was
written down by hand before the query ran (`tests/competency/`): the number of its rows stands
behind the query, and each row there names the fact that it rests on. Where the data has grown
since, the answer was mended by hand.
"""

LIBRARY = """## Queries to fill in

Theirs is no fixed answer: put other values into the rows that are named, and run them.
"""


def queries(folder: str) -> list[QueryDocument]:
    """The queries of ``competency`` or ``library``, by name."""
    paths = sorted((ROOT / "queries" / folder).glob("*.rq"))
    return [replace(load_query(path), name=f"{folder}/{path.stem}") for path in paths]


def link(query: QueryDocument) -> str:
    """A query, as a link from the page to its file."""
    return f"[{query.name.partition('/')[2]}](../queries/{query.name}.rq)"


def theme(query: QueryDocument) -> str:
    """Where a question stands on the page. Raises ValueError if no tag tells it."""
    for tag in query.tags:
        for name, tags in THEMES.items():
            if tag in tags:
                return name
    raise ValueError(f"{query.name}: none of its tags {query.tags} belongs to a theme")


def rows(slug: str) -> int:
    """How many solutions a question has, by its expected answer."""
    with (HERE / f"{slug}.csv").open(encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.reader(file)) - 1


def parameters(query: QueryDocument) -> list[str]:
    """The variables of the first ``VALUES`` row, which are there to be filled in."""
    row = re.search(r"VALUES\s+(?:(\?\w+)|\(([^)]*)\))", query.body)
    return re.findall(r"\?\w+", row[0]) if row else []


def question_lines(asked: list[QueryDocument]) -> Iterator[str]:
    """A line for each question, with its file and the size of its answer."""
    for query in asked:
        found = rows(query.name.partition("/")[2])
        count = {0: "no row", 1: "1 row"}.get(found, f"{found} rows")
        yield f"- {query.summary} {link(query)}, {count}"


def library_lines() -> Iterator[str]:
    """A line for each query of the library, with what can be filled in."""
    for query in queries("library"):
        filled = ", ".join(f"`{name}`" for name in parameters(query)) or "nothing"
        yield f"- {query.summary} {link(query)}; to fill in: {filled}"


def page() -> str:
    """The whole page."""
    asked = queries("competency")
    parts = [INTRODUCTION]
    for name in THEMES:
        lines = list(question_lines([query for query in asked if theme(query) == name]))
        if lines:
            parts.append("\n".join([f"## {name}\n", *lines, ""]))
    return "\n".join([*parts, LIBRARY, *library_lines(), ""])


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
