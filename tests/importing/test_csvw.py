"""The kind csvw: a table that a metadata file describes is imported without code."""

import pytest
from import_support import in_json, table, written
from rdflib import RDF, SKOS, Graph

from support import ROOT
from treatygraph.importing.kinds.csvw import CONCEPTS
from treatygraph.importing.kinds.metadata import BadMetadata, read_metadata

COLUMNS = [
    {"name": "number", "titles": "No.", "propertyUrl": "dcterms:identifier"},
    {"name": "name", "titles": "Name", "propertyUrl": "http://purl.org/dc/terms/title",
     "lang": "en", "required": True},
    {"name": "name_de", "titles": "Titel", "propertyUrl": "dcterms:title", "lang": "de",
     "null": ["-", ""]},
    {"name": "signed", "titles": "Signed", "propertyUrl": "tg:concludedOn",
     "datatype": {"base": "date", "format": "dd.MM.yyyy"}},
    {"name": "force", "titles": "In force", "propertyUrl": "tg:inForceFrom"},
    {"name": "parties", "titles": "Parties", "propertyUrl": "tg:participant", "separator": ";"},
    {"name": "subject", "titles": "Subject", "propertyUrl": "tg:topic"},
    {"name": "remarks", "titles": "Remarks", "suppressOutput": True},
    {"name": "kind", "virtual": True, "propertyUrl": "tg:agreementType",
     "valueUrl": "https://w3id.org/treatygraph/id/agreement-type/convention"},
]  # fmt: skip
METADATA = {
    "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
    "url": "kites.csv",
    "dc:title": "Kite treaties of the Kite Institute",
    "dc:publisher": "Kite Institute",
    "dc:license": {"@id": "https://creativecommons.org/licenses/by/4.0/"},
    "dc:source": "https://kites.example/treaties",
    "dc:modified": "2026-05-01",
    "dialect": {"delimiter": ";"},
    "tableSchema": {"columns": COLUMNS, "aboutUrl": "agreement/kites-{number}"},
}
HEAD = ("No.", "Name", "Titel", "Signed", "In force", "Parties", "Subject", "Remarks")
ROWS = [
    ("A/1", "Kite Convention", "Drachen", "03.05.1950", "1951-02", "Arcadia; Borduria", "trade",
     "x"),
    ("A/1", "Kite Convention", "-", "03.05.1950", "1951-02", "Caronia;Atlantis", "trade", ""),
    ("2", "Kites II", "", "31.02.1950", "", "Arcadia", "trade", ""),
    ("3", "", "", "", "", "Arcadia", "trade", ""),
    ("4", "Kites IV", "", "", "", "Arcadia", "kites", ""),
    ("", "Kites V", "", "", "", "Arcadia", "trade", ""),
    ("6", "short"),
    ("A/1", "Kite Convention", "", "", "", "", "", ""),
]  # fmt: skip
FILES = {
    "kites-metadata.json": in_json(METADATA),
    "kites.csv": table([HEAD, *ROWS], ";"),
}
KITE = "agreement/kites-a-1"


@pytest.fixture
def result(imported, states):
    return imported("csvw", FILES, actors=states)


def test_columns_become_what_the_metadata_say(result):
    assert result.violations() == []
    assert result.values(KITE, "dcterms:title") == {"Kite Convention", "Drachen"}
    assert result.values(KITE, "tg:concludedOn") == {"1950-05-03"}
    assert result.values(KITE, "tg:inForceFrom") == {"1951-02"}
    assert result.values(KITE, "tg:agreementType") == {"agreement-type/convention"}
    assert result.values(KITE, "tg:topic") == {"topic/trade"}


def test_rows_that_follow_one_another_with_one_key_are_one_record(result):
    for key in ("AAA", "BBB", "CCC"):
        assert result.values(f"{KITE}/participation-{key}", "tg:participant") == {f"state/{key}"}


def test_every_row_is_held_or_refused(result):
    report = result.report
    assert (report.read, report.held, report.things) == (8, 2, 1)
    assert report.adds_up
    assert report.refused == {
        "a date is not as the metadata say": 1, "a required column is empty": 1,
        "a value is no concept that ships": 1, "the row has no key": 1,
        "the row has another number of fields than the header": 1, "the record is a repetition": 1,
    }  # fmt: skip


def test_the_table_says_whose_it_is(result):
    toml = (result.folder / "treatygraph.toml").read_text()
    assert 'licence = "https://creativecommons.org/licenses/by/4.0/"' in toml
    assert "withheld" not in toml
    assert result.values("source/kites", "tg:publisher") == {"organization/kite-institute"}


def test_a_table_without_a_licence_is_not_to_be_published(imported, states):
    bare = {key: value for key, value in METADATA.items() if key != "dc:license"}
    result = imported("csvw", FILES | {"kites-metadata.json": in_json(bare)}, actors=states)
    assert "names no licence" in (result.folder / "treatygraph.toml").read_text()


def changed(**schema):
    return METADATA | {"tableSchema": METADATA["tableSchema"] | schema}


@pytest.mark.parametrize(
    ("metadata", "told"),
    [
        ({}, "describes no table"),
        (METADATA | {"@context": "http://schema.org"}, "`@context` is not that of CSVW"),
        (METADATA | {"url": "../../etc/passwd"}, "leads out of the folder"),
        (METADATA | {"tables": []}, "a key that is not understood here: tables"),
        (METADATA | {"dc:modified": "lately"}, "no day of its edition"),
        (METADATA | {"dialect": {"header": False}}, "only tables with a header"),
        (changed(aboutUrl="row-{number}"), "`aboutUrl` names no agreement"),
        (changed(aboutUrl="agreement/{nothing}"), "a template names no column: nothing"),
        (changed(columns=[]), "has no `columns`"),
        (changed(columns=[{"name": "a", "format": "x"}]), "column 1 has a key"),
        (changed(columns=[*COLUMNS, {"name": "day", "datatype": {"base": "date", "format": "E"}}]),
         "a format of dates is not understood"),
    ],
)  # fmt: skip
def test_metadata_that_cannot_be_used_are_told_in_a_sentence(tmp_path, metadata, told):
    path = written(tmp_path, {"kites-metadata.json": in_json(metadata)})
    with pytest.raises(BadMetadata, match=r"kites-metadata\.json: ") as caught:
        read_metadata(path)
    assert told in str(caught.value)


def test_a_property_that_no_column_may_state_is_told(imported):
    columns = [*COLUMNS[:2], {"name": "x", "propertyUrl": "tg:evidence"}]
    files = FILES | {"kites-metadata.json": in_json(changed(columns=columns))}
    with pytest.raises(BadMetadata, match="may be tg:evidence: there are "):
        imported("csvw", files)


@pytest.mark.parametrize(("name", "scheme"), [("agreementType", "agreement-type"),
                         ("legalForce", "legal-force"), ("topic", "topic")])  # fmt: skip
def test_the_concepts_are_those_that_ship(name, scheme):
    graph = Graph().parse(ROOT / "ontology" / "vocabularies" / f"{scheme}.ttl")
    keys = {str(one).rpartition("/")[2] for one in graph.subjects(RDF.type, SKOS.Concept)}
    assert keys - {"resolution"} == CONCEPTS[name]
