"""The tools, resources and prompts, as the SDK of the Model Context Protocol serves them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Annotated, Any, Final

from mcp.server import MCPServer
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import (
    ResourceNotFoundError,
    ToolError,
    UnexpectedToolError,
)
from mcp_types import CallToolResult, InputRequiredResult, ToolAnnotations
from pydantic import Field, ValidationError

from treatygraph import __version__
from treatygraph.client import Graph
from treatygraph.errors import TreatygraphError
from treatygraph.mcp.answers import Answers

INSTRUCTIONS: Final = """\
A knowledge graph of treaties: what they lay down, whom they bind and since when, and what sources \
say of them. Every statement rests on a passage of a source: tell it with the answer, and give the \
citation, whose link stays as it is. What is not found is not recorded here: it may still be so. \
Status has four values: in force, not in force, unknown, disputed; do not guess between them. \
Begin with search for a thing, or list_queries for a question; use sparql for all else, and read \
the resource treatygraph://ontology first.\
"""

_READS: Final = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)

Thing = Annotated[
    str,
    Field(
        min_length=1, max_length=2_000,
        description="Kind and key, such as agreement/ru-ir-2025 or norm/…, the three letters of a "
                    "State, such as IRN, or an IRI.",
    ),
]  # fmt: skip
Most = Annotated[int, Field(ge=1, le=500, description="The most rows, or items of one list.")]


class _Server(MCPServer[Any]):
    """Tells what is wrong with the arguments of a tool in one sentence."""

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[Any, Any] | None = None
    ) -> CallToolResult | InputRequiredResult:
        known = {tool.name: tool for tool in await self.list_tools()}
        if name in known:
            _check_names(name, arguments, set(known[name].input_schema.get("properties", {})))
        try:
            return await super().call_tool(name, arguments, context)
        except ToolError as error:
            if isinstance(error, UnexpectedToolError):
                raise
            if isinstance(error.__cause__, ValidationError):
                raise ToolError(_sentence(name, error.__cause__)) from None
            raise ToolError(str(error).removeprefix(f"Error executing tool {name}: ")) from None


def _check_names(tool: str, arguments: dict[str, Any], known: set[str]) -> None:
    unknown = sorted(arguments.keys() - known)
    if unknown:
        raise ToolError(f"{tool} has no argument {unknown[0]!r}: it has {', '.join(sorted(known))}")


def _sentence(tool: str, error: ValidationError) -> str:
    wrong = [f"{'.'.join(map(str, one['loc'][:1]))}: {one['msg'].lower()}"
             for one in error.errors()]  # fmt: skip
    return f"{tool} was not asked: {'; '.join(dict.fromkeys(wrong))}"


@contextmanager
def _in_words() -> Iterator[None]:
    """Failures that a client can do something about, as the SDK tells them."""
    try:
        yield
    except TreatygraphError as error:
        raise ToolError(str(error)) from None


def server_of(graph: Graph) -> MCPServer[Any]:
    """A server of a graph, to be run over stdio or HTTP."""
    server = _Server("treatygraph", title="Treaties as a graph", version=__version__,
                     instructions=INSTRUCTIONS, log_level="WARNING")  # fmt: skip
    answers = Answers(graph)
    _add_things(server, answers)
    _add_queries(server, answers)
    _add_resources(server, answers)
    _add_prompts(server)
    return server


def _add_things(server: MCPServer[Any], answers: Answers) -> None:
    @server.tool(annotations=_READS, title="Find things by words")
    def search(
        text: Annotated[str, Field(min_length=1, max_length=300, description="Words to find.")],
        kinds: Annotated[
            list[str],
            Field(max_length=20, description="Kinds to keep to, such as Agreement, Norm, Claim, "
                                             "State, Source, Concept; none for all."),
        ] = [],  # noqa: B006 - it is never changed
        most: Most = 10,
    ) -> dict[str, Any]:  # fmt: skip
        """Find agreements, norms, claims, actors, sources and topics by words of their names and
        texts, each with what it rests on and a permanent link."""
        with _in_words():
            return answers.search(text, kinds, most)

    @server.tool(annotations=_READS, title="All that is known of a thing")
    def describe(thing: Thing, most: Most = 25) -> dict[str, Any]:
        """Tell what is known of one thing: facts, for an agreement its articles, norms, acts and
        status today, for an actor what binds it, for a norm its bearers and conditions; with the
        evidence, and a citation."""
        with _in_words():
            return answers.describe(thing, most)


def _add_queries(server: MCPServer[Any], answers: Answers) -> None:
    @server.tool(annotations=_READS, title="Questions that are kept")
    def list_queries(
        words: Annotated[str, Field(max_length=300, description="Words of the question.")] = "",
    ) -> dict[str, Any]:
        """List the questions that are kept with the data, with their parameters: ask them by
        run_query. Those under library/ have parameters, such as library/binding-on-day."""
        with _in_words():
            return answers.queries(words)

    @server.tool(annotations=_READS, title="Ask a kept question")
    def run_query(
        name: Annotated[str, Field(min_length=1, max_length=200, description="As list_queries has "
                                                                             "it.")],
        parameters: Annotated[
            dict[str, str | list[str]],
            Field(description='Values by parameter: {"actor": "state/IRN", "day": "2025-10-03"}; '
                              "what is left out has its default."),
        ] = {},  # noqa: B006 - it is never changed
        most: Most = 100,
    ) -> dict[str, Any]:  # fmt: skip
        """Ask one of the kept questions about some values: rows, what the things in them rest on,
        and a citation with hashes of query and answer."""
        with _in_words():
            return answers.run(name, parameters, most)

    @server.tool(annotations=_READS, title="Ask in SPARQL")
    def sparql(
        query: Annotated[str, Field(min_length=1, max_length=256_000,
                                    description="A SPARQL 1.1 query, with its PREFIX lines.")],
        most: Most = 100,
    ) -> dict[str, Any]:  # fmt: skip
        """Ask the whole graph in SPARQL 1.1, read only: SELECT, ASK, CONSTRUCT or DESCRIBE. A query
        that takes too long or too much is stopped, and the limit is named."""
        with _in_words():
            return answers.sparql(query, most)


def _add_resources(server: MCPServer[Any], answers: Answers) -> None:
    @server.resource("treatygraph://ontology", title="The ontology",
                     mime_type="application/n-triples")  # fmt: skip
    def ontology() -> str:
        """The classes and properties of the graph, with their definitions."""
        return answers.ontology()

    @server.resource("treatygraph://agreements", title="All agreements",
                     mime_type="application/json")  # fmt: skip
    def agreements() -> str:
        """How many agreements there are, and key and title of the first 500."""
        return json.dumps(answers.agreements(), ensure_ascii=False)

    @server.resource("treatygraph://id/{kind}/{+key}", title="A thing",
                     mime_type="application/n-triples")  # fmt: skip
    def thing(kind: str, key: str) -> str:
        """The statements about a thing, such as treatygraph://id/agreement/ru-ir-2025."""
        try:
            return answers.turtle(f"{kind}/{key}")
        except TreatygraphError as error:
            raise ResourceNotFoundError(str(error)) from None


def _add_prompts(server: MCPServer[Any]) -> None:
    @server.prompt(title="What binds an actor on a day")
    def what_binds(actor: str, on: str = "") -> str:
        """Tell what binds an actor on a day, with evidence."""
        day = on or date.today().isoformat()
        return (f"What binds {actor} on {day}? Find the actor by search, ask the kept query "
                "library/binding-on-day about it and the day, and tell the norms by instrument: "
                "first those that bind, then those of which it is unknown or disputed, with why. "
                "Give for each the passage that it rests on, and the citation last.")  # fmt: skip

    @server.prompt(title="Two agreements side by side")
    def compare(one: str, other: str) -> str:
        """Compare two agreements by type of norm."""
        return (f"Compare {one} with {other}. Find both by search, ask the kept query "
                "library/comparison about them, and tell which types of norm stand in one alone "
                "and where they differ in kind, bearer, condition or exception. Say “not found” "
                "for what is not recorded, never “does not exist”. Cite both.")  # fmt: skip
