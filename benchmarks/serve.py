"""Our server against its peers on the same release, in one interleaved run.

Run by ``make bench-serve``. Every round asks every server the same, in an order that turns from
round to round, so that what else the machine does falls on all alike; medians are compared, and
the rounds are kept in ``benchmarks/results/serve.json``. Before anything is timed, all servers
have to give as many rows to queries of every kind. ``--quick`` takes the curated data instead of a
million triples, and a short time for each measure: to see that it runs, not for its figures.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import statistics
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Any

from copies import write_copies
from serving import load, servers
from serving.goals import figures, spread
from serving.mix import KINDS, POINT, Asked, Pools, pools_of, rows_query, unseen
from serving.servers import RDFLIB, Server
from treatygraph.collection import load_collection
from treatygraph.iris import Base
from treatygraph.negotiation import HTML, TURTLE
from treatygraph.release import Release, open_current

RESULTS = Path(__file__).parent / "results/serve.json"
_SAMPLE = 4
"""Queries of each kind whose rows are counted before anything is timed."""

_REPEATED = 120
"""How many different queries, and pages, are asked again and again."""


@dataclass(frozen=True, slots=True)
class Options:
    """How much to measure: seconds for each server and measure in a round."""

    triples: int
    rounds: int
    seconds: float
    starts: int
    rows: int
    rdflib_rounds: int
    seed: int
    processes: int

    @property
    def most(self) -> int:
        """More queries than any server answers in one measure: else the list runs out."""
        return round(20_000 * self.seconds)


@dataclass(slots=True)
class Measured:
    """What was measured, by measure and server: a number for each round."""

    rounds: defaultdict[str, defaultdict[str, list[float]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )
    runs: list[dict[str, Any]] = field(default_factory=list)

    def add(self, measure: str, server: str, value: float) -> None:
        """Keep a number, and print it."""
        self.rounds[measure][server].append(value)
        print(f"  {measure:18}{server:26}{value:14,.2f}", flush=True)

    def run(self, measure: str, server: str, run: load.Run) -> None:
        """Keep a run of the client: answers a second, and what the client took."""
        self.add(measure, server, run.rate)
        told = {"measure": measure, "server": server, "rate": run.rate, "failed": run.failed,
                "ran_out": run.ran_out, "requests": run.requests,
                "p50_ms": run.p50_ms, "p99_ms": run.p99_ms,
                "client_busy": round(run.client_busy, 3)}  # fmt: skip
        self.runs.append(told)
        if run.failed:
            print(f"    {run.failed} of {run.requests} failed", flush=True)


class Unequal(Exception):
    """Servers give different numbers of rows to the same query."""


def collection(options: Options, folder: Path) -> Path:
    """The build folder of a release of so many triples, built if it is not there."""
    if options.triples == 0:
        return Path("build")
    out, data = folder / str(options.triples), folder / str(options.triples) / "data"
    if not data.exists():
        print(f"writing copies of the curated data until there are {options.triples:,} triples")
        unfinished = data.with_name("data.new")
        source = load_collection(Path("data/triples"), Base())
        write_copies(source, Path("data/triples"), options.triples, unfinished)
        unfinished.rename(data)
    return out


def built(out: Path) -> Release:
    """The current release of a build folder; built first where there is none."""
    if not (out / "current").exists():
        data = [str(out / "data")] if (out / "data").exists() else []
        print("building a release: a million triples take some minutes", flush=True)
        subprocess.run(
            [sys.executable, "-m", "treatygraph", "build", *data, "--out", str(out)], check=True
        )
    return open_current(out)


def turned(order: Sequence[Server], by: int) -> list[Server]:
    """The order of a round: each begins with another."""
    by %= len(order)
    return [*order[by:], *order[:by]]


def rows_of(server: Server, query: str) -> int:
    """How many rows a server gives; for ASK, 1 or 0."""
    body, _ = load.fetched(server.port, load.target(server.path, query), load.RESULTS)
    answer = json.loads(body)
    return int(answer["boolean"]) if "boolean" in answer else len(answer["results"]["bindings"])


def hold_equal(asked: Sequence[Asked], compared: Sequence[Server]) -> None:
    """Raises Unequal where two servers differ in how many rows they give."""
    for query in asked:
        counts = {server.name: rows_of(server, query.text) for server in compared}
        if len(set(counts.values())) > 1:
            raise Unequal(f"{query.kind}: {counts}\n{query.text}")
    print(f"{len(asked)} queries: as many rows from each of {', '.join(s.name for s in compared)}")


class Queries:
    """Queries that no server has seen: each round takes the next ones, the same for all."""

    def __init__(self, pools: Pools, seed: int) -> None:
        self._mix = unseen(pools, seed)
        self._points = unseen(pools, seed + 1, [POINT])

    def take(self, count: int) -> list[str]:
        """The next of the mix."""
        return [asked.text for asked in islice(self._mix, count)]

    def points(self, count: int) -> list[str]:
        """The next point queries."""
        return [asked.text for asked in islice(self._points, count)]


def measure_queries(
    options: Options, queries: Queries, order: Sequence[Server], measured: Measured
) -> None:
    """The mix never seen before, the mix again and again, and point queries one at a time."""
    again = queries.take(_REPEATED)
    for number in range(options.rounds):
        print(f"round {number + 1} of {options.rounds}")
        fresh = queries.take(options.most)
        points = queries.points(options.most // 4)
        for server in turned(order, number):
            slow = server.name == RDFLIB
            if slow and number >= options.rdflib_rounds:
                continue
            _ask(measured, "unseen", server, fresh, options.seconds)
            if slow:
                servers.settle(server)
                continue
            _ask(measured, "repeated", server, again, options.seconds, again=True)
            run = load.run(
                server.port, _targets(server, points), connections=1, seconds=options.seconds
            )
            measured.run("point", server.name, run)
            measured.add("point ms", server.name, run.p50_ms)


def _ask(
    measured: Measured, measure: str, server: Server, queries: Sequence[str], seconds: float,
    *, again: bool = False,
) -> None:  # fmt: skip
    run = load.run(server.port, _targets(server, queries), seconds=seconds, again=again)
    measured.run(measure, server.name, run)


def _targets(server: Server, queries: Sequence[str]) -> Iterator[str]:
    return (load.target(server.path, query) for query in queries)


def measure_rows(options: Options, order: Sequence[Server], measured: Measured) -> None:
    """The time of one answer of very many rows, from an offset that differs each time."""
    draw = random.Random(options.seed)
    for number in range(3 * options.rounds):
        query = rows_query(draw, options.rows)
        for server in turned([each for each in order if each.name != RDFLIB], number):
            path = load.target(server.path, query)
            _, seconds = load.fetched(server.port, path, load.RESULTS)
            measured.add("rows ms", server.name, 1000 * seconds)


def measure_pages(
    options: Options, release: Release, things: Sequence[str], server: Server, measured: Measured
) -> None:
    """Documents of things drawn at random: HTML and Turtle that nobody asked for, HTML again."""
    drawn = list(things)
    random.Random(options.seed).shuffle(drawn)
    paths = iter([_document(release, iri) for iri in drawn])
    share = min(round(5_000 * options.seconds), len(drawn) // (2 * options.rounds))
    again = list(islice(iter([_document(release, iri) for iri in drawn]), _REPEATED))
    for _ in range(options.rounds):
        html = list(islice(paths, share))
        turtle = list(islice(paths, share))
        for measure, targets, format_, repeat in (
            ("pages", html, HTML, False), ("turtle", turtle, TURTLE, False),
            ("pages repeated", again, HTML, True),
        ):  # fmt: skip
            measured.run(measure, server.name, load.run(
                server.port, targets, accept=format_.media_type, seconds=options.seconds,
                again=repeat,
            ))  # fmt: skip


def _document(release: Release, iri: str) -> str:
    document = release.base.document_of(iri)
    assert document is not None
    return release.base.path_of(document) or ""


def measure_start(options: Options, out: Path, page: str, prefix: str, measured: Measured) -> None:
    """Seconds from the start of our server to a page and an answer."""
    for _ in range(options.starts):
        seconds = servers.started(out, page, options.processes)
        measured.add(f"{prefix}start s", servers.OURS, seconds)


def measure_corpus(options: Options, measured: Measured) -> None:
    """The curated data: how long it takes to start, and the memory after some work."""
    release = built(Path("build"))
    pools = pools_of(release)
    pages = [_document(release, iri) for iri in pools.things]
    measure_start(options, Path("build"), pages[0], "corpus ", measured)
    with servers.ours(Path("build"), options.processes) as server:
        asked = [query.text for query in islice(unseen(pools, options.seed), options.most)]
        load.run(server.port, _targets(server, asked), seconds=options.seconds)
        load.run(server.port, pages, accept=HTML.media_type, seconds=options.seconds)
        measured.add("corpus memory MB", server.name, server.memory() / 1e6)


def measure_million(
    options: Options, out: Path, programs: servers.Programs, measured: Measured
) -> Release:
    """Everything else, on the release that all servers have."""
    release = built(out)
    pools = pools_of(open_current(out))  # its store goes at once: those measured need the memory
    measure_start(options, out, _document(release, pools.things[0]), "", measured)
    with ExitStack() as running:
        order = [
            running.enter_context(servers.ours(out, options.processes)),
            running.enter_context(servers.oxigraph_in_memory(programs, release.dataset)),
            running.enter_context(
                servers.oxigraph_on_disk(programs, release.dataset, _location(release, out))
            ),
        ]
        if options.rdflib_rounds:
            order.append(running.enter_context(servers.rdflib_endpoint(programs, release.dataset)))
        queries = Queries(pools, options.seed)
        hold_equal(list(islice(unseen(pools, options.seed - 1), _SAMPLE * len(KINDS))), order)
        measure_queries(options, queries, order, measured)
        measure_rows(options, order, measured)
        measure_pages(options, release, pools.things, order[0], measured)
        for server in order:
            measured.add("memory MB", server.name, server.memory() / 1e6)
    return release


def _location(release: Release, out: Path) -> Path:
    """Where the copy on disk of a release lies: beside it, by its version."""
    folder = Path("build/bench") if out == Path("build") else out
    return folder / f"oxigraph-{release.version}"


def machine() -> dict[str, object]:
    """What it was measured on."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, 1),
        "system": platform.platform(),
        "python": platform.python_version(),
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((line.partition(":")[2].strip() for line in lines
                 if line.startswith("model name")), platform.machine())  # fmt: skip


