"""Memory that is free, given back to the system."""

from __future__ import annotations

import ctypes
import gc
from contextlib import suppress


def give_back() -> None:
    """Give back what was freed: glibc keeps it after millions of small pieces (malloc_trim, 3).

    Other C libraries have no such call, and do so themselves or not at all.
    """
    gc.collect()
    with suppress(OSError, AttributeError, TypeError):  # TypeError: Windows has no library None
        ctypes.CDLL(None).malloc_trim(0)
