"""Long lists by the page: which page an address asks for, and its part of a list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final, TypeVar

from flask import request

from treatygraph.describe.parts import PAGE, NoSuchPage, Part, check_page, pages_of, part_of
from treatygraph.web.refusals import BadRequest

T = TypeVar("T")

_NUMBER: Final = re.compile(r"[1-9][0-9]{0,5}")


def page_asked() -> int:
    """Which page the address asks for, 1 where it says none. Raises BadRequest for no number."""
    given = request.args.get("page") or "1"
    if not _NUMBER.fullmatch(given):
        raise BadRequest(400, f"“page” is a number from 1 on, not “{given[:40]}”")
    return int(given)


@contextmanager
def among_pages() -> Iterator[None]:
    """Within, a page behind the last becomes what a client is told: BadRequest (404)."""
    try:
        yield
    except NoSuchPage as fault:
        raise BadRequest(404, str(fault)) from None


def part_asked(found: Sequence[T], size: int = PAGE) -> Part[T]:
    """The part of a list that the address asks for. Raises BadRequest: 400, or 404 behind it."""
    with among_pages():
        page = check_page(page_asked(), pages_of(found, size=size))
    return part_of(found, lambda item: item, page, size)
