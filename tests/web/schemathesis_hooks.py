"""What schemathesis has to be told: how a query is sent, and which of its cases are none."""

from __future__ import annotations

from typing import Any

import schemathesis


@schemathesis.serializer("application/sparql-query")
def as_it_is(context: Any, value: Any) -> bytes:
    """A query as its bytes; what is no text is sent as its text."""
    return (value if isinstance(value, str) else str(value)).encode("utf-8", "surrogatepass")


@schemathesis.hook
def filter_case(context: Any, case: Any) -> bool:
    """Leave out what it holds for right data and is not: its coverage phase takes the value of an
    optional header from a case of wrong data, so that ``Accept-Datetime: 0`` should be taken.
    """
    moment = (case.headers or {}).get("Accept-Datetime")
    is_right = case.meta is None or case.meta.generation.mode.is_positive
    return not (is_right and moment is not None and not moment.endswith("GMT"))
