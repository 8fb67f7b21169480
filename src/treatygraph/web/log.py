"""The log: one line an event on standard error, as text for people or as JSON for programs.

What a line never has: a client's address, user agent or referrer, or the text of a query.
"""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

FORMATS: Final = ("text", "json")
LEVELS: Final = ("info", "warning", "error")
"""From what on is written: requests and switches; what needs a look; faults of ours."""

_LONGEST_PATH: Final = 500
_ESCAPES: Final = {number: f"\\x{number:02x}" for number in (*range(32), *range(127, 160))}

Fields = Mapping[str, Any]

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=str).encode


class Log:
    """Events as lines, given to ``put``; events below ``level`` are left out."""

    def __init__(self, format: str, level: str, put: Callable[[str], None]) -> None:
        self._line = as_json if format == "json" else as_text
        self._least = LEVELS.index(level)
        self._put = put

    def has(self, level: str) -> bool:
        """Whether events of a level are written."""
        return LEVELS.index(level) >= self._least

    def tell(self, level: str, event: str, **fields: object) -> None:
        """Write an event, if its level is written."""
        if self.has(level):
            known = {name: value for name, value in fields.items() if value is not None}
            self._put(self._line({"time": _now(), "level": level, "event": event} | known))


class Bridge(logging.Handler):
    """Takes to a log what libraries and our own modules tell Python's."""

    def __init__(self, log: Log) -> None:
        super().__init__()
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        """Tell of one record, its trace in the same line."""
        level = ("error" if record.levelno >= logging.ERROR
                 else "warning" if record.levelno >= logging.WARNING else "info")  # fmt: skip
        error = record.exc_info[1] if record.exc_info else None
        trace = "".join(traceback.format_exception(error)) if error else None
        self._log.tell(level, "message", logger=record.name, message=record.getMessage(),
                       trace=trace)  # fmt: skip


def attach(log: Log) -> None:
    """Make a log the place where all records of this process go."""
    root = logging.getLogger()
    root.handlers[:] = [Bridge(log)]
    root.setLevel(logging.INFO)


def as_json(fields: Fields) -> str:
    """A line of JSON."""
    return _encode(fields) + "\n"


def as_text(fields: Fields) -> str:
    """A line to be read as it goes by; a trace follows it."""
    told = _request(fields) if fields["event"] == "request" else _message(fields)
    return f"{fields['time'][11:19]} {told.translate(_ESCAPES)}\n{fields.get('trace', '')}"


def _request(fields: Fields) -> str:
    query = f"?({fields['query_length']} characters)" if "query_length" in fields else ""
    cache = f" cache {fields['cache']}" if "cache" in fields else ""
    cut = "" if fields.get("complete", True) else " broken off"
    return (f"{fields['method']} {fields['path']}{query} {fields['status']} "
            f"{fields['bytes']:,} B {fields['ms']:g} ms{cache}{cut}")  # fmt: skip


def _message(fields: Fields) -> str:
    level = "" if fields["level"] == "info" else f"{fields['level']}: "
    return level + str(fields.get("message", fields["event"]))


def path_shown(path: str) -> str:
    """A path as a line has it: decoded from WSGI's Latin-1, and of bounded length."""
    text = path.encode("latin-1", "replace").decode("utf-8", "replace")
    return text if len(text) <= _LONGEST_PATH else f"{text[:_LONGEST_PATH]}…"


def _now() -> str:
    """The moment in UTC (RFC 3339, section 5.6), to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
