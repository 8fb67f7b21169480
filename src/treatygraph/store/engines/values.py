"""One-row VALUES blocks put into a query: where OPTIONAL has a FILTER on such a variable, Virtuoso
finds nothing, or breaks down, and EXISTS beside a variable without a value it does not compile."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from treatygraph.queries.scan import pieces

Piece = tuple[str, str]


def filled_in(text: str) -> str:
    """A query with each variable that has one value, and is not told, replaced by it.

    ``FILTER(!BOUND(?x) || …)`` goes where a row has UNDEF for ``?x``, which then nothing binds;
    where it has a value, what is left is the rest.
    """
    found = list(pieces(text))
    values = dict[str, str]()
    for start, stop, pairs in _single_rows(found):
        trial = _unguarded(found, pairs)
        if all(_settled(trial, name, term, range(start, stop)) for name, term in pairs.items()):
            values.update(pairs)
            found[:] = trial
            found[start:stop] = [("skip", "")] + [("skip", " ")] * (stop - start - 1)
    return "".join(values[text] if kind == "term" and text in values else text
                   for kind, text in found)  # fmt: skip


def _settled(found: list[Piece], name: str, term: str, block: range) -> bool:
    """Whether a query may do without a variable that has a term, or UNDEF, in a block."""
    if term == "UNDEF" and any(
        piece == ("term", name) for at, piece in enumerate(found) if at not in block
    ):
        return False
    return _replaceable(found, name, block)


def _unguarded(found: list[Piece], pairs: Mapping[str, str]) -> list[Piece]:
    """The pieces without what asks whether a variable of a row is bound, and what that decides."""
    left = list(found)
    for name, begin, rest, end in _guards(found):
        if name in pairs:
            first, last = (begin, end) if pairs[name] == "UNDEF" else (begin + 2, rest)
            left[first : last + 1] = [("skip", " ")] * (last + 1 - first)
    return left


def _guards(found: list[Piece]) -> Iterator[tuple[str, int, int, int]]:
    """Each ``FILTER(!BOUND(?x) || …)``: the variable, where it begins, where ``||`` and it end."""
    said = [at for at, (kind, _) in enumerate(found) if kind != "skip"]
    words = [found[at][1].upper() for at in said]
    for at in range(len(said) - 8):
        before, after = words[at : at + 5], words[at + 6 : at + 9]
        if before == ["FILTER", "(", "!", "BOUND", "("] and after == [")", "|", "|"]:
            yield found[said[at + 5]][1], said[at], said[at + 8], _closing(found, said[at + 1])


def _closing(found: list[Piece], opening: int) -> int:
    """Where a bracket is closed; the last place, where nothing closes it."""
    depth = 0
    for at in range(opening, len(found)):
        depth += (found[at][0] == "open") - (found[at][0] == "close")
        if not depth:
            return at
    return len(found) - 1


def _single_rows(found: list[Piece]) -> Iterator[tuple[int, int, dict[str, str]]]:
    """Where each VALUES block of one row begins and ends, and what each variable has there."""
    for start, piece in enumerate(found):
        if piece != ("run", "VALUES"):
            continue
        opened = next((at for at in range(start, len(found)) if found[at] == ("open", "{")), None)
        if opened is None:
            return
        stop = next((at for at in range(opened, len(found)) if found[at] == ("close", "}")), opened)
        names = [text for kind, text in found[start:opened] if kind == "term"]
        terms = list(_terms(found[opened + 1 : stop]))
        if len(names) == len(terms):
            yield start, stop + 1, dict(zip(names, terms, strict=True))


def _terms(row: list[Piece]) -> Iterator[str]:
    """The terms of a row: a literal is several pieces that nothing parts."""
    term = ""
    for kind, text in row:
        if kind == "skip" or text in ("(", ")"):
            if term:
                yield term
            term = ""
        else:
            term += text
    if term:
        yield term


def _replaceable(found: list[Piece], name: str, block: range) -> bool:
    """Whether a value may stand for a variable wherever that occurs.

    It may not be told, ordered by or bound, nor asked whether it is, nor stand in a group that does
    not see the block.
    """
    inside: list[bool] = []
    words = [""]
    selects = 0
    for place, (kind, text) in enumerate(found):
        if text == "{":
            inside.append(not inside or words[-1] in ("OPTIONAL", "EXISTS"))
        elif text == "}" and inside:
            inside.pop()
        elif kind == "run":
            words.append(text.upper())
            selects += words[-1] in ("SELECT", "CONSTRUCT", "DESCRIBE")
        elif kind == "term" and text == name and place not in block and (
            not inside or not all(inside) or words[-1] in ("AS", "VALUES", "BOUND")
        ):  # fmt: skip
            return False
        if kind == "close":
            words.append("")
        if place == block.start and len(inside) != 1:
            return False
    told_all = ("", "*") in found[: block.start]
    return selects <= 1 and "CONSTRUCT" not in words and not told_all
