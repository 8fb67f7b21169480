"""The systemd unit starts what the command line knows, and asks for no more than it needs."""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
import urllib.request
from configparser import ConfigParser
from pathlib import Path

import click
import pytest

from processes import wait_until
from support import ROOT, free_port
from treatygraph.cli import main

UNIT = ROOT / "deploy/treatygraph.service"


def unit() -> ConfigParser:
    """The unit as its sections and keys."""
    parser = ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read(UNIT, encoding="utf-8")
    return parser


def test_it_starts_a_command_that_there_is() -> None:
    program, command, *options = shlex.split(unit()["Service"]["ExecStart"])
    assert program.endswith("/.venv/bin/treatygraph")
    # A command keeps the help option of the first context it gets, so it is given ours.
    names = main.context_settings["help_option_names"]
    found = main.get_command(click.Context(main), command)
    assert found
    context = found.make_context(command, options, help_option_names=names)
    assert (context.params["host"], context.params["port"]) == ("127.0.0.1", 8000)


def test_it_has_time_to_let_answers_end_before_systemd_kills_it() -> None:
    command = main.get_command(click.Context(main), "serve")
    assert command
    grace = next(option.default for option in command.params if option.name == "grace")
    assert int(unit()["Service"]["TimeoutStopSec"]) > int(str(grace))
    assert unit()["Service"]["KillMode"] == "mixed"


def test_it_may_write_nowhere_but_to_temporary_files() -> None:
    """DynamicUser implies ProtectSystem=strict, PrivateTmp and NoNewPrivileges (systemd.exec)."""
    assert unit()["Service"]["DynamicUser"] == "yes"
    assert unit()["Service"]["CapabilityBoundingSet"] == ""


def test_systemd_finds_little_exposed() -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd-analyze is not installed")
    command = [program, "security", "--offline=true", "--threshold=20", str(UNIT)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
def test_its_command_serves_what_is_built_in_the_folder_it_names(tmp_path: Path) -> None:
    """The steps of deploy/README.md in a folder that stands for /srv/treatygraph."""
    home, port = tmp_path / "srv", str(free_port())
    for name in ("data", "ontology", "queries"):
        shutil.copytree(ROOT / name, home / name)
    (home / ".venv").symlink_to(ROOT / ".venv")
    program = str(home / ".venv/bin/treatygraph")
    subprocess.run([program, "build"], cwd=home, check=True, capture_output=True)
    started = unit()["Service"]["ExecStart"].replace("/srv/treatygraph", str(home))
    command = shlex.split(started.replace("8000", port))
    with subprocess.Popen(command, cwd=home, env={}, stderr=subprocess.PIPE) as process:
        try:
            wait_until(lambda: ready(port), seconds=60)
        finally:
            process.terminate()
            _, told = process.communicate(timeout=30)
    assert process.returncode == 0
    assert next(json.loads(line)["event"] for line in told.splitlines()) == "start"


def ready(port: str) -> bool:
    """Whether a server says that it can answer."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=5) as answer:
            return bool(json.load(answer)["ready"])
    except OSError:
        return False
