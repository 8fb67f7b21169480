"""A process that answers: what granian runs, as one alone or one of several.

It holds the query processes, makes the first release ready, and follows the one that is current.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from treatygraph.errors import TreatygraphError
from treatygraph.store import Share
from treatygraph.web.addresses import metrics_address
from treatygraph.web.config import ServeConfig
from treatygraph.web.line_writer import LineWriter
from treatygraph.web.log import Log, attach
from treatygraph.web.stopping import stop_at_once, stop_once

if TYPE_CHECKING:
    from treatygraph.release import Release
    from treatygraph.web.front import Front
    from treatygraph.web.metrics import Metrics
    from treatygraph.web.serving import Begun, Serving

logger = logging.getLogger(__name__)

_LOOKS = 1.0
"""Seconds between two looks at whether the process that started us is there."""


def application(inherited: list[Release]) -> Front:
    """The application of the settings in the environment; what granian loads, in its own process.

    The first release is loaded before any thread is started, so that the query processes share
    its memory, or is ``inherited`` from the process that we were forked from, with memory and all;
    who asks meanwhile waits to be connected. A thread makes it ready and follows it.
    """
    from treatygraph.web.front import Front  # the process that starts this one needs none of it

    stop_at_once()
    config = ServeConfig.load(os.environ)
    share = Share.join(config.together, config.processes)
    begun = _begin(config, inherited or first_release(config))
    stop_once()
    writer = LineWriter(sys.stderr.fileno())
    log = Log(config.log_format, config.log_level, writer.put)
    attach(log)
    metrics = _metrics(config, writer, share)
    front = Front(config, log, metrics)
    _in_background(_end_with_parent, config.grace)
    _in_background(_serve, config, front, partial(_open, config, share, metrics), begun)
    return front


def _in_background(work: Callable[..., None], *arguments: object) -> None:
    threading.Thread(target=work, args=arguments, name=work.__name__, daemon=True).start()


def first_release(config: ServeConfig) -> list[Release]:
    """The first release with its statements, if it lies here and is served from memory.

    Where it cannot be opened, that is tried again, and told of then.
    In a list, to be taken from it: whoever kept it would keep its memory when another is served.
    The link may point to another by the time that this one is served: that one follows.
    """
    from treatygraph.web.serving import loaded

    if config.endpoint:
        return []
    folder = Path(config.current).resolve() if config.current else Path(config.release)
    try:
        release = loaded(config, folder)
    except (TreatygraphError, OSError):
        return []
    return [release] if release else []


def _begin(config: ServeConfig, release: list[Release]) -> list[Begun]:
    """The first release and query processes that share its memory, where there is one."""
    from treatygraph.web.serving import begin

    try:
        return [begin(config, release.pop())] if release else []
    except TreatygraphError:
        return []


def _serve(
    config: ServeConfig, front: Front, opened: Callable[..., Serving], begun: list[Begun]
) -> None:
    """Serve the first release, then those that follow. Ends the process if there is none."""
    from treatygraph.web.following import Follower

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


def _open(
    config: ServeConfig, share: Share, metrics: Metrics | None, folder: Path,
    begun: Begun | None = None,
) -> Serving:  # fmt: skip
    from treatygraph.web.serving import Serving

    if metrics is None:
        return Serving.open(config, folder, begun=begun, share=share)
    try:
        serving = Serving.open(config, folder, metrics.watched, begun, share)
    except BaseException:
        metrics.opened(None)
        raise
    metrics.opened(serving.release.version)
    return serving


def _metrics(config: ServeConfig, writer: LineWriter, share: Share) -> Metrics | None:
    """What is counted, if it is wanted; it is told at an address of its own, by one process."""
    if not config.metrics:
        return None
    if share.table:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = config.together  # before it is imported
    from treatygraph.web.metrics import Metrics

    metrics = Metrics(share.table)
    metrics.watch_number("log_lines_dropped", "Lines of the log that nobody read in time",
                         lambda: writer.dropped)  # fmt: skip
    if share.number:
        return metrics
    try:
        metrics.listen(*metrics_address(config.metrics))
    except OSError as error:
        logger.error("metrics are not told at %s: %s", config.metrics, error.strerror)
    return metrics


def _end_with_parent(grace: int) -> None:
    """Stop when the process that started us is gone, however it went: nobody else would.

    Those that were forked after us hold what would tell its end at once, so we look as well.
    """
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    while os.getppid() == parent.pid:
        parent.join(_LOOKS)
    os.kill(os.getpid(), signal.SIGTERM)
    threading.Event().wait(grace)
    os._exit(1)
