"""Templates: the filters they use, and what every page is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from flask import Flask, render_template, request
from jinja2 import nodes
from jinja2.bccache import Bucket, BytecodeCache
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup, escape
from pyoxigraph import Triple

from treatygraph.describe.dataset import dataset_summary
from treatygraph.describe.reader import local_name
from treatygraph.iris import canonical_path
from treatygraph.namespaces import expand
from treatygraph.negotiation import JSONLD
from treatygraph.web import elements, sentences, wayfinding
from treatygraph.web.highlight import highlighted
from treatygraph.web.representations import serialize_triples
from treatygraph.web.site import linking, links_here, site
from treatygraph.web.urls import Urls

ONTOLOGY_LICENCE = "https://creativecommons.org/licenses/by/4.0/"

NAME = "treatygraph"
"""What pages are headed by where the collection has no title."""

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
    "STATUS_SIGNS": sentences.STATUS_SIGNS,
    "bar": sentences.bar,
    "by_source": sentences.by_source,
    "norm_subject": sentences.norm_subject,
    "owed_to": sentences.owed_to,
    "sentence_end": sentences.sentence_end,
    "source_kind": sentences.source_kind,
    "texts_on_the_web": sentences.texts_on_the_web,
    "dataset_json_ld": _dataset_json_ld,
    "binding_href": wayfinding.binding_href,
    "compare_href": wayfinding.compare_href,
    "FORMAT_NAMES": wayfinding.FORMAT_NAMES,
    "describe_href": wayfinding.describe_href,
    "document_formats": wayfinding.document_formats,
    "kind_of": wayfinding.kind_of,
    "query_href": wayfinding.query_href,
    "trail": wayfinding.trail,
}


class _Compiled(BytecodeCache):
    """Compiled templates, for the next application in this process: they are the same for all."""

    def __init__(self) -> None:
        self._held: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket of a template if it was compiled before."""
        if code := self._held.get(bucket.key):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._held[bucket.key] = bucket.bytecode_to_string()


_COMPILED = _Compiled()


class _Writing(CodeGenerator):
    """Compiles templates that leave alone what is HTML already, which is most of what they write.

    Jinja's own escaping copies it, by three calls for each of some hundred pieces of a page.
    """

    def _output_child_pre(
        self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo
    ) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.globals['escaped'](")


def _escaped(value: object) -> Markup:
    return value if type(value) is Markup else escape(value)


def register(app: Flask) -> None:
    """Give the templates their filters and functions."""
    app.jinja_env.filters.update(_FILTERS)
    app.jinja_env.tests["number_cell"] = elements.is_number
    app.jinja_env.globals.update(_FUNCTIONS)
    app.jinja_env.globals.update(once=_once(), escaped=_escaped)
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.bytecode_cache = _COMPILED
    app.jinja_env.code_generator_class = _Writing
    for name in app.jinja_env.list_templates(extensions=["html"]):
        app.jinja_env.get_template(name)  # else the first visitors would all compile them


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
    memento = site().memento
    path = site().release.base.path_of(str(canonical)) if canonical else None
    outer = memento.outer if memento else request.script_root
    return f"{outer}{path or canonical_path(request.path)}"


def render(template: str, **context: object) -> str:
    """A page: the template with its own context and with what every page needs."""
    urls, manifest = site().urls, site().release.manifest
    shared: dict[str, object] = {
        "at": urls.path,
        "home": urls.path("/"),
        "doors": wayfinding.doors(context.get("view")),
        "release": site().release,
        "memento": site().memento,
        "present": _present(context.get("canonical")),
        "site_name": manifest.title or NAME,
        "licence": site().release.licence,
        "ontology_licence": ONTOLOGY_LICENCE,
    }
    with linking(urls):
        return render_template(template, **(shared | context))
