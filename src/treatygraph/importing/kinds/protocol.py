"""What each kind of set knows: how its records are found, and what each means."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Protocol

from treatygraph.importing.actors import Actors
from treatygraph.importing.faults import Refused
from treatygraph.importing.model import ActorRecord, Record, SetDescription


@dataclass(frozen=True, slots=True)
class Raw:
    """A record as it was found: what to call it in a report, and its content or its fault.

    ``rows`` is how many records of the source it stands for. It goes to other processes, so it is
    made of plain values.
    """

    name: str
    content: Any
    rows: int = 1
    fault: Refused | None = None


Made = Record | ActorRecord


class Kind(Protocol):
    """One form of set. It has no state: processes make their own."""

    name: ClassVar[str]
    of: SetDescription

    @property
    def needs_actors(self) -> bool:
        """Whether it names parties."""

    def read(self, path: Path) -> Iterator[Raw]:
        """The records at a path, one at a time, in an order that the files give.

        Raises BrokenOff after those that could be read where the rest cannot be.
        """

    def convert(self, raw: Raw, actors: Actors) -> Made:
        """What a record becomes. Raises Refused."""
