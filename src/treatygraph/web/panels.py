"""Panels for statistics: a page for each with its codebook, and its rows as a table."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO
from typing import Final

from flask import Blueprint, Response

from treatygraph.describe.choices import actor_key
from treatygraph.errors import ResourceNotFound
from treatygraph.iris import canonical_path
from treatygraph.negotiation import CSV, HTML, Representation
from treatygraph.panels import (
    KINDS,
    Asked,
    Kind,
    Panel,
    PanelUnavailable,
    codebook,
    make_panel,
    table_metadata,
    write_csv,
    write_parquet,
)
from treatygraph.panels.reading import NoSuchYears, UnknownCollection
from treatygraph.panels.writing import TooManyRows, has_parquet
from treatygraph.web.asking import (
    AskedDocument,
    asked_actor,
    asked_document,
    parameter,
    question_mark,
)
from treatygraph.web.refusals import BadRequest
from treatygraph.web.rendering import render
from treatygraph.web.responses import chosen, respond
from treatygraph.web.sheets import PARQUET
from treatygraph.web.site import site
from treatygraph.web.wayfinding import variants

blueprint = Blueprint("panels", __name__)

CSVW = Representation("csvw", "application/csvm+json", "csvm")
CODEBOOK = Representation("codebook", "text/markdown", "md", charset=True)
FORMATS = (HTML, CSV, PARQUET, CSVW, CODEBOOK)

MOST_PARTICIPATIONS: Final = 20_000
"""Of a collection with more, no panel is counted for a request: reading it takes seconds."""
MOST_ROWS: Final = 100_000
"""Rows that are written for a request."""

_AT_HOME: Final = "whoever has the release counts it by `treatygraph panel {}`, without a limit"


@blueprint.get("/panels")
def panels() -> Response:
    """Which panels there are."""
    chosen((HTML,))
    page = render(
        "panels.html", kinds=KINDS.values(), canonical=f"{site().release.base.root}panels"
    )
    return respond(page, HTML)


@blueprint.get("/panels/<name>")
def panel(name: str) -> Response:
    """A panel: its page, its rows, its metadata, its codebook; also by suffix.

    Raises ResourceNotFound for a panel that there is not, BadRequest for what cannot be counted.
    """
    kind, suffix = _named(name)
    asked, pairs = _asked()
    document = asked_document(f"panels/{kind.name}", FORMATS, suffix, pairs)
    format_ = document.choose(suffix)
    if format_ is HTML:
        return document.send(_page(kind, document), format_)
    response = document.send(_body(kind, asked, document, format_), format_)
    if format_ is CSV:
        told = f'<{document.variant(CSVW)}>; rel="describedby"; type="{CSVW.media_type}"'
        response.headers.add("Link", told)
    return response


def _named(name: str) -> tuple[Kind, str | None]:
    """A panel by its name, and the suffix of a format behind it, if any."""
    stem, dot, suffix = name.partition(".")
    if stem not in KINDS or (dot and suffix not in [item.suffix for item in FORMATS]):
        raise ResourceNotFound(f"{site().release.base.root}panels{canonical_path(f'/{name}')}")
    return KINDS[stem], suffix if dot else None


def _asked() -> tuple[Asked, list[tuple[str, str]]]:
    """What is asked, and the parameters that say so. Raises BadRequest for what nobody can ask."""
    first, last, actor = _year("from"), _year("until"), asked_actor("actor")
    key = actor_key(site().reader, actor) if actor else ""
    collection = parameter("set")
    pairs = [("from", str(first or "")), ("until", str(last or "")), ("set", collection),
             ("actor", key)]  # fmt: skip
    return Asked(first, last, collection, actor or ""), pairs


def _year(name: str) -> int | None:
    given = parameter(name)
    if given and not (given.isascii() and given.isdecimal() and len(given) == 4):
        raise BadRequest(400, f"“{given}” is no year: write four digits, as in 1945")
    return int(given) if given else None


def _page(kind: Kind, document: AskedDocument) -> str:
    asked = {"from": "", "until": "", "set": "", "actor": ""} | dict(document.asked)
    return render(
        "panel.html", kind=kind, asked=asked, formats=variants(document), parquet=has_parquet(),
        canonical=document.iri, actors=site().actors, queries=site().release.queries,
    )  # fmt: skip


def _body(kind: Kind, asked: Asked, document: AskedDocument, format_: Representation) -> bytes:
    if format_ is PARQUET and not has_parquet():
        raise BadRequest(501, "this server writes no Parquet: whoever runs it can install "
                              "treatygraph[parquet]; CSV holds the same rows")  # fmt: skip
    taking_part = site().release.manifest.classes.get("Participation", 0)
    if taking_part > MOST_PARTICIPATIONS:
        raise BadRequest(406, f"this collection has {taking_part:,} participations, more than are "
                         f"counted for a request: {_AT_HOME.format(kind.name)}")  # fmt: skip
    try:
        records = site().panel_records.of(asked.collection)
        return _written(make_panel(site().release, kind, asked, records), document, format_)
    except UnknownCollection as error:
        raise BadRequest(404, str(error)) from None
    except NoSuchYears as error:
        raise BadRequest(400, str(error)) from None
    except TooManyRows as error:
        raise BadRequest(406, f"{error}: narrow them by years, actor or set; "
                              f"{_AT_HOME.format(kind.name)}") from None  # fmt: skip
    except PanelUnavailable as error:
        raise BadRequest(404, str(error)) from None


def _written(found: Panel, document: AskedDocument, format_: Representation) -> bytes:
    if format_ is CODEBOOK:
        return codebook(found).encode("utf-8")
    if format_ is CSVW:
        url = f"{found.kind.name}.csv{question_mark(document.asked)}"
        told = json.dumps(table_metadata(found, url), ensure_ascii=False, indent=1)
        return f"{told}\n".encode()
    out = BytesIO()
    write: Callable[[Panel, BytesIO, int], int] = write_csv if format_ is CSV else write_parquet
    write(found, out, MOST_ROWS)
    return out.getvalue()
