"""The notebook of docs/ runs from top to bottom, of a folder, and is kept without its output."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from support import ROOT, Corpus

NOTEBOOK = ROOT / "docs/notebook.ipynb"
RUN = """
import sys, nbformat
from nbclient import NotebookClient
book = nbformat.read(sys.argv[1], as_version=4)
NotebookClient(book, timeout=120, kernel_name="python3").execute()
nbformat.write(book, sys.argv[2])
"""


def test_it_is_kept_without_output() -> None:
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert code
    assert all(not cell["outputs"] and cell["execution_count"] is None for cell in code)


def test_it_runs_from_top_to_bottom(corpus: Corpus, tmp_path: Path) -> None:
    done = tmp_path / "done.ipynb"
    environment = os.environ | {"TREATYGRAPH": str(corpus.options.out)}
    ran = subprocess.run([sys.executable, "-c", RUN, str(NOTEBOOK), str(done)], env=environment,
                         cwd=tmp_path, capture_output=True, text=True, check=False)  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    cells = json.loads(done.read_text(encoding="utf-8"))["cells"]
    told = "".join("".join(output.get("text", "")) for cell in cells
                   for output in cell.get("outputs", ()))  # fmt: skip
    assert "2025-10-02 in force" in told
    assert "@misc{treatygraph-" in told
