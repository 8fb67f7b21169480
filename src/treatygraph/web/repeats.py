"""The same request again: answered at once by what it was answered with.

:class:`treatygraph.web.kept.Kept` works out what an answer depends on, and makes each form of it.
Here requests are only compared, by all that any part further in heeds, so a repeated one costs a
third as much. Only what was sent from there is noted; the day is part of what is asked.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from treatygraph.web.cache import Cache

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

MOST_BYTES: Final = 16 << 20
"""Bytes of the bodies that are noted; most of them are those that ``Kept`` holds anyway."""

LARGEST: Final = 64 << 10
"""Bytes of the largest body that is noted: larger ones cost so much that this matters little."""

_OVERHEAD: Final = 2000
_DAY: Final = 86_400

Asked = tuple[object, ...]


def asked_in(environ: WSGIEnvironment) -> Asked | None:
    """What is asked on which day (UTC); None where the answer depends on more than is compared.

    Dated copies are left out, since their release may be taken away, and parts of an answer.
    """
    path: str = environ["PATH_INFO"]
    if environ["REQUEST_METHOD"] != "GET" or path.startswith("/release/"):
        return None
    told = environ.get
    if "HTTP_RANGE" in environ or "HTTP_ACCEPT_DATETIME" in environ:
        return None
    if told("CONTENT_LENGTH", "0") not in ("", "0") or "HTTP_TRANSFER_ENCODING" in environ:
        return None
    return (path, told("QUERY_STRING"), told("HTTP_ACCEPT"), told("HTTP_ACCEPT_ENCODING"),
            told("HTTP_IF_NONE_MATCH"), told("HTTP_HOST"), told("SCRIPT_NAME"), told("RAW_URI"),
            int(time.time()) // _DAY)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sent:
    """An answer as it was sent, without what differs each time."""

    status: str
    headers: tuple[tuple[str, str], ...]
    timing: str
    """What was told of how it was made (W3C Server Timing): that it was kept."""
    media_type: str
    body: bytes


class Repeats:
    """Answers by what was asked, of one release."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._sent: Cache[Sent] = Cache(most_bytes)
        self.find = self._sent.get

    def note(self, asked: Asked, sent: Sent) -> None:
        """Keep an answer that was sent from what is kept."""
        if len(sent.body) <= LARGEST:
            self._sent.put(asked, sent, len(sent.body) + _OVERHEAD)
