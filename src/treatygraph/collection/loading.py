"""Files to quads. All broken files are told of at once, each with all faults that are found."""

from __future__ import annotations

import os
import re
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from urllib.parse import quote

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from treatygraph.collection.files import RdfFile, display_name, format_of, walk_rdf_files
from treatygraph.collection.nesting import nesting_fault
from treatygraph.collection.plain import is_plain_turtle
from treatygraph.errors import SourceFault, UnreadableFiles
from treatygraph.iris import Base, rebase
from treatygraph.namespaces import expand

_ANY_URI = NamedNode(expand("xsd:anyURI"))

Term = NamedNode | BlankNode | Literal | Triple
GraphName = NamedNode | BlankNode | DefaultGraph
Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much is done, and how much there is."""


def silent(_what: str, _done: int, _total: int) -> None:
    """Progress that nobody wants to see."""


@dataclass(frozen=True)
class LoadedFile:
    """A file as read, and the quads that it holds, in the order written."""

    file: RdfFile
    text: bytes = field(repr=False)
    base: Base

    @cached_property
    def quads(self) -> tuple[Quad, ...]:
        """Parsed when first asked for. Raises SyntaxError or UnicodeDecodeError."""
        return tuple(_quads(self))

    @cached_property
    def is_plain(self) -> bool:
        """Whether it is Turtle that can stand between other Turtle as it is."""
        return self.file.format == RdfFormat.TURTLE and is_plain_turtle(self.text)

    @cached_property
    def too_deep(self) -> SourceFault | None:
        """Where its brackets nest too deeply to be followed; plain Turtle has none."""
        may_nest = self.file.format == RdfFormat.TURTLE and not self.is_plain
        return nesting_fault(self.file, self.text) if may_nest else None

    @classmethod
    def holding(cls, file: RdfFile, quads: Iterable[Quad], base: Base) -> LoadedFile:
        """A file whose quads are known from elsewhere; it has no text."""
        loaded = cls(file, b"", base)
        loaded.__dict__["quads"] = tuple(quads)  # where cached_property keeps them
        return loaded

    @property
    def graph(self) -> NamedNode | DefaultGraph:
        """The graph of the file under the base."""
        name = self.file.graph
        return NamedNode(rebase(name, self.base)) if name else DefaultGraph()

    @property
    def location(self) -> str:
        """The ``file:`` IRI against which relative IRIs are resolved."""
        return "file://" + quote(os.path.abspath(self.file.path))


@dataclass(frozen=True, slots=True)
class Collection:
    """Files read: what was curated, before anything is inferred from it."""

    base: Base
    files: tuple[LoadedFile, ...]

    def quads(self) -> Iterator[Quad]:
        """Every quad of every file."""
        for loaded in self.files:
            yield from loaded.quads

    def __len__(self) -> int:
        return sum(len(loaded.quads) for loaded in self.files)


def load_collection(folder: Path, base: Base, *, progress: Progress = silent) -> Collection:
    """Read and parse a folder of curated files, each into the named graph that its path spells.

    Raises NothingToRead, and UnreadableFiles naming every file that does not parse.
    """
    return parsed(read_collection(folder, base), progress=progress)


def read_collection(folder: Path, base: Base, *, below: str = "") -> Collection:
    """Read a folder of curated files without parsing them. Raises as :func:`load_collection`.

    ``below`` is a path, with a slash, under which the graphs of the files lie.
    """
    shown = display_name(folder)
    if folder.is_file():
        return read_files([file_of(folder, shown, base, below + folder.name)], base)
    before = "" if shown == "." else f"{shown}/"
    files = [
        file_of(Path(folder, inner), before + inner, base, below + inner)
        for inner in walk_rdf_files(folder)
    ]
    return read_files(files, base)


def file_of(path: Path, name: str, base: Base, inner: str) -> RdfFile:
    """The file of a collection that is at a path; ``inner`` is its place in the collection."""
    return RdfFile(path, name, base.graph(inner), format_of(path))


def load_files(files: Sequence[RdfFile], base: Base, *, progress: Progress = silent) -> Collection:
    """Read and parse files. Raises UnreadableFiles with the faults of all of them."""
    return parsed(read_files(files, base), progress=progress)


def read_files(files: Sequence[RdfFile], base: Base) -> Collection:
    """Read files without parsing them. Raises UnreadableFiles for those that cannot be opened."""
    loaded: list[LoadedFile] = []
    faults: list[SourceFault] = []
    for file in files:
        try:
            text = file.path.read_bytes().removeprefix(BOM_UTF8)
            loaded.append(LoadedFile(file, text, base))
        except OSError as error:
            faults.append(SourceFault(file.name, 1, 1, f"cannot be read: {error.strerror}"))
    if faults:
        raise UnreadableFiles((*faults, *_faults_among(loaded)))
    return Collection(base, tuple(loaded))


def parsed(collection: Collection, *, progress: Progress = silent) -> Collection:
    """The collection, all of it parsed. Raises UnreadableFiles with the faults of all files."""
    faults = _faults_among(collection.files, progress)
    if faults:
        raise UnreadableFiles(faults)
    return collection


def _faults_among(
    files: Sequence[LoadedFile], progress: Progress = silent
) -> tuple[SourceFault, ...]:
    faults: list[SourceFault] = []
    for done, loaded in enumerate(files):
        progress("reading", done, len(files))
        faults += faults_in(loaded, lambda loaded: loaded.quads)
    return tuple(faults)


def _quads(loaded: LoadedFile) -> Iterator[Quad]:
    """The quads of a file under a base, its blank nodes named by file and order of appearance."""
    graph = loaded.graph
    local = _Localizer(_blank_label(loaded.file), loaded.base)
    for quad in parse(loaded.text, format=loaded.file.format, base_iri=loaded.location):
        inner = quad.graph_name
        yield Quad(
            local.subject(quad.subject),
            local.iri(quad.predicate),
            local.term(quad.object),
            graph if isinstance(inner, DefaultGraph) else local.subject(inner),
        )


def _blank_label(file: RdfFile) -> str:
    """What the blank nodes of a file are called: the same wherever the file lies."""
    name = file.graph.partition("/graph/")[2] if file.graph else file.name
    return re.sub(r"\W+", "-", name).strip("-")


class _Localizer:
    """Moves terms under a base and makes blank node labels reproducible."""

    def __init__(self, label: str, base: Base) -> None:
        self._label = label
        self._blank: dict[str, BlankNode] = {}
        self._base = base
        self.iri = lru_cache(maxsize=65536)(self._iri)

    def _iri(self, term: NamedNode) -> NamedNode:
        moved = rebase(term.value, self._base)
        return term if moved == term.value else NamedNode(moved)

    def subject(self, term: NamedNode | BlankNode | Triple) -> NamedNode | BlankNode:
        if isinstance(term, BlankNode):
            new = BlankNode(f"{self._label}-{len(self._blank)}")
            return self._blank.setdefault(term.value, new)
        if isinstance(term, Triple):
            raise SyntaxError("a triple as a subject is not RDF 1.1")
        return self.iri(term)

    def term(self, term: Term) -> Term:
        if isinstance(term, Literal):
            return self._literal(term)
        return self.subject(term)

    def _literal(self, term: Literal) -> Literal:
        """Addresses are moved too: the namespaces that the prefixes document declares."""
        if term.datatype != _ANY_URI:
            return term
        return Literal(rebase(term.value, self._base), datatype=_ANY_URI)


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
        return [SourceFault(file.name, 1, 1, f"not UTF-8: byte {error.start} is {error.reason}")]
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
        line = loaded.text[: error.start].count(b"\n") + 1
        yield SourceFault(name, line, 1, "not UTF-8", "save the file as UTF-8")
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
