"""``treatygraph completion``."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print what makes SHELL complete our commands; see `treatygraph completion --help`.

    bash: `source <(treatygraph completion bash)` in ~/.bashrc; zsh likewise in ~/.zshrc; fish:
    `treatygraph completion fish | source` in config.fish.
    """
    cls = get_completion_class(shell)
    assert cls is not None
    click.echo(cls(ctx.find_root().command, {}, "treatygraph", "_TREATYGRAPH_COMPLETE").source())
