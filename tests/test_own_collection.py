"""A collection of one's own: its concepts, questions and rules, as its page tells; settings."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from support import ROOT
from treatygraph.cli import main
from treatygraph.release import open_current
from treatygraph.scaffold import write_collection
from treatygraph.settings import Settings
from treatygraph.web.sentences import licence_name

PAGE = (ROOT / "docs/own-collection.md").read_text(encoding="utf-8")
AGREEMENT = "data/triples/agreements/sample-is-nz-2020.ttl"
QUESTION = "queries/competency/who-must-do-what.rq"


def example(path: str) -> str:
    """The block that the page gives for a file."""
    after = PAGE.partition(f"`{path}`")[2]
    return re.split(r"```\w+\n", after, maxsplit=1)[1].partition("```")[0]


@dataclass(frozen=True)
class Place:
    """A collection, and the tool run in it."""

    folder: Path

    def run(self, *arguments: str) -> Result:
        """Run ``treatygraph``; the working directory is the collection."""
        return CliRunner().invoke(main, list(arguments))

    def write(self, path: str, text: str) -> None:
        """Write a file of it."""
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).write_text(text, encoding="utf-8")

    def change(self, path: str, old: str, new: str) -> None:
        """Change every occurrence of a text in a file of it."""
        text = (self.folder / path).read_text(encoding="utf-8")
        assert old in text
        self.write(path, text.replace(old, new))


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A collection as ``init`` writes it, and the working directory in it."""
    write_collection(tmp_path / "mine", Settings(title="Mine"), today=date(2026, 11, 26))
    monkeypatch.chdir(tmp_path / "mine")
    return Place(tmp_path / "mine")


def test_a_concept_of_ones_own_stands_in_a_scheme_that_ships(place: Place) -> None:
    path = "data/triples/vocabularies/norm-type.ttl"
    place.write(path, example(path))
    place.change(AGREEMENT, "norm-type:navigation", "norm-type:pilotage")
    done = place.run("check", "--strict")
    assert (done.exit_code, done.stdout) == (0, "")


def test_a_concept_that_nobody_defined_is_a_fault(place: Place) -> None:
    place.change(AGREEMENT, "norm-type:navigation", "norm-type:pilotage")
    done = place.run("check")
    assert done.exit_code == 1
    assert f"{AGREEMENT}:" in done.stdout


@pytest.mark.parametrize(
    ("path", "strict", "said"),
    [
        ("checks/hygiene/norm-without-topic.rq", "--strict", "hygiene/norm-without-topic"),
        ("checks/shapes/norm.ttl", "", "https://treaties.example.org/shapes#norm-topic"),
    ],
)
def test_a_rule_of_ones_own_is_held_to(place: Place, path: str, strict: str, said: str) -> None:
    place.write(path, example(path))
    options = [strict] if strict else []
    assert place.run("check", "--strict").exit_code == 0
    stated = "    tg:statedIn sample-is-nz-2020:article-1 ;\n"
    place.change(AGREEMENT, f"{stated}    tg:topic topic:lighthouses ;\n", stated)
    done = place.run("check", *options)
    assert done.exit_code == 1
    assert re.search(rf"^{AGREEMENT}:\d+:\d+: \w+: Say which policy domain", done.stdout, re.M)
    assert said in done.stdout


def test_a_rule_that_comes_later_stops_the_next_build(place: Place) -> None:
    assert place.run("build").exit_code == 0
    shape = example("checks/shapes/norm.ttl").replace("tg:topic ;", "tg:beneficiary ;")
    place.write("checks/shapes/norm.ttl", shape)
    done = place.run("build")
    assert done.exit_code == 1
    assert "not built: the check found 2 violations" in done.stderr


