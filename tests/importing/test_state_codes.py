"""The kind state-codes: the base to which names and codes of parties are resolved."""

from import_support import FILES_OF_STATES

from treatygraph.importing.actors import Actors
from treatygraph.importing.dates import Date


def test_rows_of_three_tables_become_states_and_places(imported):
    result = imported("state-codes", FILES_OF_STATES)
    assert result.violations() == []
    assert result.values("state/AAA", "dcterms:identifier") == {"ISO:AAA", "COW:901", "GW:901"}
    assert result.values("place/isle", "rdf:type") != set()
    assert result.report.adds_up
    assert result.report.held == result.report.read - 1
    assert {row.detail for row in result.report.rows} == {"Nowhere"}


def test_names_and_codes_mean_actors(states):
    actors = Actors.read(states / "data" / "triples")
    found = {
        name: actors.find(name) for name in ("BORDURIA THE", "Republic of Borduria", "COW:902")
    }
    assert {actor.path for actor in found.values()} == {"state/BBB"}
    assert actors.find("Bayern").path == "state/former-bavaria"
    assert actors.find("Hong Kong").path == "organization/government-of-hong-kong"
    assert actors.find("Nowhere at all") is None


def test_a_code_means_whoever_bore_it_on_the_day(states):
    actors = Actors.read(states / "data" / "triples")
    days = {"1900-01-01": "SRB", "1955-01-01": "YUG", "1999": "SCG", "2010-05-01": "SRB"}
    for day, code in days.items():
        assert actors.find("COW:345", Date(day)).path == f"state/{code}"


def test_a_table_that_lacks_a_file_is_told(imported):
    result = imported("state-codes", {"country-codes.csv": FILES_OF_STATES["country-codes.csv"]})
    assert "a file of the set is missing" in result.reasons
