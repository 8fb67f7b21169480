"""Collections of any size for benchmarks: the curated data, copied under other keys.

Each copy is a world of its own: its agreements, sources, persons and so on have a key that ends
with the copy's number, its labels and addresses too, so that a check finds nothing to mend. States
and concepts are shared, as they would be in a collection that grew.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from treatygraph.collection import Collection, load_collection
from treatygraph.iris import Base
from treatygraph.namespaces import DEFAULT_BASE, KINDS, PREFIX, expand

COPIED = "|".join(kind for kind in KINDS[: KINDS.index("topic")] if kind != "state")
THING = re.compile(rf"{re.escape(DEFAULT_BASE)}id/({COPIED})/([^/]+)")
GRAPH = re.compile(rf"{re.escape(DEFAULT_BASE)}graph/.+")
WRITTEN = re.compile(rf"<{re.escape(DEFAULT_BASE)}id/([a-z-]+)/([A-Za-z0-9./-]*[A-Za-z0-9])>")
PREFIXES = PREFIX | {kind: f"{DEFAULT_BASE}id/{kind}/" for kind in KINDS}
NAMES = {NamedNode(expand(name)) for name in ("skos:prefLabel", "skos:altLabel", "dcterms:title")}
ANY_URI = NamedNode(expand("xsd:anyURI"))

Term = NamedNode | BlankNode | Literal | Triple


def copied_iri(iri: str, copy: int) -> str:
    """An IRI as it reads in a copy: things and graphs have the number behind their key."""
    if found := THING.match(iri):
        return f"{found[0]}-{copy}{iri[found.end() :]}"
    return f"{iri}-{copy}" if GRAPH.fullmatch(iri) else iri


def copied(triple: Triple, copy: int) -> Triple:
    """A statement as it reads in a copy."""
    subject, predicate, object_ = triple.subject, triple.predicate, triple.object
    assert isinstance(subject, NamedNode)
    return Triple(
        NamedNode(copied_iri(subject.value, copy)), predicate, _object(predicate, object_, copy)
    )


def _object(predicate: NamedNode, term: Term, copy: int) -> Term:
    if isinstance(term, NamedNode):
        return NamedNode(copied_iri(term.value, copy))
    if not isinstance(term, Literal):
        return term
    if predicate in NAMES:
        return Literal(f"{term.value} – copy {copy}", language=term.language)
    if term.datatype == ANY_URI:
        mark = "&" if "?" in term.value else "?"
        return Literal(f"{term.value}{mark}copy={copy}", datatype=ANY_URI)
    return term


def write_copies(source: Collection, root: Path, triples: int, folder: Path) -> int:
    """Write the collection and as many copies as it takes to hold ``triples``; how many it has."""
    held = copy = 0
    while held < triples:
        for loaded in source.files:
            inner = loaded.file.path.relative_to(root)
            if copy and inner.parts[:2] == ("actors", "states"):
                continue
            name = inner.with_stem(f"{inner.stem}-{copy}") if copy else inner
            found = [quad.triple for quad in loaded.quads]
            _write(folder / name, [copied(each, copy) for each in found] if copy else found)
            held += len(found)
        copy += 1
    return held


def _write(path: Path, triples: Iterable[Triple]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = (serialize(triples, format=RdfFormat.TURTLE, prefixes=PREFIXES) or b"").decode()
    head, _, body = WRITTEN.sub(_abbreviated, text).rpartition("\n@prefix")
    last, _, body = body.partition("\n")
    used = set(re.findall(r"([a-z-]+):", body))
    lines = [*head.split("\n"), f"@prefix{last}"]
    declared = [line for line in lines if line.split()[1].rstrip(":") in used]
    path.write_text("\n".join([*declared, body]), encoding="utf-8")


def _abbreviated(found: re.Match[str]) -> str:
    """As curators write it, where the serializer gives up at a slash."""
    return f"{found[1]}:{found[2].replace('/', chr(92) + '/')}"


def main() -> None:
    """Write a collection of the size asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where to; made if it is not there")
    parser.add_argument("--triples", type=int, default=1_000_000, help="how large, at least")
    parser.add_argument("--data", type=Path, default=Path("data/triples"), help="what to copy")
    options = parser.parse_args()
    source = load_collection(options.data, Base())
    print(f"{write_copies(source, options.data, options.triples, options.folder):,} triples")


if __name__ == "__main__":
    main()
