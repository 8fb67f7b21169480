"""Pages are HTML: the validator of the W3C (vnu, which runs in Java) finds no error in them."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote

import pytest
from routes import get, listed

from support import ROOT, Server

VNU = ROOT / "frontend/node_modules/vnu-jar/build/dist/vnu.jar"


@pytest.fixture(scope="module")
def java() -> str:
    """Java, where the validator is installed."""
    program = shutil.which("java")
    if program is None:
        pytest.skip("Java is not installed")
    if not VNU.is_file():
        pytest.skip("the validator is absent: run `make frontend`")
    return program


def errors(java: str, pages: Path) -> list[str]:
    """What the validator says of the pages in a folder, a line for each error."""
    command = [java, "-Xss4m", "-jar", str(VNU), "--errors-only", "--format", "gnu", str(pages)]
    said = subprocess.run(command, capture_output=True, text=True).stderr.splitlines()
    return [line for line in said if " error: " in line]


def written(server: Server, paths: Iterable[str], folder: Path) -> Path:
    """Pages as files that are called by their paths."""
    for path in paths:
        name = f"{quote(path, safe='')[:200] or 'front'}.html"
        (folder / name).write_text(get(f"{server.url}{path}"), encoding="utf-8")
    return folder


def test_every_kind_of_page_is_valid(
    server: Server, kinds: dict[str, str], java: str, tmp_path: Path
) -> None:
    found = [path for name, path in kinds.items() if name != "not found"]
    assert errors(java, written(server, found, tmp_path)) == []


@pytest.mark.slow
def test_every_page_of_the_sitemap_is_valid(server: Server, java: str, tmp_path: Path) -> None:
    assert errors(java, written(server, listed(server), tmp_path)) == []


def test_the_validator_finds_what_is_wrong(java: str, tmp_path: Path) -> None:
    (tmp_path / "bad.html").write_text("<!doctype html><html lang=en><title>x</title><p><div></p>")
    assert any("No “p” element in scope" in line for line in errors(java, tmp_path))
