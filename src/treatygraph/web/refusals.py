"""Failures that only the web has; what they mean on the wire stands in ``web.errors``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus

from treatygraph.errors import TreatygraphError
from treatygraph.negotiation import Representation


class BadRequest(TreatygraphError):
    """A request that a protocol does not allow, with the status and the fields it gets."""

    def __init__(self, status: int, reason: str, headers: Mapping[str, str] | None = None) -> None:
        self.status, self.headers = HTTPStatus(status), headers or {}
        super().__init__(reason)


class NotAcceptable(TreatygraphError):
    """No representation fits what the client accepts (RFC 9110, section 15.5.7)."""

    def __init__(self, offered: Sequence[Representation], links: Sequence[str] = ()) -> None:
        self.offered, self.links = tuple(offered), tuple(links)
        types = ", ".join(item.media_type for item in offered)
        super().__init__(f"none of what you accept can be sent; there is {types}")
