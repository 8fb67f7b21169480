"""Whether an answer that was cited still stands: asked of the release that is named, and today."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from treatygraph.citing.addresses import Address, NotACitation, read_address
from treatygraph.citing.answers import Given, Missing, asked_of, query_of
from treatygraph.citing.citation import Proof
from treatygraph.citing.digests import digest_of, query_digest
from treatygraph.citing.server import CannotCheck, Server
from treatygraph.errors import TreatygraphError
from treatygraph.queries import scan_query

SAME, CHANGED, GONE, UNCHECKED = "same", "changed", "gone", "not checkable"
VERDICTS: Final = (SAME, CHANGED, GONE, UNCHECKED)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a citation: one of VERDICTS, why in a sentence, and what differs."""

    link: str
    verdict: str
    why: str
    added: tuple[str, ...] = ()
    """Lines of the present answer that the cited one has not, in canonical form."""
    removed: tuple[str, ...] = ()
    successors: tuple[str, ...] = ()
    """What stands in the place of a thing that is gone."""


def verify(link: str, server: Server, root: str | None = None) -> Outcome:
    """Check a permanent link; ``root`` is the server to ask instead of the one it names.

    It never raises: what cannot be checked is an outcome too.
    """
    try:
        address = read_address(link)
        _check_query(address)
        return _compare(link, address, server, root or address.root)
    except (NotACitation, CannotCheck) as error:
        return Outcome(link, UNCHECKED, _sentence(str(error)))
    except TreatygraphError as error:  # an answer without a canonical form, a query that is none
        return Outcome(link, UNCHECKED, _sentence(str(error)))


def _check_query(address: Address) -> None:
    """Raise CannotCheck for a query that is not the one that was hashed, or has no one answer."""
    if address.path != "/sparql":
        return
    query, _ = query_of(address)
    if address.proof and query_digest(query) != address.proof.query:
        raise CannotCheck("the query in the address is not the one that its hash is of: the "
                          "address was changed or cut off")  # fmt: skip
    if scan_query(query).unstable:
        raise CannotCheck("the query may be answered otherwise each time, as with NOW or RAND")


def _compare(link: str, address: Address, server: Server, root: str) -> Outcome:
    then = _then(server, root, address)
    if then is not None and address.proof and digest_of(then.lines) != address.proof.result:
        return Outcome(link, CHANGED, "The release that is named gives another answer than was "
                       "cited: the address was changed, or the release was")  # fmt: skip
    try:
        now = asked_of(server, root, address, then=False)
    except Missing:
        if then is None:
            raise
        return Outcome(link, GONE, "Nothing is at its address today.")
    if now.gone:
        instead = " Something stands in its place." if now.successors else ""
        return Outcome(link, GONE, f"It was removed.{instead}", successors=now.successors)
    if then is None:
        return _by_hash(link, address.proof, now)
    return _by_lines(link, then.lines, now.lines, proved=address.proof is not None)


def _then(server: Server, root: str, address: Address) -> Given | None:
    """What the release that is named gives; None where the server keeps that release no longer."""
    try:
        return asked_of(server, root, address, then=True)
    except Missing:
        if address.proof is None:
            raise CannotCheck("the release that is named is not kept there, or never had this, "
                              "and the link has no hash to compare with") from None  # fmt: skip
        return None


def _by_hash(link: str, proof: Proof | None, now: Given) -> Outcome:
    """A verdict by the hash alone, where the release that is named is not kept."""
    same = proof is not None and digest_of(now.lines) == proof.result
    why = "The release that is named is not kept there; by its hash the present answer is "
    return Outcome(link, SAME if same else CHANGED, why + ("the same." if same else "another."))


def _by_lines(link: str, then: Sequence[str], now: Sequence[str], *, proved: bool) -> Outcome:
    old, new = Counter(then), Counter(now)
    if old == new:
        why = "The present release gives the same answer"
        return Outcome(link, SAME, f"{why}, as it was cited." if proved else f"{why}.")
    added = tuple(sorted((new - old).elements()))
    removed = tuple(sorted((old - new).elements()))
    why = f"Since then {_lines(len(added))} came and {_lines(len(removed))} went."
    return Outcome(link, CHANGED, why, added, removed)


def _lines(number: int) -> str:
    return {0: "none", 1: "1 row"}.get(number, f"{number:,} rows")


def _sentence(text: str) -> str:
    """A reason with a capital and a full stop, in one line."""
    line = " ".join(text.split())
    return f"{line[:1].upper()}{line[1:]}{'' if line.endswith('.') else '.'}"
