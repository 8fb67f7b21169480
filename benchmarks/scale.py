"""How time and memory grow with a collection: builds, rebuilds and servers at several sizes.

Each collection is made of copies of the curated data (`copies.py`) and lies in a folder of its own,
so that a size is generated once. Every command runs in processes of its own, as a user runs it; its
memory is the sum of the proportional set sizes of all its processes, looked at twice a second.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from copies import write_copies
from plot import written
from treatygraph.collection import load_collection
from treatygraph.iris import Base

RESULT = Path(__file__).parent / "results/scale.json"
PLOT = Path("docs/pictures/scale.svg")
SIZES = (250_000, 500_000, 1_000_000, 2_000_000)


@dataclass(frozen=True, slots=True)
class Taken:
    """What a command took: seconds of the clock and of all processors, and the most memory."""

    clock: float
    processor: float
    gigabytes: float


def below(process: int) -> Iterator[int]:
    """A process and all that it started, as Linux tells of them."""
    yield process
    try:
        for task in Path(f"/proc/{process}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from below(int(child))
    except OSError:
        return


def held(process: int) -> int:
    """Bytes that a process holds, what it shares counted in parts."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) << 10 for line in lines if line.startswith("Pss:"))


@contextmanager
def watching(process: int) -> Iterator[list[int]]:
    """The most memory of a process with all below it, as the one number of a list."""
    most, over = [0], threading.Event()

    def watch() -> None:
        while not over.wait(0.5):
            most[0] = max(most[0], sum(map(held, below(process))))

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield most
    finally:
        over.set()
        thread.join()


def take(*arguments: str) -> Taken:
    """Run ``treatygraph`` with arguments. Raises CalledProcessError where it fails."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    command = [sys.executable, "-m", "treatygraph", *arguments]
    nowhere = subprocess.DEVNULL
    process = subprocess.Popen(command, stdout=nowhere, stderr=nowhere)
    with watching(process.pid) as most:
        code = process.wait()
    if code:
        raise subprocess.CalledProcessError(code, arguments)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Taken(round(time.monotonic() - started, 1), round(processor, 1), round(most[0] / 1e9, 2))


def changed(data: Path) -> None:
    """Change one file: an agreement says one thing more."""
    path = min((data / "agreements").glob("*.ttl"))
    told = '<https://w3id.org/treatygraph/id/agreement/{}> <{}> "{}"@en .\n'.format(
        path.stem, "http://www.w3.org/2004/02/skos/core#editorialNote", time.time()
    )
    path.write_text(path.read_text(encoding="utf-8") + told, encoding="utf-8")


def measure(triples: int, folder: Path) -> dict[str, Any]:
    """All that is measured of one size."""
    data, out = folder / f"{triples}/triples", folder / f"{triples}/build"
    if not data.exists():
        write_copies(load_collection(Path("data/triples"), Base()), Path("data/triples"),
                     triples, data)  # fmt: skip
    shutil.rmtree(out, ignore_errors=True)
    checked = take("check", str(data))
    built = take("build", str(data), "--out", str(out))
    manifest = json.loads((out / "current/manifest.json").read_text(encoding="utf-8"))
    changed(data)
    rebuilt = take("build", str(data), "--out", str(out), "--keep", "0")
    stored = take("build", str(data), "--out", str(out), "--disk-store")
    return {
        "files": sum(1 for _ in data.rglob("*.ttl")),
        "curated": manifest["counts"]["curated"],
        "statements": sum(manifest["counts"][of] for of in ("curated", "shipped", "inferred")),
        "release_bytes": sum(record["bytes"] for record in manifest["files"].values()),
        "store_bytes": sum(path.stat().st_size for path in (out / "stores").rglob("*")),
        "check": asdict(checked),
        "build": asdict(built),
        "rebuild": asdict(rebuilt),
        "disk_store": asdict(stored),
        "load": round(os.getloadavg()[0], 1),
    }


def rows(sizes: Sequence[dict[str, Any]]) -> Iterator[str]:
    """A row of the table for each size."""
    for one in sizes:
        told = [f"{one['curated']:,}", f"{one['files']:,}"]
        for of in ("check", "build", "rebuild"):
            took = one[of]
            told.append(f"{took['processor']:,.0f} ({took['clock']:,.0f})")
        told += [f"{one['build']['gigabytes']:.2f}", f"{one['release_bytes'] / 1e9:.2f}"]
        yield f"| {' | '.join(told)} |"


def table(result: dict[str, Any]) -> str:
    """The table of what was measured."""
    head = ("triples", "files", "check, s", "build, s", "rebuild, s", "memory, GB", "release, GB")
    lines = [f"| {' | '.join(head)} |", "|" + " ---: |" * len(head)]
    return "\n".join([*lines, *rows(result["sizes"])])


def pictured(result: dict[str, Any]) -> str:
    """The plot of what was measured, as SVG."""
    across = [one["curated"] / 1e6 for one in result["sizes"]]
    seconds = {of: [one[of]["processor"] for one in result["sizes"]]
               for of in ("build", "rebuild", "check")}  # fmt: skip
    memory = {of: [one[of]["gigabytes"] for one in result["sizes"]] for of in ("build", "check")}
    return written(
        across, "million triples",
        {"seconds of the processor": seconds, "gigabytes of memory": memory},
    )  # fmt: skip


def put(page: Path, result: dict[str, Any]) -> None:
    """Write the table between the marks of a page."""
    head, rest = page.read_text(encoding="utf-8").split("<!-- scale -->\n", 1)
    _, tail = rest.split("<!-- end of scale -->", 1)
    text = f"{head}<!-- scale -->\n{table(result)}\n<!-- end of scale -->{tail}"
    page.write_text(text, encoding="utf-8")


def main() -> None:
    """Measure, write it down, and write the table and the plot of the documentation."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES, help="triples, at least")
    parser.add_argument("--folder", type=Path, default=Path("build/bench/scale"))
    parser.add_argument("--result", type=Path, default=RESULT)
    parser.add_argument("--page", type=Path, default=Path("docs/scale.md"))
    parser.add_argument("--drawn", action="store_true", help="write page and plot; measure nothing")
    options = parser.parse_args()
    result = {"date": time.strftime("%Y-%m-%d"), "machine": machine(), "sizes": []}
    if options.drawn:
        result = json.loads(options.result.read_text(encoding="utf-8"))
    for triples in () if options.drawn else sorted(options.sizes):
        result["sizes"].append(measure(triples, options.folder))
        print(list(rows(result["sizes"]))[-1], flush=True)
        options.result.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    put(options.page, result)
    PLOT.write_text(pictured(result), encoding="utf-8")


def machine() -> dict[str, object]:
    """What it was measured on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {"system": platform.platform(), "cores": os.cpu_count(),
            "gigabytes": round(memory / 1e9), "python": platform.python_version()}  # fmt: skip


if __name__ == "__main__":
    main()
