"""Booleans that are bound to a variable, written so that Virtuoso tells what they are.

``BIND(?a = ?b AS ?same)`` is 0 or 1 there, so it is asked as ``BIND(xsd:boolean(?a = ?b) AS
?same)``: of the same value, and in error where it was. ``EXISTS`` within such an expression is
nothing where it should be false, or no SQL, so it is asked as ``IF(EXISTS { … }, true, false)``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from treatygraph.namespaces import expand
from treatygraph.store.engines.reading import Token, tokens

_CAST = f"<{expand('xsd:boolean')}>"
_SIGNS = frozenset("=!<>&|")
_TESTS = frozenset(["IN", "NOT", "EXISTS", "BOUND", "REGEX", "STRSTARTS", "STRENDS", "CONTAINS",
                    "LANGMATCHES", "ISIRI", "ISURI", "ISBLANK", "ISLITERAL", "ISNUMERIC",
                    "SAMETERM"])  # fmt: skip
_OPEN, _CLOSE = ("{", "(", "["), ("}", ")", "]")


def cast_booleans(text: str) -> str:
    """A query with each ``(… AS ?x)`` whose value can only be a boolean cast to one.

    Not where the pattern has the variable elsewhere: what is cast is found otherwise than what is
    not when it stands in one more expression.
    """
    told = tokens(text)
    out = [piece for _, piece in told]
    known, times = set[str](), _in_patterns(told)
    for begin, end, name in _bound(told):
        for first, last in _exists(told, begin, end):
            out[first], out[last] = f"IF({out[first]}", f"{out[last]}, true, false)"
        if not _is_boolean(told[begin:end], known):
            continue
        known.add(name)
        if times[name] <= 1:
            out[begin] = f"{_CAST}({out[begin]}"
            out[end - 1] += ")"
    return "".join(out)


def size_written_out(text: str) -> int:
    """How many tokens the longest expression has that is bound to a variable, once each variable
    that is bound so itself is written out in it."""
    told = tokens(text)
    sizes: dict[str, int] = {}
    for begin, end, name in _bound(told):
        said = (text for kind, text in told[begin:end] if kind != "skip")
        sizes[name] = sum(sizes.get(word, 1) for word in said)
    return max(sizes.values(), default=0)


def _bound(told: Sequence[Token]) -> Iterator[tuple[int, int, str]]:
    """Where each expression that is bound begins and ends, and the variable."""
    opened: list[int] = []
    for at, (kind, _) in enumerate(told):
        if kind == "open":
            opened.append(at)
        elif kind == "close" and opened:
            begin = opened.pop() + 1
            said = [place for place in range(begin, at) if told[place][0] != "skip"]
            if len(said) > 2 and told[said[-2]][1].upper() == "AS":
                yield begin, said[-3] + 1, told[said[-1]][1]


def _exists(told: Sequence[Token], begin: int, end: int) -> Iterator[tuple[int, int]]:
    """Where each EXISTS of an expression begins, or the NOT before it, and where its group ends."""
    depth, first = 0, -1
    for at in range(begin, end):
        kind, text = told[at]
        if not depth and kind == "run" and text.upper() in ("NOT", "EXISTS"):
            first = at if first < 0 else first
        if text == "}" and depth == 1 and first >= 0:
            yield first, at
            first = -1
        elif not depth and text == "IN":
            first = -1
        depth += (text == "{") - (text == "}")


def _in_patterns(told: Sequence[Token]) -> Counter[str]:
    """How often each variable stands in braces."""
    depth, found = 0, Counter[str]()
    for kind, text in told:
        depth += (text == "{") - (text == "}")
        if depth > 0 and kind == "term":
            found[text] += 1
    return found


def _is_boolean(told: Sequence[Token], known: Collection[str]) -> bool:
    """Whether an expression can have no value but true and false, as what is known has none."""
    said = [token for token in told if token[0] != "skip"]
    word = said[0][1].upper() if said else ""
    if len(said) == 1:
        return word in ("TRUE", "FALSE") or said[0][1] in known
    outside = list(_outside(said))
    if any(text in _SIGNS or (kind == "run" and text.upper() in _TESTS) for kind, text in outside):
        return True
    if len(outside) == 1 and word in ("IF", "COALESCE"):
        values = _arguments(said[2:-1])
        return all(_is_boolean(value, known) for value in values[word == "IF" :])
    return False


def _outside(said: Sequence[Token]) -> Iterator[Token]:
    """The tokens that stand in no bracket."""
    depth = 0
    for kind, text in said:
        depth -= text in _CLOSE
        if not depth and text not in (*_OPEN, *_CLOSE):
            yield kind, text
        depth += text in _OPEN


def _arguments(said: Sequence[Token]) -> list[list[Token]]:
    """What commas part."""
    parts: list[list[Token]] = [[]]
    depth = 0
    for token in said:
        depth += (token[1] in _OPEN) - (token[1] in _CLOSE)
        if token[1] == "," and not depth:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts
