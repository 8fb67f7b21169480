"""From terminals to terms: https://www.w3.org/TR/turtle/#sec-parsing-terms."""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode

from treatygraph.turtle.document import Place, SyntaxFault, Term
from treatygraph.turtle.escapes import EscapeError, unescape_iri, unescape_name, unescape_string
from treatygraph.turtle.iri_resolution import resolve_iri
from treatygraph.turtle.positions import LineTable, Span
from treatygraph.turtle.tokens import TokenKind

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_XSD = "http://www.w3.org/2001/XMLSchema#"
RDF_TYPE: Final = NamedNode(_RDF + "type")
RDF_FIRST: Final = NamedNode(_RDF + "first")
RDF_REST: Final = NamedNode(_RDF + "rest")
RDF_NIL: Final = NamedNode(_RDF + "nil")
_LANGUAGE_STRING: Final = NamedNode(_RDF + "langString")
_ABBREVIATED: Final = {
    int(TokenKind.INTEGER): NamedNode(_XSD + "integer"),
    int(TokenKind.DECIMAL): NamedNode(_XSD + "decimal"),
    int(TokenKind.DOUBLE): NamedNode(_XSD + "double"),
    int(TokenKind.BOOLEAN): NamedNode(_XSD + "boolean"),
}
_PREFIXED_NAME: Final = int(TokenKind.PREFIXED_NAME)
_IRI: Final = int(TokenKind.IRI)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
_SURROGATE = re.compile("[\ud800-\udfff]")
_LINES_NAMED: Final = 8


