"""What was removed: whether an address was of something once, and what stands in its place."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request

from treatygraph.iris import canonical_path, in_ascii
from treatygraph.negotiation import PAGE_FORMATS
from treatygraph.release.earlier import successors
from treatygraph.release.history import Switch
from treatygraph.web.dated import http_date, place_of
from treatygraph.web.holding import holding
from treatygraph.web.site import site


@dataclass(frozen=True, slots=True)
class Gone:
    """A thing that was removed, and what the data say to stand in its place."""

    iri: str
    successors: tuple[str, ...]
    last: Switch | None
    """When the last release that had it became current, if it is kept."""

    @property
    def sentence(self) -> str:
        """What became of it."""
        if not self.successors:
            return f"<{self.iri}> was removed, and nothing is said to stand in its place"
        places = " and ".join(f"<{iri}>" for iri in self.successors)
        stand = "stands" if len(self.successors) == 1 else "stand"
        return f"<{self.iri}> was removed; {places} {stand} in its place"

    @property
    def last_copy(self) -> str:
        """What was asked for, as the last release has it; empty where none is kept."""
        path = canonical_path(request.path)
        return site().urls.path(f"/{place_of(self.last)}{path[1:]}") if self.last else ""

    @property
    def links(self) -> list[str]:
        """Its successors (RFC 5829, 3.2) and its last copy (RFC 7089, 2.2) as Link values."""
        links = [f'<{in_ascii(iri)}>; rel="successor-version"' for iri in self.successors]
        if self.last:
            told = http_date(self.last.at)
            links.append(f'<{self.last_copy}>; rel="memento"; datetime="{told}"')
        return links


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
    held = holding(request.path) if not site().memento else []
    new = tuple(successors(found, known, site().reader.exists))
    return Gone(found, new, held[-1] if held else None)
