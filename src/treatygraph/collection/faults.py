"""What is wrong with a file, as a parser shows it: every fault that can be told apart."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from pyoxigraph import RdfFormat

from treatygraph.collection.files import not_utf8
from treatygraph.collection.loaded import LoadedFile
from treatygraph.errors import SourceFault


def faults_in(loaded: LoadedFile, read: Callable[[LoadedFile], object]) -> list[SourceFault]:
    """What is wrong with a file, as reading it shows; reading must raise what a parser raises."""
    if loaded.too_deep:
        return [loaded.too_deep]
    try:
        read(loaded)
    except (SyntaxError, UnicodeDecodeError) as error:
        return list(_faults_of(loaded, error))
    return []


def _faults_of(
    loaded: LoadedFile, error: SyntaxError | UnicodeDecodeError
) -> Iterable[SourceFault]:
    """Every fault that can be told apart; for syntaxes other than Turtle, the parser's first."""
    file = loaded.file
    if isinstance(error, UnicodeDecodeError):
        return [not_utf8(file.name, loaded.text, error)]
    if file.format == RdfFormat.TURTLE:
        own = list(_turtle_faults(loaded))
        if own:
            return own
    return [SourceFault(file.name, error.lineno or 1, error.offset or 1, _reason(error))]


def _turtle_faults(loaded: LoadedFile) -> Iterator[SourceFault]:
    """Told by our own parser, imported here: who has no faults does not wait for it."""
    name = loaded.file.name
    try:
        text = loaded.text.decode()
    except UnicodeDecodeError as error:
        yield not_utf8(name, loaded.text, error)
        return
    from treatygraph.turtle import LINE_BREAK, parse_turtle

    lines = LINE_BREAK.split(text)
    for fault in parse_turtle(text).faults:
        place = fault.span.start
        written = lines[place.line - 1] if place.line <= len(lines) else ""
        yield SourceFault(name, place.line, place.column, fault.message, fault.hint, written)


def _reason(error: SyntaxError) -> str:
    """pyoxigraph's message without the place that it repeats."""
    return re.sub(r"^Parser error at [^:]*: ", "", str(error.msg))
