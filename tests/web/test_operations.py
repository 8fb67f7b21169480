"""Running the service: health, log, timing, metrics, a graceful stop."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from email.message import Message
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask

from processes import (
    children_of,
    fork_servers,
    lives,
    needs_proc,
    serving_process,
    wait_until,
)
from support import ROOT, Corpus, Server, free_port, serving
from treatygraph.release import Release
from treatygraph.web.line_writer import MOST_WAITING, LineWriter
from treatygraph.web.log import Log
from treatygraph.web.stopping import first_only

SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
"""A query that takes longer than any test."""


def ask(url: str, method: str = "GET", **headers: str) -> tuple[int, Message, bytes]:
    """Status, headers and body of an answer, whatever the status."""
    sent = urllib.request.Request(url, method=method, headers=headers)
    try:
        with urllib.request.urlopen(sent, timeout=60) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


def query_url(server: Server, query: str, **more: str) -> str:
    arguments = "".join(f"&{name}={quote(value)}" for name, value in more.items())
    return f"{server.url}sparql?query={quote(query)}{arguments}"


@pytest.fixture(scope="module")
def out(corpus: Corpus) -> str:
    return str(corpus.options.out)


# Health ---------------------------------------------------------------------------------


def test_health_tells_that_it_lives_is_ready_and_of_which_release(
    server: Server, corpus_release: Release
) -> None:
    status, headers, body = ask(f"{server.url}health")
    assert status == 200
    assert json.loads(body) == {"live": True, "ready": True, "release": corpus_release.version}
    assert headers["Content-Type"] == "application/json"
    assert headers["Cache-Control"] == "no-store"
    assert ask(f"{server.url}health/ready")[0] == 200
    assert json.loads(ask(f"{server.url}health/live")[2]) == {"live": True}


def test_health_answers_head_and_no_other_method(server: Server) -> None:
    status, headers, body = ask(f"{server.url}health/ready", "HEAD")
    assert (status, body) == (200, b"")
    assert int(headers["Content-Length"]) > 0
    status, headers, body = ask(f"{server.url}health", "POST")
    assert (status, headers["Allow"]) == (405, "GET, HEAD")
    assert json.loads(body)["status"] == 405


@pytest.mark.slow
def test_a_server_whose_queries_are_all_busy_lives_but_is_not_ready(out: str) -> None:
    limits = ("--query-workers", "1", "--queries", "1", "--query-seconds", "6")
    with serving("--out", out, *limits) as server:
        asking = threading.Thread(target=ask, args=(query_url(server, SLOW),))
        asking.start()
        time.sleep(1)
        status, headers, body = ask(f"{server.url}health/ready")
        if status == 200:
            pytest.fail(f"one process, busy, and still ready: {body!r}")
        assert (status, headers["Retry-After"]) == (503, "1")
        assert "no query process answers" in json.loads(body)["reason"]
        assert ask(f"{server.url}health/live")[0] == 200
        asking.join()
        wait_until(lambda: ask(f"{server.url}health/ready")[0] == 200)


def test_a_server_answers_health_while_its_release_loads_and_others_wait(out: str) -> None:
    port, states = free_port(), []
    with start("--out", out, "--port", str(port)):
        wait_until(lambda: states_of(port, states), seconds=60)
        assert ask(f"http://127.0.0.1:{port}/prefixes", Accept="text/turtle")[0] == 200
    assert set(states) <= {200, 503}


def states_of(port: int, states: list[int]) -> bool:
    """Whether a server is ready; what it said before is noted."""
    try:
        states.append(ask(f"http://127.0.0.1:{port}/health/ready")[0])
    except OSError:
        return False
    return states[-1] == 200


# Log ------------------------------------------------------------------------------------


def start(*arguments: str, **options: Any) -> subprocess.Popen[bytes]:
    """``treatygraph serve``, started and left alone; the caller ends it by leaving ``with``."""
    return _Ended(
        [sys.executable, "-m", "treatygraph", "serve", *arguments],
        env=os.environ | {"PYTHONPATH": str(ROOT / "src")}, cwd=ROOT,
        **{"stderr": subprocess.DEVNULL, **options},
    )  # fmt: skip


class _Ended(subprocess.Popen[bytes]):
    """A process that is asked to end when its block does."""

    def __exit__(self, *raised: Any) -> None:
        self.terminate()
        super().__exit__(*raised)


@pytest.fixture(scope="module")
def logged(out: str, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """What a server writes of some requests, a query that fails among them."""
    file = tmp_path_factory.mktemp("log") / "err"
    port = free_port()
    root = f"http://127.0.0.1:{port}"
    agent = {
        "User-Agent": "spy/1.0",
        "Referer": "https://secret.example/",
        "X-Request-Id": "mine-1",
    }
    with file.open("wb") as stderr:
        arguments = ("--out", out, "--port", str(port), "--log-format", "json")
        with start(*arguments, stderr=stderr):
            wait_until(lambda: states_of(port, []), seconds=60)
            ask(f"{root}/agreements", **agent)
            ask(f"{root}/sparql?query={quote('SELECT * { ?topsecret ?p ?o } LIMIT 1')}")
            ask(f"{root}/sparql?query=nonsense")
            ask(f"{root}/doc/%0Anone", **{"X-Request-Id": 'a"b c'})
    return [json.loads(line) for line in file.read_text().splitlines()]


def test_each_line_is_json_and_each_request_one_line(logged: list[dict[str, Any]]) -> None:
    requests = [line for line in logged if line["event"] == "request"]
    assert logged[0]["event"] == "start"
    asked = [(line["path"], line["status"]) for line in requests if "health" not in line["path"]]
    assert asked == [("/agreements", 200), ("/sparql", 200), ("/sparql", 400), ("/doc/\nnone", 404)]
    for line in requests:
        assert datetime.fromisoformat(line["time"]).tzname() == "UTC"
        assert {"method", "bytes", "ms", "type", "request_id", "level"} <= line.keys()


def test_the_log_never_tells_who_asked_or_what_a_query_says(logged: list[dict[str, Any]]) -> None:
    told = json.dumps([line for line in logged if line["event"] != "start"])
    for secret in ("127.0.0.1", "spy/1.0", "secret.example", "topsecret", "nonsense"):
        assert secret not in told
    query = next(line for line in logged if line.get("path") == "/sparql")
    assert query["query_length"] > 20
    assert query["query_ms"] > 0


def test_a_request_id_is_taken_if_it_is_sane_and_sent_back(
    logged: list[dict[str, Any]], server: Server
) -> None:
    ids = {line["path"]: line["request_id"] for line in logged if line["event"] == "request"}
    assert ids["/agreements"] == "mine-1"
    assert re.fullmatch("[0-9a-f]{16}", ids["/doc/\nnone"])
    assert ask(server.url, **{"X-Request-Id": "mine-2"})[1]["X-Request-Id"] == "mine-2"


def test_a_failure_of_ours_is_one_line_with_its_trace() -> None:
    lines: list[str] = []
    log = Log("json", "error", lines.append)
    from treatygraph.web.log import Bridge

    bridge = Bridge(log)
    try:
        raise RuntimeError("of\nours")
    except RuntimeError:
        bridge.emit(_record("error", sys.exc_info()))
    bridge.emit(_record("warning", None))
    told = json.loads(lines[0])
    assert len(lines) == 1
    assert lines[0].count("\n") == 1
    assert told["trace"].startswith("Traceback")


def _record(level: str, exc_info: Any) -> Any:
    import logging

    number = logging.getLevelNamesMapping()[level.upper()]
    return logging.LogRecord("x", number, "x.py", 1, "said %s", ("so",), exc_info)


def test_text_for_people_has_no_line_breaks_of_a_path() -> None:
    lines: list[str] = []
    Log("text", "info", lines.append).tell(
        "info", "request", method="GET", path="/a\nb\x1b", status=200, bytes=10, ms=1.5
    )
    assert lines[0][9:] == "GET /a\\x0ab\\x1b 200 10 B 1.5 ms\n"


def test_nobody_waits_for_a_reader_of_the_log_that_is_slow_or_gone() -> None:
    reading, writing = os.pipe()
    writer = LineWriter(writing)
    for _ in range(MOST_WAITING + 5_000):
        writer.put("x" * 100 + "\n")
    assert writer.dropped > 1_000
    os.close(reading)
    wait_until(lambda: not writer._thread.is_alive())
    writer.put("more")
    os.close(writing)


def test_lines_are_written_whole_so_that_several_processes_can_share_a_log() -> None:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)  # each write is a message
    lines = [f"{number} {'x' * (number % 300)}\n" for number in range(200)]
    with ours, theirs:
        writer = LineWriter(theirs.fileno())
        for line in lines:
            writer.put(line)
        ours.settimeout(20)
        written: list[str] = []
        while sum(map(len, written)) < sum(map(len, lines)):
            written.append(ours.recv(1 << 16).decode())
    assert "".join(written) == "".join(lines)
    assert len(written) > 1
    assert all(piece.endswith("\n") for piece in written)


def test_a_server_starts_without_a_standard_error(out: str) -> None:
    port = free_port()
    with start("--out", out, "--port", str(port), stderr=None, preexec_fn=lambda: os.close(2)):
        wait_until(lambda: states_of(port, []), seconds=60)
        assert ask(f"http://127.0.0.1:{port}/sparql?query=ASK%7B%7D")[0] == 200


@pytest.mark.slow
@pytest.mark.parametrize("stderr", ["full", "closed"])
def test_a_server_answers_whose_log_nobody_reads(out: str, stderr: str) -> None:
    port = free_port()
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    if stderr == "closed":
        os.close(reading)
    with start("--out", out, "--port", str(port), stderr=writing) as process:
        wait_until(lambda: states_of(port, []), seconds=60)
        if stderr == "full":
            try:
                while True:
                    os.write(writing, b"x" * 4096)
            except BlockingIOError:
                pass
            os.set_blocking(writing, True)
        for _ in range(50):
            assert ask(f"http://127.0.0.1:{port}/prefixes", Accept="text/turtle")[0] == 200
        process.terminate()
        assert process.wait(timeout=20) == 0
    os.close(writing)
    if stderr == "full":
        os.close(reading)


# Timing and metrics ---------------------------------------------------------------------

_METRIC = re.compile(r'[!#$%&\'*+.^_`|~\w-]+(;(dur=[0-9.]+|desc=("[^"]*"|[\w-]+)))*')


@pytest.mark.parametrize("path", ["", "agreements", "health", "none", "sparql?query=ASK%7B%7D",
                                  "static/treatygraph.css", "id/state/IRN"])  # fmt: skip
def test_every_answer_tells_how_long_it_took(server: Server, path: str) -> None:
    _, headers, _ = ask(f"{server.url}{path}")
    metrics = headers["Server-Timing"].split(", ")
    assert all(_METRIC.fullmatch(metric) for metric in metrics)
    assert any(metric.startswith("total;dur=") for metric in metrics)
    if "query" in path:
        assert any(metric.startswith("query;dur=") for metric in metrics)


@pytest.fixture(scope="module")
def measured(out: str) -> Iterator[tuple[Server, str]]:
    """A server that tells metrics, and where."""
    pytest.importorskip("prometheus_client", reason="prometheus_client is not installed")
    port = free_port()
    with serving("--out", out, "--metrics", str(port), "--query-seconds", "2") as server:
        yield server, f"http://127.0.0.1:{port}/metrics"


def numbers(url: str) -> dict[str, float]:
    """Each sample of the text format by its name and labels."""
    lines = ask(url)[2].decode().splitlines()
    parts = (line.rpartition(" ") for line in lines if not line.startswith("#"))
    return {name: float(value) for name, _, value in parts}


def test_metrics_count_requests_queries_and_releases(measured: tuple[Server, str]) -> None:
    server, url = measured
    before = numbers(url)
    ask(f"{server.url}agreements", Accept="text/html")
    ask(query_url(server, "ASK {}"))
    ask(query_url(server, "ASK {"))
    ask(query_url(server, SLOW))
    after = numbers(url)

    def more(name: str) -> float:
        return after.get(name, 0) - before.get(name, 0)

    html = 'treatygraph_requests_total{format="html",route="agreements",status="2xx"}'
    assert more(html) == 1
    assert more('treatygraph_requests_total{format="problem",route="sparql",status="5xx"}') == 1
    assert more('treatygraph_queries_total{outcome="stopped-time"}') == 1
    assert more('treatygraph_queries_total{outcome="syntax-error"}') == 1
    assert more("treatygraph_query_seconds_count") >= 3
    assert after["treatygraph_requests_under_way"] == 0
    assert after["process_resident_memory_bytes"] > 1e7
    assert sum(name.startswith("treatygraph_release_info") for name in after) == 1


def test_labels_stay_few_whatever_is_asked(measured: tuple[Server, str]) -> None:
    server, url = measured
    ask(f"{server.url}first-of-many")
    before = len(numbers(url))
    for number in range(20):
        ask(f"{server.url}made-up-{number}/x")
    assert len(numbers(url)) == before


def test_metrics_are_not_told_to_those_who_ask_the_service(measured: tuple[Server, str]) -> None:
    server, _ = measured
    assert ask(f"{server.url}metrics")[0] == 404


@pytest.mark.parametrize("address", ["nowhere", "127.0.0.1:", "99999"])
def test_a_bad_address_for_metrics_is_one_sentence(out: str, address: str) -> None:
    port = str(free_port())
    with start("--out", out, "--port", port, "--metrics", address,
               stderr=subprocess.PIPE) as process:  # fmt: skip
        _, told = process.communicate(timeout=30)
    assert process.returncode == 2
    assert len(told.splitlines()) == 1


def test_every_route_is_one_that_metrics_know(mini_app: Flask, mini_release: Release) -> None:
    from treatygraph.web.serving import Serving

    known = Serving(mini_release, mini_app, None, mini_release.store)  # type: ignore[arg-type]
    assert known.route("/") == "home"
    assert known.route("/ontology.ttl") == "ontology"
    assert known.route("/.well-known/void") == ".well-known"
    assert known.route("/doc/agreement/x") == "doc"
    assert known.route("/wp-login.php") == "other"


# Stopping -------------------------------------------------------------------------------


def test_an_answer_under_way_arrives_whole_when_the_server_is_stopped(out: str) -> None:
    needs_proc()
    port = free_port()
    with start("--out", out, "--port", str(port)) as process:
        wait_until(lambda: states_of(port, []), seconds=60)
        below = children_of(process.pid)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        rows = "SELECT * { ?a ?b ?c . ?d a ?e } LIMIT 100000"
        connection.request("GET", f"/sparql?format=csv&query={quote(rows)}")
        answer = connection.getresponse()
        body = answer.read(1000)
        process.send_signal(signal.SIGTERM)
        wait_until(lambda: not accepts(port))
        time.sleep(1)
        assert process.poll() is None, "it ended before its answer did"
        body += answer.read()
        connection.close()
        assert process.wait(timeout=20) == 0
    assert len(body) == int(answer.headers["Content-Length"]) > 5_000_000
    wait_until(lambda: not any(map(lives, below)))


def accepts(port: int) -> bool:
    """Whether somebody listens on a port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_a_query_under_way_is_answered_before_the_server_ends(out: str) -> None:
    found: list[tuple[int, Message, bytes]] = []
    with serving("--out", out) as server:
        slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c { SELECT * { ?d a ?e } LIMIT 60 } }"
        asking = threading.Thread(target=lambda: found.append(ask(query_url(server, slow))))
        asking.start()
        time.sleep(0.3)
        server.process.send_signal(signal.SIGINT)
        assert server.process.wait(timeout=60) == 0
        asking.join()
    assert [status for status, _, _ in found] == [200]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_though_each_process_is_told_and_told_again(
    out: str, number: signal.Signals
) -> None:
    """As Ctrl+C on a terminal does, whose processes are all told. Five times: it is a race."""
    needs_proc()
    for round_ in range(5):
        with serving("--out", out) as server:
            told = [server.process.pid, *children_of(server.process.pid)]
            time.sleep(round_ * 0.05)
            for process in (*told, *told):
                with suppress(ProcessLookupError):
                    os.kill(process, number)
            assert server.process.wait(timeout=15) == 0


