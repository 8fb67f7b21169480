"""What may come of a line of the list."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from treatygraph.conformance.reply import Reply, printable

State = Literal["passed", "failed", "not applicable"]


@dataclass(frozen=True, slots=True)
class Fault:
    """What was asked, what came back, and what the standard wants."""

    asked: str
    came: str
    wanted: str

    def __str__(self) -> str:
        return f"{self.asked} → {self.came}; wanted: {self.wanted}"


class NotApplicable(Exception):
    """A line that says nothing about this server; ``str()`` is the reason."""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a line."""

    number: int
    title: str
    clause: str
    state: State
    faults: tuple[Fault, ...] = field(default=())
    reason: str = ""

    @property
    def first(self) -> str:
        """The first reason of a failure, or why the line says nothing here."""
        return str(self.faults[0]) if self.faults else self.reason


def fault(reply: Reply, wanted: str, came: str = "") -> Fault:
    """A fault of one answer; ``came`` where more than its status line matters."""
    return Fault(reply.question, printable(came, 300) or reply.told, printable(wanted, 400))
