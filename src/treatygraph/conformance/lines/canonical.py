"""A trailing slash, and percent-encoding that is not needed (RFC 3986, 6.2.2), lead by 308 to the
one address of a thing."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from treatygraph.conformance.model import Fault, NotApplicable, fault
from treatygraph.conformance.site import Site

NUMBER = 5
TITLE = "One canonical address"
CLAUSE = "RFC 3986, 6.2.2; RFC 9110, 15.4.9"


def check(site: Site) -> Iterator[Fault]:
    """See the module."""
    address = site.thing.address
    if urlsplit(address).query or address.endswith("/"):
        raise NotApplicable(f"{address} has a query or ends with a slash")
    for spelling in other_spellings(address):
        reply = site.get(spelling, "text/turtle")
        if reply.status != 308:
            yield fault(reply, f"308 Permanent Redirect to {address}")
        elif site.location(reply) != address:
            yield fault(reply, f"Location: {address}")


def other_spellings(address: str) -> list[str]:
    """The same address with a slash, with a letter encoded, with encoding in lower case."""
    stem, slash, last = address.rpartition("/")
    found = [f"{address}/"]
    for place, char in enumerate(last):
        if char.isalnum() and "%" not in last[max(0, place - 2) : place]:
            found.append(f"{stem}{slash}{last[:place]}%{ord(char):02X}{last[place + 1 :]}")
            break
    lower = _lower_hex(address)
    return found + ([lower] if lower != address else [])


def _lower_hex(address: str) -> str:
    head, *rest = address.split("%")
    return "%".join([head, *(part[:2].lower() + part[2:] for part in rest)])
