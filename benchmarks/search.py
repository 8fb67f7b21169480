"""How long searches take, on a release of a million triples and on a million things.

Run by ``make bench-search``. The questions are the worst that were thought of: letters and words
that nearly everything has, single characters, words that are all common and meet nowhere, many
facets. Each is asked in turn, in rounds, of one process with nothing kept between them but what the
operating system keeps of the file. Told are the median and the 95th of a hundred, on the clock and
of the processor, which other work on the machine disturbs less; and what building the index took.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from pyoxigraph import Quad

from copies import THING, copied_iri, write_copies
from treatygraph.collection import load_collection, load_shipped
from treatygraph.iris import Base
from treatygraph.namespaces import expand
from treatygraph.search import SearchIndex, ask
from treatygraph.search.things import Found, Said, things_of_quads
from treatygraph.search.writing import write_index

RESULT = Path(__file__).parent / "results/search.json"
SUGGESTED = "suggestions, letter by letter"
TYPED = [word[:end] for word in ("treaty", "договор", "ایران", "条约", "shanghai")
         for end in range(1, len(word) + 1)]  # fmt: skip
TOPIC = Base().thing("topic", "security")
STATES = tuple(Base().thing("state", key) for key in ("RUS", "IRN", "CHN"))
KINDS = tuple(map(expand, ("tg:Norm", "tg:Claim", "tg:Agreement")))
YEARS = tuple(str(year) for year in range(1990, 2027))


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what its results are narrowed to."""

    text: str
    chosen: dict[str, tuple[str, ...]] = field(default_factory=dict)


WORST = {
    "one letter": Asked("a"),
    "another letter": Asked("t"),
    "a Russian letter": Asked("с"),
    "a Persian letter": Asked("ک"),
    "a Chinese character": Asked("国"),
    "two Chinese characters": Asked("条约"),
    "two letters": Asked("co"),
    "four letters": Asked("trea"),
    "the commonest word": Asked("the "),
    "a common word": Asked("iran "),
    "three common words": Asked("the treaty of "),
    "common words that meet seldom": Asked("pipeline assembly of "),
    "a common phrase": Asked('"of the"'),
    "a phrase that nothing has": Asked('"the of treaty the"'),
    "sixteen words": Asked("the of and to in a is on by for with that as it no from"),
    "sixteen letters": Asked("a b c d e f g h i j k l m n o p"),
    "one facet, no word": Asked("", {"topic": (TOPIC,)}),
    "many facets, no word": Asked("", {"kind": KINDS, "topic": (TOPIC,), "actor": STATES,
                                       "year": YEARS}),
    "many facets and a letter": Asked("a", {"kind": KINDS, "topic": (TOPIC,), "actor": STATES,
                                            "year": YEARS}),
    "a misspelt word": Asked("partnreship"),
}  # fmt: skip


def copies(things: list[Found], many: int) -> Iterator[Found]:
    """So many things, in order of their standing: each again and again, under other names."""
    for number, found in enumerate(things):
        for copy in range(many // len(things) + (number < many % len(things))):
            yield _copied(found, copy) if copy else found


def _copied(found: Found, copy: int) -> Found:
    mark = f" – copy {copy} {_word(copy)}"
    names = tuple(Said(one.property, one.lang, one.text + mark) for one in found.names)
    facets = tuple((facet, copied_iri(value, copy)) for facet, value in found.facets)
    iri = copied_iri(found.iri, copy) if THING.match(found.iri) else f"{found.iri}-{copy}"
    return replace(found, iri=iri, names=names, facets=facets)


def _word(number: int) -> str:
    """A word that few things have, so that the vocabulary grows as it would."""
    letters = []
    for _ in range(6):
        number = (number * 1103515245 + 12345) % (1 << 31)
        letters.append("aeioustrnlmkdpbg"[number >> 20 & 0xF])
    return "".join(letters)


def curated() -> list[Quad]:
    """The statements of the curated data and of what is shipped."""
    collection = load_collection(Path("data/triples"), Base())
    return [*load_shipped(Path("ontology"), Base()).quads(), *collection.quads()]


@dataclass(frozen=True, slots=True)
class Taken:
    """Milliseconds of a question: on the clock, and of the processor."""

    clock: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)

    def of(self, ask_it: Callable[[], object], *, note: bool) -> None:
        """Ask once, and note how long it took."""
        clock, processor = time.perf_counter(), time.process_time()
        ask_it()
        if note:
            self.clock.append((time.perf_counter() - clock) * 1000)
            self.processor.append((time.process_time() - processor) * 1000)

    def told(self) -> dict[str, dict[str, float]]:
        """The median and the 95th of a hundred of both."""
        return {"clock": quantiles(self.clock), "processor": quantiles(self.processor)}


