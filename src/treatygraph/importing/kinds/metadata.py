"""CSVW metadata: what a table's columns mean (W3C, Metadata Vocabulary for Tabular Data).

What is understood is said here; anything else in a metadata file is an error, never passed over.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from treatygraph.errors import TreatygraphError
from treatygraph.importing.dates import Date, date_of, parse_iso
from treatygraph.importing.faults import Refused
from treatygraph.importing.model import UNDETERMINED, SetDescription
from treatygraph.importing.names import clean, slug
from treatygraph.importing.reading import bytes_of, json_of
from treatygraph.namespaces import DEFAULT_BASE, PREFIX

_CONTEXT: Final = "http://www.w3.org/ns/csvw"
_TABLE: Final = frozenset(("@context", "@type", "url", "dialect", "tableSchema", "notes"))
_SCHEMA: Final = frozenset(("columns", "aboutUrl", "primaryKey"))
_COLUMN: Final = frozenset(
    ("name", "titles", "propertyUrl", "valueUrl", "datatype", "lang", "separator", "null",
     "default", "required", "suppressOutput", "virtual", "dc:description")
)  # fmt: skip
_DIALECT: Final = frozenset(("delimiter", "encoding", "header", "quoteChar"))
_TOKENS: Final = {"yyyy": r"(?P<y>\d{4})", "MM": r"(?P<m>\d{2})", "M": r"(?P<m>\d{1,2})",
                  "dd": r"(?P<d>\d{2})", "d": r"(?P<d>\d{1,2})"}  # fmt: skip
_TOKEN = re.compile("yyyy|MM|M|dd|d")
_VARIABLE = re.compile(r"\{([^{}]*)\}")
_NAME = re.compile(r"[A-Za-z0-9_.%]+\Z")
Json = Mapping[str, Any]


class BadMetadata(TreatygraphError):
    """A metadata file that cannot be used; the sentence says where in it and why."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, the title in the table's head, and the property that its cells state."""

    name: str
    title: str
    property: str
    value_url: str = ""
    date_format: str = ""
    lang: str = "en"
    separator: str = ""
    null: tuple[str, ...] = ("",)
    default: str = ""
    required: bool = False
    virtual: bool = False

    def values(self, cell: str) -> list[str]:
        """The values in a cell, cut at the separator. Raises Refused where one must be there."""
        written = self.default if cell in self.null else cell
        pieces = written.split(self.separator) if self.separator else [written]
        values = [clean(piece) for piece in pieces if clean(piece) and piece not in self.null]
        if self.required and not values:
            raise Refused("a required column is empty", self.name)
        return values

    def date(self, value: str) -> Date:
        """A value as a date of the column's format. Raises Refused."""
        found = parse_iso(value) if not self.date_format else _formatted(value, self.date_format)
        if found is None:
            wanted = self.date_format or "yyyy-MM-dd, yyyy-MM or yyyy"
            raise Refused(
                "a date is not as the metadata say", f"{self.name}: {value}, not {wanted}"
            )
        return found


@dataclass(frozen=True, slots=True)
class Metadata:
    """A table, its columns, and the set that it is."""

    table: Path
    delimiter: str
    about: str
    columns: tuple[Column, ...]
    of: SetDescription


def read_metadata(path: Path) -> Metadata:
    """The metadata file at a path, or the one in a folder. Raises BadMetadata."""
    file = _file(path)
    try:
        told = json_of(bytes_of(file))
    except Refused as fault:
        raise BadMetadata(f"{file}: {fault}") from None
    if not isinstance(told, dict) or not isinstance(told.get("url"), str):
        raise BadMetadata(f"{file}: it describes no table: `url` names the CSV file")
    try:
        return _metadata(file, told)
    except Refused as fault:
        raise BadMetadata(f"{file}: {fault}") from None


def _file(path: Path) -> Path:
    found = sorted(path.glob("*-metadata.json")) if path.is_dir() else [path]
    if len(found) != 1 or not found[0].is_file():
        raise BadMetadata(f"{path}: name a file *-metadata.json, or a folder with just one")
    return found[0]


def _metadata(file: Path, told: Json) -> Metadata:
    common = {key for key in told if ":" in key}
    _known(told, _TABLE | common, "the table")
    context = told.get("@context")
    if context != _CONTEXT and not (isinstance(context, list) and context[:1] == [_CONTEXT]):
        raise Refused("the `@context` is not that of CSVW", _CONTEXT)
    schema = _object(told, "tableSchema")
    _known(schema, _SCHEMA, "`tableSchema`")
    dialect = _object(told, "dialect")
    _known(dialect, _DIALECT, "`dialect`")
    if dialect.get("header", True) is not True or dialect.get("quoteChar", '"') != '"':
        raise Refused("only tables with a header and with double quotes are understood")
    columns = schema.get("columns")
    if not isinstance(columns, list) or not columns:
        raise Refused("`tableSchema` has no `columns`")
    made = tuple(_column(nth, column) for nth, column in enumerate(columns, 1))
    about = str(schema.get("aboutUrl", ""))
    if not re.search(r"(\A|/)agreement/[^/]+\Z", about):
        raise Refused("`aboutUrl` names no agreement", "write agreement/KEY-{column}")
    _check_variables(about, made)
    table = (file.parent / str(told["url"])).resolve()
    if not table.is_relative_to(file.parent.resolve()):
        raise Refused("`url` leads out of the folder of the metadata", str(told["url"]))
    return Metadata(table, str(dialect.get("delimiter", ",")), about, made, _set(file, told))


