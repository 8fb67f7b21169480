"""The check with the fast engine and with the reference engine, interleaved, as a user runs it.

Run by ``make bench-check``. Each round checks each collection once with every engine, in a process
of its own, so that what else the machine does falls on all alike. Wall time and the largest
resident set of the process are told, the median of the rounds, and how many times as long pySHACL
took. Collections larger than the curated data are made of copies of it (``copies.py``).
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from copies import write_copies
from treatygraph.collection import load_collection
from treatygraph.iris import Base

ENGINES = ("shacl", "pyshacl")


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the command: seconds and bytes."""

    seconds: float
    memory: int


def run(folder: Path, engine: str) -> Run:
    """Check a folder in a process of its own. Raises RuntimeError where it finds violations."""
    command = [sys.executable, "-m", "treatygraph", "check", str(folder), "--engine", engine]
    started = time.perf_counter()
    with open(os.devnull, "w") as nowhere:
        files = [
            (os.POSIX_SPAWN_DUP2, nowhere.fileno(), 1),
            (os.POSIX_SPAWN_DUP2, nowhere.fileno(), 2),
        ]
        process = os.posix_spawn(sys.executable, command, os.environ, file_actions=files)
        _, status, usage = os.wait4(process, 0)
    seconds = time.perf_counter() - started
    if status:
        raise RuntimeError(f"{' '.join(command)} ended with {os.waitstatus_to_exitcode(status)}")
    return Run(seconds, usage.ru_maxrss * 1024)


def rounds(folder: Path, engines: Sequence[str], count: int) -> Iterator[dict[str, Run]]:
    """The runs of each round by engine."""
    for _ in range(count):
        yield {engine: run(folder, engine) for engine in engines}


def line(name: str, triples: int, measured: list[dict[str, Run]]) -> str:
    """A row of the table."""
    cells = [f"{name:16}{triples:12,}"]
    middle: dict[str, float] = {}
    for engine in measured[0]:
        middle[engine] = statistics.median(each[engine].seconds for each in measured)
        memory = max(each[engine].memory for each in measured)
        cells.append(f"{middle[engine]:9.2f} s{memory / 1e9:7.2f} GB")
    if len(middle) > 1:
        cells.append(f"{middle['pyshacl'] / middle['shacl']:8.1f}")
    return "".join(cells)


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("data/triples"))
    parser.add_argument("--rounds", type=int, default=3, help="rounds for the curated data")
    parser.add_argument(
        "--sizes", type=int, nargs="*", default=[100_000, 1_000_000],
        help="triples of the larger collections, measured once each",
    )  # fmt: skip
    parser.add_argument("--engines", nargs="*", default=ENGINES, choices=ENGINES)
    options = parser.parse_args()
    source = load_collection(options.data, Base())
    print(f"{'collection':16}{'triples':>12}", end="")
    print("".join(f"{engine:>21}" for engine in options.engines), "  ratio")
    measured = list(rounds(options.data, options.engines, options.rounds))
    print(line("curated", len(source), measured), flush=True)
    for size in options.sizes:
        with tempfile.TemporaryDirectory(prefix="treatygraph-bench-") as folder:
            triples = write_copies(source, options.data, size, Path(folder))
            print(
                line("copies", triples, list(rounds(Path(folder), options.engines, 1))), flush=True
            )


if __name__ == "__main__":
    main()
