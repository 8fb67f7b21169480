"""What a query asks for, told from its tokens: enough to refuse it, or to choose its dataset.

This is no parser: it reads the terminals of SPARQL 1.1 (section 19.8) and looks at bare words,
so that ``SERVICE`` in a string, an IRI, a comment, a variable or a prefixed name is none.

Where in doubt it sees one. Engines read keywords without a space after them: to pyoxigraph
``trueSERVICE`` and ``SERVICESILENT`` are two words, and ``SERVICE:x {`` is no prefixed name.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_CODEPOINT = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")

_TEXTS = r"""
    (?P<skip>   \s+ | \#[^\n\r]* )
  | (?P<text>   \'{3}(?:'{0,2}(?:[^'\\]|\\.))*+\'{3} | \"{3}(?:"{0,2}(?:[^"\\]|\\.))*+\"{3}
              | '(?!'')(?:[^'\\\n\r]|\\.)*+' | "(?!"")(?:[^"\\\n\r]|\\.)*+"
              | <[^<>"{}|^`\\\x00-\x20]*+> )
  | (?P<broken> ['"] ) |"""
_MARKS = r"""
    (?P<term>   [?$][\w\x80-\U0010ffff]+ | @[A-Za-z0-9-]+ | [0-9]+ )
  | (?P<run>    (?:[^\W\d]|[\x80-\U0010ffff])[\w.\x80-\U0010ffff-]*+
                (?P<local>:(?:[\w.:%\x80-\U0010ffff-]|\\.)*+)? )
  | (?P<name>   :(?:[\w.:%\x80-\U0010ffff-]|\\.)*+ )
  | (?P<open>   [{(\[] )
  | (?P<close>  [})\]] )
  | (?P<form>   [!^/|+-] )
    """
_TOKEN = re.compile(_TEXTS + _MARKS, re.VERBOSE | re.DOTALL)
_BROKEN = re.compile(_MARKS, re.VERBOSE | re.DOTALL)
"""The tokens from a quote on that nothing closes: there, nothing hides a word or a bracket."""

_IN_RUN = re.compile(r"(?P<word>[A-Za-z]+)|(?P<form>-)|(?P<term>[0-9]+)")

_UPDATES = frozenset(["INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD"])
_FORMS = frozenset(["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"])
_BEGINNINGS = _FORMS | _UPDATES | {"WITH"}
_NAMES_FOLLOW = frozenset(["GRAPH", "FROM", "NAMED", "DESCRIBE"])
_UNSTABLE = frozenset(["NOW", "RAND", "UUID", "STRUUID", "BNODE"])

_LONG = 16 << 10
_one_at_a_time = threading.Lock()


@dataclass(frozen=True, slots=True)
class QueryScan:
    """What the tokens of a query show."""

    form: str | None
    update: str | None
    service: bool
    dataset: bool
    unstable: bool
    depth: int
    """The deepest nesting of brackets, or the longest run of prefix operators if that is more."""


def decode_codepoints(text: str) -> str:
    r"""Resolve ``\uXXXX`` and ``\UXXXXXXXX`` as a processor does before it parses (19.2)."""
    if "\\" not in text:
        return text
    return _CODEPOINT.sub(lambda match: _character(match[1] or match[2], match[0]), text)


def written_offset(text: str, decoded: int) -> int:
    """Where a character of the decoded query begins in the query as it was written."""
    ahead = 0
    for match in _CODEPOINT.finditer(text):
        if match.start() - ahead >= decoded:
            break
        ahead += len(match[0]) - len(_character(match[1] or match[2], match[0]))
    return decoded + ahead


def _character(digits: str, written: str) -> str:
    code = int(digits, 16)
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else written


def pieces(text: str) -> Iterator[tuple[str, str]]:
    """All of a query in pieces, which make it up again: tokens by kind, and what is between them.

    After a quote that nothing closes it is one piece of no kind.
    """
    end = 0
    for match in _TOKEN.finditer(text):
        if match.lastgroup == "broken":
            break
        if match.start() > end:
            yield "", text[end : match.start()]
        yield match.lastgroup or "", match[0]
        end = match.end()
    if end < len(text):
        yield "", text[end:]


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    """Kinds and texts, words and names in upper case; in time that grows as the text does."""
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or ""
        if kind == "broken":
            yield from _tokens_of_a_ruin(text, match.end())
            return
        if kind == "run":
            yield from _run(match)
        elif kind == "name":
            yield kind, match[kind].upper()
        elif kind != "skip":
            yield kind, match[kind]


def _tokens_of_a_ruin(text: str, at: int) -> Iterator[tuple[str, str]]:
    """What could be tokens after a quote that nothing closes; an engine gets no further either."""
    for match in _BROKEN.finditer(text, at):
        kind = match.lastgroup or ""
        if kind == "run":
            yield from _run(match)
        else:
            yield kind, match[kind]


def _run(match: re.Match[str]) -> Iterator[tuple[str, str]]:
    """A prefixed name, or the words of what looked like the prefix of one."""
    text = match["run"]
    if match["local"] is not None:
        yield "name", text.upper()
    elif text.isalpha() and text.isascii():
        yield "word", text.upper()
    else:
        for part in _IN_RUN.finditer(text):
            yield part.lastgroup or "", part[0].upper()


@lru_cache(maxsize=16)
def scan_query(text: str) -> QueryScan:
    """Scan a query; never raises, whatever the text.

    Whoever handles a query asks several times in a row, so the last few are remembered.
    A long one takes tenths of a second, so of long ones one is scanned at a time: whoever sends
    many leaves the interpreter to others; and what was scanned lately is not scanned again.
    """
    if len(text) < _LONG:
        return _scan(text)
    with _one_at_a_time:
        return _scan_once(text)


def _scan(text: str) -> QueryScan:
    kinds = list(_tokens(decode_codepoints(text)))
    words = [token for kind, token in kinds if kind == "word"]
    first = next((word for word in words if word in _BEGINNINGS), None)
    all_words = " ".join(words)
    return QueryScan(
        form=first if first in _FORMS else None,
        update=first if first is not None and first not in _FORMS else None,
        service="SERVICE" in all_words or _hidden_service(kinds),
        dataset="FROM" in all_words,
        unstable=any(name in all_words for name in _UNSTABLE),
        depth=max(_bracket_depth(kinds), _operator_run(kinds)),
    )


_scan_once = lru_cache(maxsize=8)(_scan)


def _hidden_service(tokens: list[tuple[str, str]]) -> bool:
    """Whether a name such as ``SERVICE:x`` stands before a group, and not after GRAPH or the like.

    Where its prefix is not declared, or no graph pattern fits, an engine reads SERVICE and ``:x``.
    """
    triples = zip([("", ""), *tokens], tokens, tokens[1:], strict=False)
    return any(
        kind == "name"
        and "SERVICE" in name.partition(":")[0]
        and following == "{"
        and before not in _NAMES_FOLLOW
        for (_, before), (kind, name), (_, following) in triples
    )


def _bracket_depth(tokens: list[tuple[str, str]]) -> int:
    depth = deepest = 0
    for kind, _ in tokens:
        if kind == "open":
            depth += 1
            deepest = max(deepest, depth)
        elif kind == "close":
            depth -= 1
    return deepest


def _operator_run(tokens: list[tuple[str, str]]) -> int:
    """The longest run of signs: ``!!!!…`` and ``----…`` recurse in a parser as brackets do."""
    run = longest = 0
    for kind, _ in tokens:
        if kind == "form":
            run += 1
            longest = max(longest, run)
        else:
            run = 0
    return longest
