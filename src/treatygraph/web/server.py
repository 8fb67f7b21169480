"""Starting the server: granian in front of the application, in one process or several.

The process that was started watches over those that answer, each of which has many threads and
holds query processes of its own.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from treatygraph.errors import TreatygraphError
from treatygraph.store import Share
from treatygraph.store.memory import give_back
from treatygraph.web.addresses import check_address, check_metrics
from treatygraph.web.answering import application, first_release
from treatygraph.web.config import ENVIRONMENT, ServeConfig
from treatygraph.web.crowd import threads_of
from treatygraph.web.log import Log
from treatygraph.web.stopping import first_only

if TYPE_CHECKING:
    from treatygraph.release import Release

_MOST_UNSENT = 128 << 10
"""Bytes that a connection holds of an answer that is read slowly; granian's own is 408 KiB.

It bounds the head of a request too; a longer one is 431, and we say 414 of an address far below.
"""

_LOOKS = 1.0
"""Seconds between two looks at which release is current."""


def release_elsewhere(config: ServeConfig) -> Release:
    """The release at the endpoint of the settings, before it is served.

    Raises TreatygraphError, in a sentence, where there is none.
    """
    from treatygraph.web.elsewhere import Elsewhere

    return Elsewhere(config).release()


def check_platform() -> None:
    """Raise TreatygraphError, in a sentence, where the system has no fork.

    Standard error may be closed; then what is said there goes nowhere, from all processes.
    """
    if sys.stderr is None:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.set_inheritable(nowhere, True)  # most likely it is number 2 again
        sys.stderr = os.fdopen(nowhere, "w")
    if not hasattr(os, "fork"):
        raise TreatygraphError(
            "serve needs fork, which this system lacks: use Linux, macOS or WSL "
            "(check, build and query work here)"
        )


def tell_start(config: ServeConfig, release: str, address: str) -> None:
    """The first line of a log that programs read: what is served, and where."""
    log = Log(
        config.log_format, config.log_level, lambda line: print(line, end="", file=sys.stderr)
    )
    log.tell("info", "start", release=release, address=address)


def run(config: ServeConfig, *, host: str, port: int, ready: Callable[[], Any]) -> None:
    """Serve until stopped; ``ready`` is called once the address is listened on.

    Raises CannotListen, BadSetting, and TreatygraphError where the platform has no fork.
    """
    check_platform()
    check_address(host, port)
    if config.metrics:
        check_metrics(config.metrics)
    with ExitStack() as shared:
        loaded: list[Release] = []
        if config.processes > 1:
            folder = shared.enter_context(TemporaryDirectory(prefix="treatygraph-together-"))
            config = replace(config, together=folder)
            loaded += _prepared(config)
        _serve(config, host, port, ready, loaded)


def _prepared(config: ServeConfig) -> list[Release]:
    """What several processes share: a table to count in, and in memory the first release, if any.

    They are forked from this one where that is safe. Elsewhere (macOS) each is started by itself,
    and loads the release for itself. Told to stop meanwhile, we end and leave nothing behind.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    Share.prepare(config.together, config.processes)
    if sys.platform != "linux":
        return []
    multiprocessing.set_start_method("fork", force=True)  # Python 3.14 would choose another
    return first_release(config)


def _serve(
    config: ServeConfig, host: str, port: int, ready: Callable[[], Any], loaded: list[Release]
) -> None:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.http import HTTP1Settings

    os.environ[ENVIRONMENT] = config.dump()
    server = Granian(
        "treatygraph.web.answering:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=config.processes,
        blocking_threads=threads_of(config.processes),
        log_enabled=False,
        respawn_failed_workers=True,
        workers_kill_timeout=config.grace,
        http1_settings=HTTP1Settings(max_buffer_size=_MOST_UNSENT),
    )
    server.respawned_wrks = _Remembered()
    server.on_startup(ready)
    stop = first_only(server.signal_handler_interrupt)
    server.on_startup(lambda: _on_signals(stop))
    if loaded and config.current:
        server.on_startup(lambda: _in_background(loaded, Path(config.current)))
    server.serve(target_loader=partial(application, loaded), wrap_loader=False)


class _Remembered(dict[int, float]):
    """When each process was started again. granian ends a server whose process fails again within
    seconds, but forgets one as soon as another has failed: two in turn would go on for good."""

    def clear(self) -> None:
        """Keep what is known."""


def _in_background(loaded: list[Release], current: Path) -> None:
    threading.Thread(target=_let_go_of, args=(loaded, current), daemon=True).start()


def _let_go_of(loaded: list[Release], current: Path) -> None:
    """Give the memory of the first release back once another is current.

    Until then a process that is started again has it without loading it.
    """
    while current.resolve() == loaded[0].folder:
        time.sleep(_LOOKS)
    loaded.clear()
    gc.unfreeze()
    gc.collect()
    give_back()


def _on_signals(stop: Callable[..., None]) -> None:
    """Stop once, however often we are told; after granian has set its own, which stands still then.

    A terminal that closes ends what it started; elsewhere SIGHUP, often sent to reload, is void.

    granian would start its process anew at SIGHUP; the new release is found without that.
    """
    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGHUP, stop if sys.stderr.isatty() else signal.SIG_IGN)
