"""A finished answer, as it is sent: in the coding that a client takes, or as 304.

Names of headers are compared as they are spelled: whatever passes here was written by us or by
Werkzeug, and has the spelling of the standards.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cached_property

from treatygraph.web.codings import CODERS, IDENTITY, is_compressible
from treatygraph.web.validators import matches

Headers = list[tuple[str, str]]

_OVERHEAD = 2000
"""Bytes that an entry takes besides its bodies, about: headers, keys, the objects themselves."""

_OF_THE_BODY = frozenset(["Content-Type", "Content-Length", "Content-Encoding", "Content-Digest"])
_OF_THE_PLAIN = frozenset(["Content-Length", "Content-Digest", "Repr-Digest", "Accept-Ranges"])
"""What holds for the bytes of identity alone (RFC 9530, 2 and 3; ranges are cut from these)."""


class Form:
    """One coding of an answer: its headers, its tag, its bytes."""

    def __init__(self, headers: Headers, tag: str | None, body: bytes) -> None:
        self.headers, self.tag, self.body = headers, tag, body

    @cached_property
    def unchanged(self) -> Headers:
        """The headers of a 304 in its place; few answers are ever asked for again."""
        return unchanged(self.headers)


class Finished:
    """A whole answer; each coding is made when first asked for, and then kept with it."""

    def __init__(self, status: str, headers: Headers, body: bytes) -> None:
        self.status = status
        self.compressible = is_compressible(header(headers, "Content-Type") or "", len(body))
        self._headers = headers
        self._forms = {IDENTITY: form_of(headers, body, IDENTITY)}
        self._lock = threading.Lock()

    @property
    def size(self) -> int:
        """Bytes that it takes in memory, about."""
        return _OVERHEAD + sum(len(form.body) for form in tuple(self._forms.values()))

    def form(self, coding: str) -> tuple[Form, bool]:
        """The answer in a coding, and whether it was made just now."""
        found = self._forms.get(coding)
        if found:
            return found, False
        with self._lock:
            made = coding not in self._forms
            if made:
                body = CODERS[coding].whole(self._forms[IDENTITY].body)
                self._forms[coding] = form_of(self._headers, body, coding)
            return self._forms[coding], made


def form_of(headers: Headers, body: bytes, coding: str) -> Form:
    """An answer in a coding."""
    told = told_in(headers, coding)
    length = ("Content-Length", str(len(body)))
    return Form([*told, length], header(told, "ETag"), body)


def told_in(headers: Headers, coding: str) -> Headers:
    """The headers in a coding, but the length: each has a tag of its own (RFC 9110, 8.8.3.3)."""
    if coding == IDENTITY:
        return [item for item in headers if item[0] != "Content-Length"]
    told = [item for item in headers if item[0] not in _OF_THE_PLAIN]
    told = [(name, f'{value[:-1]}-{coding}"' if name == "ETag" else value)
            for name, value in told]  # fmt: skip
    return [*told, ("Content-Encoding", coding)]


def unchanged(headers: Headers) -> Headers:
    """What a 304 tells: all but what is said of the body (RFC 9110, section 15.4.5)."""
    return [item for item in headers if item[0] not in _OF_THE_BODY]


def is_held(if_none_match: str | None, tag: str | None) -> bool:
    """Whether a client has this already; what has no tag is never compared."""
    return tag is not None and matches(if_none_match, tag)


def header(headers: Sequence[tuple[str, str]], name: str) -> str | None:
    """The value of the first header of a name."""
    for key, value in headers:
        if key == name:
            return value
    return None
