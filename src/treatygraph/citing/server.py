"""A server that is asked to check citations, over HTTP: bounded, and followed nowhere else."""

from __future__ import annotations

import ipaddress
from typing import Final
from urllib.parse import urljoin, urlsplit

from treatygraph.conformance.http_client import Bounds, Client, Unanswered
from treatygraph.conformance.reply import Reply
from treatygraph.errors import TreatygraphError

BOUNDS: Final = Bounds(seconds=60, body_bytes=256 << 20, total_seconds=600, requests=500)
_HOPS = 5
_MOVED = (301, 302, 303, 307, 308)
_PERSISTENT = frozenset(("w3id.org",))
"""Hosts that do nothing but lead on: where they lead is what their addresses mean."""


class CannotCheck(TreatygraphError):
    """A citation that cannot be checked; the sentence says why."""


class Server:
    """Asks for documents; follows redirects on one host, and those of persistent identifiers."""

    def __init__(self, bounds: Bounds = BOUNDS) -> None:
        self._client = Client(bounds, agent="treatygraph-verify-citation")

    def get(self, url: str, accept: str) -> Reply:
        """The answer to GET, redirects followed. Raises CannotCheck."""
        here = url
        for _ in range(_HOPS):
            try:
                reply = self._client.ask("GET", here, [("Accept", accept)])
            except Unanswered as error:
                raise CannotCheck(str(error)) from None
            if reply.status not in _MOVED:
                return reply
            here = _followed(here, reply.get("Location"))
        raise CannotCheck(f"{_short(url)} is led on more than {_HOPS} times")


def _followed(here: str, location: str) -> str:
    """Where a redirect leads. Raises CannotCheck where it leads to a host that nobody named."""
    if not location:
        raise CannotCheck(f"{_short(here)} is led on without saying where")
    try:
        there = urljoin(here, location)
        old, new = urlsplit(here), urlsplit(there)
        same = (old.hostname, _port(old.scheme, old.port)) == (
            new.hostname, _port(new.scheme, new.port))  # fmt: skip
        upgraded = old.hostname == new.hostname and (old.scheme, new.scheme) == ("http", "https")
    except ValueError:
        raise CannotCheck(f"{_short(here)} is led on to what is no address") from None
    if same or upgraded:
        return there
    if old.hostname in _PERSISTENT and new.scheme == "https" and _is_public(new.hostname or ""):
        return there
    raise CannotCheck(f"{_short(here)} leads to another server, {new.hostname}: if that is the "
                      "right one, name it by --server")  # fmt: skip


def _port(scheme: str, port: int | None) -> int:
    return port or (443 if scheme == "https" else 80)


def _is_public(host: str) -> bool:
    """Whether a name is one of the web's, not an address nor a name of this machine's network."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return "." in host and not host.endswith((".local", ".localhost", ".internal"))
    return False


def _short(url: str) -> str:
    return url if len(url) <= 120 else f"{url[:117]}..."
