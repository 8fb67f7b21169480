"""One fault, one finding: where two rules tell of the same, the one that says what to mend."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from treatygraph.check.engine import CLOSED
from treatygraph.check.finding import Finding

_UNDECLARED: Final = "hygiene/undeclared-property"


def once(findings: Sequence[Finding]) -> list[Finding]:
    """The findings without what a closed shape says of a property that is not declared at all.

    It says that the property does not belong there; nowhere does it, and most likely it is
    spelled wrongly, as the hygiene query says.
    """
    undeclared = {
        (finding.focus, finding.path) for finding in findings if finding.rule == _UNDECLARED
    }
    return [
        finding
        for finding in findings
        if finding.component != CLOSED or (finding.focus, finding.path) not in undeclared
    ]
