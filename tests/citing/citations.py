"""Citations that tests write and read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from treatygraph.citing import Citation, Proof

PROOF = Proof("sha256-" + "a" * 64, "sha256-" + "b" * 64)
PLAIN = Citation(
    title="Treaty on friendship",
    work="A graph of treaties",
    authors=("The authors",),
    version="15408caafeb5",
    released=datetime(2026, 11, 26, 17, 40, tzinfo=UTC),
    address="https://example.org/release/20261126T174000Z/doc/agreement/a",
    accessed=date(2027, 1, 2),
    language="en",
    sources=("Gazette, p. 3",),
)
AWKWARD = replace(
    PLAIN,
    title='50 % of {A} & B_C #1: "x" \\input ~ ^ $\nER  - \r\nTY  - BOOK',
    address="https://example.org/release/20261126T174000Z/sparql?query=%7B%7D#query=x",
    proof=PROOF,
)
