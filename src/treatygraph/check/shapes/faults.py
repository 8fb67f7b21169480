"""A fault of a shape, before it has a place."""

from __future__ import annotations

from treatygraph.check.finding import Finding, Severity, Term


def shape_fault(
    rule: str,
    message: str,
    focus: Term | None = None,
    path: str | None = None,
    value: Term | None = None,
    *,
    hint: str | None = None,
) -> Finding:
    """A violation of the rule ``shapes/RULE``; it stands where the shape says the value."""
    return Finding(Severity.VIOLATION, f"shapes/{rule}", message, focus, path, value, hint=hint)
