"""What schemathesis has to be told: how a query is sent as a body."""

from __future__ import annotations

from typing import Any

import schemathesis


@schemathesis.serializer("application/sparql-query")
def as_it_is(context: Any, value: Any) -> bytes:
    """A query as its bytes; what is no text is sent as its text."""
    return (value if isinstance(value, str) else str(value)).encode("utf-8", "surrogatepass")
