"""Memory that was freed: what a library keeps of it for later, and the system could have."""

from __future__ import annotations

import ctypes


def give_back() -> None:
    """Give the system what was freed. A large dataset lies in small pieces between others.

    After a million statements were freed, glibc kept all of their 410 MB until it was told so.
    Other libraries of C have no such function, and need none.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim:
        trim(0)
