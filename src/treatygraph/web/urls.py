"""Links: from IRIs to where this server answers for them."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote
from wsgiref.types import WSGIEnvironment

from treatygraph.iris import Base


@dataclass(frozen=True, slots=True)
class Urls:
    """Paths on this server; ``prefix`` is the path that it is mounted at, without a slash.

    A dated copy is mounted below the present release, which ``outer`` is the prefix of.
    """

    base: Base
    prefix: str = ""
    outer: str | None = None

    def __hash__(self) -> int:
        """By the prefix alone: a server is mounted at few, and a page asks some hundred times."""
        return hash(self.prefix)

    def path(self, path: str) -> str:
        """A path of ours, below where the server is mounted; some are of the present alone."""
        present = self.outer is not None and path.startswith(_PRESENT)
        return f"{self.outer if present else self.prefix}{path}"

    def href(self, iri: str) -> str:
        """Where a page links for an IRI: things to their document here, others as they are."""
        target = self.base.document_of(iri) or iri
        local = self.base.path_of(target)
        return self.prefix + local if local else target

    def document(self, path: str, suffix: str = "") -> str:
        """The document of a thing by the path after ``/id/``, in one format or negotiated."""
        dot = f".{suffix}" if suffix else ""
        return f"{self.prefix}/doc/{quote(path, safe=_SAFE)}{dot}"

    def canonical(self, path: str) -> str:
        """The IRI under the release's base for a path on this server."""
        return self.base.root + path.removeprefix(self.prefix).lstrip("/")


_PRESENT = ("/sparql", "/release", "/changes", "/api/")
_SAFE = "/-._~!$&'()*+,;=:@"


def decoded(environ: WSGIEnvironment, name: str) -> str:
    """A path of the environment, whose characters are bytes (PEP 3333), as text."""
    text = str(environ.get(name, ""))
    return text if text.isascii() else text.encode("latin-1").decode("utf-8", "replace")
