"""The page of HTML: whole in itself, escaped, and readable in a real browser."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treatygraph.check import CheckReport, Finding, Severity
from treatygraph.check.formats import written

if TYPE_CHECKING:
    from playwright.sync_api import Browser

VOID = {"meta"}
OURS = {"nav", "ul", "li", "a", "span", "section", "h2", "ol", "article", "p", "pre", "mark"}
OURS |= {"dl", "dt", "dd", "code"}
"""What findings are made of."""


class Reader(HTMLParser):
    """Reads a page; fails where an element is not closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.links: list[str] = []
        self.text: list[str] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def test_a_page_fetches_nothing_and_runs_nothing(report: CheckReport) -> None:
    page = Reader(written("html", report))
    assert not {"script", "link", "img", "iframe"} & set(page.tags)
    assert [link for link in page.links if not link.startswith("#file-")] == []


def test_findings_stand_below_their_files(report: CheckReport) -> None:
    page = Reader(written("html", report))
    assert page.tags.count("h1") == 1
    assert page.tags.count("h2") == len({finding.file for finding in report.findings})
    assert page.tags.count("article") == len(report.findings)


def test_what_is_meant_is_marked(report: CheckReport) -> None:
    assert "\ttg:name <mark>&quot;five&quot;@en</mark> ;</pre>" in written("html", report)


def test_a_page_of_nothing_says_so(clean: CheckReport) -> None:
    assert "<p>Nothing to mend.</p>" in written("html", clean)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_any_text_is_shown_and_never_markup(text: str) -> None:
    finding = Finding(Severity.VIOLATION, f"x:{text}", text, hint=f"h{text}", file=f"f{text}",
                      line=1, column=1, source_line=text)  # fmt: skip
    expected = Reader(written("html", CheckReport([], 1, 1)))
    page = Reader(written("html", CheckReport([finding], 1, 1)))
    assert text in page.text
    assert set(page.tags) - set(expected.tags) <= OURS


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_a_page_fits_its_window_and_complains_of_nothing(
    browser: Browser, report: CheckReport, tmp_path: Path, width: int, scheme: str
) -> None:
    file = tmp_path / "report.html"
    file.write_text(written("html", report), encoding="utf-8")
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,  # type: ignore[arg-type]
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text))
    page.goto(file.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == {"light": "rgb(255, 255, 255)", "dark": "rgb(20, 23, 27)"}[scheme]
    assert complaints == []
    context.close()
