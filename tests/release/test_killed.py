"""Whatever moment a build is killed at, the release that was current is whole, and the next builds.

Real builds in processes of their own, ended by SIGKILL at moments spread over their whole run; and
what a cut of the power would need: every byte flushed before a folder gets its name.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest

from support import ROOT, serving
from treatygraph.collection import load_collection, load_shipped
from treatygraph.iris import Base
from treatygraph.release import BuildOptions, build_release, open_current, open_release
from treatygraph.release.durable import LOCK, alone_in

MINI = ROOT / "tests/fixtures/mini/data"
ENVIRONMENT = os.environ | {"PYTHONPATH": str(ROOT / "src")}
SWITCHING = """
import shutil, sys
from itertools import cycle
from pathlib import Path
from treatygraph.release.durable import alone_in, point_current, put_in_place
out, whole = map(Path, sys.argv[1:])
releases = out / "releases"
for name in cycle(("a" * 12, "b" * 12)):
    with alone_in(out):
        releases.mkdir(exist_ok=True)
        if (out / "current").resolve() == releases / name:
            continue
        shutil.rmtree(releases / name, ignore_errors=True)
        put_in_place(Path(shutil.copytree(whole, releases / f".{name}-beside")), releases / name)
        point_current(out, releases / name)
        print("switched", flush=True)
"""


@dataclass
class Place:
    """A collection that changes before each build, and the folder that it is built into."""

    data: Path
    out: Path
    numbers: count[int] = field(default_factory=count)

    def start(self) -> subprocess.Popen[bytes]:
        """``treatygraph build`` of what nobody has built before, in a group of its own."""
        comment = f"# {next(self.numbers)}\n"
        (self.data / "changing.ttl").write_text(comment, encoding="utf-8")
        command = [sys.executable, "-m", "treatygraph", "build", str(self.data)]
        return subprocess.Popen(
            [*command, "--out", str(self.out)], env=ENVIRONMENT, start_new_session=True,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def built(self) -> str:
        """Build until it ends; the version."""
        with self.start() as process:
            said, _ = process.communicate(timeout=120)
        assert process.returncode == 0
        return Path(said.decode().strip()).name

    def current(self) -> str:
        """The version that is current, every file of it compared with its checksum."""
        return open_current(self.out).version

    def unfinished(self) -> list[str]:
        """What no finished build leaves."""
        found = [*self.out.iterdir(), *(self.out / "releases").iterdir()]
        return [path.name for path in found if path.name.startswith(".") and path.name != LOCK]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    folder = tmp_path_factory.mktemp("killed")
    shutil.copytree(MINI, folder / "data")
    found = Place(folder / "data", folder / "build")
    found.built()
    return found


def kill(process: subprocess.Popen[bytes]) -> bool:
    """Kill a process with all that it started; whether it was still running."""
    was_running = process.poll() is None
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate(timeout=20)
    return was_running


def _wait(process: subprocess.Popen[bytes], seen: Callable[[], bool]) -> None:
    while process.poll() is None and not seen():
        time.sleep(0.001)


def _runtime(place: Place) -> float:
    started = time.monotonic()
    place.built()
    return time.monotonic() - started


@pytest.mark.slow
def test_a_build_killed_at_any_moment_leaves_a_whole_release(place: Place) -> None:
    """At forty moments of a run: on an idle machine, every 30 ms."""
    whole = {place.current()}
    killed, runtime = 0, _runtime(place)
    for step in range(40):
        process = place.start()
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=runtime * step / 40)
        killed += kill(process)
        whole.add(place.current())
    assert killed > 10
    assert place.built() == place.current()
    assert place.unfinished() == []
    for version in whole:
        open_release(place.out / "releases" / version)


_WRITING = ("", "dataset.nq", "locations.sqlite", "search.sqlite", "queries", "context.jsonld",
            "findings.json", "manifest.json")  # fmt: skip


def test_a_build_killed_while_it_writes_leaves_a_whole_release(place: Place) -> None:
    """At the moment at which each of a release's files is first seen."""
    for name in _WRITING:
        before = place.current()
        process = place.start()
        _wait(process, lambda name=name: any((place.out / "releases").glob(f".*-*/{name}")))
        assert kill(process), "it was over before it was seen to write"
        assert place.current() in (before, _newest(place))
    assert place.built() == place.current()
    assert place.unfinished() == []


