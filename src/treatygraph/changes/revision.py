"""A revision of a git repository, read without touching the work tree or the index."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from treatygraph.errors import TreatygraphError

_FILE_MODES = ("100644", "100755")
"""Files; not symbolic links, nor submodules."""


class BadRevision(TreatygraphError):
    """A revision that does not exist, or that does not hold what is looked for."""


@dataclass(frozen=True, slots=True)
class Repository:
    """A git repository, by the folder that its work tree begins at."""

    top: Path

    def commit(self, revision: str) -> str | None:
        """The commit that a revision names, in full; None where it names none."""
        named = f"{revision}^{{commit}}"
        found = _git(self.top, "rev-parse", "--verify", "--quiet", "--end-of-options", named)
        return found.decode().strip() if found else None

    def files(self, commit: str, folder: PurePosixPath) -> Iterator[tuple[PurePosixPath, bytes]]:
        """The files below a folder of a commit, each by its place below the folder.

        Raises BadRevision where the commit has no such folder.
        """
        tree = f"{commit}:{'' if folder == PurePosixPath() else folder.as_posix()}"
        listed = _git(self.top, "ls-tree", "-r", "-z", "--full-tree", tree)
        if listed is None:
            raise BadRevision(f"there is no folder {folder} in it")
        entries = [_entry(line) for line in listed.split(b"\0") if line]
        blobs = [(name, blob) for mode, blob, name in entries
                 if mode in _FILE_MODES and ".." not in name.parts]  # fmt: skip
        contents = _contents(self.top, [blob for _, blob in blobs])
        return zip((name for name, _ in blobs), contents, strict=True)


def find_repository(folder: Path) -> Repository | None:
    """The repository that a folder lies in; None outside of any, or where git is not installed."""
    top = _git(folder, "rev-parse", "--show-toplevel")
    return Repository(Path(top.decode().rstrip("\n"))) if top else None


def _entry(line: bytes) -> tuple[str, str, PurePosixPath]:
    about, _, name = line.partition(b"\t")
    mode, _, blob = about.decode().split()
    return mode, blob, PurePosixPath(name.decode("utf-8", "surrogateescape"))


def _contents(top: Path, blobs: list[str]) -> Iterator[bytes]:
    """What blobs hold, in their order, read by one process."""
    answer = _git(top, "cat-file", "--batch", given="".join(f"{blob}\n" for blob in blobs).encode())
    at = 0
    for blob in blobs:
        head, _, _ = (answer or b"")[at : at + 200].partition(b"\n")
        if not head.startswith(f"{blob} blob ".encode()):
            raise BadRevision("git cannot read its files: the repository is no whole copy")
        size = int(head.split()[2])
        at += len(head) + 1
        yield answer[at : at + size] if answer else b""
        at += size + 1


def _git(folder: Path, *arguments: str, given: bytes = b"") -> bytes | None:
    """What git prints; None where it fails or is not there."""
    command = ["git", "-C", str(folder), *arguments]
    try:
        done = subprocess.run(command, input=given, capture_output=True, check=False)
    except FileNotFoundError:
        return None
    return done.stdout if done.returncode == 0 else None
