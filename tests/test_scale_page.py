"""The page on growth shows what was measured, and its plot is drawn from the same."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

ROOT = Path(__file__).resolve().parent.parent
RESULT = json.loads((ROOT / "benchmarks/results/scale.json").read_text(encoding="utf-8"))
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(autouse=True)
def _benchmarks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))


def test_the_table_is_that_of_the_result() -> None:
    import scale

    page = (ROOT / "docs/scale.md").read_text(encoding="utf-8")
    assert scale.table(RESULT) in page
    assert f"\n{scale.table(RESULT)}\n<!-- end of scale -->" in page


def test_the_plot_is_that_of_the_result() -> None:
    import scale

    drawn = (ROOT / "docs/pictures/scale.svg").read_text(encoding="utf-8")
    assert drawn == scale.pictured(RESULT)


def test_a_plot_has_a_point_for_each_value_within_its_frame() -> None:
    import plot

    series = {"a": [1.0, 20.0, 37.0], "b <c>": [0.0, 3.0, 5.0]}
    drawn = ElementTree.fromstring(plot.written([0.1, 0.2, 0.7], "million", {"seconds": series}))
    points = [(float(one.get("cx", "")), float(one.get("cy", "")))
              for one in drawn.iter(f"{SVG}circle")]  # fmt: skip
    assert len(points) == 6
    assert all(0 <= x <= plot.WIDTH and 0 <= y <= plot.HEIGHT for x, y in points)
    heights = [y for _, y in points[:3]]
    assert heights == sorted(heights, reverse=True)
    assert drawn.findtext(f"{SVG}title") == "At 0.7 million: a 37 seconds; b <c> 5 seconds"


@pytest.mark.parametrize(("value", "top"), [(0.3, 0.4), (1, 1), (37, 40), (61, 80), (100, 100)])
def test_an_axis_ends_where_quarters_are_easy_to_read(value: float, top: float) -> None:
    import plot

    assert plot._round_up(value) == pytest.approx(top)


@pytest.mark.skipif(sys.platform != "linux", reason="the memory of processes is told by Linux")
def test_memory_is_that_of_a_process_with_all_below_it() -> None:
    import os

    import scale

    assert os.getpid() in scale.below(os.getpid())
    assert scale.held(os.getpid()) > 1_000_000
