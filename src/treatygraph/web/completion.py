"""What an editor can complete in a query of this release: prefixes, words, things; with names."""

from __future__ import annotations

import json
from collections.abc import Iterable

from flask import Blueprint, Response
from pyoxigraph import NamedNode

from treatygraph.iris import kind_and_key
from treatygraph.namespaces import KINDS, PREFIX
from treatygraph.negotiation import Representation
from treatygraph.web.responses import respond
from treatygraph.web.site import Site, site

blueprint = Blueprint("completion", __name__)

COMPLETION_FORMAT = Representation("completion", "application/json", "json")

MOST_THINGS = 5_000
"""Things that are listed; what lies below another thing, such as a norm or a claim, is not."""


@blueprint.get("/completion.json")
def completion() -> Response:
    """Terms as IRI and name; of words those that the data uses, the ones used most first."""
    told = json.dumps(_terms(site()), ensure_ascii=False, separators=(",", ":"))
    return respond(told + "\n", COMPLETION_FORMAT)


def _terms(site: Site) -> dict[str, object]:
    counted, root = site.statistics, site.release.base.root
    kinds = {kind: f"{root}id/{kind}/" for kind in KINDS}
    return {
        "prefixes": dict(sorted((PREFIX | kinds).items())),
        "classes": _named(site, [iri for iri, _ in counted.classes]),
        "properties": _named(site, [iri for iri, _ in counted.properties]),
        "things": _named(site, _things(site)),
    }


def _named(site: Site, iris: Iterable[str]) -> list[tuple[str, str]]:
    return [(iri, site.reader.link(iri).label.value) for iri in iris]


def _things(site: Site) -> list[str]:
    found = {quad.subject.value for quad in site.release.store.quads(None, _TYPE)
             if isinstance(quad.subject, NamedNode)}  # fmt: skip
    keys = ((iri, kind_and_key(iri, site.release.base)) for iri in found)
    return sorted(iri for iri, key in keys if key and "/" not in key[1])[:MOST_THINGS]


_TYPE = NamedNode(PREFIX["rdf"] + "type")
