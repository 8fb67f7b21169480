"""The validation report of SHACL (section 3.6) in Turtle, with the places of its results.

A place is told as Evaluation and Report Language tells it, by the W3C's vocabulary of pointers:
``earl:pointer`` leads to a ``ptr:StartEndPointer``, or, where the end is not known, to a
``ptr:LineCharPointer``. Lines and characters count from 1; the end is behind the last character.
"""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from treatygraph.check.finding import Finding, Severity
from treatygraph.check.formats.property_paths import NotAPath, path_node
from treatygraph.check.formats.view import View, repository_path
from treatygraph.check.outcome import CheckReport
from treatygraph.check.report import hint_of
from treatygraph.namespaces import PREFIX, SHAPES, expand

_EARL = "http://www.w3.org/ns/earl#"
_PTR = "http://www.w3.org/2009/pointers#"
_SEVERITIES = {
    Severity.VIOLATION: NamedNode(expand("sh:Violation")),
    Severity.WARNING: NamedNode(expand("sh:Warning")),
    Severity.INFO: NamedNode(expand("sh:Info")),
}
_A = NamedNode(expand("rdf:type"))
_SHOWN = ("shape", "sh", "rdfs", "dcterms", "xsd", "tg")
Node = NamedNode | BlankNode | Literal | Triple


def write(report: CheckReport, _view: View) -> str:
    """A report with a result for each finding; it conforms only where there is none."""
    prefixes = {name: PREFIX[name] for name in _SHOWN} | {"earl": _EARL, "ptr": _PTR}
    triples = _Writer(report).triples()
    told = serialize(triples, format=RdfFormat.TURTLE, prefixes=prefixes) or b""
    return told.decode().rstrip()


class _Writer:
    """Says a report in triples. Its blank nodes have labels with a dot, which no file's have."""

    def __init__(self, report: CheckReport) -> None:
        self._findings = report.findings
        self._files: dict[str, BlankNode] = {}
        self._paths: dict[str, NamedNode | BlankNode] = {}
        self._count = 0

    def triples(self) -> Iterator[Triple]:
        """The report, each result behind it, and the files that places lie in."""
        report = self._new("report")
        results = [(self._new("result"), finding) for finding in self._findings]
        yield Triple(report, _A, _sh("ValidationReport"))
        yield Triple(report, _sh("conforms"), Literal(not results))
        for result, _ in results:
            yield Triple(report, _sh("result"), result)
        for result, finding in results:
            yield from self._result(result, finding)
        for name, file in self._files.items():
            yield Triple(file, NamedNode(expand("dcterms:identifier")), Literal(name))

    def _result(self, result: BlankNode, finding: Finding) -> Iterator[Triple]:
        """A result (section 3.6.2). Hygiene queries and syntax are named as if they were shapes."""
        yield Triple(result, _A, _sh("ValidationResult"))
        yield Triple(result, _sh("focusNode"), self._focus(finding))
        if finding.path is not None:
            yield from self._path(result, finding.path)
        if finding.value is not None:
            yield Triple(result, _sh("value"), finding.value)
        yield Triple(result, _sh("resultSeverity"), _SEVERITIES[finding.severity])
        yield Triple(result, _sh("sourceConstraintComponent"), _component(finding))
        yield Triple(result, _sh("sourceShape"), _shape(finding.rule) or self._new("shape"))
        yield Triple(result, _sh("resultMessage"), Literal(finding.message))
        if hint := hint_of(finding):
            yield Triple(result, NamedNode(expand("rdfs:comment")), Literal(hint))
        yield from self._place(result, finding)

    def _focus(self, finding: Finding) -> Node:
        """The focus node; of a syntax fault the file, for a report cannot do without one."""
        if finding.focus is not None:
            return finding.focus
        return self._file(finding.file) if finding.file is not None else self._new("dataset")

    def _path(self, result: BlankNode, text: str) -> Iterator[Triple]:
        """The path; results that have the same path of several steps share its node."""
        triples: list[Triple] = []
        if text not in self._paths:
            try:
                self._paths[text] = path_node(text, triples, lambda: self._new("path"))
            except NotAPath:
                return
        yield Triple(result, _sh("resultPath"), self._paths[text])
        yield from triples

    def _place(self, result: BlankNode, finding: Finding) -> Iterator[Triple]:
        if finding.file is None or finding.line is None or finding.column is None:
            return
        start, pointer = self._new("place"), NamedNode(_EARL + "pointer")
        if finding.end_line is not None and finding.end_column is not None:
            span, end = self._new("span"), self._new("place")
            yield Triple(result, pointer, span)
            yield Triple(span, _A, _ptr("StartEndPointer"))
            yield Triple(span, _ptr("startPointer"), start)
            yield Triple(span, _ptr("endPointer"), end)
            yield from self._point(end, finding.file, finding.end_line, finding.end_column)
        else:
            yield Triple(result, pointer, start)
        yield from self._point(start, finding.file, finding.line, finding.column)

    def _point(self, point: BlankNode, file: str, line: int, column: int) -> Iterator[Triple]:
        yield Triple(point, _A, _ptr("LineCharPointer"))
        yield Triple(point, _ptr("reference"), self._file(file))
        yield Triple(point, _ptr("lineNumber"), _positive(line))
        yield Triple(point, _ptr("charNumber"), _positive(column))

    def _file(self, file: str) -> BlankNode:
        """The node of a file: its path names it, for its address elsewhere is not known."""
        name = repository_path(file)
        return self._files.get(name) or self._files.setdefault(name, self._new("file"))

    def _new(self, kind: str) -> BlankNode:
        self._count += 1
        return BlankNode(f"{kind}.{self._count}")


def _component(finding: Finding) -> NamedNode:
    """The constraint component; hygiene queries are constraints in SPARQL."""
    if finding.component is not None:
        return NamedNode(finding.component)
    if finding.rule.startswith("hygiene/"):
        return _sh("SPARQLConstraintComponent")
    return NamedNode(f"{SHAPES}#{finding.rule}")


def _shape(rule: str) -> NamedNode | None:
    """The IRI of a rule; None for a shape without a name."""
    if rule == "syntax" or rule.startswith("hygiene/"):
        return NamedNode(f"{SHAPES}#{rule}")
    return NamedNode(rule) if ":" in rule else None


def _sh(name: str) -> NamedNode:
    return NamedNode(expand(f"sh:{name}"))


def _ptr(name: str) -> NamedNode:
    return NamedNode(_PTR + name)


def _positive(number: int) -> Literal:
    return Literal(str(number), datatype=NamedNode(expand("xsd:positiveInteger")))
