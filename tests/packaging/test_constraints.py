"""constraints.txt gives every supported Python and platform a set-up from wheels alone."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from resolution import (
    CONSTRAINTS,
    TARGETS,
    NotResolved,
    RegistryOutOfReach,
    Target,
    applies,
    project_requirements,
    read_pins,
    resolve,
)

PINS = read_pins(CONSTRAINTS.read_text(encoding="utf-8"))
LINUX, MACOS = Target("3.11", "linux", "x86_64"), Target("3.14", "macos", "arm64")


Resolved = Callable[[Target], dict[str, str]]


@pytest.fixture(scope="module")
def resolved() -> Iterator[Resolved]:
    """What pip makes of the constraints on a target; all targets are asked for side by side."""
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        requirements = project_requirements()
        answers = {target: pool.submit(resolve, target, requirements, PINS) for target in TARGETS}

        def answer(target: Target) -> dict[str, str]:
            try:
                return answers[target].result()
            except RegistryOutOfReach:
                pytest.skip("package registry out of reach")

        yield answer
        pool.shutdown(cancel_futures=True)


@pytest.mark.parametrize("requirement", project_requirements(), ids=str)
def test_what_the_project_asks_for_is_pinned_within_its_range(requirement: Requirement) -> None:
    assert requirement.specifier.contains(PINS[canonicalize_name(requirement.name)])


def test_constraints_name_no_index_and_no_file() -> None:
    text = CONSTRAINTS.read_text(encoding="utf-8")
    assert not [line for line in text.splitlines() if line.startswith("-") or "://" in line]


@pytest.mark.parametrize("line", ["flask>=3", "flask", "flask==3.*", "--index-url x", "a==1\nA==2"])
def test_a_line_that_is_no_exact_version_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match=r"not an exact version|pinned twice"):
        read_pins(line)


def test_markers_are_evaluated_for_the_target_and_not_for_this_machine() -> None:
    assert applies(Requirement("x; python_version < '3.12'"), LINUX)
    assert not applies(Requirement("x; python_version < '3.12'"), MACOS)
    assert applies(Requirement("x; sys_platform == 'darwin'"), MACOS)
    assert applies(Requirement("x; platform_machine == 'arm64'"), MACOS)
    assert not applies(Requirement("x; platform_system == 'Darwin'"), LINUX)
    assert not applies(Requirement("x; extra == 'html'"), LINUX)
    assert applies(Requirement("x; extra == 'html'"), LINUX, {"html"})


@pytest.mark.slow
@pytest.mark.parametrize("target", TARGETS, ids=str)
def test_every_target_resolves_from_wheels_within_the_constraints(
    target: Target, resolved: Resolved
) -> None:
    unpinned = resolved(target).items() - PINS.items()
    assert not unpinned, "run `make constraints`"


@pytest.mark.slow
def test_no_constraint_is_left_over(resolved: Resolved) -> None:
    needed = {name for target in TARGETS for name in resolved(target)}
    assert PINS.keys() == needed, "run `make constraints`"


@pytest.mark.slow
def test_a_version_without_a_wheel_for_the_target_is_noticed() -> None:
    try:
        # The last version of rdflib's old helper that was only ever published as source.
        with pytest.raises(NotResolved):
            resolve(LINUX, [Requirement("isodate")], {"isodate": "0.5.4"})
    except RegistryOutOfReach:
        pytest.skip("package registry out of reach")
