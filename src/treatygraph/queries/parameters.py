"""What can be filled in of a query: its parameters, by two conventions.

Ours: rows ``VALUES ?name { … }`` that the header lists under ``parameters``. What stands in them is
the default, so the file is a whole query for any tool; ``UNDEF`` stands for everything.

grlc's: variables such as ``?_name``, ``?_name_iri``, ``?_name_xsd_date``, ``?_name_en``; what
``?__name`` names may be left out. Their defaults and lists of values stand in the header under
``defaults`` and ``enumerate``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from treatygraph.errors import QueryFileError
from treatygraph.namespaces import PREFIX
from treatygraph.queries.document import ROW, QueryDocument
from treatygraph.queries.scan import pieces
from treatygraph.queries.terms import in_a_query

Term = NamedNode | Literal

XSD = PREFIX["xsd"]

RESERVED = ("format", "page")
"""Names of the addresses themselves, which no parameter may have."""

_GRLC = re.compile(r"[?$](_{1,2})([A-Za-z0-9]+)(?:_([A-Za-z0-9]+))?(?:_([A-Za-z0-9]+))?\Z")
_MARK = re.compile(r"[?$]_")
"""What each of those begins with: a text without it need not be read token by token."""

_DATUM = re.compile(r'<[^>]*>|"(?:[^"\\]|\\.)*"(?:@[\w-]+|\^\^\S+)?|[^\s()]+')
_PREFIX = re.compile(r"(?im)^\s*PREFIX\s+([\w.-]*:)\s*(<[^>]*>)")
_PLAIN = ("", "literal", "string")
_NUMBERS = {
    "integer": (re.compile(r"[+-]?[0-9]+"), "a whole number such as 12"),
    "decimal": (re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)"), "a number such as 12.5"),
    "double": (re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?"), "a number"),
    "gYear": (re.compile(r"-?[0-9]{4,}"), "a year such as 2025"),
    "gYearMonth": (re.compile(r"-?[0-9]{4,}-(0[1-9]|1[0-2])"), "a month such as 2025-01"),
}
_NUMBERS["float"] = _NUMBERS["double"]
_ENDS = ("WHERE", "FROM", "HAVING", "LIMIT", "OFFSET", "VALUES")
"""Words that end a projection, or a list that rows are grouped or ordered by."""

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One thing to fill in.

    ``kind`` is ``iri``, ``number``, the local name of a datatype of XML Schema, the IRI of another
    datatype, or ``string``; ``lang`` tags its values. ``listed`` are the values that the header
    allows, ``occurs`` says where the data has them: ``a CLASS``, or a path to them.
    """

    name: str
    label: str
    kind: str
    lang: str = ""
    default: tuple[Term, ...] = ()
    required: bool = False
    many: bool = False
    listed: tuple[str, ...] = ()
    occurs: str = ""
    variable: str = ""
    """The variable of grlc's convention; empty for a row of ours."""

    def term(self, written: str) -> Term:
        """A value as a term. Raises ValueError, with what it should be, for what is none."""
        if self.kind == "iri":
            return _iri(written)
        if self.lang:
            return Literal(written, language=self.lang)
        return _literal(written, self.kind)


def _iri(written: str) -> NamedNode:
    try:
        return NamedNode(written)
    except ValueError:
        raise ValueError("an IRI such as https://example.org/a") from None


def _literal(written: str, kind: str) -> Literal:
    if kind in _PLAIN:
        return Literal(written)
    if kind == "number":
        kind = "integer" if _NUMBERS["integer"][0].fullmatch(written) else "decimal"
    if kind in _NUMBERS and not _NUMBERS[kind][0].fullmatch(written):
        raise ValueError(_NUMBERS[kind][1])
    if kind == "date":
        _check_day(written)
    if kind == "boolean" and written not in ("true", "false"):
        raise ValueError("true or false")
    return Literal(written, datatype=NamedNode(kind if ":" in kind else f"{XSD}{kind}"))


