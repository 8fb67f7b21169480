"""The guide for one more agreement is followed to the letter: two files and no code."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

import pytest
from click.testing import CliRunner, Result
from flask.testing import FlaskClient

from support import ROOT
from treatygraph.cli import main
from treatygraph.namespaces import expand
from treatygraph.release import Release, open_release
from treatygraph.web.app import create_app
from treatygraph.web.config import ServeConfig

ID = "https://w3id.org/treatygraph/id/"
NEW = f"{ID}agreement/kz-tm-2030"


def steps() -> dict[int, str]:
    """The numbered steps of the guide."""
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("\n## ")[0]
    parts = re.split(r"^(\d)\. ", guide, flags=re.MULTILINE)
    return {int(number): text for number, text in zip(parts[1::2], parts[2::2], strict=True)}


def example(step: str) -> tuple[str, str]:
    """The file that a step has one write: its path, and what stands in it."""
    before, _, rest = step.partition("```turtle\n")
    path = re.findall(r"`(data/triples/[\w./-]+\.ttl)`", before)[-1]
    return path, dedent(rest.partition("```")[0])


@dataclass(frozen=True)
class Followed:
    """What came of following the guide."""

    check: Result
    build: Result
    release: Release


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Followed:
    """A copy of the data with the files of steps 1 and 2, checked by step 3, then built."""
    copy, out = tmp_path_factory.mktemp("checkout"), tmp_path_factory.mktemp("build")
    shutil.copytree(ROOT / "data/triples", copy / "data/triples")
    for number in (1, 2):
        path, text = example(steps()[number])
        assert not (copy / path).exists()
        (copy / path).write_text(text, encoding="utf-8")
    data, runner = str(copy / "data/triples"), CliRunner()
    command = re.search(r"`\.venv/bin/treatygraph (check[^`]*)`", steps()[3])
    assert command
    check = runner.invoke(main, [*command[1].split(), data])
    build = runner.invoke(main, ["build", data, "--out", str(out)])
    assert build.exit_code == 0, build.output
    return Followed(check, build, open_release(Path(build.stdout.strip())))


@pytest.fixture
def visitor(followed: Followed) -> FlaskClient:
    """Somebody who looks at what was built."""
    release = followed.release
    app = create_app(ServeConfig(str(release.folder)), release=release, store=release.store)
    browser = app.test_client()
    browser.environ_base["HTTP_ACCEPT"] = "text/html"
    return browser


def asked(release: Release, name: str, **values: str) -> list[dict[str, str]]:
    """The rows of a query that the release ships."""
    rows = release.store.select(release.queries[f"library/{name}"].bound(values).text).dicts()
    return [{key: str(getattr(term, "value", "")) for key, term in row.items()} for row in rows]


def test_there_are_five_steps() -> None:
    assert list(steps()) == [1, 2, 3, 4, 5]


def test_the_check_of_step_3_finds_nothing_to_mend(followed: Followed) -> None:
    assert (followed.check.exit_code, followed.check.stdout) == (0, "")
    assert "nothing to mend" in followed.check.stderr


def test_one_agreement_more_is_built_and_none_is_lost(
    followed: Followed, corpus_release: Release
) -> None:
    now, before = followed.release.manifest.classes, corpus_release.manifest.classes
    more = {"Agreement": 1, "Participation": 2, "Article": 1, "Norm": 1, "Source": 1}
    assert {cls: now[cls] - before[cls] for cls in more} == more


@pytest.mark.parametrize(
    ("day", "status"),
    [
        ("2030-05-03", "not in force"),  # not concluded yet
        ("2030-05-05", "not in force"),  # signed; nothing else had happened by then
        ("2030-05-06", "unknown"),  # nobody tells what came after
    ],
)
def test_its_status_is_told(followed: Followed, day: str, status: str) -> None:
    rows = asked(followed.release, "status-on-day", day=f'"{day}"^^<{expand("xsd:date")}>')
    assert [row["status"] for row in rows if row["agreement"] == NEW] == [status]


def test_its_norm_stands_in_the_grid(followed: Followed) -> None:
    rows = [row for row in asked(followed.release, "comparison-grid") if row["agreement"] == NEW]
    assert rows == [
        {"type": f"{ID}norm-type/transport-corridor", "agreement": NEW, "norms": "1"},
    ]


@pytest.mark.parametrize("page", ["/agreements", "/coverage"])
def test_it_is_listed(visitor: FlaskClient, page: str) -> None:
    assert "/agreement/kz-tm-2030" in visitor.get(page).get_data(as_text=True)


def test_the_address_of_step_4_shows_it(visitor: FlaskClient) -> None:
    address = re.search(r"http://127\.0\.0\.1:8000(/id/\S+?)\.?\s", steps()[4])
    assert address
    answer = visitor.get(address[1], follow_redirects=True)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "Ferry agreement of 2030 between Kazakhstan and Turkmenistan" in text
    assert "Article 1 of the ferry agreement of 2030" in text
