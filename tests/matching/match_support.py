"""What tests of matching share: small invented sets, imported by CSVW as any other table."""

from __future__ import annotations

import json
from pathlib import Path

from treatygraph.collection.formatting import known_prefixes
from treatygraph.importing import Options, import_set
from treatygraph.matching.records import AgreementRecord
from treatygraph.matching.titles import title_of

ONTOLOGY = Path(__file__).resolve().parents[2] / "ontology"
PREFIXES = known_prefixes(ONTOLOGY)
ID = "https://w3id.org/treatygraph/id/"

HARBOUR = "Convention on the Marking of Harbour Buoys by Night"
KITES = "Agreement on the Rescue of Stranded Kites"
LANTERN = "Protocol amending the Convention on the Marking of Harbour Buoys by Night"

ONE = [("1", HARBOUR, "2001-05-04"), ("2", KITES, "1999-01-02"), ("3", LANTERN, "2007-08-09")]
OTHER = [
    ("a", "CONVENTION on the marking of harbour buoys by night", "2001-05-04"),
    ("b", "Treaty on Shadows of Clouds", "1999-01-02"),
    (
        "c",
        "Protocol amending the Convention on the marking of harbour buoys by night",
        "2007-08-09",
    ),
]

_COLUMNS = [
    {"name": "number", "titles": "No", "propertyUrl": "dcterms:identifier"},
    {"name": "name", "titles": "Name", "propertyUrl": "dcterms:title", "lang": "en"},
    {"name": "signed", "titles": "Signed", "propertyUrl": "tg:concludedOn", "datatype": "date"},
]


def table(folder: Path, name: str, rows: list[tuple[str, str, str]], into: Path) -> Path:
    """A collection of agreements ``NAME-NUMBER``, each with a title and a day of conclusion."""
    source = folder / f"set-{name}"
    source.mkdir(parents=True)
    lines = ["No,Name,Signed", *(f'{number},"{title}",{day}' for number, title, day in rows)]
    (source / f"{name}.csv").write_text("\n".join(lines) + "\n")
    metadata = {
        "@context": "http://www.w3.org/ns/csvw", "url": f"{name}.csv",
        "dc:title": f"Treaties of {name}", "dc:publisher": f"Institute of {name}",
        "dc:license": {"@id": "https://creativecommons.org/licenses/by/4.0/"},
        "dc:source": f"https://{name}.example/", "dc:modified": "2026-05-01",
        "tableSchema": {"aboutUrl": f"agreement/{name}-{{number}}", "columns": _COLUMNS},
    }  # fmt: skip
    (source / f"{name}-metadata.json").write_text(json.dumps(metadata))
    import_set(Options("csvw", source, into, PREFIXES), lambda *_: None)
    return into


def record(key: str, title: str = HARBOUR, **known: object) -> AgreementRecord:
    """An agreement to compare."""
    return AgreementRecord(f"{ID}agreement/{key}", title, (title_of(title, "en"),), **known)
