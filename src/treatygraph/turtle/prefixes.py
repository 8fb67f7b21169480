"""Which prefixes a formatted file declares: those known to all files, then its own."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from pyoxigraph import Literal, NamedNode

from treatygraph.namespaces import DEFAULT_BASE, KINDS, PREFIXES, expand
from treatygraph.turtle.document import Subject, TurtleDocument
from treatygraph.turtle.tokens import PREFIX_NAME

_PREFIXES: Final = NamedNode(PREFIXES)
_SH_PREFIX: Final = NamedNode(expand("sh:prefix"))
_SH_NAMESPACE: Final = NamedNode(expand("sh:namespace"))
_THING = re.compile(rf"{re.escape(DEFAULT_BASE)}id/(?:{'|'.join(KINDS)})/([^/]+)/")
_LEGAL = re.compile(PREFIX_NAME)


def declared_prefixes(document: TurtleDocument) -> dict[str, str]:
    """The prefixes that a document declares as data (SHACL, section 5.2.1, sh:declare)."""
    names: dict[Subject, str] = {}
    namespaces: dict[Subject, str] = {}
    for located in document.triples:
        if located.predicate == _SH_PREFIX and isinstance(located.object, Literal):
            names[located.subject] = located.object.value
        elif located.predicate == _SH_NAMESPACE and isinstance(located.object, Literal):
            namespaces[located.subject] = located.object.value
    return {name: namespaces[node] for node, name in names.items() if node in namespaces}


def prefixes_told_of(document: TurtleDocument) -> dict[str, str]:
    """What the document of the prefixes declares as data: it declares all that in Turtle too."""
    if all(located.subject != _PREFIXES for located in document.triples):
        return {}
    told = declared_prefixes(document)
    return {name: iri for name, iri in told.items() if _LEGAL.fullmatch(name) and _is_iri(iri)}


def own_prefixes(document: TurtleDocument, known: Mapping[str, str]) -> dict[str, str]:
    """Namespaces, each with its prefix, that a file has besides those known to all.

    A thing that the file describes parts of gives its key: `ru-kp-2024:` for what lies below
    `agreement:ru-kp-2024`, unless the key is taken or cannot be a prefix. Other prefixes of the
    file are kept, except a second name for what is known, and a known name for something else.
    """
    own = _of_things(located.subject for located in document.triples)
    own = {iri: prefix for iri, prefix in own.items() if prefix not in known}
    taken = known.keys() | set(own.values())
    spoken_for = set(known.values())
    for prefix, iri in sorted(document.prefixes.items()):
        if iri and prefix not in taken and iri not in spoken_for and not _THING.match(iri):
            own.setdefault(iri, prefix)
    return own


def _is_iri(text: str) -> bool:
    try:
        return bool(NamedNode(text).value)
    except ValueError:
        return False


def _of_things(subjects: Iterable[Subject]) -> dict[str, str]:
    found: dict[str, str] = {}
    for subject in subjects:
        thing = _THING.match(subject.value) if isinstance(subject, NamedNode) else None
        if thing and thing.end() < len(thing.string) and _LEGAL.fullmatch(thing[1]):
            found[thing[0]] = thing[1]
    keys = list(found.values())
    return {iri: key for iri, key in found.items() if keys.count(key) == 1}
