"""What `make` says on a machine where something is missing, and that it leaves nothing half-made.

Each test runs the real Makefile on a copy of what it needs, in a folder with a space in its name.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SET_UP = ("Makefile", ".ci", "pyproject.toml", "constraints.txt")
PROJECT = ("README.md", "LICENSE", "LICENSE-DATA", "src", "ontology", "queries")
TREATY = "id/agreement/ru-ir-2025"
TOOLS = (
    "sh",
    "make",
    "awk",
    "cat",
    "cksum",
    "echo",
    "env",
    "grep",
    "head",
    "mktemp",
    "rm",
    "sed",
    "tail",
)
CLOSED_PORT = "http://127.0.0.1:9/simple"

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="GNU make is missing")


class Sandbox:
    """A copy of the repository and a machine of which only the tools in `bin` can be found."""

    def __init__(self, home: Path) -> None:
        self.project = home / "my treaties"
        self.bin = home / "bin"
        self.project.mkdir()
        self.bin.mkdir()
        for tool in TOOLS:
            found = shutil.which(tool)
            assert found, tool
            (self.bin / tool).symlink_to(found)
        self.copy(*SET_UP)

    def copy(self, *names: str) -> None:
        for name in names:
            source, target = ROOT / name, self.project / name
            if source.is_dir():
                shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, target)

    def script(self, name: str, text: str) -> None:
        path = self.bin / name
        path.write_text(f"#!/bin/sh\n{text}\n")
        path.chmod(0o755)

    def real_python(self, name: str = "python3") -> None:
        self.script(name, f'exec "{sys.executable}" "$@"')

    def make(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["make", "--no-print-directory", *arguments],
            cwd=self.project,
            env=self.environment | environment,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=900,
            check=False,
        )

    @property
    def environment(self) -> dict[str, str]:
        """This machine's, without the settings that could change what make and pip do."""
        foreign = ("MAKE", "MFLAGS", "PYTHON", "VIRTUAL_ENV", "PORT", "PIP_")
        network = ("PIP_CERT", "PIP_INDEX_URL", "PIP_PROXY", "PIP_DEFAULT_TIMEOUT")
        kept = {
            key: value
            for key, value in os.environ.items()
            if key in network or not key.startswith(foreign)
        }
        return kept | {"PATH": str(self.bin)}

    @contextmanager
    def serve(self, port: int) -> Iterator[float]:
        """Runs `make serve` until the block ends; gives the seconds until the treaty was there."""
        log = self.project.parent / "serve.log"
        began = time.monotonic()
        with log.open("w") as output:
            process = subprocess.Popen(
                ["make", "--no-print-directory", "serve", f"PORT={port}"],
                cwd=self.project,
                env=self.environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                preexec_fn=_heed_interrupts,
            )
        try:
            while not answers_with_treaty(port):
                if process.poll() is not None and "no network" in log.read_text():
                    pytest.skip("package registry out of reach")
                assert process.poll() is None, log.read_text()
                assert time.monotonic() - began < 600, log.read_text()
                time.sleep(0.05)
            yield time.monotonic() - began
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGINT)
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                raise

    def venv_exists(self) -> bool:
        return os.path.lexists(self.project / ".venv")


