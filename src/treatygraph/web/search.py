"""Search: a page with facets, the same as JSON and CSV, suggestions, and what browsers ask for."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, request
from markupsafe import Markup, escape

from treatygraph.describe import Link, Text
from treatygraph.describe.choices import actor_key, actor_named
from treatygraph.describe.reader import local_name
from treatygraph.namespaces import ONTOLOGY
from treatygraph.negotiation import CSV, HTML, Representation
from treatygraph.search import FACETS, Choice, Choices, Excerpt, Hit, Question, Results, ask
from treatygraph.search.question import LONGEST
from treatygraph.web.asking import AskedDocument, asked_document, parameter, question_mark
from treatygraph.web.elements import is_followable
from treatygraph.web.refusals import BadRequest
from treatygraph.web.rendering import render
from treatygraph.web.responses import respond
from treatygraph.web.sheets import Sheet, written
from treatygraph.web.site import site
from treatygraph.web.wayfinding import variants

blueprint = Blueprint("search", __name__)

FOUND = Representation("json", "application/json", "json")
FORMATS = (HTML, CSV, FOUND)
SUGGESTIONS = Representation("suggestions", "application/x-suggestions+json", "json")
DESCRIPTION = Representation("opensearch", "application/opensearchdescription+xml", "xml")

COLUMNS = ("rank", "kind", "name", "language", "text", "property", "part_of", "year", "iri",
           "part_of_iri")  # fmt: skip

SIZE, MOST_SIZE = 20, 100
"""Results of a page, and the most that may be asked for."""

MOST_VALUES = 40
"""Values that a facet may be narrowed to."""

_NUMBER = re.compile(r"[1-9][0-9]{0,3}")
_YEAR = re.compile(r"[0-9]{4}")

HEADINGS = {"kind": "Kind", "topic": "Topic", "actor": "Actor", "source": "Source",
            "modality": "How a norm binds", "year": "Year"}  # fmt: skip

PROPERTIES = {
    "skos:prefLabel": "Name", "rdfs:label": "Name", "foaf:name": "Name", "dcterms:title": "Title",
    "skos:altLabel": "Also called", "skos:hiddenLabel": "Also called", "tg:action": "Action",
    "tg:statement": "Says", "tg:condition": "Condition", "tg:exception": "Except if",
    "skos:definition": "Definition", "skos:scopeNote": "Note", "rdfs:comment": "Comment",
    "dcterms:description": "Description",
}  # fmt: skip
"""What a text is called before an excerpt of it."""


@dataclass(frozen=True)
class Asked:
    """A search as its address tells it; ``chosen`` are values, ``keys`` what they are called."""

    question: Question
    chosen: Mapping[str, tuple[str, ...]]
    keys: Mapping[str, tuple[str, ...]]
    page: int
    size: int

    def address(
        self, page: int = 1, changed: Mapping[str, tuple[str, ...]] | None = None
    ) -> list[tuple[str, str]]:
        """The parameters that ask this, at a page, with other values of some facets."""
        keys = {**self.keys, **(changed or {})}
        pairs = [("q", self.question.text)]
        pairs += [(facet, key) for facet in FACETS for key in keys.get(facet, ())]
        pairs += [("size", str(self.size))] if self.size != SIZE else []
        return pairs + ([("page", str(page))] if page > 1 else [])

    @property
    def empty(self) -> bool:
        """Whether nothing is looked for."""
        return not self.question.clauses and not any(self.chosen.values())


@blueprint.get("/search", defaults={"suffix": None})
@blueprint.get("/search.<suffix>")
def search_page(suffix: str | None) -> Response:
    """What is found by words and facets; without either, a form."""
    asked = _asked()
    document = asked_document("search", FORMATS, suffix, asked.address(asked.page))
    results = site().release.search.search(
        asked.question, asked.chosen, first=(asked.page - 1) * asked.size, size=asked.size
    )
    _check_page(asked, results)
    format_ = document.choose(suffix)
    response = document.send(_body(asked, results, document, format_), format_)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


# What is asked ------------------------------------------------------------------------------


def _asked() -> Asked:
    """Read the address. Raises BadRequest for what nobody can answer."""
    given = request.args.get("q", "")
    if len(given) > LONGEST:
        raise BadRequest(400, f"a search may have {LONGEST} characters; this has {len(given):,}")
    text = given.strip() + (" " if given[-1:].isspace() else "")
    keys = {facet: _keys(facet) for facet in FACETS}
    chosen = {facet: tuple(_value(facet, key) for key in each) for facet, each in keys.items()}
    size = _number("size", SIZE, MOST_SIZE)
    return Asked(ask(text), chosen, keys, _number("page", 1, 9999), size)


def _keys(facet: str) -> tuple[str, ...]:
    given = request.args.getlist(facet)
    if len(given) > MOST_VALUES:
        raise BadRequest(400, f"at most {MOST_VALUES} values of “{facet}” can be chosen; these are "
                         f"{len(given)}")  # fmt: skip
    return tuple(dict.fromkeys(key for key in map(str.strip, given) if key))


def _value(facet: str, key: str) -> str:
    """The value that a key means. Raises BadRequest: 400 for no year, 404 for what there is not."""
    if facet == "year":
        if not _YEAR.fullmatch(key):
            raise BadRequest(400, f"“{key}” is no year: write four digits as in 2025")
        return key
    index, base = site().release.search, site().release.base
    if facet in ("kind", "modality"):
        found = next((one for one in index.values(facet) if key in (one, _class_key(one))), None)
    elif facet == "actor":
        found = actor_named(site().reader, key)
    else:
        found = base.thing(facet, key)
    if found is None or not index.has(facet, found):
        raise BadRequest(404, f"no {facet} of anything in this release is called “{key}”: the page "
                         "lists those that results have")  # fmt: skip
    return found


def _number(name: str, default: int, most: int) -> int:
    given = parameter(name)
    if not given:
        return default
    if not _NUMBER.fullmatch(given) or int(given) > most:
        raise BadRequest(400, f"“{name}” is a number from 1 to {most}, not “{given[:40]}”")
    return int(given)


def _check_page(asked: Asked, results: Results) -> None:
    """Raise BadRequest (404) for a page behind the last."""
    last = _pages(asked, results)
    if asked.page > last:
        raise BadRequest(404, f"there is no page {asked.page}: the last one is {last}")


def _pages(asked: Asked, results: Results) -> int:
    return max(1, -(-results.reachable // asked.size))


def _class_key(iri: str) -> str:
    """What a class is called in an address: its local name; one that is not ours by its IRI."""
    known = iri.startswith((f"{ONTOLOGY}#", "http://www.w3.org/2004/02/skos/core#"))
    return local_name(iri) if known else iri


def _key(facet: str, value: str) -> str:
    """What a value is called in an address; the inverse of :func:`_value`."""
    if facet in ("kind", "modality"):
        return _class_key(value)
    if facet == "actor":
        return actor_key(site().reader, value)
    return value if facet == "year" else site().reader.link(value).key


# What is told -------------------------------------------------------------------------------


def _body(
    asked: Asked, results: Results, document: AskedDocument, format_: Representation
) -> bytes:
    if format_ is FOUND:
        return (json.dumps(_told(asked, results), ensure_ascii=False, indent=1) + "\n").encode()
    if format_ is CSV:
        return written(_sheet(asked, results), CSV)
    page = render(
        "search.html", searching=True, asked=asked, results=results, canonical=document.iri,
        title=_title(asked),
        rows=[_row(hit) for hit in results.hits], facets=list(_facets(asked, results)),
        removals=list(_removals(asked)), pages=_pages(asked, results), longest=LONGEST,
        first=(asked.page - 1) * asked.size + 1, formats=variants(document), marked=marked,
        to=lambda page: _to(asked.address(page)), meant=_meant(results),
        words_alone=_to([("q", asked.question.text)]), PROPERTIES=PROPERTIES,
    )  # fmt: skip
    return page.encode("utf-8")


def _to(pairs: list[tuple[str, str]]) -> str:
    return f"{site().urls.path('/search')}{question_mark(pairs)}"


def _meant(results: Results) -> tuple[str, str] | None:
    """The question as it may have been meant, and its address."""
    return (results.meant, _to([("q", results.meant)])) if results.meant else None


def _title(asked: Asked) -> str:
    """What was looked for, for the head of the page and citations."""
    text = asked.question.text.strip()
    chosen = [_label(facet, value).value for facet, values in asked.chosen.items()
              for value in values]  # fmt: skip
    words = f"Search for “{text}”" if text else "Search"
    return f"{words}: {', '.join(chosen)}" if chosen else words


def _label(facet: str, value: str) -> Text:
    return Text(value) if facet == "year" else site().reader.link(value).label


@dataclass(frozen=True, slots=True)
class Row:
    """A result as a page shows it: the thing's class, what it is a part of."""

    hit: Hit
    cls: Link | None
    whole: Link | None
    address: str | None


