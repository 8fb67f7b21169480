"""Records converted in batches, by several processes, told in the order of the source."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Final

from treatygraph.importing.actors import Actors
from treatygraph.importing.faults import BrokenOff, Refused, one_line
from treatygraph.importing.fitting import fit
from treatygraph.importing.folder import CannotImport
from treatygraph.importing.kinds import kind_named
from treatygraph.importing.kinds.protocol import Kind, Raw
from treatygraph.importing.model import Record
from treatygraph.importing.names import name_key
from treatygraph.importing.writing import Writer, Written

SIZE: Final = 64
"""Records of a batch: small enough that little is lost when an import is interrupted."""


NOT_UNDERSTOOD: Final = "the importer does not understand the record"
_NOT_UNDERSTOOD: Final = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError,
                          ValueError)  # fmt: skip
"""What a record of a form that nobody foresaw raises: it is refused, and the others go on."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a process needs to convert records: plain values that can be sent to it."""

    kind: str
    path: Path
    actors: Path | None
    prefixes: Mapping[str, str]
    day: str = ""
    """Of the edition, where it is another than the kind knows."""

    def made(self) -> Kind:
        """The kind, for this edition."""
        kind = kind_named(self.kind, self.path)
        if self.day:
            kind.of = replace(kind.of, day=self.day)
        return kind


@dataclass(slots=True)
class Outcome:
    """What became of one record: a file to write, or why there is none."""

    name: str
    rows: int
    written: Written | None = None
    key: str = ""
    fault: tuple[str, str] = ("", "")
    read: dict[str, int] = field(default_factory=dict)
    held: dict[str, int] = field(default_factory=dict)
    left_out: list[tuple[str, str, str]] = field(default_factory=list)
    actors: list[str] = field(default_factory=list)
    city: str = ""
    place: str = ""
    title: str = ""
    day: str = ""


class Converter:
    """Turns records into files; each process has one."""

    def __init__(self, setting: Setting) -> None:
        self.kind = setting.made()
        self._actors = Actors.read(setting.actors)
        self._writer = Writer(self.kind.of, setting.prefixes)

    def __call__(self, raws: Sequence[Raw]) -> list[Outcome]:
        return [self._outcome(raw) for raw in raws]

    def _outcome(self, raw: Raw) -> Outcome:
        outcome = Outcome(raw.name, raw.rows)
        try:
            if raw.fault:
                raise raw.fault
            made = self.kind.convert(raw, self._actors)
        except Refused as fault:
            outcome.fault = (fault.reason, fault.detail)
            return outcome
        except _NOT_UNDERSTOOD as error:
            outcome.fault = (NOT_UNDERSTOOD, one_line(f"{type(error).__name__}: {error}"))
            return outcome
        outcome.key = made.key
        if isinstance(made, Record):
            self._agreement(made, outcome)
        else:
            outcome.written = self._writer.actor(made)
        return outcome

    def _agreement(self, record: Record, outcome: Outcome) -> None:
        fit(record)
        outcome.written = self._writer.record(record)
        outcome.read, outcome.held = dict(record.read), dict(+record.kept)
        outcome.left_out = [(one.what, one.reason, one.detail) for one in record.left_out]
        outcome.actors = sorted(one.actor for one in record.participations.values())
        outcome.city = record.place
        english = [text for text, language in record.titles if language == "en"]
        outcome.title = name_key(english[0]) if english else ""
        outcome.day = record.concluded.text if record.concluded else ""


def batches(raws: Iterable[Raw]) -> Iterator[list[Raw]]:
    """Records by the batch. A source that breaks off ends with a record that says so."""
    whole = _to_the_end(iter(raws))
    while batch := list(islice(whole, SIZE)):
        yield batch


def _to_the_end(raws: Iterator[Raw]) -> Iterator[Raw]:
    try:
        yield from raws
    except BrokenOff as fault:
        yield Raw("(the rest)", None, 1, fault)
    except Refused as fault:
        yield Raw("(the set)", None, 1, fault)


_converter: Converter | None = None


def _begin(setting: Setting) -> None:
    global _converter
    _converter = Converter(setting)


def _convert(batch: Sequence[Raw]) -> list[Outcome]:
    assert _converter is not None, "a process begins with its converter"
    return _converter(batch)


def converted(setting: Setting, waiting: Iterator[list[Raw]], jobs: int) -> Iterator[list[Outcome]]:
    """The outcomes of each batch, in order."""
    if jobs <= 1:
        yield from map(Converter(setting), waiting)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, context, _begin, (setting,)) as pool:
        try:
            yield from _in_order(pool, _convert, waiting, 3 * jobs)
        except BrokenProcessPool:
            told = "a process of the import was stopped: the same command goes on, with --jobs 1"
            raise CannotImport(told) from None
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _in_order(
    pool: Executor,
    convert: Callable[[list[Raw]], list[Outcome]],
    waiting: Iterator[list[Raw]],
    ahead: int,
) -> Iterator[list[Outcome]]:
    """No more batches wait in memory than a few: reading is quicker than converting."""
    running: deque[Future[list[Outcome]]] = deque(
        pool.submit(convert, batch) for batch in islice(waiting, ahead)
    )
    while running:
        outcomes = running.popleft().result()
        running.extend(pool.submit(convert, batch) for batch in islice(waiting, 1))
        yield outcomes