def test_questions_of_ones_own_are_built_in_under_the_base(place: Place) -> None:
    place.change("treatygraph.toml", "https://w3id.org/treatygraph/", "https://a.example/")
    own = "PREFIX t: <https://w3id.org/treatygraph/id/topic/>\nASK { ?x ?y t:lighthouses }\n"
    place.write("queries/competency/lights.rq", own)
    assert place.run("build").exit_code == 0
    release = open_current(Path("build"))
    text = release.queries["competency/lights"].text
    assert "<https://a.example/id/topic/>" in text
    assert release.store.answer(text).read() == b'{"head":{},"boolean":true}'
    assert "competency/mutual-defence" in release.queries


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        ("queries/a.rq", "SELECT ?x\nWHERE { ?x }\n", "queries/a.rq:2:9: violation: "),
        ("queries/a.rq", "#+ no key\nASK {}", "queries/a.rq:1:1: violation: "),
        ("queries/a.rq", "#+ parameters:\n#+   - x: X\nASK {}", "there is no row VALUES ?x"),
        ("queries/a.rq", "ASK { ?s ?p ?_page }", "no parameter may be called “page”"),
        ("queries/a.rq", "DROP ALL", "queries/a.rq:1:1: violation: DROP is an update"),
        ("queries/library/status-on-day.rq", "ASK {}", "rule: query/name-is-taken"),
        ("checks/hygiene/a.rq", "SELECT ?x\nWHERE { ?x }", "checks/hygiene/a.rq:2:9: violation"),
        ("checks/hygiene/a.rq", "ASK {}", "a.rq:1:1: violation: a SELECT query is needed here"),
        ("checks/shapes/a.ttl", "a b c .\n", "checks/shapes/a.ttl:1:"),
    ],
)
def test_a_question_or_rule_that_cannot_be_used_is_a_finding(
    place: Place, path: str, text: str, said: str
) -> None:
    place.write(path, text)
    done = place.run("check")
    assert done.exit_code == 1
    assert said in done.stdout
    built = place.run("build")
    assert built.exit_code in (1, 2)
    assert f"{path}:" in built.stderr
    assert not Path("build/current").exists()


def test_a_shape_that_is_not_well_formed_is_told_at_its_place(place: Place) -> None:
    shape = example("checks/shapes/norm.ttl").replace("sh:minCount 1", 'sh:minCount "x"')
    place.write("checks/shapes/norm.ttl", shape)
    done = place.run("check")
    line = shape[: shape.index('"x"')].count("\n") + 1
    assert done.exit_code == 1
    assert f"checks/shapes/norm.ttl:{line}:" in done.stdout


def test_without_settings_a_folder_is_no_collections(place: Place) -> None:
    place.write("queries/a.rq", "SELECT ?x WHERE {")
    Path("treatygraph.toml").unlink()
    assert place.run("check").exit_code == 0


@pytest.mark.parametrize("command", ["check", "build"])
def test_a_fault_in_the_settings_is_told_before_anything_is_done(
    place: Place, command: str
) -> None:
    place.write("treatygraph.toml", 'title = "Mine"\nlicense = "x"\n')
    done = place.run(command)
    assert done.exit_code == 2
    assert done.stderr.startswith("treatygraph: treatygraph.toml:2:1: unknown setting 'license'")
    assert not Path("build").exists()


def test_each_setting_gives_a_version_of_its_own(place: Place) -> None:
    versions = {place.run("build").stdout}
    for line in (
        'title = "Other"',
        'licence = "https://a.example/l"',
        'base = "https://b.example/"',
    ):
        place.write("treatygraph.toml", line)
        versions.add(place.run("build").stdout)
    assert len(versions) == 4


def test_every_setting_is_on_the_page_with_its_default() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \|.*\| `(.*)` \|$", PAGE, re.MULTILINE))
    default = Settings()
    assert list(rows) == [field.name for field in fields(Settings)]
    assert rows["base"] == default.base.root
    assert rows["licence"] == default.licence


def test_every_file_on_the_page_is_one_that_is_written(place: Place) -> None:
    table = PAGE.partition("| what `init` writes |")[2].partition("\n\n")[0]
    named = re.findall(r"`([\w./-]+)`", table)
    there = {path.relative_to(place.folder).as_posix()
             for path in place.folder.rglob("*") if path.is_file()}  # fmt: skip
    assert [name for name in named if not any(path.startswith(name) for path in there)] == []
    missed = [path for path in there if not any(path.startswith(name) for name in named)]
    assert missed == ["README.md"]


def test_the_links_of_the_page_lead_somewhere() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", PAGE)
    assert links
    assert [link for link in links if not (ROOT / "docs" / link).exists()] == []


@pytest.mark.parametrize(
    ("iri", "name"),
    [
        ("https://creativecommons.org/licenses/by/4.0/", "CC BY 4.0"),
        ("http://creativecommons.org/licenses/by-nc-sa/3.0/deed.de", "CC BY-NC-SA 3.0"),
        ("https://creativecommons.org/publicdomain/zero/1.0/", "CC0 1.0"),
        ("https://opendatacommons.org/licenses/odbl/1-0/", "opendatacommons.org/licenses/odbl/1-0"),
    ],
)
def test_a_licence_is_named_as_people_name_it(iri: str, name: str) -> None:
    assert licence_name(iri) == name