def _row(hit: Hit) -> Row:
    reader = site().reader
    cls = reader.cls(hit.iri)
    named = next((one for one in reader.iris(hit.iri, "rdf:type") if local_name(one) == cls), None)
    whole = _whole(hit.iri)
    target = site().urls.href(hit.iri)
    return Row(hit, reader.link(named) if named else None,
               reader.link(whole) if whole else None,
               target if is_followable(target) else None)  # fmt: skip


def _whole(iri: str) -> str | None:
    """The agreement of a norm, the source of a claim; None for what is no part."""
    stem = f"{site().release.base.root}id/"
    parts = iri.removeprefix(stem).split("/") if iri.startswith(stem) else []
    whole = stem + "/".join(parts[:2])
    return whole if len(parts) > 2 and site().reader.exists(whole) else None


def marked(excerpt: Excerpt) -> Markup:
    """An excerpt in an element that says its language, with what was met in ``mark``."""
    pieces = [Markup("<mark>{}</mark>").format(piece) if met else escape(piece)
              for piece, met in excerpt.pieces()]  # fmt: skip
    before, behind = ("… " if excerpt.cut[0] else ""), (" …" if excerpt.cut[1] else "")
    inner = Markup("").join((escape(before), *pieces, escape(behind)))
    if not excerpt.lang:
        return Markup("<span>{}</span>").format(inner)
    direction = Text("", excerpt.lang).dir
    return Markup('<span lang="{}" dir="{}">{}</span>').format(excerpt.lang, direction, inner)


