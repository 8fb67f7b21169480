"""The command line: each command parses its options, calls one use case, and prints."""

from typing import NoReturn

from treatygraph.cli.group import COMMANDS, Commands, main

__all__ = ["COMMANDS", "Commands", "main", "run"]


def run() -> NoReturn:
    """Entry point of ``python -m treatygraph``."""
    main(prog_name="treatygraph")
    raise SystemExit(0)
