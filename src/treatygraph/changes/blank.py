"""Names for blank nodes that depend on what is said of them, not on where they stand in a file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, Quad

from treatygraph.changes.facts import Spo


def with_stable_blanks(triples: Iterable[Spo]) -> list[Spo]:
    """The same triples, their blank nodes named by a hash of the triples that they stand in.

    Blank nodes that share a triple are named together (RDF Dataset Canonicalization), each group
    by itself: a change elsewhere renames none of them. Curated data has no blank nodes (the check
    says so), but a folder of somebody else's may.
    """
    told = list(triples)
    plain = [spo for spo in told if not any(_blanks(spo))]
    if len(plain) == len(told):
        return told
    for group in _groups([spo for spo in told if any(_blanks(spo))]):
        plain.extend(_renamed(group))
    return plain


def _blanks(spo: Spo) -> Iterator[BlankNode]:
    return (term for term in (spo[0], spo[2]) if isinstance(term, BlankNode))


def _groups(triples: list[Spo]) -> Iterator[list[Spo]]:
    """The triples whose blank nodes hang together, group by group."""
    leader: dict[BlankNode, BlankNode] = {}

    def lead(node: BlankNode) -> BlankNode:
        while (above := leader.setdefault(node, node)) != node:
            node = above
        return node

    for spo in triples:
        first, *others = _blanks(spo)
        for other in others:
            leader[lead(other)] = lead(first)
    groups: dict[BlankNode, list[Spo]] = {}
    for spo in triples:
        groups.setdefault(lead(next(_blanks(spo))), []).append(spo)
    yield from groups.values()


def _renamed(group: list[Spo]) -> Iterator[Spo]:
    dataset = Dataset(Quad(*spo) for spo in group)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    text = "\n".join(sorted(map(str, dataset)))
    name = hashlib.sha256(text.encode()).hexdigest()[:12]

    for quad in dataset:
        subject, object_ = quad.subject, quad.object
        if isinstance(subject, BlankNode):
            subject = BlankNode(f"b{name}-{subject.value}")
        if isinstance(object_, BlankNode):
            object_ = BlankNode(f"b{name}-{object_.value}")
        yield subject, quad.predicate, object_
