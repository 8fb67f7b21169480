"""Options of `serve` for those who run it: behind what it stands, what it tells, how it stops."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import wraps
from typing import Any

import click


@dataclass(frozen=True, slots=True)
class Operating:
    """What the options say; fields are named as in the server's settings."""

    base_path: str
    trust_proxy: int
    log_format: str
    log_level: str
    metrics: str
    store: str
    grace: int
    processes: int


def operating(function: Callable[..., None]) -> Callable[..., None]:
    """Add the options to a command, which gets them as ``operation``."""
    names = [field.name for field in fields(Operating)]

    @wraps(function)
    def called(**given: Any) -> None:
        operation = Operating(**{name: given.pop(name) for name in names})
        function(operation=operation, **given)

    command: Callable[..., None] = called
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


_OPTIONS = (
    click.option("--base-path", default="", metavar="PATH",
                 help="Path below which a proxy shows the service, such as /treaties."),
    click.option("--trust-proxy", default=0, show_default=True, type=click.IntRange(0, 9),
                 metavar="HOPS", help="Proxies in front whose X-Forwarded headers are believed."),
    click.option("--log-format", default="text", show_default=True,
                 type=click.Choice(["text", "json"]), help="How the log is written."),
    click.option("--log-level", default="info", show_default=True,
                 type=click.Choice(["info", "warning", "error"]),
                 help="What is written: info tells of each request."),
    click.option("--metrics", default="", metavar="[HOST:]PORT",
                 help="Tell Prometheus metrics there; of the machine itself, if no host is given."),
    click.option("--store", default="auto", show_default=True,
                 type=click.Choice(["auto", "memory", "disk"]),
                 help="Where statements are read from; auto: from disk where memory is short."),
    click.option("--grace", default=30, show_default=True, type=click.IntRange(1),
                 metavar="SECONDS", help="Time that answers under way have when it is stopped."),
    click.option("--processes", default=1, show_default=True, type=click.IntRange(1, 64),
                 help="Processes that answer; one uses about two processors."),
)  # fmt: skip
