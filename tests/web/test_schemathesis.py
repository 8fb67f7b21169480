"""Schemathesis asks a real server what ``/openapi.json`` says of it, and what it does not say."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from support import Corpus, Server, serving

HERE = Path(__file__).parent
EXAMPLES = 15
"""Requests for each operation and phase, so that all of them take about a minute."""


@pytest.fixture(scope="module")
def impatient(corpus: Corpus) -> Iterator[Server]:
    """A server whose limit of time is short: a made-up query may be a long one."""
    with serving("--out", str(corpus.options.out), "--query-seconds", "3") as running:
        yield running


@pytest.mark.slow
def test_the_server_does_what_its_description_says(impatient: Server, tmp_path: Path) -> None:
    """All checks: statuses, types, headers and schemas; wrong data is refused, right data taken."""
    command = [
        sys.executable, "-m", "schemathesis.cli", "--config-file", str(HERE / "schemathesis.toml"),
        "run", f"{impatient.url}openapi.json", "--phases", "examples,coverage,fuzzing",
        "--max-examples", str(EXAMPLES), "--generation-deterministic", "--continue-on-failure",
        "--no-color",
    ]  # fmt: skip
    environment = os.environ | {"PYTHONPATH": str(HERE), "SCHEMATHESIS_HOOKS": "schemathesis_hooks"}
    run = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout[-20_000:] + run.stderr
    assert "Tested: " in run.stdout
