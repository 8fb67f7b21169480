"""Templates: the filters they use, and what every page is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from markupsafe import Markup
from pyoxigraph import Triple

from treatygraph.describe.dataset import dataset_summary
from treatygraph.describe.reader import local_name
from treatygraph.iris import canonical_path
from treatygraph.namespaces import expand
from treatygraph.negotiation import JSONLD
from treatygraph.web import elements, releases_told, sentences, wayfinding
from treatygraph.web.cited import citation_here
from treatygraph.web.compiling import compile_plainly
from treatygraph.web.highlight import highlighted
from treatygraph.web.representations import serialize_triples
from treatygraph.web.site import Site, here, links_here, site
from treatygraph.web.static_files import address
from treatygraph.web.timeline_of import timeline_of
from treatygraph.web.urls import Urls

ONTOLOGY_LICENCE = "https://creativecommons.org/licenses/by/4.0/"

_IN_A_SCRIPT = (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026"))


def as_json_ld(triples: Sequence[Triple]) -> Markup:
    """Triples as JSON-LD that can stand in a page: no character of it ends the element early."""
    written = serialize_triples(triples, JSONLD, site()).decode("utf-8").rstrip("\n")
    for character, escaped in _IN_A_SCRIPT:
        written = written.replace(character, escaped)
    return Markup(written)


def _dataset_json_ld() -> Markup:
    """What the dataset is, for pages that are about no one thing."""
    return as_json_ld(dataset_summary(site().release, site().modified))


_FILTERS = {
    "text": elements.text,
    "link": elements.link,
    "links": elements.links,
    "link_items": elements.link_items,
    "fact_rows": elements.fact_rows,
    "href": elements.href,
    "external": elements.external,
    "date": elements.human_date,
    "moment": elements.human_moment,
    "bare": elements.bare,
    "cell": elements.cell,
    "table_rows": elements.table_rows,
    "sparql": highlighted,
    "language": elements.language,
    "licence_name": sentences.licence_name,
    "capital": sentences.capital,
    "local_name": local_name,
}
_FUNCTIONS = {
    "count": elements.count,
    "duration": elements.duration,
    "place_mark": elements.place_mark,
    "expand": expand,
    "CONFIDENCE": sentences.CONFIDENCE,
    "SIGNS": sentences.SIGNS,
    "CHANGE_SIGNS": sentences.CHANGE_SIGNS,
    "STATUS_SIGNS": sentences.STATUS_SIGNS,
    "bar": sentences.bar,
    "by_source": sentences.by_source,
    "norm_subject": sentences.norm_subject,
    "other_texts": sentences.other_texts,
    "owed_to": sentences.owed_to,
    "sentence_end": sentences.sentence_end,
    "source_kind": sentences.source_kind,
    "static": address,
    "texts_on_the_web": sentences.texts_on_the_web,
    "timeline_of": timeline_of,
    "dataset_json_ld": _dataset_json_ld,
    "citation_here": citation_here,
    "changes_query": releases_told.changes_query,
    "binding_href": wayfinding.binding_href,
    "compare_href": wayfinding.compare_href,
    "FORMAT_NAMES": wayfinding.FORMAT_NAMES,
    "describe_href": wayfinding.describe_href,
    "document_formats": wayfinding.document_formats,
    "kind_of": wayfinding.kind_of,
    "query_href": wayfinding.query_href,
    "trail": wayfinding.trail,
}


def register(site: Site) -> None:
    """Give the templates of a site their filters and functions.

    Pages are made outside of Flask too, so the templates are the site's own.
    """
    site.templates.filters.update(_FILTERS)
    site.templates.tests["number_cell"] = elements.is_number
    site.templates.globals.update(_FUNCTIONS)
    site.templates.globals.update(once=_once())
    compile_plainly(site.templates)


def compile_all(site: Site) -> None:
    """Compile every template, so that no visitor has to wait for it; it takes half a second."""
    for name in site.templates.list_templates(extensions=["html"]):
        site.templates.get_template(name)


def _once() -> Callable[..., Markup]:
    """A function that calls a macro: what it wrote is held for other pages that show the same.

    It is held by the application, since a macro leads to it, and goes when the release does.
    """

    @lru_cache(maxsize=2_000)
    def written(_: Urls, macro: Callable[..., Markup], *arguments: object) -> Markup:
        return macro(*arguments)

    return lambda macro, *arguments: written(links_here(), macro, *arguments)


def _present(canonical: object) -> str:
    """What a dated copy is a copy of: the same document of the present release.

    A page is the same however it was asked for, so its own IRI tells where it lies.
    """
    at = here()
    path = at.site.release.base.path_of(str(canonical)) if canonical else None
    outer = at.memento.outer if at.memento else at.urls.prefix
    return f"{outer}{path or canonical_path(at.path)}"


def render(template: str, **context: object) -> str:
    """A page: the template with its own context and with what every page needs."""
    urls = site().urls
    shared: dict[str, object] = {
        "at": urls.path,
        "home": urls.path("/"),
        "doors": wayfinding.doors(context.get("view")),
        "release": site().release,
        "memento": site().memento,
        "present": _present(context.get("canonical")),
        "site_name": site().name,
        "licence": site().release.licence,
        "ontology_licence": ONTOLOGY_LICENCE,
    }
    return site().templates.get_template(template).render(shared | context)
