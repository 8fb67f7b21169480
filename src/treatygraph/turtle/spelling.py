"""One spelling for each term. The lexical form never changes; the quotation marks may."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from pyoxigraph import Literal

from treatygraph.namespaces import expand
from treatygraph.turtle.tokens import LOCAL_NAME

_BARE: Final = {
    expand("xsd:integer"): re.compile(r"[+-]?[0-9]+"),
    expand("xsd:decimal"): re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    expand("xsd:double"): re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)[eE][+-]?[0-9]+"),
    expand("xsd:boolean"): re.compile("true|false"),
}
_STRING: Final = expand("xsd:string")
_LOCAL = re.compile(LOCAL_NAME)
_RESERVED = re.compile(r"%(?![0-9A-Fa-f]{2})|[~!$&'()*+,;=/?#@]|^[-.]|\.$")
_ILLEGAL_IN_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\]')
_IN_TEXT = re.compile(r'["\\\x00-\x1f\x7f-\x9f]')
_IN_LONG_TEXT = re.compile(r'"(?=""|"?\Z)|[\\\x00-\x09\x0b-\x1f\x7f-\x9f]')
_ESCAPES: Final = {
    '"': '\\"', "\\": "\\\\", "\t": "\\t", "\b": "\\b", "\n": "\\n", "\r": "\\r", "\f": "\\f"
}  # fmt: skip


class Speller:
    """Writes terms with the prefixes known to all files and a file's own (Turtle 1.1, 2.4)."""

    def __init__(self, known: Mapping[str, str], own: Mapping[str, str]) -> None:
        self.used: dict[str, str] = {}
        self._known = _by_namespace(tuple(sorted(known.items(), reverse=True)))
        self._own = own
        self._written: dict[str, str] = {}

    def iri(self, iri: str) -> str:
        """A prefixed name under the longest namespace that leaves a name, else the whole IRI."""
        written = self._written.get(iri)
        if written is None:
            written = self._written[iri] = self._name(iri) or f"<{_escaped_iri(iri)}>"
        return written

    def literal(self, term: Literal) -> str:
        """Bare where the grammar has a bare form for it (section 2.5.2, 2.5.3), else quoted."""
        value, datatype = term.value, term.datatype.value
        if term.language:
            return f"{quoted(value)}@{term.language.lower()}"
        if datatype == _STRING:
            return quoted(value)
        bare = _BARE.get(datatype)
        if bare and bare.fullmatch(value):
            return value
        return f"{quoted(value)}^^{self.iri(datatype)}"

    def _name(self, iri: str) -> str | None:
        namespaces, pattern = self._known
        found = pattern.match(iri)
        best = found[0] if found else ""
        for namespace in self._own:
            if len(best) < len(namespace) < len(iri) and iri.startswith(namespace):
                best = namespace
        local = local_name(iri[len(best) :]) if best else None
        if local is None:
            return None
        prefix = namespaces.get(best) if found and found[0] == best else self._own[best]
        assert prefix is not None, "every namespace of the pattern has a prefix"
        self.used[prefix] = best
        return f"{prefix}:{local}"


def local_name(local: str) -> str | None:
    """A local name with its reserved characters escaped; None where it cannot be written."""
    written = _RESERVED.sub(r"\\\g<0>", local)
    return written if _LOCAL.fullmatch(written) else None


def quoted(value: str) -> str:
    """A text in quotation marks: in three where it has several lines (Turtle 1.1, 2.5.1)."""
    if "\n" in value:
        return f'"""{_IN_LONG_TEXT.sub(_escape, value)}"""'
    return f'"{_IN_TEXT.sub(_escape, value)}"'


def _escape(found: re.Match[str]) -> str:
    return _ESCAPES.get(found[0]) or f"\\u{ord(found[0]):04X}"


def _escaped_iri(iri: str) -> str:
    return _ILLEGAL_IN_IRI.sub(lambda found: f"\\u{ord(found[0]):04X}", iri)


@lru_cache(maxsize=8)
def _by_namespace(
    known: tuple[tuple[str, str], ...],
) -> tuple[dict[str, str], re.Pattern[str]]:
    """Prefixes by namespace, and what matches the longest one that leaves a name."""
    prefixes = {namespace: prefix for prefix, namespace in known if namespace}
    longest = sorted(prefixes, key=len, reverse=True)
    alternatives = "|".join(re.escape(namespace) for namespace in longest)
    return prefixes, re.compile(f"(?:{alternatives or '(?!)'})(?=.)")
