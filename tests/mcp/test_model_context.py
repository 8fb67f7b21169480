"""``treatygraph mcp``, asked by the client of the SDK over stdio and over HTTP."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import anyio
import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator
from mcp.shared.exceptions import MCPError

from mcp import Client, StdioServerParameters
from support import ROOT, Corpus, Server, free_port
from treatygraph.citing import read_address
from treatygraph.citing.server import Server as Asked
from treatygraph.citing.verifying import verify
from treatygraph.cli import main

DAY = "2025-10-03"


def started(*arguments: str) -> StdioServerParameters:
    command = ["-m", "treatygraph", "mcp", *arguments]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    return StdioServerParameters(command=sys.executable, args=command, env=environment)


@contextmanager
def over_http(out: Path) -> Iterator[str]:
    """The server at a port of this machine; its address."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "treatygraph", "mcp", "--http", "--port", str(port),
         "--out", str(out)],
        env=os.environ | {"PYTHONPATH": str(ROOT / "src")}, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait(process, port)
        yield f"http://127.0.0.1:{port}/mcp"
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("the server did not start")


@pytest.fixture(scope="module", params=["stdio", "http", "of a server"])
def place(
    request: pytest.FixtureRequest, corpus: Corpus, server: Server
) -> Iterator[StdioServerParameters | str]:
    if request.param == "http":
        with over_http(corpus.options.out) as address:
            yield address
    elif request.param == "stdio":
        yield started("--out", str(corpus.options.out))
    else:
        yield started("--server", server.url)


def asked(place: Any, ask: Callable[[Client], Awaitable[Any]]) -> Any:
    """What a client gets from a server."""

    async def run() -> Any:
        async with Client(place, read_timeout_seconds=120) as client:
            return await ask(client)

    with ThreadPoolExecutor(1) as apart:  # the thread of the tests may hold a browser's loop
        return apart.submit(anyio.run, run).result()


def called(place: Any, *calls: tuple[str, dict[str, Any]]) -> list[Any]:
    """The answers to calls of tools: JSON, or the text of an error."""

    async def ask(client: Client) -> list[Any]:
        found = []
        for name, arguments in calls:
            result = await client.call_tool(name, arguments)
            text = result.content[0].text  # type: ignore[union-attr]
            found.append(f"error: {text}" if result.is_error else json.loads(text))
        return found

    return list(asked(place, ask))


def test_it_says_what_it_is_and_what_it_can(place: Any) -> None:
    async def ask(client: Client) -> Any:
        return client.instructions, (await client.list_tools()).tools

    instructions, tools = asked(place, ask)
    assert "rests on a passage" in instructions
    assert [tool.name for tool in tools] == ["search", "describe", "list_queries", "run_query",
                                             "sparql"]  # fmt: skip
    for tool in tools:
        Draft202012Validator.check_schema(tool.input_schema)
        assert tool.description
        assert tool.annotations.read_only_hint


def test_a_thing_is_found_and_described_with_evidence_and_a_citation(place: Any) -> None:
    (found,) = called(place, ("search", {"text": "strategic partnership Iran 2025",
                                         "kinds": ["Agreement"]}))  # fmt: skip
    first = found["found"][0]
    assert first["thing"] == "agreement/ru-ir-2025"
    assert first["rests_on"]
    (told,) = called(place, ("describe", {"thing": first["thing"], "most": 3}))
    assert told["status"]["value"] == "in force"
    assert told["evidence"][0]["source"]
    assert told["detail"]["claims"][-1].startswith("and ")
    assert told["citation"]["link"] == first["link"]
    assert read_address(first["link"]).target == "/doc/agreement/ru-ir-2025"


def test_words_of_a_norm_are_found_in_what_it_says(place: Any) -> None:
    asked_for = {"text": "consult", "kinds": ["Norm"], "most": 3}
    (found,) = called(place, ("search", asked_for))
    assert len(found["found"]) == 3 < found["total"]
    assert found["cut"]
    assert all(hit["kind"] == "Norm" and hit["rests_on"] for hit in found["found"])


def test_a_kept_question_is_listed_and_asked(place: Any, server: Server) -> None:
    listed, answer = called(
        place,
        ("list_queries", {"words": "bind actor day"}),
        ("run_query", {"name": "library/binding-on-day", "most": 5,
                       "parameters": {"actor": "IRN", "day": DAY, "topic": "topic/sanctions"}}),
    )  # fmt: skip
    (query,) = (one for one in listed["queries"] if one["name"] == "library/binding-on-day")
    assert {one["name"] for one in query["parameters"]} == {"actor", "day", "topic"}
    assert answer["question"] == query["question"]
    assert len(answer["rows"]) == 5 < answer["total"]
    assert answer["rows"][0]["norm"] in answer["evidence"]
    outcome = verify(answer["citation"]["link"], Asked(), server.url)
    assert outcome.verdict == "same", outcome.why


