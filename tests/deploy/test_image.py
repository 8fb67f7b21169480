"""The Dockerfile's steps, run one by one in a bare folder, since no Docker engine is at hand.

Absolute paths of a step are taken below that folder, which is emptied between the stages as a new
stage begins empty. Layers, accounts and the base image itself are not tried here.
"""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path

import pytest

from processes import wait_until
from support import ROOT, free_port

DOCKERFILE = (ROOT / "deploy/Dockerfile").read_text(encoding="utf-8")
IGNORED = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
UNREACHED = re.compile(r"Retrying \(|Connection|timed out|name resolution", re.IGNORECASE)


def instructions() -> list[tuple[str, str]]:
    """Each instruction and what follows it, comments left out."""
    lines = [line for line in DOCKERFILE.splitlines() if line and not line.startswith("#")]
    return [(name, rest) for name, _, rest in (line.partition(" ") for line in lines)]


def left_out(folder: str, names: list[str]) -> set[str]:
    """What the build context lacks."""
    top = Path(folder) == ROOT
    return {name for name in names for pattern in IGNORED
            if (top and fnmatch(name, pattern)) or pattern == f"**/{name}"}  # fmt: skip


@dataclass
class Machine:
    """A folder that stands for the root of a container's file system."""

    root: Path
    aside: Path
    port: int
    workdir: str = "/"
    said: dict[str, str] = field(default_factory=dict)

    def inside(self, text: str) -> str:
        """A word of a command, its path below our root and its port one that is free."""
        return re.sub(r"^/", f"{self.root}/", text).replace("8000", str(self.port))

    def command(self, rest: str) -> list[str]:
        """A command in exec form as it is run here."""
        words = [self.inside(word) for word in json.loads(rest)]
        return [sys.executable if words[0] == "python" else words[0], *words[1:]]

    @property
    def here(self) -> Path:
        return Path(self.inside(self.workdir))

    def obey(self, name: str, rest: str) -> None:
        """Do one step. Skips where no registry of packages answers."""
        match name:
            case "FROM":
                shutil.rmtree(self.aside, ignore_errors=True)
                self.root.rename(self.aside)
                self.root.mkdir()
                self.workdir = "/"
            case "WORKDIR":
                self.workdir = rest
                self.here.mkdir(parents=True, exist_ok=True)
            case "COPY":
                self._copy(rest)
            case "RUN":
                self._run(rest)
            case _:
                self.said[name] = rest

    def _copy(self, rest: str) -> None:
        *options, source, target = rest.split()
        if options:
            start = Path(f"{self.aside}{source}")
            shutil.copytree(start, self.inside(target), symlinks=True)
        else:
            assert (source, target) == (".", ".")
            shutil.copytree(ROOT, self.here, ignore=left_out, dirs_exist_ok=True, symlinks=True)

    def _run(self, rest: str) -> None:
        done = subprocess.run(self.command(rest), cwd=self.here, capture_output=True, text=True)
        if done.returncode and UNREACHED.search(done.stderr):
            pytest.skip("package registry out of reach")
        assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def machine() -> Iterator[Machine]:
    """What is there after the last step."""
    with tempfile.TemporaryDirectory(prefix="treatygraph-image-") as folder:
        built = Machine(Path(folder) / "root", Path(folder) / "aside", free_port())
        built.root.mkdir()
        for name, rest in instructions():
            built.obey(name, rest)
        yield built


def test_every_command_is_in_exec_form_and_needs_no_shell() -> None:
    for name, rest in instructions():
        if name in ("RUN", "CMD"):
            assert isinstance(json.loads(rest), list)
        if name == "HEALTHCHECK":
            assert isinstance(json.loads(rest.partition("CMD ")[2]), list)


def test_it_runs_as_nobody_in_particular() -> None:
    users = [rest for name, rest in instructions() if name == "USER"]
    assert users == ["65532:65532"]


def test_neither_history_nor_environment_enters_the_context() -> None:
    names = [".git", ".venv", "build", ".mypy_cache", "src", "data"]
    assert left_out(str(ROOT), names) == {".git", ".venv", "build", ".mypy_cache"}
    assert left_out(str(ROOT / "src"), ["__pycache__", "build"]) == {"__pycache__"}


@pytest.mark.slow
def test_its_steps_make_a_service_that_starts_is_healthy_writes_nothing_and_ends(
    machine: Machine,
) -> None:
    before = contents(machine.root)
    check = machine.command(machine.said["HEALTHCHECK"].partition("CMD ")[2])
    check[-1] = machine.inside(check[-1])
    environment = {"PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"}
    with subprocess.Popen(
        machine.command(machine.said["CMD"]), cwd=machine.here, stderr=subprocess.PIPE,
        env=environment,
    ) as process:  # fmt: skip
        try:
            wait_until(lambda: healthy(check), seconds=60)
        finally:
            process.terminate()
            _, told = process.communicate(timeout=30)
    assert process.returncode == 0
    assert all(json.loads(line)["time"] for line in told.splitlines())
    assert contents(machine.root) == before
    assert not healthy(check), "it must fail where nothing listens"


def healthy(check: list[str]) -> bool:
    """What HEALTHCHECK finds."""
    return subprocess.run(check, capture_output=True).returncode == 0


def contents(root: Path) -> dict[str, int]:
    """Every file below a folder, with when it was written."""
    return {str(path): path.lstat().st_mtime_ns for path in root.rglob("*")}


def test_the_docs_name_each_command_as_the_file_begins() -> None:
    page = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    for line in DOCKERFILE.splitlines()[:2]:
        command = shlex.join(shlex.split(line.removeprefix("# ").partition("   ")[0]))
        assert command in page
