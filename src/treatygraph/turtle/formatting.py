"""The house style of Turtle: the same text for the same graph, whatever it was written like."""

from bisect import bisect
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from pyoxigraph import BlankNode, NamedNode, Triple

from treatygraph.turtle.attaching import attach_comments
from treatygraph.turtle.blank_nodes import BlankNodes
from treatygraph.turtle.comments import Block, Comments
from treatygraph.turtle.document import LocatedTriple, Places, Subject, TurtleDocument
from treatygraph.turtle.house_order import SubjectOrder
from treatygraph.turtle.layout import Layout
from treatygraph.turtle.positions import LineTable
from treatygraph.turtle.prefixes import own_prefixes, prefixes_told_of
from treatygraph.turtle.spelling import Speller
from treatygraph.turtle.statements import Statements

_NOWHERE: Final[Places] = ((0, 0), (0, 0), (0, 0))


def format_turtle(text: str, document: TurtleDocument, prefixes: Mapping[str, str]) -> str:
    """The text in house style, under prefixes known to all files.

    `document` is what parsing the text gave, without faults. The result rests on the graph, on
    the comments and on prefixes of the file's own, and on nothing else. It ends lines with LF
    and has no byte order mark.

    A comment between statements with a blank line after it is a heading: the subjects that follow
    it stay below it, and headings keep their order.
    """
    return _Formatter(attach_comments(text, document), document, prefixes).text()


def write_turtle(triples: Iterable[Triple], prefixes: Mapping[str, str]) -> str:
    """Triples in house style: the text that :func:`format_turtle` leaves as it is.

    For programs that write many files: nothing is read to be written. No quoted triples.
    """
    lines = LineTable("")
    located = tuple(_nowhere(triple, lines) for triple in triples)
    document = TurtleDocument(located, {}, None, (), ())
    return _Formatter(Comments(), document, prefixes).text()


def _nowhere(triple: Triple, lines: LineTable) -> LocatedTriple:
    assert not isinstance(triple.subject, Triple)
    assert not isinstance(triple.object, Triple)
    return LocatedTriple(triple.subject, triple.predicate, triple.object, _NOWHERE, lines)


class _Formatter:
    """Puts the paragraphs of a file together."""

    def __init__(
        self, comments: Comments, document: TurtleDocument, prefixes: Mapping[str, str]
    ) -> None:
        self._comments = comments
        self._statements = Statements(document.triples)
        self._nodes = BlankNodes(self._statements, self._comments)
        self._speller = Speller(prefixes, own_prefixes(document, prefixes))
        self._told_of = prefixes_told_of(document)
        self._layout = Layout(self._statements, self._nodes, self._comments, self._speller)
        self._order = SubjectOrder(self._statements)

    def text(self) -> str:
        body = list(self._body())
        directives = "\n".join(self._directives())
        head = [*self._comments.head, *self._comments.rest()]
        paragraphs = [*map(_written, head), *filter(None, [directives]), *body]
        paragraphs += map(_written, self._comments.tail)
        return "\n\n".join(paragraphs) + "\n" if paragraphs else ""

    def _directives(self) -> Iterator[str]:
        for prefix, namespace in sorted((self._told_of | self._speller.used).items()):
            above, beside = self._comments.take((namespace,))
            self._comments.head += [(line,) for line in above]
            yield f"PREFIX {prefix}: <{namespace}>{beside}"

    def _body(self) -> Iterator[str]:
        starts = [start for start, _ in self._comments.sections]
        sections: list[list[Subject]] = [[] for _ in range(len(starts) + 1)]
        for subject in filter(self._nodes.is_root, self._statements.of):
            sections[bisect(starts, self._statements.places[subject])].append(subject)
        yield from self._section(sections[0])
        for (_, heading), subjects in zip(self._comments.sections, sections[1:], strict=True):
            yield _written(heading)
            yield from self._section(subjects)

    def _section(self, subjects: list[Subject]) -> Iterator[str]:
        named = [subject for subject in subjects if isinstance(subject, NamedNode)]
        for subject in sorted(named, key=self._order.key):
            yield self._layout.paragraph(subject)
        blank = [subject for subject in subjects if isinstance(subject, BlankNode)]
        anonymous = [node for node in blank if node not in self._nodes.labelled]
        for node in sorted(anonymous, key=self._nodes.content):
            yield self._layout.paragraph(node)
        labelled = {node for node in blank if node in self._nodes.labelled}
        while labelled:
            node = min(labelled, key=self._label_key)
            labelled.remove(node)
            yield self._layout.paragraph(node)

    def _label_key(self, node: BlankNode) -> tuple[float, str]:
        return self._layout.labels.get(node, float("inf")), self._nodes.colours[node]


def _written(block: Block) -> str:
    return "\n".join(block)
