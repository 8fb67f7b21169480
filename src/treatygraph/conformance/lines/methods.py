"""HEAD has the status and the fields of GET, and no body. OPTIONS says in Allow what can be done. A
method that is not for this resource is 405 with Allow; it is tried with an `If-Match` that nothing
matches, so that a server that does allow it changes nothing."""

from __future__ import annotations

from collections.abc import Iterator

from treatygraph.conformance.model import Fault, fault
from treatygraph.conformance.reply import Reply
from treatygraph.conformance.site import Site

NUMBER = 16
TITLE = "HEAD, OPTIONS and 405"
CLAUSE = "RFC 9110, 9.3.2, 9.3.7, 10.2.1 and 15.5.6"

_SAME = ("Content-Type", "Content-Location", "ETag", "Last-Modified", "Vary", "Link",
         "Cache-Control", "Access-Control-Allow-Origin")  # fmt: skip


def check(site: Site) -> Iterator[Fault]:
    """See the module."""
    got = [*site.some().values(), site.follow(site.unknown(site.page), "text/html")]
    for reply in got:
        yield from _head(site, reply)
    yield from _options(site)
    yield from _wrong(site)


def _head(site: Site, got: Reply) -> Iterator[Fault]:
    headed = site.client.ask("HEAD", got.url, got.asked)
    if headed.stray:
        yield fault(headed, "no body after HEAD", f"{headed.status} with a body")
    if headed.status != got.status:
        yield fault(headed, f"{got.status}, as GET answers")
        return
    for name in _SAME:
        if sorted(headed.all(name)) != sorted(got.all(name)):
            yield fault(headed, f"{name}: {got.get(name) or 'none'}, as GET has it",
                        f"{name}: {headed.get(name) or 'none'}")  # fmt: skip
    length = headed.get("Content-Length")
    if length and length != str(len(got.body)):
        yield fault(headed, f"Content-Length: {len(got.body)} or none", f"Content-Length: {length}")


def _options(site: Site) -> Iterator[Fault]:
    reply = site.ask("OPTIONS", site.page)
    allowed = reply.members("Allow")
    if not 200 <= reply.status < 300 or not {"get", "head"} <= set(allowed):
        yield fault(reply, "2xx with Allow: GET, HEAD",
                    f"{reply.status} with Allow: {reply.get('Allow') or 'none'}")  # fmt: skip


def _wrong(site: Site) -> Iterator[Fault]:
    allowed = site.ask("OPTIONS", site.page).members("Allow")
    if "put" in allowed:
        return
    reply = site.ask("PUT", site.page, If_Match='"nothing-has-this-tag-7d1f"')
    if reply.status != 405 or not reply.members("Allow"):
        yield fault(reply, "405 Method Not Allowed with Allow",
                    f"{reply.status} with Allow: {reply.get('Allow') or 'none'}")  # fmt: skip
