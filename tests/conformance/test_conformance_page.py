"""``docs/conformance.md`` says of each line what its check says of itself."""

from __future__ import annotations

from support import ROOT
from treatygraph.conformance import LINES

PAGE = ROOT / "docs/conformance.md"
HEADING = "## The lines\n"


def lines_of_the_page() -> str:
    """The part of the page that is made from the checks."""
    parts = [HEADING, "Made from the checks; a test holds it to them.\n"]
    for line in LINES:
        told = (line.__doc__ or "").strip()
        parts.append(f"### {line.NUMBER}. {line.TITLE}\n\n{told}\n\n*{line.CLAUSE}*\n")
    return "\n".join(parts)


def test_the_page_says_what_the_checks_check() -> None:
    assert PAGE.read_text(encoding="utf-8").partition(HEADING)[2] == (
        lines_of_the_page().removeprefix(HEADING)
    )


def test_each_check_says_enough_of_itself() -> None:
    assert [line.TITLE for line in LINES if len(line.__doc__ or "") < 80 or not line.CLAUSE] == []
