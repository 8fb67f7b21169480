"""What git knows of a folder at a revision: names, kinds and contents of files; nothing more.

Variables such as GIT_DIR, which git sets for its hooks, are left aside: the repository is the one
in which the folder lies.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from treatygraph.errors import TreatygraphError

_KEPT = ("GIT_CONFIG", "GIT_CEILING_DIRECTORIES", "GIT_TRACE", "GIT_EXEC_PATH")
SYMLINK, SUBMODULE = "120000", "160000"


class NoRevision(TreatygraphError):
    """A repository or a revision that is not there, or does not hold what is looked for."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in a tree: its mode (a symbolic link and a submodule have their own), its object."""

    mode: str
    object: str


@dataclass(frozen=True, slots=True)
class Repository:
    """A work tree, by its root."""

    root: Path

    @classmethod
    def around(cls, folder: Path) -> Repository:
        """The repository in whose work tree a folder or a file lies. Raises NoRevision."""
        place = folder if folder.is_dir() else folder.parent
        try:
            told = _git(place, "rev-parse", "--is-inside-work-tree", "--show-toplevel")
        except NoRevision as error:
            raise NoRevision(f"{folder} is in no git work tree ({error})") from None
        inside, _, root = told.partition(b"\n")
        if inside != b"true" or not root:
            raise NoRevision(f"{folder} is in no git work tree")
        return cls(Path(os.fsdecode(root.removesuffix(b"\n"))))

    def place_of(self, path: Path) -> PurePosixPath | None:
        """Where a path is below the root, symbolic links on the way resolved; None outside."""
        real = Path(os.path.realpath(path))
        root = Path(os.path.realpath(self.root))
        return PurePosixPath(real.relative_to(root)) if real.is_relative_to(root) else None

    def tree(self, revision: str) -> str:
        """The tree that a revision has. Raises NoRevision."""
        return self._object(revision, "tree")

    def commit(self, revision: str) -> str | None:
        """The commit that a revision names, in full; None where it names none."""
        try:
            return self._object(revision, "commit")
        except NoRevision:
            return None

    def _object(self, revision: str, kind: str) -> str:
        try:
            told = _git(
                self.root, "rev-parse", "--verify", "--quiet", "--end-of-options",
                f"{revision}^{{{kind}}}",
            )  # fmt: skip
        except (NoRevision, ValueError):
            raise NoRevision(f"git knows no revision {revision!r} here") from None
        return told.decode().strip()

    def files(self, commit: str, folder: PurePosixPath) -> Iterator[tuple[PurePosixPath, bytes]]:
        """The files below a folder of a commit, each by its place below the folder.

        Neither links nor submodules. Raises NoRevision where the commit has no such folder, or
        the repository not all of them.
        """
        entries = self.entries(commit, folder)
        if not entries or folder in entries:
            raise NoRevision(f"there is no folder {folder} in it")
        blobs = {
            path.relative_to(folder): entry.object
            for path, entry in entries.items()
            if entry.mode not in (SYMLINK, SUBMODULE) and ".." not in path.parts
        }
        try:
            contents = self.contents(blobs.values())
        except NoRevision:
            reason = "git cannot read its files: the repository is no whole copy"
            raise NoRevision(reason) from None
        return ((place, contents[blob]) for place, blob in blobs.items())

    def entries(self, tree: str, below: PurePosixPath) -> Mapping[PurePosixPath, Entry]:
        """The files of a tree that are below a place, or the one that is there."""
        where = [] if below == PurePosixPath() else ["--", below.as_posix()]
        told = _git(self.root, "ls-tree", "-r", "-z", "--full-tree", tree, *where)
        found = {}
        for line in told.split(b"\0")[:-1]:
            about, _, name = line.partition(b"\t")
            mode, _, object_ = about.decode().split(" ")
            found[PurePosixPath(os.fsdecode(name))] = Entry(mode, object_)
        return found

    def contents(self, objects: Iterable[str]) -> Mapping[str, bytes]:
        """Objects' contents. Raises NoRevision for one that the repository has not got."""
        wanted = list(dict.fromkeys(objects))
        if not wanted:
            return {}
        told = _git(self.root, "cat-file", "--batch", given="\n".join([*wanted, ""]).encode())
        found, at = {}, 0
        for object_ in wanted:
            end = told.index(b"\n", at)
            head = told[at:end].split(b" ")
            if len(head) != 3:
                raise NoRevision(f"the repository lacks the object {object_}")
            size = int(head[2])
            found[object_] = told[end + 1 : end + 1 + size]
            at = end + 1 + size + 1
        return found


def object_of(text: bytes, like: str) -> str:
    """The name of a file's content as git reckons it, by the digest that another name has."""
    digest = hashlib.sha1 if len(like) == 40 else hashlib.sha256
    return digest(b"blob %d\0" % len(text) + text).hexdigest()


def _git(folder: Path, *arguments: str, given: bytes = b"") -> bytes:
    """What git writes. Raises NoRevision with its first line of complaint."""
    try:
        done = subprocess.run(
            ["git", "-C", os.fspath(folder), *arguments],
            input=given, capture_output=True, env=_environment(), check=False,
        )  # fmt: skip
    except OSError as error:
        raise NoRevision(f"git cannot be run: {error.strerror}") from None
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().partition("\n")[0]
        raise NoRevision(said.removeprefix("fatal: ") or "git failed")
    return done.stdout


def _environment() -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_") or name.startswith(_KEPT)
    }
    return kept | {"LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_LITERAL_PATHSPECS": "1"}
