"""Starting the server: granian in front of the application, one process, many threads.

The process that was started watches over one that serves, which holds the query processes.
"""

from __future__ import annotations

import errno
import importlib.util
import logging
import multiprocessing
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from treatygraph.errors import TreatygraphError
from treatygraph.web.config import ENVIRONMENT, BadSetting, ServeConfig
from treatygraph.web.crowd import THREADS
from treatygraph.web.line_writer import LineWriter
from treatygraph.web.log import Log, attach
from treatygraph.web.stopping import first_only, stop_at_once, stop_once

if TYPE_CHECKING:
    from treatygraph.release import Release
    from treatygraph.web.front import Front
    from treatygraph.web.metrics import Metrics
    from treatygraph.web.serving import Begun, Serving

logger = logging.getLogger(__name__)

_MOST_UNSENT = 128 << 10
"""Bytes that a connection holds of an answer that is read slowly; granian's own is 408 KiB.

It bounds the head of a request too; a longer one is 431, and we say 414 of an address far below.
"""


class CannotListen(TreatygraphError):
    """The address cannot be listened on."""


def application() -> Front:
    """The application of the settings in the environment; what granian loads, in its own process.

    The first release is loaded before any thread is started, so that the query processes share
    its memory; who asks meanwhile waits to be connected. A thread makes it ready and follows it.
    """
    from treatygraph.web.front import Front  # the process that starts this one needs none of it

    stop_at_once()
    config = ServeConfig.load(os.environ)
    begun = _begin(config)
    stop_once()
    writer = LineWriter(sys.stderr.fileno())
    log = Log(config.log_format, config.log_level, writer.put)
    attach(log)
    metrics = _metrics(config, writer)
    front = Front(config, log, metrics)
    _in_background(_end_with_parent, config.grace)
    _in_background(_serve, config, front, metrics, begun)
    return front


def _in_background(work: Callable[..., None], *arguments: object) -> None:
    threading.Thread(target=work, args=arguments, name=work.__name__, daemon=True).start()


def _begin(config: ServeConfig) -> list[Begun]:
    """The first release, if it lies here and is served from memory.

    Where it cannot be opened, that is tried again, and told of then.
    In a list, to be taken from it: whoever kept it would keep its memory when another is served.
    The link may point to another by the time that this one is served: that one follows.
    """
    from treatygraph.web.serving import begin

    if config.endpoint:
        return []
    folder = Path(config.current).resolve() if config.current else Path(config.release)
    try:
        begun = begin(config, folder)
    except (TreatygraphError, OSError):
        return []
    return [begun] if begun else []


def _serve(config: ServeConfig, front: Front, metrics: Metrics | None, begun: list[Begun]) -> None:
    """Serve the first release, then those that follow. Ends the process if there is none."""
    from treatygraph.web.following import Follower

    opened = partial(_open, config, metrics)
    try:
        current = _current(config)
        first = current() if current else Path(config.release)
        front.serve(opened(first, begun.pop() if begun else None))
    except Exception as error:
        known = isinstance(error, TreatygraphError)
        logger.error("nothing can be served: %s", error, exc_info=None if known else error)
        os.kill(os.getpid(), signal.SIGTERM)
        return
    if current:
        Follower(front, current, opened).run(threading.Event())


def _current(config: ServeConfig) -> Callable[[], Path] | None:
    """What tells the folder of the current release; None where one release is served for good."""
    if config.endpoint:
        from treatygraph.web.elsewhere import Elsewhere

        return Elsewhere(config).current
    return Path(config.current).resolve if config.current else None


def release_elsewhere(config: ServeConfig) -> Release:
    """The release at the endpoint of the settings, before it is served.

    Raises TreatygraphError, in a sentence, where there is none.
    """
    from treatygraph.web.elsewhere import Elsewhere

    return Elsewhere(config).release()


