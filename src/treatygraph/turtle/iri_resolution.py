"""Relative IRIs: https://www.w3.org/TR/turtle/#sec-iri-references, RFC 3986, section 5.2."""

import re
from typing import NamedTuple

_PARTS = re.compile(
    r"(?:([A-Za-z][A-Za-z0-9+.\-]*):)?(?://([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#([\s\S]*))?"
)


class _Parts(NamedTuple):
    scheme: str | None
    authority: str | None
    path: str
    query: str | None
    fragment: str | None


def resolve_iri(base: str, reference: str) -> str:
    """Resolve a reference against a base, without further normalisation.

    A reference with a scheme or an authority keeps its dot segments: such an IRI is not relative
    to anything, and Oxigraph leaves it as written too.
    """
    relative = _split(reference)
    if relative.scheme is not None:
        return reference
    if ":" in relative.path.partition("/")[0] and relative.authority is None:
        raise ValueError("a relative IRI has no ':' before its first '/'")
    return _join(_transform(_split(base), relative))


def _split(iri: str) -> _Parts:
    found = _PARTS.fullmatch(iri)
    assert found is not None, "the pattern matches every text"
    return _Parts(*found.groups())


def _transform(base: _Parts, relative: _Parts) -> _Parts:
    """Section 5.2.2, "Transform References"."""
    if relative.authority is not None:
        return relative._replace(scheme=base.scheme)
    if not relative.path:
        query = base.query if relative.query is None else relative.query
        return base._replace(query=query, fragment=relative.fragment)
    path = relative.path if relative.path.startswith("/") else _merge(base, relative.path)
    return _Parts(
        base.scheme, base.authority, _remove_dots(path), relative.query, relative.fragment
    )


def _merge(base: _Parts, path: str) -> str:
    """Section 5.2.3, "Merge Paths"."""
    if base.authority is not None and not base.path:
        return "/" + path
    folder, slash, _ = base.path.rpartition("/")
    return folder + slash + path


def _remove_dots(path: str) -> str:
    """Section 5.2.4, "Remove Dot Segments"."""
    kept: list[str] = []
    segments = path.split("/")
    for segment in segments:
        if segment == ".." and len(kept) > 1:
            kept.pop()
        elif segment == ".." and kept and kept[0]:
            kept = [""]
        elif segment not in (".", ".."):
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/".join(kept)


def _join(parts: _Parts) -> str:
    """Section 5.3, "Component Recomposition"."""
    authority = "" if parts.authority is None else f"//{parts.authority}"
    query = "" if parts.query is None else f"?{parts.query}"
    fragment = "" if parts.fragment is None else f"#{parts.fragment}"
    return f"{parts.scheme}:{authority}{parts.path}{query}{fragment}"