def _newest(place: Place) -> str:
    """The release that was put in place last."""
    named = [path for path in (place.out / "releases").iterdir() if path.name[0] != "."]
    return max(named, key=lambda path: path.stat().st_ctime_ns).name


def test_what_is_left_after_a_kill_is_served(place: Place) -> None:
    process = place.start()
    _wait(process, lambda: bool(place.unfinished()))
    kill(process)
    with serving("--out", str(place.out)) as server:
        assert server.process.poll() is None


@pytest.mark.slow
def test_current_is_whole_when_a_switch_is_killed(place: Place, tmp_path: Path) -> None:
    """Hundreds of new releases, each put in place and made current, killed in the middle of it."""
    whole, out = place.out / "releases" / place.current(), tmp_path / "build"
    command = [sys.executable, "-c", SWITCHING, str(out), str(whole)]
    seen: set[str] = set()
    for moment in range(12):
        with subprocess.Popen(command, env=ENVIRONMENT, stdout=subprocess.PIPE,
                              start_new_session=True) as process:  # fmt: skip
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(moment / 100)
            assert kill(process)
        seen.update(path.name for path in (out / "releases").iterdir())
        open_release(out / "current")
    with alone_in(out):
        assert {path.name for path in out.iterdir()} == {"current", "releases", LOCK}
        assert {path.name for path in (out / "releases").iterdir()} <= {"a" * 12, "b" * 12}
    assert any(name.startswith(".") for name in seen), "it was never killed in between"


# Two at once ----------------------------------------------------------------------------


def test_two_builds_at_once_both_succeed_and_leave_one_release(place: Place) -> None:
    first = place.start()
    second = subprocess.Popen(first.args, env=ENVIRONMENT, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL)  # fmt: skip
    said = {process.communicate(timeout=120)[0] for process in (first, second)}
    assert (first.returncode, second.returncode) == (0, 0)
    assert {Path(line.decode().strip()).name for line in said} == {place.current()}
    assert place.unfinished() == []


def test_the_second_of_two_builds_says_that_it_waits(place: Place) -> None:
    with alone_in(place.out):
        command = [sys.executable, "-m", "treatygraph", "build", str(place.data)]
        process = subprocess.Popen([*command, "--out", str(place.out)], env=ENVIRONMENT,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)  # fmt: skip
        assert process.stderr is not None
        said = ""
        while process.poll() is None and "waiting" not in said:
            said += process.stderr.readline().decode()
        assert said.endswith(f"another build writes in {place.out}: waiting for it to end\n")
        assert process.poll() is None
    process.communicate(timeout=60)
    assert process.returncode == 0


def test_what_another_build_is_writing_is_never_swept(place: Place) -> None:
    """The one waits until the other is done: swept is what nobody works on."""
    first = place.start()
    _wait(first, lambda: bool(place.unfinished()))
    assert place.built() == place.current()
    first.communicate(timeout=60)
    assert first.returncode == 0
    assert place.unfinished() == []


# Power ----------------------------------------------------------------------------------


def test_all_of_a_release_is_on_the_disk_before_it_gets_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The order of flushes and renames, as they are made; both are made for real."""
    steps: list[tuple[str, str]] = []
    flush, rename, replace = os.fsync, os.rename, os.replace

    def flushed(descriptor: int) -> None:
        steps.append(("flush", os.readlink(f"/proc/self/fd/{descriptor}")))
        flush(descriptor)

    if not Path("/proc/self/fd").is_dir():
        pytest.skip("this system does not tell what a descriptor is open on (/proc)")
    monkeypatch.setattr(os, "fsync", flushed)
    monkeypatch.setattr(os, "rename", lambda a, b: (steps.append(("name", str(b))), rename(a, b)))
    monkeypatch.setattr(os, "replace", lambda a, b: (steps.append(("name", str(b))), replace(a, b)))
    options = BuildOptions(MINI, ROOT / "ontology", ROOT / "queries", tmp_path / "out")
    shipped = load_shipped(options.ontology, Base())
    release = build_release(options, load_collection(options.data, Base()), shipped)
    named = steps.index(("name", str(release)))
    before = {re.sub(r"/\.[^/]+", f"/{release.name}", path) for _, path in steps[:named]}
    assert before >= {str(path) for path in [release, *release.rglob("*")]}
    switched = steps.index(("name", str(options.out / "current")))
    assert ("flush", str(options.releases)) in steps[named:switched]
    assert ("flush", str(options.out)) in steps[switched:]