def result(
    options: Options, release: Release, programs: servers.Programs, measured: Measured
) -> dict[str, object]:
    """What is kept: the machine, the day, the versions, and every round."""
    ours = {name: version(name) for name in ("treatygraph", "pyoxigraph", "granian", "flask")}
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "machine": machine(),
        "versions": ours | programs.versions() | {"client": load.wrk_version()},
        "release": {"version": release.version, "triples": _triples(release)},
        "rounds": options.rounds,
        "seconds": options.seconds,
        "processes": options.processes,
        "measures": measured.rounds,
        "runs": measured.runs,
    }


def _triples(release: Release) -> int:
    return sum(release.manifest.counts[name] for name in ("curated", "shipped", "inferred"))


def client_told(runs: Sequence[dict[str, Any]]) -> str:
    """How busy the client was where it asked most, and how many it could have asked a second."""
    most = max(runs, key=lambda run: run["rate"])
    busy, ceiling = most["client_busy"], most["rate"] / max(most["client_busy"], 0.001)
    return (f"the client computed for {100 * busy:.0f} % of the time at {most['rate']:,.0f} "
            f"a second: alone it could ask {ceiling:,.0f}")  # fmt: skip


def tell(kept: dict[str, object], measured: Measured) -> None:
    """Medians and spreads, the client's ceiling, and each goal with what came of it."""
    print("\nmedian of the rounds, and how far they lie apart")
    for measure, by_server in measured.rounds.items():
        for server, rounds in by_server.items():
            middle, apart = statistics.median(rounds), 100 * spread(rounds)
            print(f"  {measure:18}{server:26}{middle:14,.2f} {apart:5.0f} %")
    print(f"\n{client_told(measured.runs)}\n")
    for goal, figure in figures(kept):
        print(
            f"  {'met   ' if figure.met else 'MISSED'} {goal.measure}: {figure.shown}; {goal.goal}"
        )


