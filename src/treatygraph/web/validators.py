"""What caches compare by: entity tags and If-None-Match (RFC 9110, sections 8.8.3 and 13.1.2)."""

from __future__ import annotations

import re

_TAG = re.compile(r'(?:W/)?"([\x21\x23-\x7e\x80-\xff]*)"')
_LIST = re.compile(rf"\s*(?:,\s*)*{_TAG.pattern}(?:\s*,\s*(?:{_TAG.pattern})?)*\s*")


def opaque(tag: str) -> str:
    """What stands between the quotes of a tag, weak or strong; empty for what is none."""
    found = _TAG.fullmatch(tag)
    return found[1] if found else ""


def tags_in(header: str | None) -> set[str]:
    """The opaque tags of If-None-Match; none where it is ``*``, or no list of tags."""
    text = header or ""
    return set(_TAG.findall(text)) if _LIST.fullmatch(text) else set()


def matches(header: str | None, tag: str | None) -> bool:
    """Whether a client holds what has this tag, by the weak comparison that the header asks for."""
    if not header:
        return False
    if header == tag:  # as clients send back what they were given
        return True
    if header.strip() == "*":
        return True
    return tag is not None and opaque(tag) in tags_in(header)
