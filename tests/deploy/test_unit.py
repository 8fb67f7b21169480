"""The systemd unit starts what the command line knows, and asks for no more than it needs."""

from __future__ import annotations

import shlex
from configparser import ConfigParser

import click

from support import ROOT
from treatygraph.cli import main


def unit() -> ConfigParser:
    """The unit as its sections and keys."""
    parser = ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read(ROOT / "deploy/treatygraph.service", encoding="utf-8")
    return parser


def test_it_starts_a_command_that_there_is() -> None:
    program, command, *options = shlex.split(unit()["Service"]["ExecStart"])
    assert program.endswith("/.venv/bin/treatygraph")
    # A command keeps the help option of the first context it gets, so it is given ours.
    names = main.context_settings["help_option_names"]
    found = main.get_command(click.Context(main), command)
    assert found
    context = found.make_context(command, options, help_option_names=names)
    assert (context.params["host"], context.params["port"]) == ("127.0.0.1", 8000)


def test_it_may_write_nowhere_but_to_temporary_files() -> None:
    service = unit()["Service"]
    assert service["ProtectSystem"] == "strict"
    assert service["PrivateTmp"] == "yes"
    assert service["User"] != "root"