def build(path: Path, things: Iterator[Found]) -> dict[str, float]:
    """Write an index, if it is not there; how many things, seconds of the processor, bytes."""
    beside = path.with_suffix(".json")
    if not beside.exists():
        path.unlink(missing_ok=True)
        started = time.process_time()
        write_index(things, path)
        seconds = time.process_time() - started
        with closing(sqlite3.connect(path)) as index:
            (many,) = index.execute("SELECT things FROM measure").fetchone()
        built = {"things": many, "seconds": round(seconds, 1), "bytes": path.stat().st_size}
        beside.write_text(json.dumps(built))
    told: dict[str, float] = json.loads(beside.read_text())
    return told


def measure(index: SearchIndex, rounds: int) -> dict[str, Taken]:
    """How long each question takes, in each round; the first round warms the file up."""
    taken = {name: Taken() for name in (*WORST, SUGGESTED)}
    for turn in range(rounds + 1):
        for name, asked in WORST.items():
            question = ask(asked.text)
            taken[name].of(partial(index.search, question, asked.chosen), note=turn > 0)
        for text in TYPED:
            taken[SUGGESTED].of(partial(index.suggest, ask(text)), note=turn > 0)
    return taken


def quantiles(taken: list[float]) -> dict[str, float]:
    """The median and the 95th of a hundred."""
    ordered = sorted(taken)
    return {"p50": round(statistics.median(ordered), 1),
            "p95": round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))], 1)}  # fmt: skip


def run(name: str, things: Iterator[Found], rounds: int, folder: Path) -> dict[str, Any]:
    """Build one index, ask it everything, print what was measured, and give it."""
    path = folder / f"{name}.sqlite"
    built = build(path, things)
    index = SearchIndex(path)
    taken = measure(index, rounds)
    index.close()
    asked = [taken[question] for question in WORST]
    every = Taken([ms for each in asked for ms in each.clock],
                  [ms for each in asked for ms in each.processor])  # fmt: skip
    told = {question: each.told() for question, each in taken.items()}
    print(f"{name}: {built['things']:,} things, {built['bytes'] / 1e6:,.0f} MB, "
          f"built in {built['seconds']:,} s of the processor")  # fmt: skip
    for question, each in (told | {"all but the last": every.told()}).items():
        print(line(question, each), flush=True)
    return {"built": built, "questions": told, "all": every.told()}


def line(name: str, told: dict[str, dict[str, float]]) -> str:
    """A row of the table: the clock's median and 95th, the processor's median and 95th."""
    cells = (told[of][which] for of in ("clock", "processor") for which in ("p50", "p95"))
    return f"  {name:34}" + "".join(f"{cell:9.1f}" for cell in cells)


def of_triples(triples: int, folder: Path) -> Iterator[Found]:
    """The things of a collection of so many triples, made of copies of the curated data."""
    source = load_collection(Path("data/triples"), Base())
    root = folder / "copies"
    if not root.exists():
        write_copies(source, Path("data/triples"), triples, root)
    yield from things_of_quads(load_collection(root, Base()).quads(), Base())


def of_things(many: int) -> Iterator[Found]:
    """So many things, made of copies of those of the curated data."""
    yield from copies(list(things_of_quads(curated(), Base())), many)


def main() -> None:
    """Measure, print a table and write it down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--triples", type=int, default=1_000_000, help="of a release; 0: none")
    parser.add_argument("--things", type=int, default=1_000_000, help="of the generator; 0: none")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--folder", type=Path, default=Path("build/bench/search"),
                        help="where indexes are kept and used again")  # fmt: skip
    parser.add_argument("--result", type=Path, default=RESULT)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    runs: dict[str, Any] = {}
    print(f"{'milliseconds':36}{'clock p50':>9}{'p95':>9}{'cpu p50':>9}{'p95':>9}")
    if options.triples:
        found = of_triples(options.triples, options.folder)
        name = f"{options.triples} triples"
        runs[name] = run(name, found, options.rounds, options.folder)
    if options.things:
        name = f"{options.things} things"
        runs[name] = run(name, of_things(options.things), options.rounds, options.folder)
    told = {"date": time.strftime("%Y-%m-%d"), "rounds": options.rounds,
            "machine": machine(), "runs": runs}  # fmt: skip
    options.result.parent.mkdir(parents=True, exist_ok=True)
    options.result.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def machine() -> dict[str, object]:
    """What it was measured on."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    return {"system": platform.platform(), "cores": os.cpu_count(), "load": load,
            "python": platform.python_version(), "sqlite": sqlite3.sqlite_version}  # fmt: skip


if __name__ == "__main__":
    main()
