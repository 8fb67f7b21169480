"""What the service answers, for programs (OpenAPI 3.1) and for people: one description, two forms.

It is made from the release and from :mod:`treatygraph.web.openapi.operations`.
"""

from __future__ import annotations

import json

from flask import Blueprint, Response

from treatygraph import __version__
from treatygraph.errors import ResourceNotFound
from treatygraph.negotiation import HTML, Representation
from treatygraph.web.openapi.answers import components
from treatygraph.web.openapi.operations import operations
from treatygraph.web.openapi.parts import OPENAPI_FORMATS
from treatygraph.web.openapi.schemas import Json
from treatygraph.web.rendering import render
from treatygraph.web.responses import Document
from treatygraph.web.site import Site, site, today
from treatygraph.web.wayfinding import variants

blueprint = Blueprint("openapi", __name__)

_MOST_PLACES = 8
"""Places and days for which it is kept: a client of a trusting proxy may name any prefix."""

_TOLD = """\
A knowledge graph of treaties as linked data. Every IRI of the dataset is answered at its path.
HEAD is GET without the body; OPTIONS tells what can be done; any other method is 405 with Allow.
Errors are problem details (RFC 9457), a page or text, by Accept. Other origins may read everything.
"""


@blueprint.get("/openapi", defaults={"suffix": None})
@blueprint.get("/openapi.<suffix>")
def openapi(suffix: str | None) -> Response:
    """The description of the service. Raises ResourceNotFound for a format that there is not."""
    address = f"{site().release.base.root}openapi"
    if suffix is not None and suffix not in [item.suffix for item in OPENAPI_FORMATS]:
        raise ResourceNotFound(f"{address}.{suffix}")
    document = Document(address, site().urls.path("/openapi"), OPENAPI_FORMATS)
    format_ = document.choose(suffix)
    return document.send(_body(document, format_), format_)


def _body(document: Document, format_: Representation) -> bytes:
    told = description(site())
    if format_ is HTML:
        page = render("openapi.html", description=told, canonical=document.iri,
                      formats=variants(document))  # fmt: skip
        return page.encode("utf-8")
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def description(site: Site) -> Json:
    """The document of today, made once for each place where the site is mounted. Only read it."""
    key = (site.urls.path(""), today())
    found = site.described.get(key)
    if found is None:
        if len(site.described) >= _MOST_PLACES:
            site.described.clear()
        found = site.described[key] = openapi_of(site)
    return found


def openapi_of(site: Site) -> Json:
    """The OpenAPI 3.1 document of a site, where it is mounted."""
    paths: dict[str, Json] = {}
    for path, method, operation in operations(site):
        paths.setdefault(path, {})[method] = operation.as_json()
    info: Json = {
        "title": site.name,
        "version": __version__,
        "description": _TOLD,
    }
    if site.release.licence:
        info["license"] = {"name": "Licence of the data", "url": site.release.licence}
    return {
        "openapi": "3.1.0",
        "info": info,
        "servers": [{"url": site.urls.path("") or "/"}],
        "paths": paths,
        "components": components(),
    }
