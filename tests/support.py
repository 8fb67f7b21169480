"""What tests share that is no fixture: where things lie, and servers as a user starts them."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from treatygraph.release import BuildOptions, Release

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


@dataclass(frozen=True)
class Corpus:
    """The curated data: how to build it, and the release that came of it."""

    options: BuildOptions
    release: Release


def free_port() -> int:
    """A port of this machine on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Server:
    """A server of ours that runs."""

    port: int
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        """Its root, with a slash."""
        return f"http://127.0.0.1:{self.port}/"


@contextmanager
def serving(
    *arguments: str, port: int | None = None, cwd: Path = ROOT, program: Path | None = None
) -> Iterator[Server]:
    """``treatygraph serve`` with arguments, until the block ends; fails if it does not start.

    ``program`` is an installed ``treatygraph`` to run instead of the checkout's.
    """
    port = port or free_port()
    start = [str(program)] if program else [sys.executable, "-m", "treatygraph"]
    environment = os.environ | {"PYTHONPATH": "" if program else str(ROOT / "src")}
    process = subprocess.Popen(
        [*start, "serve", "--port", str(port), *arguments],
        env=environment, stderr=subprocess.PIPE, cwd=cwd,
    )  # fmt: skip
    try:
        _wait_until_up(process, port)
        yield Server(port, process)
    finally:
        process.terminate()
        process.wait(timeout=20)
        if process.stderr:
            process.stderr.close()


def _wait_until_up(process: subprocess.Popen[bytes], port: int, patience: float = 60) -> None:
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if process.poll() is not None:
            said = process.stderr.read().decode() if process.stderr else ""
            raise AssertionError(f"the server ended with {process.returncode}: {said}")
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/prefixes", timeout=5).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("the server did not answer in time")
