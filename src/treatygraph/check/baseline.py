"""The ratchet: findings that are known and accepted, so that a check fails on new ones only.

A baseline is a text: comments, and for each finding a line of JSON with its identity. The lines
are sorted, so that two versions of it differ where findings differ and merge as lines do.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, fields, replace
from pathlib import Path

from treatygraph.check.identity import Identity
from treatygraph.check.outcome import CheckReport
from treatygraph.errors import TreatygraphError

_HEADER = """\
# Findings that `treatygraph check --baseline` accepts, as written by `--write-baseline`.
# One finding a line: its rule, what it is about, the property, the value. Take out what is mended.
"""
_KEYS = tuple(field.name for field in fields(Identity))
SYNTAX = "syntax"


class BaselineUnusable(TreatygraphError):
    """A baseline that is missing, cannot be read or written, or is not as we write them."""


def without_known(report: CheckReport, known: Counter[Identity]) -> CheckReport:
    """The report without what a baseline accepts: of equal findings as many as it holds.

    Faults of syntax are never accepted. Where there are some, or where only a part was looked at,
    nothing is said to be mended.
    """
    left = Counter(known)
    new = []
    for finding in report.findings:
        identity = report.identity(finding)
        if finding.rule != SYNTAX and left[identity] > 0:
            left[identity] -= 1
        else:
            new.append(finding)
    mended = left.total() if report.complete and report.scope is None else 0
    return replace(report, findings=new, known=len(report.findings) - len(new), mended=mended)


def write_baseline(path: Path, report: CheckReport) -> None:
    """Write every finding of a report as known. Raises BaselineUnusable."""
    if not report.complete:
        raise BaselineUnusable(f"{path}: not written: there are files that cannot be read")
    identities = sorted(map(report.identity, report.findings), key=lambda identity: identity.order)
    try:
        path.write_text(_HEADER + "".join(map(_line, identities)), encoding="utf-8", newline="\n")
    except OSError as error:
        raise BaselineUnusable(f"{path}: cannot be written: {error.strerror}") from None


def _line(identity: Identity) -> str:
    told = {key: value for key, value in asdict(identity).items() if value is not None}
    return json.dumps(told, ensure_ascii=False) + "\n"


def read_baseline(path: Path) -> Counter[Identity]:
    """The known findings, each with how many times it is accepted. Raises BaselineUnusable."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise BaselineUnusable(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise BaselineUnusable(f"{path}: not UTF-8") from None
    return Counter(_identities(path, text))


def _identities(path: Path, text: str) -> Iterator[Identity]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip() and not line.lstrip().startswith("#"):
            yield _identity(f"{path}:{number}", line)


def _identity(place: str, line: str) -> Identity:
    try:
        told = json.loads(line)
    except json.JSONDecodeError as error:
        raise BaselineUnusable(f"{place}:{error.colno}: not JSON: {error.msg}") from None
    except (ValueError, RecursionError):
        raise BaselineUnusable(f"{place}:1: not a finding: a number or a nest too large") from None
    if not isinstance(told, dict) or "rule" not in told:
        raise BaselineUnusable(f'{place}:1: not a finding: an object with a "rule" is wanted')
    for key, value in told.items():
        if key not in _KEYS or not isinstance(value, str):
            wanted = ", ".join(_KEYS)
            raise BaselineUnusable(f'{place}:1: "{key}" is not one of {wanted}, each with a text')
    if told["rule"] == SYNTAX:
        raise BaselineUnusable(f"{place}:1: a fault of syntax cannot be accepted: mend it")
    return Identity(**told)
