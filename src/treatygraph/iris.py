"""Minting: from kinds, keys and files to IRIs under a base, and back."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from posixpath import splitext
from urllib.parse import quote, unquote, urlsplit

from treatygraph.errors import TreatygraphError
from treatygraph.namespaces import DEFAULT_BASE, FIXED_DOCUMENTS

_WITHIN_FIXED = tuple(document + mark for document in FIXED_DOCUMENTS for mark in "#/")
_UNRESERVED = "/-._~!$&'()*+,;=:@"
_AS_IT_IS = re.compile(rf"[A-Za-z0-9{re.escape(_UNRESERVED)}]*").fullmatch
"""Whether a path needs no percent-encoding, as nearly all: a collection has tens of thousands."""


class BadBase(TreatygraphError):
    """A base that cannot carry our IRIs."""


@dataclass(frozen=True, slots=True)
class Base:
    """Where a release's things live: an absolute http(s) IRI that ends with a slash."""

    root: str = DEFAULT_BASE

    def __post_init__(self) -> None:
        parts = urlsplit(self.root)
        sound = parts.scheme in ("http", "https") and parts.netloc and self.root.endswith("/")
        if not sound or parts.query or parts.fragment or re.search(r'[\s<>"{}|\\^`]', self.root):
            raise BadBase(
                f"--base {self.root!r}: give an absolute http or https address that ends with "
                "a slash, such as https://treaties.example.org/"
            )

    def thing(self, kind: str, key: str) -> str:
        """The IRI of a thing: ``…/id/KIND/KEY``."""
        return f"{self.root}id/{kind}/{quote(key, safe=_UNRESERVED)}"

    def graph(self, file: PurePosixPath | str) -> str:
        """The named graph of a curated file, given relative to ``data/triples`` (``.ttl`` off)."""
        inner = splitext(str(file))[0]
        if not _AS_IT_IS(inner):
            inner = quote(os.fsencode(inner), safe=_UNRESERVED)
        return f"{self.root}graph/{inner}"

    def document_of(self, iri: str) -> str | None:
        """The document that describes a thing of ours; None where it is no thing of this base."""
        prefix = f"{self.root}id/"
        return f"{self.root}doc/{iri[len(prefix) :]}" if iri.startswith(prefix) else None

    def thing_of(self, document: str) -> str | None:
        """The thing that a document of this base describes."""
        prefix = f"{self.root}doc/"
        return f"{self.root}id/{document[len(prefix) :]}" if document.startswith(prefix) else None

    def path_of(self, iri: str) -> str | None:
        """Where this server answers for an IRI of ours: the path below its root, or None."""
        if iri.startswith(self.root):
            return "/" + iri[len(self.root) :]
        if is_fixed(iri):
            return "/" + iri[len(DEFAULT_BASE) :]
        return None


def is_fixed(iri: str) -> bool:
    """Whether an IRI is of the ontology, the shapes or the prefixes, whose base never moves."""
    return iri.startswith(_WITHIN_FIXED) or iri in FIXED_DOCUMENTS


def rebase(iri: str, base: Base) -> str:
    """An IRI of the default base as it reads under another; all others stay as they are."""
    if base.root == DEFAULT_BASE or not iri.startswith(DEFAULT_BASE) or is_fixed(iri):
        return iri
    return base.root + iri[len(DEFAULT_BASE) :]


def canonical_path(path: str) -> str:
    """The one spelling of a request path: no trailing slash, minimal percent-encoding.

    RFC 3986, section 6.2.2: unreserved characters are not encoded, hexadecimal is upper case.
    """
    return quote(unquote(path), safe=_UNRESERVED).rstrip("/") or "/"


def in_ascii(iri: str) -> str:
    """An IRI as a URI (RFC 3987, 3.1), as headers want it: other characters percent-encoded."""
    return quote(iri, safe="%/-._~!$&'()*+,;=:@?#[]")


def kind_and_key(iri: str, base: Base) -> tuple[str, str] | None:
    """KIND and KEY of a thing's IRI, the inverse of :meth:`Base.thing`."""
    prefix = f"{base.root}id/"
    kind, slash, key = iri[len(prefix) :].partition("/") if iri.startswith(prefix) else ("", "", "")
    return (kind, unquote(key)) if slash and kind and key else None
