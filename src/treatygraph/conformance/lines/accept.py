"""Accept as RFC 9110 has it: lists, `q`, `q=0`, wildcards, the more specific range first,
parameters, upper case, white space, a second header line, and no header at all. Asked of a
document, for the formats in which it can be had."""

from __future__ import annotations

from collections.abc import Iterator

from treatygraph.conformance.model import Fault, fault
from treatygraph.conformance.site import Site

NUMBER = 6
TITLE = "Accept is understood"
CLAUSE = "RFC 9110, 12.4.2, 12.5.1 and 5.3"


def check(site: Site) -> Iterator[Fault]:
    """See the module."""
    types = [item.media_type for item in site.some(2)]
    for accept, wanted in cases(types):
        yield from _told(site, accept, wanted)
    more = site.client.ask("GET", site.page, (("Accept", "image/png"), ("Accept", types[1])))
    if (more.status, more.media_type) != (200, types[1]):
        yield fault(more, f"200 {types[1]}: two header lines are one list")
    bare = site.follow(site.page)
    if bare.status != 200:
        yield fault(bare, "200: without Accept anything will do")


def _told(site: Site, accept: str, wanted: list[str]) -> Iterator[Fault]:
    reply = site.follow(site.page, accept)
    if reply.status != 200 or reply.media_type not in wanted:
        yield fault(reply, f"200 {' or '.join(wanted)}")


def cases(types: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Headers, each with the media types that fit it, for a server with these of its own."""
    for one, other in zip(types, [*types[1:], types[0]], strict=True):
        yield f"{one};q=0.5, {other}", [other]
        yield f"{other};q=0.4,{one};q=0.9", [one]
        yield f"{one};q=0, {other};q=0.1", [other]
        yield f"{one};q=0, */*", [kind for kind in types if kind != one]
        yield f"*/*;q=0.1, {one}", [one]
        yield f"image/png, application/pdf;q=0.9, {one};q=0.001", [one]
        yield f"{one.upper()}", [one]
        yield f" {one} ; q=0.8 ,, {other} ;q=0.3", [one]
        yield f"{one};charset=utf-8", [one]
        yield f'{one};profile="a, b;q=0";q=0.7, {other};q=0.2', [one]
    texts = [kind for kind in types if kind.startswith("text/")]
    if texts:
        yield "text/*", texts
    if len(texts) > 1:
        yield f"text/*;q=0.9, {texts[0]};q=0.1, */*;q=0", texts[1:]
    yield "*/*", types
