"""Starting the server: granian in front of the application, one process, many threads."""

from __future__ import annotations

import errno
import logging
import os
import socket
from collections.abc import Callable
from typing import Any

from flask import Flask

from treatygraph.errors import TreatygraphError
from treatygraph.web.app import create_app
from treatygraph.web.config import ENVIRONMENT, ServeConfig

BLOCKING_THREADS = 300
"""Each slow reader of a large answer holds a thread; with these the next request still runs."""


class CannotListen(TreatygraphError):
    """The address cannot be listened on."""


def application() -> Flask:
    """The application of the settings in the environment; what granian loads."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    return create_app(ServeConfig.load(os.environ))


def check_platform() -> None:
    """Raise TreatygraphError, in a sentence, where the system has no fork."""
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


def _reason(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} on {host} is in use: stop what listens there, or choose another port"
    if error.errno == errno.EACCES:
        return f"port {port} on {host} may not be used by this account: choose one above 1023"
    return f"cannot listen on {host}:{port}: {error.strerror or error}"


def run(config: ServeConfig, *, host: str, port: int, ready: Callable[[], Any]) -> None:
    """Serve until stopped; ``ready`` is called once the address is listened on.

    Raises CannotListen, and TreatygraphError where the platform has no fork.
    """
    check_platform()
    check_address(host, port)
    from granian import Granian
    from granian.constants import Interfaces

    os.environ[ENVIRONMENT] = config.dump()
    server = Granian(
        "treatygraph.web.server:application",
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=BLOCKING_THREADS,
        log_enabled=False,
        respawn_failed_workers=True,
    )
    server.on_startup(ready)
    server.serve()