def _object(told: Json, key: str) -> Json:
    value = told.get(key, {})
    if not isinstance(value, dict):
        raise Refused(f"`{key}` is no object")
    return value


def _known(told: Json, known: frozenset[str] | set[str], where: str) -> None:
    unknown = sorted(told.keys() - known)
    if unknown:
        raise Refused(f"{where} has a key that is not understood here", ", ".join(unknown))


def _column(nth: int, told: Any) -> Column:
    if not isinstance(told, dict):
        raise Refused("a column is no object", str(nth))
    _known(told, _COLUMN, f"column {nth}")
    titles = told.get("titles", told.get("name", ""))
    title = titles[0] if isinstance(titles, list) and titles else titles
    name = told.get("name") or str(title)
    null = told.get("null", "")
    skipped = told.get("suppressOutput") is True
    return Column(
        str(name), str(title), "" if skipped else _short(str(told.get("propertyUrl", ""))),
        str(told.get("valueUrl", "")), _date_format(told.get("datatype", "string")),
        str(told.get("lang", "en")).lower(), str(told.get("separator", "")),
        tuple(map(str, null)) if isinstance(null, list) else (str(null),),
        str(told.get("default", "")), told.get("required") is True, told.get("virtual") is True,
    )  # fmt: skip


def _short(iri: str) -> str:
    for prefix, namespace in PREFIX.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


def _date_format(datatype: Any) -> str:
    """The format of a date, empty for the usual one; other datatypes are texts here."""
    if not isinstance(datatype, dict):
        return ""
    written = str(datatype.get("format", ""))
    if datatype.get("base") == "date" and set(_TOKEN.sub("", written)) - set("-/. "):
        raise Refused("a format of dates is not understood", written)
    return written if datatype.get("base") == "date" else ""


def _formatted(value: str, form: str) -> Date | None:
    pattern, last = "", 0
    for token in _TOKEN.finditer(form):
        pattern += re.escape(form[last : token.start()]) + _TOKENS[token[0]]
        last = token.end()
    found = re.fullmatch(pattern + re.escape(form[last:]), value)
    parts = found.groupdict() if found else {}
    if not parts.get("y"):
        return None
    month, day = parts.get("m"), parts.get("d")
    return date_of(int(parts["y"]), int(month) if month else None, int(day) if day else None)


def expand_template(template: str, values: Mapping[str, str]) -> str:
    """A URI template of level 1 (RFC 6570) with values, which are made keys of addresses."""
    return _VARIABLE.sub(lambda found: slug(values.get(found[1], "")), template)


def _check_variables(template: str, columns: tuple[Column, ...]) -> None:
    names = {column.name for column in columns}
    for variable in _VARIABLE.findall(template):
        if not _NAME.match(variable) or variable not in names:
            raise Refused("a template names no column", variable)


def _set(file: Path, told: Json) -> SetDescription:
    """What the table says of itself, with the terms of Dublin Core."""
    title = _said(told, "title") or file.name
    licence, rights = _said(told, "license"), _said(told, "rights")
    publisher = _said(told, "publisher") or _said(told, "creator") or "Unnamed"
    day = _said(told, "modified") or _said(told, "issued") or _said(told, "created")
    if parse_iso(day) is None or len(day) != 10:
        raise Refused("the table has no day of its edition", 'write "dc:modified": "2026-01-31"')
    key = slug(file.name.removesuffix("-metadata.json").removesuffix(".csv"))
    withheld = "" if licence else f"The table {file.name} ({key}) names no licence."
    return SetDescription(
        key or "table", title, (slug(publisher) or "unnamed", publisher),
        _said(told, "source") or f"{DEFAULT_BASE}id/source/{key}", day, licence or UNDETERMINED,
        rights or f"{title}, by {publisher}.", withheld,
    )  # fmt: skip


def _said(told: Json, term: str) -> str:
    for prefix in ("dc:", "dcterms:", "http://purl.org/dc/terms/"):
        value = told.get(f"{prefix}{term}")
        if isinstance(value, dict):
            value = value.get("@id") or value.get("@value") or value.get("schema:name")
        if isinstance(value, str):
            return clean(value)
    return ""
