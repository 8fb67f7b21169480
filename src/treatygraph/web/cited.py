"""The citation of the page at hand: each page gets it from its frame, whatever it shows."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from typing import Final
from urllib.parse import urlencode

from flask import request

from treatygraph.citing import (
    Citation,
    Proof,
    digest_of,
    permanent_path,
    query_digest,
    table_lines,
    work_of,
)
from treatygraph.describe import Text, View
from treatygraph.describe.grounds import grounds
from treatygraph.iris import canonical_path
from treatygraph.negotiation import HTML
from treatygraph.queries import QueryDocument
from treatygraph.release.history import Switch
from treatygraph.web.sheets import Sheet
from treatygraph.web.site import here, site

CAPTURED: ContextVar[list[Shown] | None] = ContextVar("captured", default=None)
"""A list that takes the citation of each page that is made, while ``/cite`` makes one."""

_FORM_ONLY = ("format",)

MOST_HASHED: Final = 5_000
"""Rows of a table that are hashed for the citation on its page."""


@dataclass(frozen=True, slots=True)
class Cited:
    """What a view knows of its answer that the frame cannot: each may be left out."""

    title: str = ""
    target: str = ""
    """The path and query that give it, where the request was not sent to them."""
    proof: Proof | None = None
    why_not: str = ""
    """Why there is no proof, where one might be looked for."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A citation as a page shows it: with where it leads on this server."""

    citation: Citation
    path: str
    """The permanent link on this server."""
    target: str
    why_not: str = ""

    @property
    def title(self) -> Text:
        """The title, in its language."""
        return Text(self.citation.title, self.citation.language)

    @property
    def cite(self) -> str:
        """The address of its forms, but for suffix and parameters."""
        return site().urls.path("/cite")

    @property
    def parameters(self) -> str:
        """What that address ends with."""
        return "?" + urlencode({"of": self.target}, safe="/,")


def cited_sheet(query: QueryDocument | None, sheet: Sheet) -> Cited:
    """A table with what it is checked by; the question is the query behind it, if there is one."""
    question = query.body if query else sheet.title
    lines = table_lines(sheet.columns, sheet.rows)
    return Cited(proof=Proof(query_digest(question), digest_of(lines)))


def cited_table(query: QueryDocument | None, rows: int, sheet: Callable[[], Sheet]) -> Cited:
    """As :func:`cited_sheet`; one with too many rows is not written for the sake of a hash.

    ``rows`` says how many there will be. A page that shows a part of them is not slow for all.
    """
    if rows > MOST_HASHED:
        return Cited(why_not=f"it has {rows:,} rows, and at most {MOST_HASHED:,} are hashed")
    return cited_sheet(query, sheet())


def citation_here(title: str, canonical: str | None, view: object, cited: Cited | None) -> Shown:
    """The citation of the page that is being made; kept for who asked for it by ``/cite``.

    ``view`` is what the page shows; where it is that of a thing, what this rests on is told.
    """
    cited = cited or Cited()
    thing = view.thing if isinstance(view, View) else None
    target = cited.target or _target(canonical)
    switch = switch_here()
    path = permanent_path(switch.stamp if switch else None, target, cited.proof)
    manifest = site().release.manifest
    work, authors = work_of(manifest.title, manifest.makers, curated=site().release.curated)
    citation = Citation(
        title=cited.title or (str(thing.title) if thing else _title(title)),
        language=thing.title.lang if thing else "",
        work=work,
        authors=authors,
        version=site().release.version,
        released=switch.at if switch else None,
        address=f"{site().release.base.root}{path}",
        accessed=datetime.now(UTC).date(),
        sources=grounds(site().reader, thing.iri) if thing else (),
        proof=cited.proof,
    )
    shown = Shown(citation, _on_this_server(path), target, cited.why_not)
    captured = CAPTURED.get()
    if captured is not None:
        captured.append(shown)
    return shown


def switch_here() -> Switch | None:
    """When the release at hand became the present one; None where nobody kept that."""
    memento, archive = site().memento, site().archive
    if memento:
        return memento.switch
    switches = archive.switches() if archive else ()
    return next((one for one in reversed(switches) if one.version == site().release.version), None)


def _title(title: str) -> str:
    """The page's title without the name of the site, which follows it."""
    plain = unescape(title)
    return plain.rpartition(" · ")[0] or plain


def _target(canonical: str | None) -> str:
    """The path and query of the page: those of its own IRI, else those that were asked for."""
    path = site().release.base.path_of(canonical) if canonical else None
    if path:
        return path
    asked = [pair for pair in request.args.items(multi=True) if pair[0] not in _FORM_ONLY]
    query = urlencode(asked, safe="/,")
    bare = canonical_path(here().path).removesuffix(f".{HTML.suffix}")
    return f"{bare}?{query}" if query else bare


def _on_this_server(path: str) -> str:
    return site().urls.path(f"/{path}") if path.startswith("release/") else (
        f"{here().urls.prefix}/{path}")  # fmt: skip
