"""What ``make bench-serve`` asks and tells; that it runs is seen by its ``--quick``."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from serving.goals import BEGIN, END, GOALS, figures, median, spread, table, with_table
from serving.mix import KINDS, Pools, RunOut, pools_of, unseen
from serving.servers import DISK, MEMORY, OURS, RDFLIB
from support import ROOT, Corpus

RESULT = ROOT / "benchmarks/results/serve.json"


@pytest.fixture(scope="module")
def pools(corpus: Corpus) -> Pools:
    """What queries about the curated data are made of."""
    return pools_of(corpus.release)


def result(**measures: dict[str, list[float]]) -> dict[str, Any]:
    """A result in which no more was measured than is named."""
    return {
        "date": "2026-11-26", "rounds": 3, "release": {"triples": 1_016_383},
        "machine": {"processor": "A processor", "cores": 2},
        "measures": {name.replace("_", " "): rounds for name, rounds in measures.items()},
    }  # fmt: skip


def test_there_are_twelve_kinds_one_of_each_in_turn(pools: Pools) -> None:
    asked = list(islice(unseen(pools, 1), 36))
    assert [each.kind for each in asked] == list(KINDS) * 3
    assert len(KINDS) == 12


def test_no_query_is_asked_twice(pools: Pools) -> None:
    texts = [each.text for each in islice(unseen(pools, 1), 20_000)]
    assert len(set(texts)) == len(texts)


def test_a_seed_gives_the_same_queries_and_another_gives_others(pools: Pools) -> None:
    first, again, other = ([each.text for each in islice(unseen(pools, seed), 24)]
                           for seed in (7, 7, 8))  # fmt: skip
    assert first == again
    assert not set(first) & set(other)


def test_every_kind_is_answered_and_most_answers_have_rows(corpus: Corpus, pools: Pools) -> None:
    lengths: dict[str, list[int]] = {kind: [] for kind in KINDS}
    for asked in islice(unseen(pools, 3), 40 * len(KINDS)):
        body = json.loads(corpus.release.store.answer(asked.text).read())
        rows = body["results"]["bindings"] if "results" in body else [body["boolean"]]
        lengths[asked.kind].append(len(rows))
    assert [kind for kind, found in lengths.items() if not any(found)] == []


def test_a_kind_without_more_queries_says_so(pools: Pools) -> None:
    few = Pools(["a"], ["b"], ["c"], ["d"], ["e"], ["f"], ["g"], ["h"], ["2000-01-01"])
    with pytest.raises(RunOut, match="yes or no"):
        list(islice(unseen(few, 1, ["yes or no"]), 2))


def test_a_figure_is_the_median_of_the_rounds_and_their_spread() -> None:
    found = result(unseen={OURS: [100.0, 90.0, 900.0]})
    assert median(found, "unseen", OURS) == 100
    assert spread([100.0, 90.0, 110.0]) == pytest.approx(0.2)


def test_a_goal_is_met_or_missed_by_the_ratio_to_a_peer() -> None:
    rates = {OURS: [160.0], DISK: [100.0], MEMORY: [200.0], RDFLIB: [20.0]}
    told = [(goal.goal, figure.met) for goal, figure in figures(result(unseen=rates))]
    assert told == [
        ("≥ 1.5 × `oxigraph serve-read-only`", True),
        ("≥ 0.75 × `oxigraph serve`", True),
        ("≥ 10 × rdflib-endpoint", False),
    ]


def test_latency_is_told_by_the_difference_and_size_by_the_value() -> None:
    found = result(point_ms={OURS: [0.6], MEMORY: [0.1]}, memory_MB={OURS: [1_699.0]})
    assert [(figure.shown, figure.met) for _, figure in figures(found)] == [
        ("+0.50 ms (0.60 ms : 0.10 ms)", False),
        ("1,699 MB", True),
    ]


def test_the_table_has_a_row_for_what_was_measured_and_says_where() -> None:
    told = table(result(pages={OURS: [2_600.0]}))
    assert "| pages as HTML, never seen before | ≥ 2,500/s | 2,600/s | yes |" in told
    assert "2026-11-26 with 1,016,383 triples on A processor, 2 cores" in told


def test_the_table_goes_between_its_marks_and_nowhere_else() -> None:
    found = result(pages={OURS: [2_400.0]})
    text = with_table(f"before\n{BEGIN}\nold\n{END}\nafter\n", found)
    assert text.startswith("before\n")
    assert text.endswith(f"{END}\nafter\n")
    assert "old" not in text
    assert "**no**" in text
    with pytest.raises(ValueError, match="no <!-- benchmark"):
        with_table("no marks", found)


def test_the_readme_has_the_table_of_the_result_that_is_kept() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert RESULT.exists() == (BEGIN in readme), "a result without its table, or a table of nothing"
    if not RESULT.exists():
        return
    kept = json.loads(RESULT.read_text(encoding="utf-8"))
    assert len(figures(kept)) == len(GOALS)
    assert readme == with_table(readme, kept), "run: python benchmarks/table.py README.md"


@pytest.mark.slow
def test_the_benchmark_runs(tmp_path: Path) -> None:
    if shutil.which("wrk") is None:
        pytest.skip("needs wrk")
    kept = tmp_path / "serve.json"
    script = [sys.executable, str(ROOT / "benchmarks/serve.py"), "--quick", "--result", str(kept)]
    done = subprocess.run(script, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert len(figures(json.loads(kept.read_text(encoding="utf-8")))) == len(GOALS)