def options_of(arguments: argparse.Namespace) -> Options:
    """How much to measure."""
    if arguments.quick:
        return Options(0, 2, 1, 1, 20_000, 1, arguments.seed, arguments.processes)
    return Options(
        arguments.triples, arguments.rounds, arguments.seconds, 3, 100_000,
        0 if arguments.no_rdflib else min(2, arguments.rounds), arguments.seed,
        arguments.processes,
    )  # fmt: skip


def main() -> None:
    """Measure, print and keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--triples", type=int, default=1_000_000, help="how large a release")
    parser.add_argument("--rounds", type=int, default=5, help="interleaved rounds")
    parser.add_argument("--seconds", type=float, default=5, help="of each server and measure")
    parser.add_argument("--seed", type=int, default=1969, help="of what is drawn")
    parser.add_argument("--processes", type=int, default=1, help="of ours that answer")
    parser.add_argument("--no-rdflib", action="store_true", help="leave rdflib-endpoint out, which "
                        "takes minutes to load; else it has two rounds")  # fmt: skip
    parser.add_argument("--quick", action="store_true", help="the curated data, for a moment each")
    parser.add_argument("--folder", type=Path, default=Path("build/bench"), help="of releases")
    parser.add_argument("--result", type=Path, help=f"where to keep it; {RESULTS} unless --quick")
    arguments = parser.parse_args()
    try:
        _measure(options_of(arguments), arguments)
    except (load.NoClient, Unequal) as error:
        sys.exit(f"bench-serve: {error}")


def _measure(options: Options, arguments: argparse.Namespace) -> None:
    load.wrk()
    programs = servers.install_peers(arguments.folder / "venv")
    measured = Measured()
    measure_corpus(options, measured)
    release = measure_million(options, collection(options, arguments.folder), programs, measured)
    kept = result(options, release, programs, measured)
    tell(kept, measured)
    where = arguments.result or (None if arguments.quick else RESULTS)
    if where:
        where.parent.mkdir(parents=True, exist_ok=True)
        where.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        print(f"\nkept in {where}")


if __name__ == "__main__":
    main()
