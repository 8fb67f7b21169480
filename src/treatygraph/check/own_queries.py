"""The queries that a collection brings: each must parse, and have a name that is free."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from treatygraph.check.finding import Finding, Severity
from treatygraph.check.hygiene import Run, run_queries
from treatygraph.collection import Own
from treatygraph.collection.files import display_name
from treatygraph.errors import QueryFileError, QueryRefused, QueryStopped, QuerySyntaxError
from treatygraph.queries import load_query, parameters
from treatygraph.store import EmbeddedStore, QueryLimits, guard


def query_findings(own: Own) -> list[Finding]:
    """A finding for each query of the collection that cannot be run, or whose name is taken."""
    rules = (_fault(path, rule=True) for path, _ in _files(own.hygiene))
    questions = (
        finding
        for path, inner in _files(own.queries)
        for finding in (_fault(path), _taken(path, inner, own.shipped))
    )
    return [finding for finding in (*rules, *questions) if finding]


def run_own_hygiene(store: EmbeddedStore, own: Own, run: Run = map) -> list[Finding]:
    """What the collection's own hygiene queries find; those that cannot be run are left out."""
    sound = {
        inner.with_suffix("").as_posix(): load_query(path)
        for path, inner in _files(own.hygiene)
        if not _fault(path, rule=True)
    }
    return run_queries(store, sound, run)


def _files(folder: Path | None) -> Iterator[tuple[Path, Path]]:
    """The query files of a folder, each with its place in it."""
    for path in sorted(folder.rglob("*.rq")) if folder else ():
        yield path, path.relative_to(folder or path)


def _fault(path: Path, *, rule: bool = False) -> Finding | None:
    """Why a query cannot be run; None where it can. It is tried on no data at all."""
    try:
        query = load_query(path)
        text = query.text
        parameters(query)
        guard(text, QueryLimits())
        _ = EmbeddedStore().select(text) if rule else EmbeddedStore().answer(text)
    except QuerySyntaxError as error:
        written = text.split("\n")[error.line - 1]
        found = _finding(path, "syntax", error.reason, error.line, error.column)
        return replace(found, source_line=written)
    except (QueryFileError, QueryRefused, QueryStopped) as error:
        return _finding(path, "syntax", str(error))
    except UnicodeDecodeError as error:
        return _finding(path, "syntax", f"not UTF-8: byte {error.start} is {error.reason}")
    except OSError as error:
        return _finding(path, "syntax", f"cannot be read: {error.strerror}")
    return None


def _taken(path: Path, inner: Path, shipped: Path | None) -> Finding | None:
    if shipped is None or not (shipped / inner).is_file():
        return None
    reason = "a query of this name ships with treatygraph: choose another name"
    return _finding(path, "query/name-is-taken", reason)


def _finding(path: Path, rule: str, reason: str, line: int = 1, column: int = 1) -> Finding:
    return Finding(
        Severity.VIOLATION, rule, reason, file=display_name(path), line=line, column=column
    )
