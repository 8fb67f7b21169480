"""Ill-formed shapes, found by the shapes that the W3C wrote for shapes (SHACL, appendix C)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from treatygraph.check.document import Document, as_document
from treatygraph.check.engine import REFERENCE, ShaclEngine
from treatygraph.check.finding import Finding
from treatygraph.check.shapes.faults import shape_fault
from treatygraph.check.shapes.graph import SH
from treatygraph.collection import LoadedFile

_KINDS: Final = """
PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX shsh: <http://www.w3.org/ns/shacl-shacl#>
shsh:NodeShapeShape sh:targetClass sh:NodeShape .
shsh:PropertyShapeShape sh:targetClass sh:PropertyShape ; sh:targetSubjectsOf sh:path .
"""
"""With these targets each kind says what is wrong with a shape, not only that it is of neither."""

_WORDS: Final = {
    "MaxCount": "{} stands more often here than in a shape of this kind it may",
    "MinCount": "{} is missing: a property shape has a path",
    "Xone": "this is neither a node shape nor a property shape as SHACL forms them",
}


def ill_formed(files: Sequence[LoadedFile], engine: ShaclEngine) -> list[Finding]:
    """The faults that the engine finds in shapes, without places, each once."""
    found = engine.validate(as_document(files), _shapes_of_shapes())
    precise = {finding.focus for finding in found if finding.path is not None}
    told = [f for f in found if f.path is not None or f.focus not in precise]
    return list(dict.fromkeys(map(_in_words, told)))


@cache
def _shapes_of_shapes() -> Document:
    """pySHACL brings them; it need not be imported for that."""
    spec = find_spec(REFERENCE)
    folder = Path(next(iter(spec.submodule_search_locations or ()))) if spec else Path()
    text = (folder / "assets/shacl-shacl.ttl").read_text(encoding="utf-8")
    return Document(text + _KINDS)


def _in_words(finding: Finding) -> Finding:
    """The finding as one of ours: their shapes have no messages."""
    component = (finding.component or "").removeprefix(SH).removesuffix("ConstraintComponent")
    name = f"sh:{finding.path.removeprefix(SH)}" if finding.path else "this"
    words = _WORDS.get(component, "the value of {} is not of the form that SHACL asks for")
    return shape_fault(
        "ill-formed", words.format(name), finding.focus, finding.path, finding.value,
        hint="see the syntax rules, https://www.w3.org/TR/shacl/#syntax-rules",
    )  # fmt: skip
