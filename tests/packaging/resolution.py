"""Which versions a fresh set-up gets, for each Python and platform that treatygraph supports.

``pip install --dry-run --platform … --python-version …`` picks wheels for a foreign target, but it
evaluates environment markers for the interpreter that runs it. So the requirements are walked once
more here with the target's own markers, and what pip left out is asked for explicitly.

``python tests/packaging/resolution.py`` (``make constraints``) prints a new constraints.txt.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
CONSTRAINTS = ROOT / "constraints.txt"

# What the build backend asks for on top of itself at `pip install -e`.
EDITABLE_REQUIRES = ("editables",)
# Extras of which no wheel exists: nothing that `make` installs.
FROM_SOURCE = ("reasoner",)

HEADER = """\
# The exact versions that `make` installs: runtime, development and build backend.
# One set serves CPython 3.11 to 3.14 on Linux (manylinux 2.28 or older, x86_64 and aarch64) and
# macOS 12 or newer (arm64), from wheels alone; tests/packaging/test_constraints.py proves it.
# Made by `make constraints`, which resolves pyproject.toml anew. Do not edit by hand.
"""

# The metadata that pip reports, by canonical name.
Packages = dict[str, dict[str, Any]]


class RegistryOutOfReach(Exception):
    """No package registry answers, so nothing can be said about the constraints."""


class NotResolved(Exception):
    """The requirements have no common solution in wheels for a target."""


@dataclass(frozen=True, slots=True)
class Target:
    """A kind of machine: what pip calls its platforms, and what markers see of it."""

    python: str
    system: str
    machine: str

    def __str__(self) -> str:
        return f"{self.python}-{self.system}-{self.machine}"

    @property
    def platforms(self) -> tuple[str, ...]:
        if self.system == "macos":
            return (f"macosx_12_0_{self.machine}",)  # the oldest that pyarrow has wheels for
        glibc = (f"manylinux_2_{minor}_{self.machine}" for minor in range(28, 16, -1))
        return (*glibc, f"manylinux2014_{self.machine}")

    @property
    def environment(self) -> dict[str, str]:
        macos = self.system == "macos"
        return {
            **{key: str(value) for key, value in default_environment().items()},
            "implementation_name": "cpython",
            "implementation_version": f"{self.python}.0",
            "os_name": "posix",
            "platform_machine": self.machine,
            "platform_python_implementation": "CPython",
            "platform_release": "",
            "platform_system": "Darwin" if macos else "Linux",
            "platform_version": "",
            "python_full_version": f"{self.python}.0",
            "python_version": self.python,
            "sys_platform": "darwin" if macos else "linux",
        }


TARGETS = tuple(
    Target(python, system, machine)
    for python in ("3.11", "3.12", "3.13", "3.14")
    for system, machine in (("linux", "x86_64"), ("linux", "aarch64"), ("macos", "arm64"))
)


def project_requirements(pyproject: Path = ROOT / "pyproject.toml") -> list[Requirement]:
    """Everything that a developer's set-up installs: runtime, extras and build backend."""
    document = tomllib.loads(pyproject.read_text(encoding="utf-8"))
    project = document["project"]
    texts = [
        *document["build-system"]["requires"],
        *EDITABLE_REQUIRES,
        *project["dependencies"],
        *(
            text
            for name, extra in project.get("optional-dependencies", {}).items()
            if name not in FROM_SOURCE
            for text in extra
        ),
    ]
    return [Requirement(text) for text in texts]


def read_pins(text: str) -> dict[str, str]:
    """The versions of a constraints file by canonical name; each line must be `name==version`."""
    pins: dict[str, str] = {}
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        name, equals, version = line.partition("==")
        if not equals or not re.fullmatch(r"[0-9][0-9A-Za-z.+!]*", version):
            raise ValueError(f"not an exact version: {line!r}")
        if canonicalize_name(name) in pins:
            raise ValueError(f"pinned twice: {name}")
        pins[canonicalize_name(name)] = version
    return pins