# Facets -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Offered:
    """A value of a facet: what it is called, how many have it, where it is added or taken away."""

    key: str
    label: Text
    things: int
    chosen: bool
    address: str


def _facets(asked: Asked, results: Results) -> Iterator[tuple[str, list[Offered], int | None]]:
    """Each facet that has values: its heading, its values, how many things were counted."""
    for facet in FACETS:
        choices = results.choices.get(facet, Choices())
        values = choices.values
        if facet == "year":
            values = tuple(sorted(values, key=lambda one: one.value, reverse=True))
        if values:
            offered = [_offered(asked, facet, one) for one in values]
            yield HEADINGS[facet], offered, choices.among


def _offered(asked: Asked, facet: str, choice: Choice) -> Offered:
    key, held = _key(facet, choice.value), asked.keys.get(facet, ())
    chosen = choice.value in asked.chosen.get(facet, ())
    keys = _without(asked, facet, choice.value) if chosen else (*held, key)
    address = _to(asked.address(changed={facet: keys}))
    return Offered(key, _label(facet, choice.value), choice.things, chosen, address)


def _without(asked: Asked, facet: str, value: str) -> tuple[str, ...]:
    """The keys of a facet but for those that mean a value."""
    pairs = zip(asked.keys[facet], asked.chosen[facet], strict=True)
    return tuple(key for key, one in pairs if one != value)


def _removals(asked: Asked) -> Iterator[tuple[str, Text, str]]:
    """Each chosen value: its facet's heading, its label, the address without it."""
    for facet, values in asked.chosen.items():
        for value in dict.fromkeys(values):
            left = _to(asked.address(changed={facet: _without(asked, facet, value)}))
            yield HEADINGS[facet], _label(facet, value), left


# As data ------------------------------------------------------------------------------------


def _sheet(asked: Asked, results: Results) -> Sheet:
    first = (asked.page - 1) * asked.size + 1
    rows = [_cells(rank, _row(hit)) for rank, hit in enumerate(results.hits, first)]
    return Sheet(_title(asked), COLUMNS, rows, dict(asked.address(asked.page)))


def _cells(rank: int, row: Row) -> tuple[str, ...]:
    hit = row.hit
    return (
        str(rank), str(row.cls.label) if row.cls else "", hit.name.text, hit.name.lang,
        hit.text.text if hit.text else "", hit.text.property if hit.text else "",
        str(row.whole.label) if row.whole else "", hit.year, hit.iri,
        row.whole.iri if row.whole else "",
    )  # fmt: skip


def _told(asked: Asked, results: Results) -> dict[str, object]:
    """The results as JSON; marks are from where to before where, in characters of the text."""
    return {
        "q": asked.question.text,
        "release": site().release.version,
        "total": results.total,
        "more": results.more,
        "page": asked.page,
        "pages": _pages(asked, results),
        "meant": results.meant,
        "results": [_hit(_row(hit)) for hit in results.hits],
        "facets": {facet: {"among": choices.among,
                           "values": [_choice(facet, one) for one in choices.values]}
                   for facet, choices in results.choices.items()},
    }  # fmt: skip


def _hit(row: Row) -> dict[str, object]:
    hit = row.hit
    return {
        "iri": hit.iri,
        "class": row.cls.iri if row.cls else None,
        "name": _excerpt(hit.name),
        "text": _excerpt(hit.text) if hit.text else None,
        "part_of": row.whole.iri if row.whole else None,
        "year": hit.year or None,
    }


def _excerpt(excerpt: Excerpt) -> dict[str, object]:
    return {"value": excerpt.text, "lang": excerpt.lang, "property": excerpt.property,
            "marks": excerpt.marks}  # fmt: skip


def _choice(facet: str, choice: Choice) -> dict[str, object]:
    label = _label(facet, choice.value)
    return {"key": _key(facet, choice.value), "value": choice.value, "label": label.value,
            "things": choice.things, "chosen": choice.chosen}  # fmt: skip


# Suggestions, and search from a browser's own box -------------------------------------------


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
