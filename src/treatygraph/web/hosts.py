"""The Host that a request names: one, and a name that a host can have (RFC 9112, section 3.2)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from treatygraph.web.refusals import BadRequest

_HOST: Final = re.compile(
    r"(?:\[[0-9a-f:.]+\]|[\w.~%!$&'()*+;=-]+)(?::[0-9]*)?", re.ASCII | re.IGNORECASE
)
"""RFC 3986, section 3.2.2, without the comma: the server joins two Host lines by one."""


def names_host(environ: Mapping[str, Any]) -> bool:
    """Whether the host that a request names can be one, or need not be named.

    Only HTTP/1.1 has to send it: HTTP/1.0 knows none, HTTP/2 says it otherwise.
    """
    host = environ.get("HTTP_HOST") or ""
    return bool(_HOST.fullmatch(host)) or (
        not host and environ.get("SERVER_PROTOCOL") != "HTTP/1.1"
    )


def check_host(environ: Mapping[str, Any]) -> None:
    """Raise BadRequest (400) for no Host, for two, and for one that is no host."""
    if not names_host(environ):
        raise BadRequest(400, "a request names one host in its Host line, which this does not")
