"""Any import: the same bytes, gone on with after an interruption, told on the command line."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from import_support import FILES_OF_STATES, ONTOLOGY, in_json, nothing, written
from test_atop import ALLIANCES, MEMBERS
from test_open_treaties import INVENTED
from test_uk_treaties import TREATY

from support import ROOT
from treatygraph.cli import main
from treatygraph.collection.formatting import known_prefixes
from treatygraph.importing import CannotImport, Options, import_set
from treatygraph.importing.journal import NAME
from treatygraph.settings import Settings

MANY = {"uk.jsonl": "\n".join(in_json(TREATY | {"lb_document_id": n}) for n in range(200))}


def test_the_same_input_gives_the_same_bytes_in_one_process_and_in_several(imported, states):
    one = imported("uk-treaties", MANY, actors=states, jobs=1)
    several = imported("uk-treaties", MANY, actors=states, jobs=3)
    assert one.files() == several.files()
    assert one.report.held == 200


def test_an_import_again_changes_nothing(imported, states):
    one = imported("uk-treaties", MANY, actors=states)
    before = one.files()
    again = imported("uk-treaties", MANY, into=one.folder, actors=states)
    assert again.files() == before


def test_what_an_earlier_edition_had_and_this_has_not_is_removed(imported, states):
    one = imported("uk-treaties", MANY, actors=states)
    fewer = {"uk.jsonl": MANY["uk.jsonl"].partition("\n")[0]}
    imported("uk-treaties", fewer, into=one.folder, actors=states)
    assert [path.name for path in (one.data / "agreements").iterdir()] == ["uk-0.ttl"]


def test_places_and_actors_that_nothing_names_any_more_go_too(imported, states):
    here = {"uk.jsonl": in_json(TREATY)}
    there = {"uk.jsonl": in_json(TREATY | {"signed_event_location": "Far", "country_name": "FAO"})}
    one = imported("uk-treaties", here, actors=states)
    again = imported("uk-treaties", there, into=one.folder, actors=states)
    assert {path.name for path in (again.data / "places").iterdir()} == {"far.ttl"}
    assert not list((again.data / "actors/states").iterdir())
    assert again.violations() == []


def test_an_actor_that_another_set_names_stays(imported, states):
    one = imported("uk-treaties", {"uk.jsonl": in_json(TREATY)}, actors=states)
    files = {"atop-alliance-level.csv": ALLIANCES, "atop-member-level.csv": MEMBERS}
    imported("atop", files, into=one.folder, actors=states)
    alone = {"uk.jsonl": in_json(TREATY | {"country_name": "FAO"})}
    again = imported("uk-treaties", alone, into=one.folder, actors=states)
    assert (again.data / "actors/states/AAA.ttl").exists()
    assert again.violations() == []


class Stop(Exception):
    """Somebody pulls the plug."""


def test_an_import_that_was_interrupted_goes_on_where_it_stopped(imported, states, tmp_path):
    whole = imported("uk-treaties", MANY, actors=states)
    path, folder = written(tmp_path / "again", MANY), tmp_path / "interrupted"
    options = Options("uk-treaties", path, folder, known_prefixes(ONTOLOGY), states)

    def pull(what, done, total):
        if "128" in what:
            raise Stop

    with pytest.raises(Stop):
        import_set(options, pull)
    journal = folder / "import/uk-treaties" / NAME
    assert journal.read_text().count("\n") == 3
    journal.write_text(journal.read_text() + '{"half a li')
    removed = folder / "data/triples/agreements/uk-0.ttl"
    kept = removed.read_bytes()
    removed.unlink()  # what was done is not done again: this file does not come back
    report = import_set(options, nothing)
    assert report.held == 200
    assert not removed.exists()
    removed.write_bytes(kept)
    assert {path.relative_to(folder).as_posix(): path.read_bytes()
            for path in folder.rglob("*") if path.is_file()} == whole.files()  # fmt: skip


def test_a_process_that_is_killed_leaves_what_can_be_gone_on_with(imported, states, tmp_path):
    whole = imported("uk-treaties", MANY, actors=states)
    path, folder = written(tmp_path / "again", MANY), tmp_path / "killed"
    command = [sys.executable, "-m", "treatygraph", "import", "uk-treaties", str(path), "--into",
               str(folder), "--actors", str(states), "--jobs", "1"]  # fmt: skip
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    journal = folder / "import/uk-treaties" / NAME
    while process.poll() is None and not (journal.is_file() and journal.stat().st_size > 200):
        pass
    process.kill()
    process.wait()
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    ours = {path.relative_to(folder).as_posix(): path.read_bytes()
            for path in folder.rglob("*") if path.is_file()}  # fmt: skip
    assert ours == whole.files()


def test_another_input_is_not_gone_on_with(imported, states, tmp_path):
    folder = tmp_path / "collection"
    reports = folder / "import/uk-treaties"
    first = imported("uk-treaties", MANY, into=folder, actors=states)
    (reports / NAME).write_text('{"of": "another"}\n{"outcomes": []}\n')
    again = imported("uk-treaties", MANY, into=folder, actors=states)
    assert again.report.held == first.report.held


def test_two_sets_in_one_collection_are_linked_where_they_tell_of_the_same(imported, states):
    title = "Convention on the Lending of Umbrellas"
    uk = {"uk.jsonl": in_json(TREATY | {"title": title})}
    one = imported("uk-treaties", uk, actors=states)
    both = imported("open-treaties", {"a.json": in_json(INVENTED)}, into=one.folder)
    assert both.violations() == []
    assert both.values("agreement/open-a", "tg:relatedTo") == {"agreement/uk-7"}
    toml = (both.folder / "treatygraph.toml").read_text()
    assert "Crown copyright" in toml
    assert "lawchat-oss/open-treaties, under CC0" in toml


def test_a_collection_that_a_set_without_a_licence_comes_into_is_withheld(imported, states):
    one = imported("open-treaties", {"a.json": in_json(INVENTED)})
    imported("uk-treaties", MANY, into=one.folder, actors=states)
    settings = Settings.read(one.folder / "treatygraph.toml")
    assert settings.licence == "http://rightsstatements.org/vocab/UND/1.0/"
    assert "Crown copyright" in settings.withheld
    assert settings.title == "open-treaties: core treaties in English and Chinese"


def test_a_manifest_that_names_files_elsewhere_removes_nothing(imported, states, tmp_path):
    one = imported("uk-treaties", MANY, actors=states)
    (one.folder / "data" / "mine.ttl").write_text("mine")
    manifest = one.folder / "import/uk-treaties/written.tsv"
    manifest.write_text(manifest.read_text() + "../mine.ttl\t\t\n")
    imported("uk-treaties", MANY, into=one.folder, actors=states)
    assert (one.folder / "data" / "mine.ttl").exists()


def test_parties_without_known_states_are_refused_with_what_to_do(imported):
    with pytest.raises(CannotImport, match="import state-codes PATH --into STATES"):
        imported("uk-treaties", MANY)


def test_a_folder_that_holds_something_else_is_left_alone(imported, states, tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(Exception, match="is not empty"):
        imported("uk-treaties", MANY, into=tmp_path, actors=states)


def test_the_command_prints_counts_that_add_up(tmp_path: Path):
    path = written(tmp_path / "states", FILES_OF_STATES)
    arguments = ["import", "state-codes", str(path), "--into", str(tmp_path / "out")]
    result = CliRunner().invoke(main, [*arguments, "--jobs", "1"])
    assert result.exit_code == 0, result.output
    first = result.stdout.splitlines()[0]
    assert first.startswith("state-codes: ")
    assert " + 1 refused" in first
    report = json.loads((tmp_path / "out/import/state-codes/report.json").read_text())
    assert report["refused"][0]["examples"] == [{"record": "cow_states.csv:6", "detail": "Nowhere"}]


def test_a_set_that_breaks_off_ends_with_1(tmp_path: Path, states):
    path = written(tmp_path / "uk", {"uk.jsonl.xz": b"\xfd7zXZ\x00 and no more"})
    arguments = ["import", "uk-treaties", str(path), "--into", str(tmp_path / "out"), "--actors"]
    result = CliRunner().invoke(main, [*arguments, str(states), "--jobs", "1"])
    assert result.exit_code == 1
    assert "the file breaks off" in result.stdout


def test_a_path_that_is_not_there_is_one_sentence(tmp_path: Path):
    arguments = ["import", "open-treaties", str(tmp_path / "no"), "--into", str(tmp_path / "out")]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 2
    assert result.stderr.startswith("treatygraph: ")
    assert not (tmp_path / "out").exists()
