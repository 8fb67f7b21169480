"""The group of all commands: each is imported when it is asked for, so that all start quickly."""

from __future__ import annotations

import gc
import importlib
import sys
from io import TextIOWrapper
from keyword import iskeyword
from typing import Any

import click

from treatygraph import __version__
from treatygraph.errors import FindingsStopTheBuild, TreatygraphError

COMMANDS = (
    "build", "check", "completion", "conformance", "diff", "format", "import", "init", "match",
    "mcp", "ontology", "panel", "publish", "query", "serve", "verify-citation",
)  # fmt: skip
"""Each is a module of this package that holds a command of the same name, with ``_`` for ``-``;
an underscore parts it from a word of Python."""

_ALLOCATIONS = 100_000
"""How many new objects make Python look for garbage: a collection that is read makes none."""


class Commands(click.Group):
    """A group whose commands tell failures in one sentence and end with exit code 2."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name; None where there is none."""
        if cmd_name not in COMMANDS:
            return None
        name = cmd_name.replace("-", "_")
        name = f"{name}_" if iskeyword(name) else name
        module = importlib.import_module(f"treatygraph.cli.{name}")
        command: click.Command = getattr(module, name)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; nobody ever sees a stack trace for what they can mend themselves."""
        gc.set_threshold(_ALLOCATIONS)
        _never_fail_to_write()
        try:
            return super().invoke(ctx)
        except TreatygraphError as error:
            click.echo(f"treatygraph: {error}", err=True)
            ctx.exit(1 if isinstance(error, FindingsStopTheBuild) else 2)
        except BrokenPipeError:
            sys.stderr.close()
            ctx.exit(141)


def _never_fail_to_write() -> None:
    """What standard output cannot encode it writes as an escape, as standard error does anyway."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="treatygraph")
def main() -> None:
    """Check, build, query and serve a knowledge graph of treaties.

    A collection is a folder of Turtle files. `check` finds what is wrong with it, `build` makes a
    release of it, `serve` and `query` read the release.
    """
