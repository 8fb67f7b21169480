"""Wrong little servers: each is right but for one thing, and stands at the line it must fail."""

from __future__ import annotations

import wrong_caching
import wrong_discovery
import wrong_identity
import wrong_negotiation
import wrong_variants
from wrong import WRONG

__all__ = [
    "WRONG",
    "wrong_caching",
    "wrong_discovery",
    "wrong_identity",
    "wrong_negotiation",
    "wrong_variants",
]
