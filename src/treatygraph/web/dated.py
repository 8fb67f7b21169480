"""A dated copy: a release as it was at a moment, below an address that has the moment in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from re import compile as pattern
from typing import Final

from treatygraph.release.history import Switch

KEY: Final = "treatygraph.memento"
"""Where a request for a dated copy carries it, in its WSGI environment."""

_HTTP_DATE = pattern(
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} "
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d{2}:\d{2}:\d{2} GMT\Z"
)


@dataclass(frozen=True, slots=True)
class Memento:
    """A switch, when the next one followed if it did, and the path that the server is at."""

    switch: Switch
    until: datetime | None
    outer: str

    @property
    def place(self) -> str:
        """Where it lies below the root: ``release/20261126T174000Z/``."""
        return place_of(self.switch)

    @property
    def http_date(self) -> str:
        """The moment as headers write it."""
        return http_date(self.switch.at)


def place_of(switch: Switch) -> str:
    """Where the dated copy of a switch lies below the root."""
    return f"release/{switch.stamp}/"


def http_date(at: datetime) -> str:
    """A moment as headers write it (RFC 9110, 5.6.7)."""
    return format_datetime(at, usegmt=True)


def read_http_date(text: str) -> datetime | None:
    """The moment that a header tells; None where it is not as RFC 7089, 2.1.1.1 wants it."""
    if not _HTTP_DATE.match(text):
        return None
    try:
        return parsedate_to_datetime(text).astimezone(UTC)
    except ValueError:
        return None
