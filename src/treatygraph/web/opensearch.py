"""Suggestions for whoever types, and how browsers search here from their own box."""

from __future__ import annotations

import json

from flask import Blueprint, Response, request
from markupsafe import escape

from treatygraph.namespaces import ONTOLOGY
from treatygraph.negotiation import Representation
from treatygraph.search import Hit, ask
from treatygraph.search.question import LONGEST
from treatygraph.web.elements import is_followable
from treatygraph.web.responses import respond
from treatygraph.web.site import site

blueprint = Blueprint("opensearch", __name__)

SUGGESTIONS = Representation("suggestions", "application/x-suggestions+json", "json")
DESCRIPTION = Representation("opensearch", "application/opensearchdescription+xml", "xml")


@blueprint.get("/search/suggest")
def suggest() -> Response:
    """Names that begin as what is typed (OpenSearch Suggestions 1.1): four lists of one length.

    What was typed; names; what each is; where each is told.
    """
    text = request.args.get("q", "")[:LONGEST]
    found = site().release.search.suggest(ask(text))
    hits = [hit for hit in found if is_followable(site().urls.href(hit.iri))]
    addresses = [site().urls.href(hit.iri) for hit in hits]
    body = [text, [hit.name.text for hit in hits], list(map(_description, hits)), addresses]
    return respond(json.dumps(body, ensure_ascii=False) + "\n", SUGGESTIONS)


def _description(hit: Hit) -> str:
    """What a suggestion is: its kind; its English name, where it was typed in another language."""
    reader = site().reader
    cls = reader.cls(hit.iri)
    kind = str(reader.link(f"{ONTOLOGY}#{cls}").label) if cls else ""
    name = str(reader.link(hit.iri).label)
    return ": ".join(part for part in (kind, name if name != hit.name.text else "") if part)


_DESCRIBED = """\
<?xml version="1.0" encoding="UTF-8"?>
<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">
<ShortName>{name}</ShortName>
<Description>Search the agreements, norms, claims and sources of {name}.</Description>
<InputEncoding>UTF-8</InputEncoding>
<Url type="text/html" template="{search}?q={{searchTerms}}"/>
<Url type="application/json" template="{search}.json?q={{searchTerms}}"/>
<Url type="application/x-suggestions+json" template="{search}/suggest?q={{searchTerms}}"/>
<Url type="application/opensearchdescription+xml" rel="self" template="{itself}"/>
</OpenSearchDescription>
"""


@blueprint.get("/opensearch.xml")
def opensearch() -> Response:
    """How a browser searches here (OpenSearch 1.1).

    It takes whole addresses alone, so this tells the host that it was asked at, and is not kept.
    """
    host, urls = request.host_url.rstrip("/"), site().urls
    name = site().name[:16]
    body = _DESCRIBED.format(
        name=escape(name), search=escape(host + urls.path("/search")),
        itself=escape(host + urls.path("/opensearch.xml")),
    )  # fmt: skip
    response = respond(body, DESCRIPTION)
    response.headers["Cache-Control"] = "no-cache"
    return response
