"""Addresses to listen on: of the server, and of what is told about it."""

from __future__ import annotations

import errno
import importlib.util
import socket

from treatygraph.errors import TreatygraphError
from treatygraph.web.config import BadSetting


class CannotListen(TreatygraphError):
    """The address cannot be listened on."""


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