def test_questions_are_asked_in_sparql(place: Any) -> None:
    rows, yes, graph = called(
        place,
        ("sparql", {"query": "SELECT (1 AS ?n) ('да'@ru AS ?t) (NOW() > 0 AS ?e) {}"}),
        ("sparql", {"query": "ASK {}"}),
        ("sparql", {"query": "CONSTRUCT { <http://x/a> <http://x/p> 1 } {}"}),
    )
    assert rows["rows"] == [{"n": 1, "t": {"text": "да", "language": "ru"}, "e": None}]
    assert rows["citation"] is None  # it is another each time
    assert yes["answer"] is True
    assert "result=sha256-" in yes["citation"]["link"]
    assert graph["graph"].startswith("<http://x/a> <http://x/p> ")


_WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("sparql", {"query": "DROP ALL"}, "DROP is an update"),
    ("sparql", {"query": "SELECT * { SERVICE <http://x/> {} }"}, "SERVICE is not followed"),
    ("sparql", {"query": "SELECT ?x {"}, "does not parse"),
    ("sparql", {}, "query: field required"),
    ("sparql", {"query": "ASK {}", "most": 0}, "most: input should be greater"),
    ("sparql", {"query": "ASK {}", "timeout": 9}, "no argument 'timeout'"),
    ("sparql", {"query": "(" * 300_000}, "most 256000 characters"),
    ("describe", {"thing": "agreement/none"}, "nothing is known of"),
    ("describe", {"thing": "xyzzy"}, "names no thing"),
    ("describe", {"thing": "http://x/ y"}, "is no IRI"),
    ("run_query", {"name": "library/none"}, "no query library/none is kept"),
    ("run_query", {"name": "library/binding-on-day", "parameters": {"who": "x"}}, "parameter who"),
    ("run_query", {"name": "library/binding-on-day", "parameters": {"day": "now"}}, "a day"),
    ("run_query", {"name": "library/binding-on-day", "parameters": {"actor": "XXX"}}, "is called"),
    ("search", {"text": ""}, "text: string should have at least 1 character"),
    ("search", {"text": "   "}, "say what to look for"),
    ("search", {"text": "treaty", "kinds": ["Spoon"]}, "there is no kind Spoon here: there are"),
    ("none", {}, "Unknown tool"),
]


def test_what_is_wrong_is_told_in_a_sentence(place: Any) -> None:
    found = called(place, *((name, arguments) for name, arguments, _ in _WRONG))
    for (name, _, words), told in zip(_WRONG, found, strict=True):
        assert str(told).startswith("error: "), name
        assert words in told, name
        assert "Traceback" not in told
        assert len(told) < 600


def test_things_and_the_ontology_are_resources(place: Any) -> None:
    async def ask(client: Client) -> Any:
        templates = (await client.list_resource_templates()).resource_templates
        uris = ("treatygraph://ontology", "treatygraph://agreements",
                "treatygraph://id/agreement/ru-ir-2025")  # fmt: skip
        read = [(await client.read_resource(uri)).contents[0] for uri in uris]
        with pytest.raises(MCPError, match="nothing is known of"):
            await client.read_resource("treatygraph://id/agreement/none")
        return templates, [one.text for one in read]  # type: ignore[union-attr]

    templates, (ontology, agreements, thing) = asked(place, ask)
    assert [one.uri_template for one in templates] == ["treatygraph://id/{kind}/{+key}"]
    assert "ontology#Agreement> " in ontology
    listed = json.loads(agreements)
    assert {"ru-ir-2025", "ru-kp-2024"} <= {one["key"] for one in listed["agreements"]}
    assert listed["total"] == len(listed["agreements"])
    assert "others" not in listed
    assert "/id/agreement/ru-ir-2025> " in thing


def test_prompts_say_how_to_go_about_it(place: Any) -> None:
    async def ask(client: Client) -> Any:
        asked_for = await client.get_prompt("what_binds", {"actor": "Iran", "on": DAY})
        return [one.name for one in (await client.list_prompts()).prompts], asked_for

    names, prompt = asked(place, ask)
    assert names == ["what_binds", "compare"]
    assert f"What binds Iran on {DAY}?" in prompt.messages[0].content.text


def test_a_query_that_takes_too_long_is_stopped_and_the_next_one_answered(corpus: Corpus) -> None:
    slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    told, next_ = called(started("--out", str(corpus.options.out), "--query-seconds", "0.5"),
                         ("sparql", {"query": slow}), ("sparql", {"query": "ASK {}"}))  # fmt: skip
    assert told == "error: the query took longer than 0.5 seconds"
    assert next_["answer"] is True


def test_over_http_another_host_name_is_refused(corpus: Corpus) -> None:
    with over_http(corpus.options.out) as address:
        request = urllib.request.Request(address, data=b"{}", headers={
            "Host": "evil.example", "Content-Type": "application/json",
            "Accept": "application/json, text/event-stream"})  # fmt: skip
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(request, timeout=10)
        refused.value.close()
        assert refused.value.code in (403, 421)


def test_it_listens_on_this_machine_alone() -> None:
    result = CliRunner().invoke(main, ["mcp", "--http", "--host", "0.0.0.0"])
    assert result.exit_code == 2
    assert "is not one of" in result.output


def test_a_folder_without_a_release_is_told(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["mcp", "--out", str(tmp_path)])
    assert result.exit_code == 2
    assert result.output.startswith("treatygraph: ")


def test_without_the_sdk_a_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    result = CliRunner().invoke(main, ["mcp"])
    assert (result.exit_code, "install treatygraph[mcp]" in result.output) == (2, True)
