"""Views that span the whole dataset: lists of things by class, and what is in the graph."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode

from treatygraph.describe.reader import Reader, local_name
from treatygraph.describe.values import Link
from treatygraph.namespaces import expand

_COUNTED = (
    ("Agreement", "agreements", "/agreements"),
    ("Norm", "norms", None),
    ("Provision", "provisions", None),
    ("Claim", "claims", None),
    ("Source", "sources", "/sources"),
    ("Disagreement", "disagreements", "/disagreements"),
    ("Actor", "actors", "/actors"),
    ("Event", "events and acts", None),
)


@dataclass(frozen=True, slots=True)
class Count:
    """How many things of a class there are, and where they are listed."""

    label: str
    number: int
    path: str | None


def counts(reader: Reader) -> list[Count]:
    """How many things of each main class the release holds."""
    classes = reader.release.manifest.classes
    return [Count(label, classes.get(cls, 0), path) for cls, label, path in _COUNTED]


def instances(reader: Reader, cls: str) -> list[Link]:
    """The things of a class of ours, in order of label."""
    found = reader.links(reader.subjects("rdf:type", expand(f"tg:{cls}")))
    return sorted(found, key=lambda link: link.label.value.casefold())


def outline(reader: Reader) -> list[tuple[str, list[Link]]]:
    """For RDF files that were not curated: each class that occurs, with some of its things."""
    by_class: dict[str, list[str]] = {}
    for quad in reader.release.store.quads(None, NamedNode(expand("rdf:type"))):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
            by_class.setdefault(quad.object.value, []).append(quad.subject.value)
    return [(local_name(cls), list(reader.links(sorted(set(things))[:50])))
            for cls, things in sorted(by_class.items())]  # fmt: skip
