"""HermiT, a reasoner for OWL 2 DL in Java, which the Python package owlready2 carries.

It runs in a process of its own, one for each question, within a time and a memory. owlready2's own
call has no time limit and builds Python objects that nobody here needs, so only its jar is used.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from treatygraph.errors import TreatygraphError

NOTHING = "http://www.w3.org/2002/07/owl#Nothing"
_MAIN = "org.semanticweb.HermiT.cli.CommandLine"
_INCONSISTENT = "InconsistentOntologyException"
_UNSATISFIABLE = re.compile(r"^\t(\S+)$", re.MULTILINE)


class ReasonerUnavailable(TreatygraphError):
    """Java or owlready2 is not here."""


class ReasonerFailed(TreatygraphError):
    """The reasoner gave no answer: it ran into a limit, or cannot read what it was given."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What HermiT says of an ontology; in an inconsistent one it names no class."""

    consistent: bool
    unsatisfiable: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hermit:
    """How to ask HermiT, and how much a question may cost."""

    java: str
    jar: Path
    seconds: float = 120
    memory_mib: int = 1024

    def ask(self, lines: Iterable[str]) -> Verdict:
        """Whether the ontology that N-Triples lines make is consistent; which classes are empty.

        Raises ReasonerFailed.
        """
        with tempfile.TemporaryDirectory(prefix="treatygraph-") as folder:
            file = Path(folder, "ontology.nt")
            file.write_text("\n".join(lines) + "\n", encoding="utf-8")
            done = self._run(file)
        if done.returncode == 0:
            names = _UNSATISFIABLE.findall(done.stdout)
            return Verdict(True, tuple(sorted(name for name in names if name != NOTHING)))
        if _INCONSISTENT in done.stderr.partition("\n")[0]:
            return Verdict(False)
        raise ReasonerFailed(f"HermiT gave no answer: {self._reason(done.stderr)}")

    def _run(self, file: Path) -> subprocess.CompletedProcess[str]:
        # Small questions are most of them: the quick compiler alone starts faster.
        command = [
            self.java, f"-Xmx{self.memory_mib}m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
            "-Dfile.encoding=UTF-8", "-cp", str(self.jar), _MAIN,
            "-N", "--consistency", "--unsatisfiable", file.as_uri(),
        ]  # fmt: skip
        try:
            return subprocess.run(
                command, capture_output=True, text=True, encoding="utf-8", errors="replace",
                timeout=self.seconds, stdin=subprocess.DEVNULL, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise ReasonerFailed(
                f"HermiT gave no answer within {self.seconds:g} s: give it more with --seconds"
            ) from None
        except OSError as error:
            raise ReasonerUnavailable(f"{self.java} does not run: {error.strerror}") from None

    def _reason(self, stderr: str) -> str:
        if "OutOfMemoryError" in stderr:
            return f"{self.memory_mib} MiB do not suffice: give it more with --memory"
        first = next((line for line in stderr.splitlines() if line.startswith("Exception")), "")
        return first.partition(": ")[2] or stderr.strip().partition("\n")[0] or "it told no reason"


def find_hermit(*, seconds: float = 120, memory_mib: int = 1024) -> Hermit:
    """HermiT as it is installed here. Raises ReasonerUnavailable with what to install."""
    jar, java = _jar(), _java()
    if jar is None:
        raise ReasonerUnavailable(
            "the reasoner is not installed: pip install 'treatygraph[reasoner]' (owlready2)"
        )
    if java is None:
        raise ReasonerUnavailable(
            "the reasoner needs Java, and there is no java here: install a Java runtime "
            "(Debian, Ubuntu: apt install default-jre-headless; macOS: brew install openjdk)"
        )
    return Hermit(java, jar, seconds, memory_mib)


def _jar() -> Path | None:
    """The jar in owlready2, which is found and not imported: importing it reads a database."""
    spec = importlib.util.find_spec("owlready2")
    folders = spec.submodule_search_locations if spec else None
    jars = (Path(folder, "hermit", "HermiT.jar") for folder in folders or ())
    return next((jar for jar in jars if jar.is_file()), None)


def _java() -> str | None:
    """JAVA_HOME's java, or the one on the path."""
    home = os.environ.get("JAVA_HOME")
    return (shutil.which("java", path=str(Path(home, "bin"))) if home else None) or shutil.which(
        "java"
    )
