"""The wheel by itself: the installed tool works on anyone's collection, without the checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from support import ROOT


def pip(*arguments: str) -> None:
    """Run pip; a registry that is out of reach is a skip."""
    command = [sys.executable, "-m", "pip", "--quiet", *arguments]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode and "connection" in done.stderr.lower():
        pytest.skip("package registry out of reach")
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which the wheel was installed."""
    place = tmp_path_factory.mktemp("wheel")
    pip("wheel", "--no-deps", "--wheel-dir", str(place / "dist"), str(ROOT))
    wheel = next((place / "dist").glob("treatygraph-*.whl"))
    pip("install", "--no-deps", "--target", str(place / "site"), str(wheel))
    return place / "site"


@pytest.mark.slow
def test_the_installed_tool_checks_builds_and_answers(installed: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "tests/fixtures/mini/data", tmp_path / "data/triples")
    environment = os.environ | {"PYTHONPATH": str(installed)}

    def run(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-P", "-m", "treatygraph", *arguments]
        return subprocess.run(
            command, cwd=tmp_path, env=environment, input=given, capture_output=True, text=True
        )

    where = "import treatygraph; print(treatygraph.__file__)"
    asked = [sys.executable, "-P", "-c", where]
    found = subprocess.run(asked, env=environment, capture_output=True, text=True, cwd=tmp_path)
    assert found.stdout.startswith(str(installed))
    assert run("check").returncode == 0
    built = run("build")
    assert built.returncode == 0, built.stderr
    answer = run(
        "query", "-", given="SELECT ?a { ?a a <https://w3id.org/treatygraph/ontology#Agreement> }"
    )
    assert "agreement/" in answer.stdout
    assert (installed / "treatygraph/assets/queries/library/status-on-day.rq").is_file()
    assert (installed / "treatygraph/web/templates/home.html").is_file()
