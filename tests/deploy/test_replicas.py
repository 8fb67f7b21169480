"""Three replicas of a release behind nginx, as deploy/nginx.conf has it, switched under load."""

from __future__ import annotations

import shutil
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest

from places import build_places
from processes import wait_until
from support import ROOT, Server, free_port, serving

CONFIG = ROOT / "deploy/nginx.conf"
PLACES = "SELECT (COUNT(*) AS ?n) { ?place a <https://w3id.org/treatygraph/ontology#Place> }"
OLD, NEW = (200, "n\r\n1\r\n"), (200, "n\r\n2\r\n")
ASKED = f"/sparql?query={quote(PLACES)}"

_MAIN = """\
daemon off; worker_processes 2; pid nginx.pid; error_log stderr error;
events { worker_connections 512; }
http {
    access_log off;
    client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi; scgi_temp_path scgi;
    include treatygraph.conf;
}
"""


def program() -> str:
    """nginx; a skip where it is not installed."""
    found = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin") or shutil.which("nginx")
    if found is None:
        pytest.skip("nginx is not installed: apt install nginx-light")
    return found


class Balancer:
    """nginx with the configuration of deploy/, on a port of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self._command = [program(), "-p", str(folder), "-c", str(folder / "nginx.conf")]
        site = CONFIG.read_text().replace("listen 80;", f"listen 127.0.0.1:{self.port};")
        (folder / "treatygraph.conf").write_text(site)
        (folder / "nginx.conf").write_text(_MAIN)

    def send_to(self, replicas: Sequence[Replica]) -> None:
        """Write which replicas there are; one that runs reads that while it answers."""
        lines = (f"server 127.0.0.1:{one.server.port} max_fails=1 fail_timeout=1s;\n"
                 for one in replicas)  # fmt: skip
        (self.folder / "treatygraph-replicas.conf").write_text("".join(lines))
        if (self.folder / "nginx.pid").exists():
            subprocess.run([*self._command, "-s", "reload"], check=True)

    @contextmanager
    def running(self) -> Iterator[None]:
        process = subprocess.Popen(self._command)
        try:
            wait_until(lambda: ask(self.port)[0] == 200)
            yield
        finally:
            process.terminate()
            process.wait(timeout=20)


def ask(port: int) -> tuple[int, str]:
    """The status of an answer and its words; 0 and the reason where there is none."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{ASKED}", headers={"Accept": "text/csv"}
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()
    except OSError as error:
        return 0, str(error)


@contextmanager
def load(port: int, clients: int = 4) -> Iterator[list[tuple[int, str]]]:
    """Clients that ask without pause until the block ends, each on new connections."""
    answers, stopped = list[tuple[int, str]](), threading.Event()

    def run() -> None:
        while not stopped.is_set():
            answers.append(ask(port))

    threads = [threading.Thread(target=run) for _ in range(clients)]
    for thread in threads:
        thread.start()
    try:
        yield answers
    finally:
        stopped.set()
        for thread in threads:
            thread.join()


@dataclass(frozen=True)
class Replica:
    """A server of a copy of the releases, as a machine of its own would have them."""

    out: Path
    server: Server

    def switch(self, release: Path) -> None:
        """Copy a release there, and make it the current one."""
        shutil.copytree(release, self.out / "releases" / release.name)
        (self.out / "next").symlink_to(Path("releases") / release.name)
        (self.out / "next").rename(self.out / "current")


def three(stack: ExitStack, out: Path, folder: Path) -> list[Replica]:
    """Three of them, that answer."""
    found = []
    for number in range(3):
        copy = folder / f"replica-{number}"
        shutil.copytree(out, copy, symlinks=True)
        running = stack.enter_context(serving("--out", str(copy), "--query-workers", "1"))
        found.append(Replica(copy, running))
    return found


@pytest.mark.slow
def test_three_replicas_are_switched_stopped_and_killed_without_a_lost_request(
    tmp_path: Path,
) -> None:
    """As docs/other-engines.md has it: two get the new release out of turn, then change places
    with the third. What ends after that, in order or not, is nobody's loss either."""
    old = build_places(tmp_path / "built", "here")
    balancer = Balancer(tmp_path)
    with ExitStack() as stack:
        first, *others = replicas = three(stack, old.parents[1], tmp_path)
        new = build_places(tmp_path / "built", "here", "there")
        balancer.send_to(replicas)
        stack.enter_context(balancer.running())
        with load(balancer.port) as answers:
            balancer.send_to([first])
            for one in others:
                one.switch(new)
                wait_until(lambda port=one.server.port: ask(port) == NEW, seconds=60)
            before = len(answers)
            balancer.send_to(others)
            wait_until(lambda: set(answers[-20:]) == {NEW})
            after = len(answers)
            first.switch(new)
            wait_until(lambda: ask(first.server.port) == NEW, seconds=60)
            balancer.send_to(replicas)
            time.sleep(0.5)
            first.server.process.terminate()
            time.sleep(0.5)
            others[0].server.process.kill()
            time.sleep(2)
    assert set(answers) == {OLD, NEW}, Counter(answers)
    assert set(answers[:before]) == {OLD}
    assert set(answers[after:]) == {NEW}
    assert len(answers) > after + 20
