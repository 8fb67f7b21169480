"""The wheel by itself: the installed tool works on anyone's collection, without the checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest

from support import ROOT, serving

TEMPLATES = ROOT / "src/treatygraph/scaffold/collection"

pytestmark = pytest.mark.slow


def pip(*arguments: str) -> None:
    """Run pip; a registry that is out of reach is a skip."""
    command = [sys.executable, "-m", "pip", "--quiet", *arguments]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode and "connection" in done.stderr.lower():
        pytest.skip("package registry out of reach")
    assert done.returncode == 0, done.stderr


@dataclass(frozen=True)
class Installed:
    """A virtual environment that holds the wheel, and where its package lies."""

    bin: Path
    package: Path

    @property
    def program(self) -> Path:
        """The command that the wheel brings."""
        return self.bin / "treatygraph"

    def run(self, *arguments: str, cwd: Path, given: str = "") -> subprocess.CompletedProcess[str]:
        """Run the command in a folder."""
        return subprocess.run(
            [str(self.program), *arguments], cwd=cwd, env=os.environ | {"PYTHONPATH": ""},
            input=given, capture_output=True, text=True,
        )  # fmt: skip


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """A virtual environment with the wheel in it; what the wheel needs is taken from this one.

    A line in a ``.pth`` file lends the packages that are here, but not the editable install
    among them: that is a ``.pth`` file itself, and those are read in an environment's own folder.
    """
    place = tmp_path_factory.mktemp("wheel")
    pip("wheel", "--no-deps", "--wheel-dir", str(place / "dist"), str(ROOT))
    wheel = next((place / "dist").glob("treatygraph-*.whl"))
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", place / "venv"], check=True)
    python = place / "venv/bin/python"
    site = next((place / "venv").glob("lib/python*/site-packages"))
    lent = {sysconfig.get_path(name) for name in ("purelib", "platlib")}
    (site / "lent.pth").write_text("\n".join(sorted(lent)) + "\n")
    pip("--python", str(python), "install", "--no-deps", str(wheel))
    return Installed(python.parent, site / "treatygraph")


def test_the_package_is_the_wheels_and_carries_what_it_needs(
    installed: Installed, tmp_path: Path
) -> None:
    where = "import treatygraph; print(treatygraph.__file__)"
    asked = [installed.bin / "python", "-P", "-c", where]
    found = subprocess.run(asked, capture_output=True, text=True, cwd=tmp_path)
    assert found.stdout.strip() == str(installed.package / "__init__.py")
    assert (installed.package / "assets/queries/library/status-on-day.rq").is_file()
    assert (installed.package / "web/templates/home.html").is_file()


def test_the_installed_tool_checks_builds_and_answers(installed: Installed, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "tests/fixtures/mini/data", tmp_path / "data/triples")
    assert installed.run("check", cwd=tmp_path).returncode == 0
    built = installed.run("build", cwd=tmp_path)
    assert built.returncode == 0, built.stderr
    agreements = "SELECT ?a { ?a a <https://w3id.org/treatygraph/ontology#Agreement> }"
    answer = installed.run("query", "-", cwd=tmp_path, given=agreements)
    assert "agreement/" in answer.stdout


def test_the_installed_tool_begins_a_collection_and_serves_it(
    installed: Installed, tmp_path: Path
) -> None:
    home = tmp_path / "my treaties"
    begun = installed.run("init", str(home), cwd=tmp_path)
    assert begun.returncode == 0, begun.stderr
    assert sorted(path.relative_to(home) for path in home.rglob("*") if path.is_file()) == sorted(
        Path(*(part.replace("dot-", ".", 1) for part in path.relative_to(TEMPLATES).parts))
        for path in TEMPLATES.rglob("*")
        if path.is_file()
    )
    checked = installed.run("check", "--strict", cwd=home)
    assert (checked.returncode, checked.stdout) == (0, "")
    assert installed.run("build", cwd=home).returncode == 0
    with serving(cwd=home, program=installed.program) as server:
        asked = urllib.request.Request(f"{server.url}doc/agreement/sample-is-nz-2020.ttl")
        with urllib.request.urlopen(asked, timeout=30) as answer:
            assert "tg:Agreement" in answer.read().decode()
