"""The feed of changes: which entries and links it has, of all or of one thing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import request

from treatygraph import __version__
from treatygraph.changes.counting import counted
from treatygraph.negotiation import HTML
from treatygraph.web.asking import AskedDocument, question_mark
from treatygraph.web.atom import ATOM, AtomEntry, AtomFeed, written
from treatygraph.web.releases_told import Entry, Of, newest
from treatygraph.web.site import site


def feed(
    of: Of, shown: Sequence[Entry], document: AskedDocument, around: Mapping[str, str],
    *, archive: bool,
) -> bytes:  # fmt: skip
    """The feed of some releases. ``around`` has what addresses of other archives end with.

    Readers keep it away from here, so that its links are whole addresses of the host that was
    asked; what it and its entries are called is the same at each host, and for ever.
    """
    release, here = site().release, _here()
    return written(AtomFeed(
        id=f"{release.base.root}changes{of.asked}",
        title=f"{of.title} · {site().name}",
        author=", ".join(release.manifest.makers) or site().name,
        updated=shown[0].pair.switch.at if shown else newest(),
        links=_links(of, document, around, archive),
        generator=f"treatygraph {__version__}",
        rights=release.manifest.rights,
        archive=archive,
        entries=tuple(_entry(entry, of, here) for entry in shown),
    ))  # fmt: skip


def _here() -> str:
    return request.host_url.rstrip("/") + site().urls.path("/changes")


def _links(
    of: Of, document: AskedDocument, around: Mapping[str, str], archive: bool
) -> dict[str, tuple[str, str]]:
    """RFC 5005, section 4: a reader walks backwards by ``prev-archive``."""
    here, asked, licence = _here(), question_mark(document.asked), site().release.licence
    atom = f"{here}.{ATOM.suffix}"
    links = {"self": (f"{atom}{asked}", ATOM.media_type),
             "alternate": (f"{here}{asked}", HTML.media_type)}  # fmt: skip
    links |= {relation: (f"{atom}{end}", ATOM.media_type) for relation, end in around.items()}
    if archive:
        links["current"] = (f"{atom}{of.asked}", ATOM.media_type)
    return links | ({"license": (licence, "")} if licence else {})


def _entry(entry: Entry, of: Of, here: str) -> AtomEntry:
    name = f"{entry.pair.name}{of.asked}"
    return AtomEntry(
        id=f"{site().release.base.root}changes/{name}",
        title=entry.title,
        at=entry.pair.switch.at,
        address=f"{here}/{name}",
        summary=entry.sentence,
        told=entry.told,
        rest=f"And {counted(entry.rest, 'change')} more." if entry.rest > 0 else "",
    )