def _heed_interrupts() -> None:
    """As on a terminal: a shell's background jobs, and what they start, ignore Ctrl+C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def answers_with_treaty(port: int) -> bool:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/{TREATY}", headers={"Accept": "application/n-triples"}
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return TREATY in answer.read().decode()
    except urllib.error.URLError as error:
        if isinstance(error.reason, ConnectionRefusedError):
            return False
        raise


@pytest.fixture
def sandbox(tmp_path: Path) -> Sandbox:
    return Sandbox(tmp_path)


def advice(run: subprocess.CompletedProcess[str]) -> str:
    """The one line that tells the user what to do; anything that looks like a trace fails."""
    assert run.returncode != 0
    assert "Traceback" not in run.stderr
    progress = ("treatygraph: making", "treatygraph: installing")
    said = [line for line in run.stderr.splitlines() if not line.startswith(progress)]
    lines = [line for line in said if line.startswith("treatygraph: ")]
    assert len(lines) == 1, run.stderr
    assert [line for line in said if not line.startswith("make")] == lines, run.stderr
    return lines[0]


def test_help_lists_every_target_and_needs_no_python(sandbox: Sandbox) -> None:
    run = sandbox.make()
    assert run.returncode == 0
    targets = "serve test check build frontend screenshots left-out constraints clean"
    for target in targets.split():
        assert f"make {target} " in run.stdout


@pytest.mark.parametrize("target", ["serve", "test", "check", "build"])
def test_without_python_it_says_what_to_install(sandbox: Sandbox, target: str) -> None:
    assert "no Python found: install Python 3.11 or newer" in advice(sandbox.make(target))
    assert not sandbox.venv_exists()


def test_without_node_the_front_end_is_not_built_and_that_is_said(sandbox: Sandbox) -> None:
    assert "npm not found: install Node.js 18 or newer" in advice(sandbox.make("frontend"))


def test_a_python_that_is_too_old_is_named(sandbox: Sandbox) -> None:
    sandbox.script("python3", "case $2 in *print*) echo 3.9 ;; *) exit 1 ;; esac")
    assert "3.11 or newer is needed, but python3 is Python 3.9" in advice(sandbox.make("test"))
    assert not sandbox.venv_exists()


def test_an_old_python3_is_passed_over_for_a_newer_python(sandbox: Sandbox) -> None:
    sandbox.script("python3", "case $2 in *print*) echo 3.9 ;; *) exit 1 ;; esac")
    sandbox.script("python3.14", "exit 127")  # a stand-in for a version that is not installed
    sandbox.real_python("python3.12")
    run = subprocess.run(
        ["sh", ".ci/setup.sh", "python"],
        cwd=sandbox.project,
        env={"PATH": str(sandbox.bin)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout == "python3.12\n"


def test_a_python_named_by_hand_is_checked_too(sandbox: Sandbox) -> None:
    sandbox.real_python()
    old = sandbox.project / "old python"
    old.write_text("#!/bin/sh\ncase $2 in *print*) echo 3.10 ;; *) exit 1 ;; esac\n")
    old.chmod(0o755)
    said = advice(sandbox.make("serve", "PYTHON=./old python"))
    assert "./old python is Python 3.10" in said
    assert "PYTHON=/nowhere does not run" in advice(sandbox.make("test", "PYTHON=/nowhere"))
    assert "PYTHON=/nowhere does not run" in advice(sandbox.make("test", PYTHON="/nowhere"))
    assert not sandbox.venv_exists()


@pytest.mark.parametrize("target", ["serve", "test"])
def test_without_ensurepip_it_names_the_package(sandbox: Sandbox, target: str) -> None:
    real = f'exec "{sys.executable}" "$@"'
    sandbox.script("python3", f"case $2 in *ensurepip*) exit 1 ;; esac\n{real}")
    said = advice(sandbox.make(target))
    assert "python3 has no venv or ensurepip" in said
    assert "apt install python3-venv" in said
    assert not sandbox.venv_exists()


def test_a_venv_that_fails_half_way_is_removed(sandbox: Sandbox) -> None:
    real = f'exec "{sys.executable}" "$@"'
    half = '[ "$2" = venv ] && { mkdir -p "$3/bin"; exit 1; }'
    (sandbox.bin / "mkdir").symlink_to(shutil.which("mkdir") or "")
    sandbox.script("python3", f"{half}\n{real}")
    assert "python3 cannot make .venv" in advice(sandbox.make("test"))
    assert not sandbox.venv_exists()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


@contextmanager
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def test_a_port_in_use_is_noticed_before_anything_is_made(sandbox: Sandbox) -> None:
    sandbox.real_python()
    with taken_port() as port:
        run = sandbox.make("serve", f"PORT={port}")
        assert f"port {port} on 127.0.0.1 is in use" in advice(run)
        said = advice(sandbox.make("serve", f"PORT={port}", "HOST=0.0.0.0"))
        assert f"port {port} on 0.0.0.0 is in use" in said
    assert not sandbox.venv_exists()


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("PORT=http", "PORT=http is not a port"),
        ("PORT=65536", "PORT=65536 is not a port"),
        ("PORT=0", "PORT=0 is not a port"),
        ("HOST=no such host", "HOST=no such host is not known here"),
        ("HOST=192.0.2.1", "HOST=192.0.2.1 is no address of this machine"),
    ],
)
def test_a_wrong_address_is_explained(sandbox: Sandbox, setting: str, said: str) -> None:
    sandbox.real_python()
    assert said in advice(sandbox.make("serve", setting))
    assert not sandbox.venv_exists()


@pytest.mark.slow
def test_without_network_it_says_so_and_leaves_no_venv(sandbox: Sandbox) -> None:
    sandbox.copy(*PROJECT)
    sandbox.real_python()
    run = sandbox.make("test", PIP_INDEX_URL=CLOSED_PORT)
    assert "no network: the Python package index does not answer" in advice(run)
    assert not sandbox.venv_exists()


@pytest.mark.slow
def test_a_venv_lasts_and_mends_itself(sandbox: Sandbox) -> None:
    """One long test, since each new `.venv` takes half a minute."""
    sandbox.copy(*PROJECT)
    # A Python of its own, so that it can go away later.
    sandbox.real_python()
    first = sandbox.make("venv")
    if "no network" in first.stderr:
        pytest.skip("package registry out of reach")
    assert first.returncode == 0, first.stderr
    python = sandbox.project / ".venv/bin/python"

    # The second run is quick and asks nobody.
    began = time.monotonic()
    second = sandbox.make("venv", PIP_INDEX_URL=CLOSED_PORT)
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")
    assert time.monotonic() - began < 3

    # What works is kept when an update fails for want of network.
    with (sandbox.project / "constraints.txt").open("a") as constraints:
        constraints.write("# a change\n")
    assert "no network" in advice(sandbox.make("venv", PIP_INDEX_URL=CLOSED_PORT))
    assert subprocess.run([python, "-c", "import treatygraph, flask"], check=False).returncode == 0
    assert sandbox.make("venv").returncode == 0

    # A Python that vanished.
    python.unlink()
    python.symlink_to("/nowhere/python3")
    mended = sandbox.make("venv")
    assert mended.returncode == 0, mended.stderr
    assert "making .venv" in mended.stderr

    # A move: the scripts in .venv carry the old path.
    sandbox.project = sandbox.project.rename(sandbox.project.with_name("moved treaties"))
    moved = sandbox.make("venv")
    assert moved.returncode == 0, moved.stderr
    script = sandbox.project / ".venv/bin/treatygraph"
    assert "moved treaties" in script.read_text()


@pytest.mark.slow
def test_make_serve_serves_the_treaty_and_starts_quickly_the_second_time(
    sandbox: Sandbox,
) -> None:
    sandbox.copy(*PROJECT, "data")
    sandbox.real_python()
    port = free_port()
    with sandbox.serve(port):
        said = advice(sandbox.make("serve", f"PORT={port}"))
        assert f"port {port} on 127.0.0.1 is in use" in said
    with sandbox.serve(port) as seconds:
        assert seconds < 3