def test_a_signal_that_comes_while_the_first_is_handled_is_not_handled() -> None:
    heard: list[int] = []

    def handle(number: int, frame: object) -> None:
        heard.append(number)
        told(signal.SIGTERM, None)

    told = first_only(handle)
    told(signal.SIGINT, None)
    told(signal.SIGINT, None)
    assert heard == [signal.SIGINT]


def test_it_ends_though_it_is_told_while_it_starts(out: str) -> None:
    needs_proc()
    port = free_port()
    with start("--out", out, "--port", str(port)) as process:
        wait_until(lambda: accepts(port), seconds=60)
        for _ in range(3):
            process.send_signal(signal.SIGINT)
        assert process.wait(timeout=15) == 0
        wait_until(lambda: not accepts(port))


@pytest.mark.slow
def test_a_reader_that_never_reads_is_not_waited_for_beyond_the_grace(out: str) -> None:
    needs_proc()
    with serving("--out", out, "--grace", "2") as server:
        below = children_of(server.process.pid)
        with socket.create_connection(("127.0.0.1", server.port)) as reader:
            rows = quote("SELECT * { ?a ?b ?c . ?d a ?e } LIMIT 100000")
            reader.sendall(f"GET /sparql?query={rows} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            reader.recv(100)
            began = time.monotonic()
            server.process.terminate()
            assert server.process.wait(timeout=30) == 0
            assert time.monotonic() - began < 10
        wait_until(lambda: not any(map(lives, below)))


def test_no_process_is_left_when_the_first_is_killed(out: str) -> None:
    needs_proc()
    with serving("--out", out) as server:
        below = children_of(server.process.pid)
        assert len(below) >= 3
        server.process.kill()
        wait_until(lambda: not any(map(lives, below)))


def test_query_processes_are_forked_from_the_process_that_answers_to_share_its_memory(
    out: str,
) -> None:
    needs_proc()
    with serving("--out", out) as server:
        commands = children_of(server.process.pid)
        (queries,) = fork_servers(server.process.pid)
        assert commands[queries] == commands[serving_process(server.process.pid)]


@pytest.mark.slow
def test_a_serving_process_that_is_killed_takes_its_queries_along_and_is_replaced(
    out: str,
) -> None:
    needs_proc()
    with serving("--out", out) as server:
        old = serving_process(server.process.pid)
        queries = fork_servers(server.process.pid)
        os.kill(old, signal.SIGKILL)
        wait_until(lambda: not any(map(lives, queries)))
        wait_until(lambda: states_of(server.port, []), seconds=60)
        assert serving_process(server.process.pid) != old


def test_sighup_does_not_end_a_service(out: str) -> None:
    with serving("--out", out) as server:
        server.process.send_signal(signal.SIGHUP)
        time.sleep(1)
        assert ask(f"{server.url}health")[0] == 200


# Secrets --------------------------------------------------------------------------------


def test_no_option_takes_a_secret() -> None:
    """A secret on a command line is seen by everybody on the machine."""
    import click

    from treatygraph.cli import COMMANDS, main

    context = click.Context(main)
    commands = [main.get_command(context, name) for name in COMMANDS]
    words = re.compile(
        r"password|passwd|secret|token|credential|api.?key|\bauth(?!ors?\b)", re.IGNORECASE
    )
    options = [parameter for command in commands if command for parameter in command.params]
    assert [option.name for option in options if words.search(str(option.to_info_dict()))] == []


# What the page on operations says -------------------------------------------------------

PAGE = (ROOT / "docs/operations.md").read_text(encoding="utf-8")


def test_every_option_for_operation_is_told_of() -> None:
    from dataclasses import fields

    from treatygraph.cli.operating import Operating

    options = ["--" + field.name.replace("_", "-") for field in fields(Operating)]
    assert [option for option in options if f"| `{option} " not in PAGE] == []


def test_every_field_of_the_log_is_told_of(logged: list[dict[str, Any]]) -> None:
    names = {name for line in logged for name in line} - {"address"}
    assert [name for name in sorted(names) if f"`{name}`" not in PAGE] == []


def test_every_metric_is_told_of(measured: tuple[Server, str]) -> None:
    told = ask(measured[1])[2].decode()
    names = re.findall(
        r"^# TYPE (treatygraph_\w+) (?:counter|gauge|histogram)$", told, re.MULTILINE
    )
    ours = [name for name in names if not name.endswith("_created")]
    assert len(ours) > 8
    assert [name for name in ours if f"`{name}`" not in PAGE] == []


def test_the_limits_told_are_those_kept() -> None:
    from treatygraph.web import front, health

    assert f"within {health.DEADLINE:g} seconds" in PAGE
    assert f"wait for it up to {front.PATIENCE:g} seconds" in PAGE
    assert f"up to {MOST_WAITING:,} of them" in PAGE