def _check_day(written: str) -> None:
    try:
        if not _DAY.fullmatch(written):
            raise ValueError
        date.fromisoformat(written)
    except ValueError:
        raise ValueError("a day: year, month and day as in 2025-10-03") from None


def parameters(query: QueryDocument) -> tuple[Parameter, ...]:
    """The parameters of a query, in the order of its header, grlc's in the order of its text.

    Raises QueryFileError for one that the text has no place for, or that has a name of ours.
    """
    found = (*_rows(query), *_variables(query))
    for one in found:
        if one.name in RESERVED:
            raise QueryFileError(f"{query.name}: no parameter may be called “{one.name}”, which "
                                 "says something else in an address")  # fmt: skip
        _check_listed(query, one)
    return found


def _check_listed(query: QueryDocument, one: Parameter) -> None:
    for value in one.listed:
        try:
            one.term(value)
        except ValueError as error:
            raise QueryFileError(f"{query.name}: “{value}” is listed for {one.name} and is not "
                                 f"{error}") from None  # fmt: skip


def filled(query: QueryDocument, values: Mapping[str, tuple[Term, ...]]) -> QueryDocument:
    """The query about some values by parameter; one without values has its default, or none.

    Values enter as terms that write themselves, whatever characters they hold.
    """
    known = parameters(query)
    chosen = {one.name: values.get(one.name) or one.default for one in known}
    rows = {one.name for one in known if not one.variable}
    if values.keys() & rows:
        query = query.bound(_row_values(query, {name: chosen[name] for name in rows}))
    terms = {one.variable: chosen[one.name][0] for one in known
             if one.variable and chosen[one.name]}  # fmt: skip
    return replace(query, text=_put(query.text, terms)) if terms else query


# Rows of ours ---------------------------------------------------------------------------


def _rows(query: QueryDocument) -> Iterator[Parameter]:
    listed, occurring = query.said.values("parameters"), query.said.values("enumerate")
    written = _written(query) if listed else {}
    for name, label in listed.items():
        if name not in written:
            raise QueryFileError(f"{query.name}: there is no row VALUES ?{name} {{ … }} to fill")
        data, alone = written[name]
        default = tuple(_parsed(query, [one for one in data if one != "UNDEF"]))
        values = occurring.get(name, ())
        occurs = values[0] if len(values) == 1 and " " not in values[0].removeprefix("a ") else ""
        kind, lang = _kind(default, occurs)
        allowed = () if occurs else values
        occurs = "" if occurs.startswith("xsd:") else occurs
        yield Parameter(name, " ".join(label) or name, kind, lang, default, many=alone,
                        listed=allowed, occurs=occurs)  # fmt: skip


def _kind(default: tuple[Term, ...], occurs: str) -> tuple[str, str]:
    """What values are like: by the first that stands in the row, else as the header says."""
    if not default and occurs.startswith("xsd:"):
        return occurs.removeprefix("xsd:"), ""
    if not default:
        return ("iri" if occurs else "string"), ""
    first = default[0]
    if isinstance(first, NamedNode):
        return "iri", ""
    datatype = first.datatype.value
    return datatype.removeprefix(XSD), first.language or ""


def _written(query: QueryDocument) -> dict[str, tuple[list[str], bool]]:
    """What stands in the rows for each variable, and whether a row is for it alone.

    Of a row of several variables the first tuple is told; it is to be filled as a whole.
    """
    found: dict[str, tuple[list[str], bool]] = {}
    for row in ROW.finditer(query.text):
        names = re.findall(r"\?(\w+)", row[1])
        data = _DATUM.findall(row[0].partition("{")[2].rpartition("}")[0])
        alone = row[1][0] != "("
        for place, name in enumerate(names):
            found.setdefault(name, (data if alone else data[place : place + 1], alone))
    return found


