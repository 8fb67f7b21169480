"""Files to quads. All broken files are told of at once, each with all faults that are found."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from treatygraph.collection.files import RdfFile, display_name, find_rdf_files, format_of
from treatygraph.errors import SourceFault, UnreadableFiles
from treatygraph.iris import Base, rebase
from treatygraph.namespaces import expand
from treatygraph.turtle import parse_turtle

_ANY_URI = NamedNode(expand("xsd:anyURI"))

Term = NamedNode | BlankNode | Literal | Triple
GraphName = NamedNode | BlankNode | DefaultGraph
Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much is done, and how much there is."""


def silent(_what: str, _done: int, _total: int) -> None:
    """Progress that nobody wants to see."""


@dataclass(frozen=True, slots=True)
class LoadedFile:
    """A file and the quads it holds, in the order written."""

    file: RdfFile
    quads: tuple[Quad, ...]


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


def load_collection(
    folder: Path, base: Base, *, graph_prefix: str = "", progress: Progress = silent
) -> Collection:
    """Read a folder of curated files, each into the named graph that its path spells.

    Raises NothingToRead, and UnreadableFiles naming every file that does not parse.
    """
    files = [
        RdfFile(path, display_name(path), base.graph(graph_prefix / inner), format_of(path))
        for path, inner in find_rdf_files([folder])
    ]
    return load_files(files, base, progress=progress)


def load_files(files: Sequence[RdfFile], base: Base, *, progress: Progress = silent) -> Collection:
    """Read files. Raises UnreadableFiles with the faults of all of them."""
    loaded: list[LoadedFile] = []
    faults: list[SourceFault] = []
    for done, file in enumerate(files):
        progress("reading", done, len(files))
        try:
            loaded.append(LoadedFile(file, tuple(_quads(file, base))))
        except OSError as error:
            faults.append(SourceFault(file.name, 1, 1, f"cannot be read: {error.strerror}"))
        except (SyntaxError, UnicodeDecodeError) as error:
            faults.extend(_faults(file, error))
    if faults:
        raise UnreadableFiles(tuple(faults))
    return Collection(base, tuple(loaded))


def _quads(file: RdfFile, base: Base) -> Iterator[Quad]:
    """The quads of a file under a base, its blank nodes named by file and order of appearance."""
    text = file.path.read_bytes().removeprefix(BOM_UTF8)
    graph = NamedNode(rebase(file.graph, base)) if file.graph else DefaultGraph()
    local = _Localizer(_blank_label(file), base)
    for quad in parse(text, format=file.format, base_iri=file.path.resolve().as_uri()):
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


def _faults(file: RdfFile, error: SyntaxError | UnicodeDecodeError) -> Iterable[SourceFault]:
    """Every fault that can be told apart; for syntaxes other than Turtle, the parser's first."""
    if isinstance(error, UnicodeDecodeError):
        return [SourceFault(file.name, 1, 1, f"not UTF-8: byte {error.start} is {error.reason}")]
    if file.format == RdfFormat.TURTLE:
        own = list(_turtle_faults(file))
        if own:
            return own
    return [SourceFault(file.name, error.lineno or 1, error.offset or 1, _reason(error))]


def _turtle_faults(file: RdfFile) -> Iterator[SourceFault]:
    try:
        text = file.path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        line = file.path.read_bytes()[: error.start].count(b"\n") + 1
        yield SourceFault(file.name, line, 1, "not UTF-8", "save the file as UTF-8")
        return
    for fault in parse_turtle(text).faults:
        place = fault.span.start
        yield SourceFault(file.name, place.line, place.column, fault.message, fault.hint)


def _reason(error: SyntaxError) -> str:
    """pyoxigraph's message without the place that it repeats."""
    return re.sub(r"^Parser error at [^:]*: ", "", str(error.msg))
