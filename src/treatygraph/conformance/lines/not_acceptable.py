"""Where nothing fits what a client accepts, the answer is 406 and lists the variants that there
are, in its body or in `Link` headers."""

from __future__ import annotations

from collections.abc import Iterator

from treatygraph.conformance.links import header_links
from treatygraph.conformance.model import Fault, fault
from treatygraph.conformance.site import Site

NUMBER = 8
TITLE = "406 that lists what there is"
CLAUSE = "RFC 9110, 15.5.7"


def check(site: Site) -> Iterator[Fault]:
    """See the module."""
    types = [item.media_type for item in site.some()]
    reply = site.follow(site.page, "image/png")
    if reply.status != 406:
        yield fault(reply, "406 Not Acceptable")
        return
    linked = {link.type for link in header_links(reply)}
    missing = [kind for kind in types if kind not in reply.text and kind not in linked]
    if missing:
        yield fault(reply, f"a list of what there is, with {', '.join(missing)}")