def _row_values(query: QueryDocument, chosen: Mapping[str, tuple[Term, ...]]) -> dict[str, str]:
    """What to fill each row with that has a parameter, the other variables of it as they were."""
    written, filled = _written(query), dict[str, str]()
    for row in ROW.finditer(query.text):
        names = re.findall(r"\?(\w+)", row[1])
        for name in names if chosen.keys() & set(names) else ():
            terms = [in_a_query(term) for term in chosen.get(name, ())]
            filled[name] = " ".join(terms or (["UNDEF"] if name in chosen else written[name][0]))
    return filled


def _parsed(query: QueryDocument, data: list[str]) -> Iterator[Term]:
    """Terms as the query writes them, by its prefixes."""
    prefixes = "\n".join(f"PREFIX {name} {iri}" for name, iri in _PREFIX.findall(query.text))
    for one in data:
        try:
            (quad,) = parse(f"{prefixes}\n<a:s> <a:p> {one} .", format=RdfFormat.TURTLE)
        except SyntaxError:
            raise QueryFileError(f"{query.name}: {one} is no value that could stand in a row"
                                 ) from None  # fmt: skip
        assert isinstance(quad.object, (NamedNode, Literal))
        yield quad.object


# Variables of grlc's --------------------------------------------------------------------


def _variables(query: QueryDocument) -> Iterator[Parameter]:
    defaults, listed = query.said.values("defaults"), query.said.values("enumerate")
    seen = set[str]()
    for kind, text in pieces(query.text) if _MARK.search(query.text) else ():
        found = _GRLC.match(text) if kind == "term" and text not in seen else None
        if found:
            seen.add(text)
            yield _variable(query, found, defaults, listed)


def _variable(
    query: QueryDocument, found: re.Match[str],
    defaults: Mapping[str, tuple[str, ...]], listed: Mapping[str, tuple[str, ...]],
) -> Parameter:  # fmt: skip
    marks, name, type_, more = found.groups()
    kind, lang = _declared(query, type_ or "", more or "")
    own = dict(query.said.values("parameters"))
    bare = Parameter(name, " ".join(own.get(name, ())) or name, kind, lang, variable=found[0])
    try:
        default = tuple(map(bare.term, defaults.get(name, ())))
    except ValueError as error:
        raise QueryFileError(f"{query.name}: the default of {name} is not {error}") from None
    occurs = "*" if kind == "iri" or (name in listed and not listed[name]) else ""
    return replace(
        bare, default=default, required=len(marks) == 1 and not default,
        listed=listed.get(name, ()), occurs="" if listed.get(name) else occurs,
    )  # fmt: skip


def _declared(query: QueryDocument, type_: str, more: str) -> tuple[str, str]:
    """The kind and the language that a variable's name tells."""
    if more:
        prefixes = dict(_PREFIX.findall(query.text)) | {"xsd:": f"<{XSD}>"}
        namespace = prefixes.get(f"{type_}:")
        if namespace is None:
            raise QueryFileError(f"{query.name}: the prefix “{type_}:” of a parameter is not known")
        return f"{namespace[1:-1]}{more}".removeprefix(XSD), ""
    if type_ in _PLAIN:
        return "string", ""
    if type_ in ("iri", "number", "date", "boolean", *_NUMBERS):
        return type_, ""
    return "string", type_.lower()


def _put(text: str, terms: Mapping[str, Term]) -> str:
    """A query with terms in the place of variables.

    Where a variable is projected, the term is projected under its name; where rows are grouped or
    ordered by it, brackets make an expression of the term.
    """
    written, part, depth = list[str](), "", 0
    for kind, piece in pieces(text):
        word = piece.upper() if kind == "run" else ""
        if kind in ("open", "close"):
            depth += 1 if kind == "open" else -1
        if word in ("SELECT", "GROUP", "ORDER"):
            part, depth = word, 0
        elif piece in ("{", "}") or word in _ENDS:
            part = ""
        term = terms.get(piece) if kind == "term" else None
        if term is None:
            written.append(piece)
        elif part and depth == 0:
            named = f" AS {piece}" if part == "SELECT" else ""
            written.append(f"({in_a_query(term)}{named})")
        else:
            written.append(in_a_query(term))
    return "".join(written)
