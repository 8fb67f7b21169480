"""What pages run is what frontend/ says: built anew it is the same, under licences that suit."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from support import ROOT
from treatygraph.web.static_files import FOLDER

FRONTEND = ROOT / "frontend"
BUNDLE = FOLDER / "bundle"
LOCK = json.loads((FRONTEND / "package-lock.json").read_text(encoding="utf-8"))
PACKAGE = json.loads((FRONTEND / "package.json").read_text(encoding="utf-8"))


@pytest.fixture
def node() -> str:
    """Node.js, where the packages of frontend/ are installed."""
    program = shutil.which("node")
    if program is None:
        pytest.skip("Node.js is not installed")
    if not (FRONTEND / "node_modules/esbuild").is_dir():
        pytest.skip("frontend/node_modules is absent: run `make frontend`")
    return program


def files_of(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


def test_the_bundle_is_what_its_sources_build(node: str, tmp_path: Path) -> None:
    subprocess.run([node, "build.js", str(tmp_path / "bundle")], cwd=FRONTEND, check=True)
    built, committed = files_of(tmp_path / "bundle"), files_of(BUNDLE)
    assert sorted(built) == sorted(committed)
    differ = [name for name in built if built[name] != committed[name]]
    assert differ == [], "run `make frontend`, and commit what it built"


def test_a_licence_that_does_not_suit_ends_the_build(node: str, tmp_path: Path) -> None:
    stranger = tmp_path / "node_modules/stranger"
    stranger.mkdir(parents=True)
    told = '{"name": "stranger", "version": "1.0.0", "license": "AGPL-3.0"}'
    (stranger / "package.json").write_text(told)
    module, root = json.dumps(str(FRONTEND / "licences.js")), json.dumps(str(tmp_path))
    called = f"writeLicences({root}, ['node_modules/stranger/x.js'], '/dev/null')"
    script = f"import {{ writeLicences }} from {module}; {called}"
    command = [node, "--input-type=module", "--eval", script]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode != 0
    assert "stranger is under AGPL-3.0" in done.stderr


def test_there_is_a_script_for_each_entry_and_no_other() -> None:
    entries = sorted(path.name for path in (FRONTEND / "src").glob("*.js"))
    assert sorted(path.name for path in BUNDLE.glob("*.js")) == entries


def test_the_checksums_are_those_of_the_files() -> None:
    lines = (BUNDLE / "SHA256SUMS").read_text().splitlines()
    told = {name: checksum for checksum, _, name in (line.partition("  ") for line in lines)}
    found = {name: hashlib.sha256(body).hexdigest() for name, body in files_of(BUNDLE).items()}
    assert told == {name: found[name] for name in found if name != "SHA256SUMS"}


def test_each_package_has_one_exact_version_and_comes_from_no_named_host() -> None:
    wanted = PACKAGE["dependencies"] | PACKAGE["devDependencies"]
    assert [v for v in wanted.values() if not re.fullmatch(r"\d+\.\d+\.\d+", v)] == []
    packages = {name: about for name, about in LOCK["packages"].items() if name}
    assert [name for name, about in packages.items() if "integrity" not in about] == []
    assert "://" not in json.dumps([about.get("resolved", "") for about in packages.values()])
    assert "omit-lockfile-registry-resolved=true" in (FRONTEND / ".npmrc").read_text()
