"""``/health``: whether the process lives, whether it can answer, and which release it serves."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import Final

from treatygraph.store import Store

PATHS: Final = ("/health", "/health/live", "/health/ready")

DEADLINE: Final = 2.0
"""Seconds within which a query process has to answer a query that takes no time."""

EVERY: Final = 1.0
"""Seconds that a finding holds: however often it is asked, so often the processes are."""


@dataclass(slots=True)
class _Round:
    began: float
    done: threading.Event = field(default_factory=threading.Event)
    good: bool = False


class Probe:
    """Asks a store now and then whether it answers, one question at a time."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._round: _Round | None = None

    def answers(self) -> bool:
        """Whether a tiny query is answered before its deadline."""
        asked = self._current()
        left = asked.began + DEADLINE - time.monotonic()
        return asked.done.wait(max(0.0, left)) and asked.good

    def _current(self) -> _Round:
        with self._lock:
            now, last = time.monotonic(), self._round
            if last is None or (last.done.is_set() and now - last.began > EVERY):
                last = self._round = _Round(now)
                threading.Thread(target=self._ask, args=(last,), daemon=True).start()
            return last

    def _ask(self, asked: _Round) -> None:
        try:
            self._store.answer("ASK {}")
            asked.good = True
        except Exception:
            asked.good = False  # whatever it was that failed, the store does not answer
        finally:
            asked.done.set()


def answer(path: str, release: str | None, probe: Probe | None) -> tuple[int, dict[str, object]]:
    """Status and fields for one of PATHS; whether the process lives is told without asking it.

    ``release`` and ``probe`` are those of what is served, or None while that is loading.
    """
    if path == "/health/live":
        return 200, {"live": True}
    told: dict[str, object] = {"live": True, "ready": True, "release": release}
    if probe is None:
        told |= {"ready": False, "reason": "the release is loading"}
    elif not probe.answers():
        told |= {"ready": False, "reason": f"no query process answers within {DEADLINE:g} s"}
    return (200 if told["ready"] else 503), told
