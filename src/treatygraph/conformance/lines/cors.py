"""Any page of the web may read: `Access-Control-Allow-Origin` on documents, redirects and errors,
`Access-Control-Expose-Headers` for those of ETag, Link, Content-Location and Location that are
sent. The endpoint answers the preflight of a POST with a type of its own."""

from __future__ import annotations

from collections.abc import Iterator

from treatygraph.conformance.model import Fault, fault
from treatygraph.conformance.reply import Reply
from treatygraph.conformance.site import Site
from treatygraph.negotiation import TURTLE

NUMBER = 18
TITLE = "CORS"
CLAUSE = "Fetch: the CORS protocol"

_ORIGIN = "https://reader.example"
_TO_EXPOSE = ("ETag", "Link", "Content-Location")


def check(site: Site) -> Iterator[Fault]:
    """See the module."""
    addresses = (site.page, site.thing.address, site.unknown(site.page))
    for address in dict.fromkeys(addresses):
        reply = site.get(address, TURTLE.media_type, Origin=_ORIGIN)
        yield from _readable(reply)
    got = site.get(site.page, TURTLE.media_type, Origin=_ORIGIN)
    exposed = set(got.members("Access-Control-Expose-Headers"))
    hidden = [name for name in _TO_EXPOSE if got.get(name) and name.lower() not in exposed]
    if hidden and "*" not in exposed:
        yield fault(
            got,
            f"Access-Control-Expose-Headers: {', '.join(hidden)}",
            f"Access-Control-Expose-Headers: {', '.join(sorted(exposed)) or 'none'}",
        )
    if site.endpoint:
        yield from _preflight(site, site.endpoint)


def _readable(reply: Reply) -> Iterator[Fault]:
    allowed = reply.get("Access-Control-Allow-Origin")
    if allowed not in ("*", _ORIGIN):
        yield fault(
            reply,
            "Access-Control-Allow-Origin: *",
            f"{reply.status} with Access-Control-Allow-Origin: {allowed or 'none'}",
        )
    elif allowed == _ORIGIN and "origin" not in reply.members("Vary"):
        yield fault(reply, "Vary: Origin, where one origin is named", f"Vary: {reply.get('Vary')}")


def _preflight(site: Site, endpoint: str) -> Iterator[Fault]:
    reply = site.ask(
        "OPTIONS", endpoint, Origin=_ORIGIN, Access_Control_Request_Method="POST",
        Access_Control_Request_Headers="content-type",
    )  # fmt: skip
    if not 200 <= reply.status < 300:
        yield fault(reply, "2xx to the preflight of a POST")
        return
    yield from _readable(reply)
    allowed = set(reply.members("Access-Control-Allow-Headers"))
    if not allowed & {"content-type", "*"}:
        yield fault(
            reply,
            "Access-Control-Allow-Headers: Content-Type",
            f"Access-Control-Allow-Headers: {', '.join(sorted(allowed)) or 'none'}",
        )
    methods = set(reply.members("Access-Control-Allow-Methods"))
    if methods and not methods & {"post", "*"}:
        yield fault(reply, "Access-Control-Allow-Methods with POST",
                    f"Access-Control-Allow-Methods: {', '.join(sorted(methods))}")  # fmt: skip
