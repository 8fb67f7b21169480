"""What tests of imports share: small sets of invented content, and what an import made of one."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import NamedNode, RdfFormat, parse

from support import ROOT
from treatygraph.check import check_collection
from treatygraph.collection import load_collection, load_shipped
from treatygraph.collection.formatting import find_turtle_files, format_file, known_prefixes
from treatygraph.importing import Report
from treatygraph.iris import Base
from treatygraph.namespaces import expand

ONTOLOGY = ROOT / "ontology"
ID = "https://w3id.org/treatygraph/id/"


@dataclass
class Imported:
    """A collection that an import made, and what the import reported."""

    folder: Path
    report: Report
    reasons: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.reasons = {row.reason for row in self.report.rows}

    @property
    def data(self) -> Path:
        return self.folder / "data" / "triples"

    def text(self, place: str) -> str:
        """A file below ``data/triples``."""
        return (self.data / place).read_text(encoding="utf-8")

    def values(self, thing: str, predicate: str) -> set[str]:
        """What is stated of a thing, given its address below ``id/``, in all files."""
        subject, wanted = NamedNode(ID + thing), NamedNode(expand(predicate))
        return {
            quad.object.value.removeprefix(ID)
            for path in self.data.rglob("*.ttl")
            for quad in parse(path.read_bytes(), format=RdfFormat.TURTLE)
            if quad.subject == subject and quad.predicate == wanted
        }

    def files(self) -> dict[str, bytes]:
        """Every file of the collection, by its place."""
        return {
            path.relative_to(self.folder).as_posix(): path.read_bytes()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file()
        }

    def violations(self) -> list[str]:
        """What ``treatygraph check`` holds against it, and ``format --check``."""
        prefixes = known_prefixes(ONTOLOGY)
        unformatted = [
            f"{file} is not in house style"
            for file in find_turtle_files([self.data])
            if format_file(file, prefixes).changes
        ]
        collection = load_collection(self.data, Base())
        report = check_collection(collection, load_shipped(ONTOLOGY, Base()), ONTOLOGY)
        severe = [f"{one.rule} {one.focus} {one.message}" for one in report.findings
                  if str(one.severity).lower().endswith("violation")]  # fmt: skip
        return unformatted + severe


def nothing(what: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


def table(rows: Iterable[Iterable[object]], delimiter: str = ",") -> str:
    """Rows as CSV."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return out.getvalue()


def in_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


Importer = Callable[..., Imported]


def written(folder: Path, files: dict[str, str | bytes]) -> Path:
    """A folder with files in it."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


COUNTRIES = (
    ("AAA", "Arcadia", "the Kingdom of Arcadia", "Yes"),
    ("BBB", "Borduria (the)", "the Republic of Borduria", "Yes"),
    ("CCC", "Caronia", "", "Yes"),
    ("GBR", "United Kingdom of Great Britain and Northern Ireland (the)", "", "Yes"),
    ("CHE", "Switzerland", "the Swiss Confederation", "Yes"),
    ("NLD", "Netherlands (the)", "the Kingdom of the Netherlands", "Yes"),
    ("CAN", "Canada", "", "Yes"),
    ("SRB", "Serbia", "the Republic of Serbia", "Yes"),
    ("DEU", "Germany", "the Federal Republic of Germany", "Yes"),
    ("ISL", "Isle", "", "Territory of AA"),
)
COUNTRY_COLUMNS = (
    "ISO3166-1-Alpha-3", "UNTERM English Short", "UNTERM English Formal", "is_independent",
)  # fmt: skip
COW = (
    ("stateabb", "ccode", "statenme", "styear", "stmonth", "stday", "endyear", "endmonth", "endday",
     "version"),
    ("ARC", "901.0", "Arcadia", "1816.0", "1.0", "1.0", "2016.0", "12.0", "31.0", "2016.0"),
    ("BOR", "902.0", "Borduria", "1816.0", "1.0", "1.0", "2016.0", "12.0", "31.0", "2016.0"),
    ("CAR", "903.0", "Caronia", "1920.0", "1.0", "1.0", "1939.0", "12.0", "31.0", "2016.0"),
    ("YUG", "345.0", "Yugoslavia", "1918.0", "12.0", "1.0", "2016.0", "12.0", "31.0", "2016.0"),
    ("NOW", "999.0", "Nowhere", "1816.0", "1.0", "1.0", "2016.0", "12.0", "31.0", "2016.0"),
)  # fmt: skip
GW = (
    ("gwcode", "stateabb", "statename", "startdate", "enddate"),
    ("901.0", "ARC", "Arcadia", "1816-01-01", "2017-12-31"),
)
FILES_OF_STATES: dict[str, str | bytes] = {
    "country-codes.csv": table((COUNTRY_COLUMNS, *COUNTRIES)),
    "cow_states.csv": table(COW),
    "gw_states.csv": table(GW),
}
