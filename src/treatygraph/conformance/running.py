"""A whole run: reach the server, find what to test, check each line, never fall over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlsplit, urlunsplit

from treatygraph.conformance.discovery import discover
from treatygraph.conformance.http_client import Bounds, Client, Unanswered
from treatygraph.conformance.line import Line
from treatygraph.conformance.lines import LINES
from treatygraph.conformance.model import Fault, NotApplicable, Result
from treatygraph.conformance.site import Site
from treatygraph.errors import TreatygraphError

_MOST_FAULTS = 5
"""As many faults of a line are told: after them the run goes on with the next line."""


class Unreachable(TreatygraphError):
    """A server that does not answer at all, or an address that is none."""


@dataclass(frozen=True, slots=True)
class Report:
    """What came of a run, and what it was about."""

    url: str
    results: tuple[Result, ...]
    things: tuple[str, ...]
    requests: int

    @property
    def failed(self) -> bool:
        """Whether any line failed."""
        return any(result.state == "failed" for result in self.results)


def run_conformance(
    url: str,
    *,
    lines: Sequence[int] = (),
    things: Sequence[str] = (),
    removed: Sequence[str] = (),
    sample: int = 10,
    bounds: Bounds | None = None,
    progress: Callable[[str, int, int], None] = lambda *_: None,
) -> Report:
    """Check a server, whose root is ``url``, against all lines or some.

    Raises Unreachable where it does not answer, NotOfThisServer for a thing that it does not know.
    """
    site = Site(_root(url), Client(bounds or Bounds()), sample, removed=removed)
    try:
        site.get(site.root)
    except Unanswered as error:
        raise Unreachable(f"{site.root} cannot be reached: {error.reason}") from None
    progress("looking for things to ask about", 1, 1)
    discover(site, things)
    chosen = [line for line in LINES if not lines or line.NUMBER in lines]
    results = []
    for place, line in enumerate(chosen):
        progress(line.TITLE, place, len(chosen))
        results.append(check_line(line, site))
    known = tuple(thing.iri for thing in site.things)
    return Report(site.root, tuple(results), known, site.client.sent)


def check_line(line: Line, site: Site) -> Result:
    """What came of one line; a request that got no answer fails it."""
    told = (line.NUMBER, line.TITLE, line.CLAUSE)
    faults: list[Fault] = []
    try:
        for found in islice(line.check(site), _MOST_FAULTS):
            faults.append(found)
    except NotApplicable as reason:
        if not faults:
            return Result(*told, "not applicable", reason=str(reason))
    except Unanswered as error:
        faults.append(Fault(error.question, error.reason, "a whole HTTP answer"))
    return Result(*told, "failed" if faults else "passed", tuple(faults))


def _root(url: str) -> str:
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        sound = False
    if not sound or not url.isascii() or any(char.isspace() for char in url):
        raise Unreachable(f"{url!r}: give the http or https address of a server's root")
    path = parts.path if parts.path.endswith("/") else f"{parts.path}/"
    return urlunsplit((parts.scheme, parts.netloc, path, "", ""))