def _open(
    config: ServeConfig, metrics: Metrics | None, folder: Path, begun: Begun | None = None
) -> Serving:
    from treatygraph.web.serving import Serving

    if metrics is None:
        return Serving.open(config, folder, begun=begun)
    try:
        serving = Serving.open(config, folder, metrics.watched, begun)
    except BaseException:
        metrics.opened(None)
        raise
    metrics.opened(serving.release.version)
    return serving


def _metrics(config: ServeConfig, writer: LineWriter) -> Metrics | None:
    """What is counted, if it is wanted; it is told at an address of its own."""
    if not config.metrics:
        return None
    from treatygraph.web.metrics import Metrics

    metrics = Metrics()
    metrics.watch_number("log_lines_dropped", "Lines of the log that nobody read in time",
                         lambda: writer.dropped)  # fmt: skip
    try:
        metrics.listen(*metrics_address(config.metrics))
    except OSError as error:
        logger.error("metrics are not told at %s: %s", config.metrics, error.strerror)
    return metrics


def _end_with_parent(grace: int) -> None:
    """Stop when the process that started us is gone, however it went: nobody else would."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)
    threading.Event().wait(grace)
    os._exit(1)


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


def check_address(host: str, port: int) -> None:
    """Raise CannotListen, in a sentence, where a server could not listen."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise CannotListen(_reason(error, host, port)) from None


def metrics_address(text: str) -> tuple[str, int]:
    """Host and port of ``PORT`` or ``HOST:PORT``; without a host, this machine alone.

    Raises BadSetting.
    """
    host, _, port = text.rpartition(":")
    if not port.isascii() or not port.isdigit() or not 1 <= int(port) <= 65535:
        raise BadSetting(f"--metrics {text}: give a port, or an address and a port: 127.0.0.1:9100")
    return host.strip("[]") or "127.0.0.1", int(port)


def check_metrics(text: str) -> None:
    """Raise TreatygraphError, in a sentence, where metrics could not be told at an address."""
    check_address(*metrics_address(text))
    if importlib.util.find_spec("prometheus_client") is None:
        raise TreatygraphError(
            "--metrics needs prometheus_client: pip install 'treatygraph[metrics]'"
        )


def _reason(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} on {host} is in use: stop what listens there, or choose another port"
    if error.errno == errno.EACCES:
        return f"port {port} on {host} may not be used by this account: choose one above 1023"
    return f"cannot listen on {host}:{port}: {error.strerror or error}"


def tell_start(config: ServeConfig, release: str, address: str) -> None:
    """The first line of a log that programs read: what is served, and where."""
    log = Log(
        config.log_format, config.log_level, lambda line: print(line, end="", file=sys.stderr)
    )
    log.tell("info", "start", release=release, address=address)


def run(config: ServeConfig, *, host: str, port: int, ready: Callable[[], Any]) -> None:
    """Serve until stopped; ``ready`` is called once the address is listened on.

    Raises CannotListen, and TreatygraphError where the platform has no fork.
    """
    check_platform()
    check_address(host, port)
    if config.metrics:
        check_metrics(config.metrics)
    from granian import Granian
    from granian.constants import Interfaces
    from granian.http import HTTP1Settings

    os.environ[ENVIRONMENT] = config.dump()
    server = Granian(
        "treatygraph.web.server:application",
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        log_enabled=False,
        respawn_failed_workers=True,
        workers_kill_timeout=config.grace,
        http1_settings=HTTP1Settings(max_buffer_size=_MOST_UNSENT),
    )
    server.on_startup(ready)
    stop = first_only(server.signal_handler_interrupt)
    server.on_startup(lambda: _on_signals(stop))
    server.serve()


def _on_signals(stop: Callable[..., None]) -> None:
    """Stop once, however often we are told; after granian has set its own, which stands still then.

    A terminal that closes ends what it started; elsewhere SIGHUP, often sent to reload, is void.

    granian would start its process anew at SIGHUP; the new release is found without that.
    """
    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGHUP, stop if sys.stderr.isatty() else signal.SIG_IGN)
