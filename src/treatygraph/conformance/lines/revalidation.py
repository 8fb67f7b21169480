"""Each variant has a strong `ETag` of its own and `Last-Modified`. If-None-Match, also in a list,
weak or `*`, gives 304 without a body, with ETag and Cache-Control. If-Modified-Since may give 304
too, but not for an older date, nor where If-None-Match names another version. (The Vary of a 304 is
told by line 10.)"""

from __future__ import annotations

from collections.abc import Iterator
from email.utils import parsedate_to_datetime

from treatygraph.conformance.model import Fault, fault
from treatygraph.conformance.reply import Reply
from treatygraph.conformance.site import Site
from treatygraph.negotiation import Representation

NUMBER = 14
TITLE = "ETag, Last-Modified, 304"
CLAUSE = "RFC 9110, 8.8, 13.1 and 15.4.5; RFC 9111, 4.3"

_LONG_AGO = "Sat, 01 Jan 2000 00:00:00 GMT"


def check(site: Site) -> Iterator[Fault]:
    """See the module."""
    seen: dict[str, Representation] = {}
    for item, reply in site.some().items():
        etag = reply.get("ETag")
        if not etag or etag.startswith("W/"):
            yield fault(
                reply, "a strong ETag", f"{reply.told} with ETag: {etag}" if etag else "no ETag"
            )
        elif etag in seen:
            yield fault(
                reply, "an ETag of its own for each variant", f"that of {seen[etag].media_type}"
            )
        else:
            seen[etag] = item
            yield from _by_tag(site, item, reply)
        yield from _by_date(site, item, reply)


def _by_tag(site: Site, item: Representation, reply: Reply) -> Iterator[Fault]:
    etag = reply.get("ETag")
    for value in (etag, f'"another", {etag}', f"W/{etag}", "*"):
        again = site.get(reply.url, item.media_type, If_None_Match=value)
        yield from _not_modified(again, etag)
    other = site.get(reply.url, item.media_type, If_None_Match='"another"')
    if other.status != 200:
        yield fault(other, "200: the client has another version")


def _by_date(site: Site, item: Representation, reply: Reply) -> Iterator[Fault]:
    changed = reply.get("Last-Modified")
    if not changed or not _is_date(changed):
        yield fault(
            reply, "Last-Modified: a date", f"{reply.told} with Last-Modified: {changed or 'none'}"
        )
        return
    again = site.get(reply.url, item.media_type, If_Modified_Since=changed)
    if again.status != 200:  # 200 wastes, but is true: a day or a second may hold two versions
        yield from _not_modified(again, reply.get("ETag"))
    before = site.get(reply.url, item.media_type, If_Modified_Since=_LONG_AGO)
    if before.status != 200:
        yield fault(before, f"200: it has changed since, says Last-Modified: {changed}")
    both = site.get(
        reply.url, item.media_type, If_Modified_Since=changed, If_None_Match='"another"'
    )
    if both.status != 200:
        yield fault(both, "200: If-None-Match goes before If-Modified-Since")


def _not_modified(again: Reply, etag: str) -> Iterator[Fault]:
    if again.status != 304:
        yield fault(again, "304 Not Modified")
    elif again.stray:
        yield fault(again, "a 304 has no body", "304 with a body")
    elif again.get("ETag") != etag:
        yield fault(
            again, f"304 with ETag: {etag}", f"304 with ETag: {again.get('ETag') or 'none'}"
        )
    elif not again.get("Cache-Control"):
        yield fault(again, "304 with Cache-Control", "304 without Cache-Control")


def _is_date(text: str) -> bool:
    try:
        return text.endswith("GMT") and bool(parsedate_to_datetime(text))
    except ValueError:
        return False