def applies(requirement: Requirement, target: Target, extras: Iterable[str] = ()) -> bool:
    """Whether a requirement counts on the target, given the extras that its owner was asked for."""
    if requirement.marker is None:
        return True
    return any(
        requirement.marker.evaluate({**target.environment, "extra": extra})
        for extra in ("", *extras)
    )


def bare(requirement: Requirement) -> str:
    """The requirement without its marker, which was evaluated already."""
    extras = f"[{','.join(sorted(requirement.extras))}]" if requirement.extras else ""
    return f"{requirement.name}{extras}{requirement.specifier}"


def resolve(
    target: Target, requirements: Iterable[Requirement], pins: dict[str, str]
) -> dict[str, str]:
    """Version by package, of all that the requirements need on the target, within the pins."""
    roots = [requirement for requirement in requirements if applies(requirement, target)]
    asked = {bare(requirement) for requirement in roots}
    while True:
        report = _pip_report(target, asked, pins)
        found: Packages = {canonicalize_name(item["name"]): item for item in report}
        needed = dict(_walk(target, roots, found))
        missing = {text for name, text in needed.items() if name not in found}
        if not missing:
            return {name: found[name]["version"] for name in needed}
        asked |= missing


def _walk(target: Target, roots: list[Requirement], found: Packages) -> Iterator[tuple[str, str]]:
    """Each package that the roots lead to on the target, with the requirement that named it."""
    queue, seen = list(roots), set()
    while queue:
        requirement = queue.pop()
        name = canonicalize_name(requirement.name)
        yield name, bare(requirement)
        if name not in found:
            continue
        metadata = found[name]
        if not requirement.specifier.contains(metadata["version"], prereleases=True):
            raise NotResolved(f"{target}: {name} {metadata['version']} is not {requirement}")
        if (name, frozenset(requirement.extras)) in seen:
            continue
        seen.add((name, frozenset(requirement.extras)))
        further = map(Requirement, metadata.get("requires_dist", []))
        queue.extend(item for item in further if applies(item, target, requirement.extras))


def _pip_report(
    target: Target, requirements: set[str], pins: dict[str, str]
) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        report, constraints = Path(folder, "report.json"), Path(folder, "constraints.txt")
        constraints.write_text("".join(f"{name}=={pins[name]}\n" for name in sorted(pins)))
        command = [
            *(sys.executable, "-m", "pip", "install", "--dry-run", "--quiet"),
            *("--ignore-installed", "--no-input", "--disable-pip-version-check"),
            *("--retries", "2", "--only-binary", ":all:", "--target", str(Path(folder, "target"))),
            *("--implementation", "cp", "--python-version", target.python),
            *(argument for name in target.platforms for argument in ("--platform", name)),
            *("--constraint", str(constraints), "--report", str(report)),
            *sorted(requirements),
        ]
        # The variables that this project's own set-up exports would constrain a second time.
        foreign = ("PIP_CONSTRAINT", "PIP_BUILD_CONSTRAINT", "PIP_USER")
        environment = {key: value for key, value in os.environ.items() if key not in foreign}
        run = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
        if run.returncode:
            if re.search(r"Retrying \(|Connection|timed out|name resolution", run.stderr):
                raise RegistryOutOfReach(run.stderr)
            raise NotResolved(f"{target}:\n{run.stderr}")
        return [item["metadata"] for item in json.loads(report.read_text())["install"]]


def make_constraints() -> str:
    """One set of versions for all targets: the newest that the first allows, then the next."""
    requirements = project_requirements()
    pins: dict[str, str] = {}
    for target in TARGETS:
        print(f"resolving for {target}", file=sys.stderr)
        pins |= resolve(target, requirements, pins)
    return HEADER + "".join(f"{name}=={pins[name]}\n" for name in sorted(pins))


if __name__ == "__main__":
    try:
        sys.stdout.write(make_constraints())
    except (RegistryOutOfReach, NotResolved) as problem:
        sys.exit(f"No common set of versions was found.\n{problem}")
