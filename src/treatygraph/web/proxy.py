"""Behind a proxy and under a sub-path: whom a request comes from, and where we are mounted."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from werkzeug.middleware.proxy_fix import ProxyFix

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_CLIENT = "treatygraph.client_address"
"""In the environment: whom the request comes from, once somebody has asked."""

_PREFIX = re.compile(r"(?:/[A-Za-z0-9_~][A-Za-z0-9._~-]*)+")


def is_base_path(path: str) -> bool:
    """Whether a path can be one that the service is mounted at: plain segments, no last slash."""
    return _PREFIX.fullmatch(path) is not None


class Mounted:
    """An application below ``base_path``, behind ``hops`` proxies whose headers are believed.

    Of ``X-Forwarded-For``, ``-Proto``, ``-Host`` and ``-Prefix`` the value that the outermost of
    these proxies wrote counts; with 0 all are ignored. A prefix is believed only where no base path
    is set, and only a plain one: it stands in every link of a page.
    A path is answered with the base path and without: some proxies take it off.
    """

    def __init__(self, app: WSGIApplication, *, base_path: str = "", hops: int = 0) -> None:
        self._app = app
        self._base_path = base_path
        self._hops = hops
        prefix = 0 if base_path else hops
        self._behind: Callable[..., Any] = ProxyFix(
            self._at_prefix, x_for=hops, x_proto=hops, x_host=hops, x_prefix=prefix
        )

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer a request as if it had come directly."""
        environ["SCRIPT_NAME"] = self._base_path
        if not self._hops:
            return self._at_prefix(environ, start)
        answer: Iterable[bytes] = self._behind(environ, start)
        return answer

    def _at_prefix(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        prefix = environ["SCRIPT_NAME"].rstrip("/")
        if prefix and not is_base_path(prefix):
            prefix = ""
        environ["SCRIPT_NAME"] = prefix
        path = environ["PATH_INFO"]
        if prefix and (path == prefix or path.startswith(f"{prefix}/")):
            environ["PATH_INFO"] = path[len(prefix) :] or "/"
        return self._app(environ, start)


def client_of(environ: WSGIEnvironment) -> str:
    """Whom a request comes from, to share queries fairly; never logged and never kept.

    An address, or of IPv6 the first 64 bits, which is what one subscriber has (RFC 6177). What is
    no address (a proxy may write ``unknown``) is one client.
    """
    found = environ.get(_CLIENT)
    if found is None:
        found = environ[_CLIENT] = _client(environ.get("REMOTE_ADDR", ""))
    return str(found)


def _client(written: str) -> str:
    try:
        socket.inet_pton(socket.AF_INET, written)
        return written  # as nearly all are, and there is one spelling
    except (OSError, ValueError):
        pass
    try:
        address = ipaddress.ip_address(written)
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, 64), strict=False))
