"""Being told to stop: however many signals come, the server that we stand on hears one.

Ctrl+C on a terminal interrupts every process of a group, and the one that watches passes SIGTERM
on as well. granian's process, told a second time while it ends, stands still for good: measured
in 22 of 60 stops.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import Any, Final

_TOLD: Final = {signal.SIGINT, signal.SIGTERM}
_WAKE: Final = signal.SIGUSR1
"""Wakes the main thread, the only one in which Python runs what handles a signal."""


def stop_at_once() -> None:
    """Let the first signal to stop end this process: there is nothing yet to be ended with care."""
    for told in _TOLD:
        signal.signal(told, signal.SIG_DFL)


def stop_once() -> None:
    """From now on pass the first signal to stop to whoever will handle SIGTERM, and no other.

    To be called in the main thread, before other threads are started, since they and the processes
    that they start take the mask over; and before somebody else sets a handler of SIGTERM: a
    signal that comes earlier than that waits for it.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, _TOLD)
    before = signal.getsignal(signal.SIGTERM)
    signal.signal(_WAKE, _handle)
    threading.Thread(target=_pass_on, args=(before,), name="stop", daemon=True).start()


def first_only(handler: Callable[[int, FrameType | None], Any]) -> Callable[..., None]:
    """What handles a signal by ``handler`` the first time, and by nothing from then on.

    A second signal may come while the first is handled: taking from an iterator is one step.
    """
    left = iter([handler])

    def told(number: int, frame: FrameType | None) -> None:
        for once in left:
            once(number, frame)

    return told


def _pass_on(before: object) -> None:
    signal.sigwait(_TOLD)
    while signal.getsignal(signal.SIGTERM) is before:
        time.sleep(0.01)
    main = threading.main_thread().ident
    assert main is not None  # it has been started
    signal.pthread_kill(main, _WAKE)


def _handle(_: int, frame: FrameType | None) -> None:
    handler = signal.getsignal(signal.SIGTERM)
    if callable(handler):
        handler(signal.SIGTERM, frame)
