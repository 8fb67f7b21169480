"""The competency questions in three engines, interleaved: ours, ours behind a process, rdflib.

Run by ``make bench-queries``. Each round asks every engine the same question once, so that what
else the machine does falls on all alike; the median of the rounds is shown, in milliseconds.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from rdflib import Dataset

from treatygraph.queries import QueryDocument
from treatygraph.release import Release, open_current
from treatygraph.store import WorkerPool

Ask = Callable[[str], object]


def rdflib_engine(release: Release) -> Ask:
    """rdflib over the union of the graphs."""
    dataset = Dataset(default_union=True)
    dataset.parse(release.dataset, format="nquads")
    return lambda text: list(dataset.query(text))


def measure(engines: dict[str, Ask], query: QueryDocument, rounds: int) -> dict[str, float]:
    """The median of each engine in milliseconds, after one round that is not counted."""
    times: dict[str, list[float]] = {name: [] for name in engines}
    for count in range(rounds + 1):
        for name, ask in engines.items():
            started = time.perf_counter()
            ask(query.text)
            if count:
                times[name].append((time.perf_counter() - started) * 1000)
    return {name: statistics.median(taken) for name, taken in times.items()}


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("build"), help="folder of the releases")
    parser.add_argument("--rounds", type=int, default=5, help="rounds that count")
    options = parser.parse_args()
    release = open_current(options.out)
    with WorkerPool(release.dataset) as pool:
        engines = {
            "store": release.store.select,
            "process": pool.select,
            "rdflib": rdflib_engine(release),
        }
        print(f"release {release.version}, {len(release.store):,} statements, milliseconds")
        print(f"{'question':44}{'store':>9}{'process':>9}{'rdflib':>10}{'ratio':>8}")
        for name, query in release.queries.items():
            if name.startswith("competency/"):
                taken = measure(engines, query, options.rounds)
                ratio = taken["rdflib"] / taken["process"]
                shown = "".join(f"{taken[engine]:9.1f}" for engine in ("store", "process"))
                print(f"{query.name:44}{shown}{taken['rdflib']:10.1f}{ratio:8.1f}")


if __name__ == "__main__":
    main()
