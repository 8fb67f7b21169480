"""What an import has done so far, so that one that was interrupted goes on where it stopped.

A line of JSON for each batch of records. A line that was not written whole is as if its batch had
not been done.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

NAME: Final = "unfinished.jsonl"


class Journal:
    """The journal of one import, in a folder; ``fingerprint`` says of which input and tool."""

    def __init__(self, folder: Path, fingerprint: str) -> None:
        self._path = folder / NAME
        self._head = {"of": fingerprint}
        self.done = list(self._read())

    def _read(self) -> Iterator[dict[str, Any]]:
        """The batches that were done, if the journal is of this input."""
        lines = self._path.read_bytes().splitlines(keepends=True) if self._path.is_file() else []
        whole = [line for line in lines if line.endswith(b"\n")]
        try:
            parsed = [json.loads(line) for line in whole]
        except ValueError:
            return
        if parsed and parsed[0] == self._head:
            yield from parsed[1:]

    def begin(self) -> None:
        """Start it, or cut off what was not written whole."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        lines = [self._head, *self.done]
        self._path.write_text("".join(map(_line, lines)), encoding="utf-8")

    def add(self, batch: dict[str, Any]) -> None:
        """Write down that a batch was done."""
        with self._path.open("a", encoding="utf-8") as out:
            out.write(_line(batch))

    def end(self) -> None:
        """The import is done."""
        self._path.unlink(missing_ok=True)


def _line(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False) + "\n"


def fingerprint(paths: Iterator[Path], *words: str) -> str:
    """A hash over files and words: another input, or another tool, has another."""
    digest = hashlib.sha256("\n".join(words).encode())
    for path in paths:
        with path.open("rb") as stream:
            content = hashlib.file_digest(stream, "sha256").hexdigest()
        digest.update(f"{path.name} {content}\n".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()