class TermReader:
    """Makes terms, knows the prefixes and the base in force, and keeps the faults of terms.

    A term that is at fault is None, so that the statement around it can be read on.
    """

    def __init__(self, text: str, lines: LineTable, base_iri: str | None) -> None:
        self.faults: list[SyntaxFault] = []
        self.base = None if base_iri is None else NamedNode(base_iri).value
        self._text = text
        self._lines = lines
        self._base_is_lost = False
        self._prefixes: dict[str, str | None] = {}
        self._undeclared: dict[str, dict[Span, None]] = {}
        self._known: dict[str, Term] = {}

    @property
    def prefixes(self) -> dict[str, str]:
        return {prefix: iri for prefix, iri in self._prefixes.items() if iri is not None}

    def knows(self, prefix: str) -> bool:
        return prefix in self._prefixes

    def declare_prefix(self, prefix: str, iri: NamedNode | None) -> None:
        """Section 2.4. A prefix whose declaration is at fault is None: its uses are no faults."""
        self._prefixes[prefix] = None if iri is None else iri.value
        self._known.clear()

    def declare_base(self, iri: NamedNode | None) -> None:
        self.base = None if iri is None else iri.value
        self._base_is_lost = iri is None
        self._known.clear()

    def term(self, kind: int, written: str, place: Place) -> Term | None:
        """The term of a single terminal that is no string."""
        term = self._known.get(written)
        if term is None:
            term = self._make(kind, written, place)
            if term is not None:
                self._known[written] = term
        return term

    def iri(self, kind: int, written: str, place: Place) -> NamedNode | None:
        """The term of an IRI or a prefixed name (section 2.4)."""
        known = self._known.get(written)
        if known is None:
            known = self._make(kind, written, place)
            if known is not None:
                self._known[written] = known
        return known if type(known) is NamedNode else None

    def string(self, written: str, start: int, quotes: int) -> str | None:
        """The content of a quoted literal (section 2.5.1), `quotes` long at either end."""
        content = written[quotes:-quotes]
        if "\\" not in content:
            return content
        try:
            return unescape_string(content)
        except EscapeError as error:
            self._refuse_escape(error, start + quotes, r"a backslash itself is written '\\'")
            return None

    def literal(
        self,
        content: str | None,
        at: Place,
        *,
        language: str | None = None,
        datatype: NamedNode | None = None,
    ) -> Literal | None:
        """A quoted literal (section 2.5.1); `at` is where its tag or datatype, or it, stands."""
        if content is None:
            return None
        if datatype == _LANGUAGE_STRING:
            self._refuse(at, "a literal of type rdf:langString has a language tag instead", None)
            return None
        try:
            return Literal(content, datatype=datatype, language=language)
        except ValueError as error:
            self._refuse_literal(content, at, error)
            return None

    def faults_of_prefixes(self) -> Iterator[SyntaxFault]:
        """One fault for each undeclared prefix, at its first use, that names the other lines."""
        for prefix, uses in self._undeclared.items():
            first, *others = sorted(uses)
            message = f"the prefix '{prefix}:' is not declared"
            yield SyntaxFault(first, message, "; ".join(self._advice(prefix, others)))

    def _advice(self, prefix: str, others: list[Span]) -> Iterator[str]:
        similar = get_close_matches(prefix, self.prefixes, n=1)
        if prefix in self._prefixes:
            yield "it is declared further down; move the declaration before its first use"
        elif similar:
            yield f"declare it at the top of the file, or was '{similar[0]}:' meant?"
        else:
            yield f"declare it at the top of the file: PREFIX {prefix}: <…>"
        if others:
            lines = list(dict.fromkeys(str(use.start.line) for use in others))
            more = ", …" if len(lines) > _LINES_NAMED else ""
            yield f"also used in line {', '.join(lines[:_LINES_NAMED])}{more}"

    def _make(self, kind: int, written: str, place: Place) -> Term | None:
        if kind == _PREFIXED_NAME:
            return self._prefixed_name(written, place)
        if kind == _IRI:
            return self._iri_reference(written, place)
        if kind in _ABBREVIATED:
            return Literal(written, datatype=_ABBREVIATED[kind])
        return BlankNode(written[2:])

    def _prefixed_name(self, written: str, place: Place) -> NamedNode | None:
        prefix, _, local = written.partition(":")
        if prefix not in self._prefixes:
            self._undeclared.setdefault(prefix, {})[self._lines.span(*place)] = None
            return None
        namespace = self._prefixes[prefix]
        if namespace is None:
            return None
        iri = namespace + (unescape_name(local) if "\\" in local else local)
        return self._named_node(iri, place)

    def _iri_reference(self, written: str, place: Place) -> NamedNode | None:
        content = written[1:-1]
        try:
            iri = unescape_iri(content) if "\\" in content else content
        except EscapeError as error:
            self._refuse_escape(error, place[0] + 1, None)
            return None
        if self.base is None and not _SCHEME.match(iri):
            self._refuse_relative(written, place)
            return None
        return self._named_node(iri, place, base=self.base)

    def _named_node(self, iri: str, place: Place, *, base: str | None = None) -> NamedNode | None:
        try:
            return NamedNode(iri if base is None else resolve_iri(base, iri))
        except ValueError as error:
            reason = "it holds half a character" if _SURROGATE.search(iri) else str(error)
            self._refuse(place, f"'{self._text[slice(*place)]}' is no valid IRI: {reason}", None)
            return None

    def _refuse_relative(self, written: str, place: Place) -> None:
        if not self._base_is_lost:
            hint = "write the whole IRI, or declare a base: BASE <…>"
            self._refuse(place, f"the relative IRI {written} has no base", hint)

    def _refuse_literal(self, content: str, at: Place, error: ValueError) -> None:
        if _SURROGATE.search(content):
            self._refuse(at, "the text holds half a character (a lone surrogate)", None)
            return
        tag = self._text[slice(*at)]
        self._refuse(at, f"'{tag}' is no valid language tag: {error}", "for example @en or @pt-br")

    def _refuse_escape(self, error: EscapeError, offset: int, hint: str | None) -> None:
        self._refuse((offset + error.start, offset + error.end), str(error), hint)

    def _refuse(self, place: Place, message: str, hint: str | None) -> None:
        self.faults.append(SyntaxFault(self._lines.span(*place), message, hint))
