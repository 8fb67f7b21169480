"""What was removed: whether an address was of something once, and what stands in its place."""

from __future__ import annotations

from dataclasses import dataclass

from treatygraph.iris import in_ascii
from treatygraph.negotiation import PAGE_FORMATS
from treatygraph.release.earlier import successors
from treatygraph.web.site import site


@dataclass(frozen=True, slots=True)
class Gone:
    """A thing that was removed, and what the data say to stand in its place."""

    iri: str
    successors: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """What became of it."""
        if not self.successors:
            return f"<{self.iri}> was removed, and nothing is said to stand in its place"
        places = " and ".join(f"<{iri}>" for iri in self.successors)
        stand = "stands" if len(self.successors) == 1 else "stand"
        return f"<{self.iri}> was removed; {places} {stand} in its place"

    @property
    def links(self) -> list[str]:
        """Its successors as Link values (RFC 5829, 3.2)."""
        return [f'<{in_ascii(iri)}>; rel="successor-version"' for iri in self.successors]


def gone(iri: str) -> Gone | None:
    """What is known of an IRI that nothing is said of, also where it has a format's suffix."""
    stem, dot, suffix = iri.rpartition(".")
    named = [iri]
    if dot and any(item.suffix == suffix for item in PAGE_FORMATS):
        named.append(stem)
    known = site().earlier
    found = next((one for one in named if one in known), None)
    if found is None:
        return None
    return Gone(found, tuple(successors(found, known, site().reader.exists)))
