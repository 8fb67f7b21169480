"""Templates: the filters they use, and what every page is told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from urllib.parse import quote, urlsplit

from flask import Flask, render_template, request, url_for
from markupsafe import Markup, escape

from treatygraph.describe import Evidence, Link, Reader, Text, Value, View
from treatygraph.describe.claim import ClaimLine
from treatygraph.describe.norm import NormLine, NormView
from treatygraph.describe.reader import local_name
from treatygraph.namespaces import ONTOLOGY, expand
from treatygraph.negotiation import PAGE_FORMATS, RDF_FORMATS, Representation
from treatygraph.web.site import site

LICENCE = "https://creativecommons.org/licenses/by/4.0/"

_DOORS = (
    ("Agreements", "/agreements"),
    ("Actors", "/actors"),
    ("Sources", "/sources"),
    ("Disagreements", "/disagreements"),
    ("Query", "/sparql"),
    ("Ontology", "/ontology"),
)
_DOOR_OF_KIND = {
    "agreement": _DOORS[0],
    "state": _DOORS[1],
    "organization": _DOORS[1],
    "non-state-actor": _DOORS[1],
    "person": _DOORS[1],
    "source": _DOORS[2],
    "disagreement": _DOORS[3],
}
_FORMAT_NAMES = {
    "html": "HTML",
    "turtle": "Turtle",
    "ntriples": "N-Triples",
    "jsonld": "JSON-LD",
    "rdfxml": "RDF/XML",
}
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?\Z")
_DATES = ("date", "gYear", "gYearMonth")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip
_WEB = ("http", "https")

# Words ------------------------------------------------------------------------------

CONFIDENCE = {
    "high": ("text", "read in the instrument, in an official record, or in agreeing reports"),
    "medium": ("reported", "a source reports it"),
    "low": ("inferred", "it is an inference"),
}
"""The chip of each confidence, and what it means."""

SIGNS = {
    "Obligation": "■",
    "ObligationOfConduct": "◧",
    "Prohibition": "✕",
    "Permission": "□",
    "Intention": "▷",
    "Affirmation": "≡",
    "ConstitutiveRule": "§",
    "Norm": "•",
}
"""A sign beside each kind of norm, so that its tint never speaks alone."""

STATUS_SIGNS = {"in force": "●", "not in force": "○", "unknown": "?", "disputed": "≠"}

_ROLES = {
    "each-party": ("Each party", "The parties each"),
    "all-parties-jointly": ("The parties jointly", "The parties jointly"),
    "other-party": ("The other party", "The other parties"),
    "attacked-party": ("The attacked party", "The attacked parties"),
    "party-not-attacked": ("The party not attacked", "The parties not attacked"),
    "third-states": ("Third States", "Third States"),
    "un-members": ("UN members", "UN members"),
    "depositary": ("The depositary", "The depositary"),
}
"""How a role reads as the subject of a sentence, in the singular and in the plural."""
_PLURAL_ROLES = ("all-parties-jointly", "third-states", "un-members")


@dataclass(frozen=True, slots=True)
class Group:
    """Claims of one source."""

    source: Link | None
    claims: tuple[ClaimLine, ...]


# Filters ----------------------------------------------------------------------------


def text(value: Text | None, tag: str = "span") -> Markup:
    """A text in an element that says its language and direction."""
    if value is None:
        return Markup()
    return Markup("<{0}{1}>{2}</{0}>").format(Markup(tag), _language(value), value.value)


def _language(value: Text) -> Markup:
    if not value.lang:
        return Markup()
    return Markup(' lang="{}" dir="{}"').format(value.lang, value.dir)


def link(value: Link, label: str | None = None) -> Markup:
    """A link by its label; an IRI that no browser should follow stays plain."""
    shown = Text(label, "en") if label else value.label
    target = href(value.iri)
    if not _is_followable(target):
        return text(shown)
    host = urlsplit(target).netloc
    foreign = Markup(' <span class="host">({})</span>').format(host) if host else Markup()
    return Markup('<a href="{}"{}>{}</a>{}').format(
        target, _language(shown), shown.value, "" if label else foreign
    )


def links(values: Iterable[Link], between: str = ", ") -> Markup:
    """Links one after the other."""
    return Markup(between).join(link(value) for value in values)


def href(iri: str) -> str:
    """Where a page leads for an IRI."""
    return site().urls.href(iri)


def _is_followable(target: str) -> bool:
    """Whether an address is ours or on the web: strangers' data may hold ``javascript:``."""
    return target.startswith("/") or urlsplit(target).scheme in _WEB


def external(url: str, label: str | None = None) -> Markup:
    """A link to another site; what is not on the web stays plain text."""
    if urlsplit(url).scheme not in _WEB:
        return Markup('<span class="url">{}</span>').format(url)
    return Markup('<a class="external" rel="external noopener" href="{}">{}</a>').format(
        url, label or urlsplit(url).netloc
    )


def human_date(value: str | None) -> Markup:
    """``2025-01-17`` as 17 January 2025, with the machine form behind; months and years too."""
    if not value:
        return Markup()
    words = _date_words(value)
    if words is None:
        return escape(value)
    return Markup('<time datetime="{}">{}</time>').format(value, words)


def _date_words(value: str) -> str | None:
    found = _DATE.match(value)
    if not found:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        date(year or 1, month or 1, day or 1)
    except ValueError:
        return None
    parts = [str(day) if day else "", _MONTHS[month - 1] if month else "", found[1]]
    return " ".join(part for part in parts if part)


def count(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun: ``1 norm``, ``1,200 norms``, ``no norms``."""
    noun = one if number == 1 else many or f"{one}s"
    return f"{number:,} {noun}" if number else f"no {noun}"


def bare(value: Value) -> Markup:
    """The value of a fact, without where it stands."""
    if value.link:
        return link(value.link)
    if value.text is None:
        return Markup()
    if value.datatype in _DATES:
        return human_date(value.text.value)
    if value.datatype == "boolean":
        return escape({"true": "yes", "false": "no"}.get(value.text.value, value.text.value))
    if value.datatype == "anyURI":
        return external(value.text.value, value.text.value)
    return text(value.text)


def cell(value: object) -> Markup:
    """A cell of a table, whatever it holds."""
    if value is None or value == () or value == []:
        return Markup('<span class="none">not recorded</span>')
    if isinstance(value, Value):
        return bare(value)
    if isinstance(value, Link):
        return link(value)
    if isinstance(value, Text):
        return text(value)
    if isinstance(value, (tuple, list)):
        return Markup(", ").join(cell(item) for item in value)
    if isinstance(value, int) and not isinstance(value, bool):
        return Markup('<span class="number">{}</span>').format(f"{value:,}")
    return human_date(value) if isinstance(value, str) else escape(value)


def is_number(value: object) -> bool:
    """Whether a cell holds a number, which tables set flush right."""
    if isinstance(value, Value):
        return value.datatype in ("integer", "decimal", "double", "float")
    return isinstance(value, int)


# Sentences --------------------------------------------------------------------------


def norm_subject(norm: NormLine) -> Markup:
    """Who the norm binds and how, up to its action: ``Each party shall not``.

    An affirmation's action brings its own verb, in the plural; a rule may bind nobody.
    """
    if not norm.bearers:
        return Markup()
    plural = norm.cls == "Affirmation"
    named = [_bearer(bearer, plural=plural) for bearer in norm.bearers]
    subject = Markup(" and ").join(named)
    if norm.cls in ("Affirmation", "ConstitutiveRule"):
        return subject + (":" if norm.cls == "ConstitutiveRule" else "")
    one = len(norm.bearers) == 1 and norm.bearers[0].key not in _PLURAL_ROLES
    verb = "intends to" if norm.verb == "intend to" and one else norm.verb
    return Markup('{} <strong class="verb">{}</strong>').format(subject, verb)


def _bearer(bearer: Link, *, plural: bool) -> Markup:
    words = _ROLES.get(bearer.key) if "/party-role/" in bearer.iri else None
    return link(bearer, words[plural] if words else None)


def sentence_end(value: Text | None) -> str:
    """The full stop that a text still needs."""
    return "" if value is None or value.value.rstrip().endswith((".", "…", "!", "?")) else "."


def capital(value: Text) -> Text:
    """A text that begins a sentence."""
    return Text(value.value[:1].upper() + value.value[1:], value.lang)


def official_texts(evidence: Sequence[Evidence]) -> list[Evidence]:
    """The passages of official texts that are on the web."""
    return [item for item in evidence if item.official and item.url]


def by_source(claims: Iterable[ClaimLine]) -> list[Group]:
    """Claims in groups of one source each, the source that says most first."""
    ordered = sorted(claims, key=lambda claim: _source(claim).iri if _source(claim) else "")
    groups = [
        Group(_source(members[0]), members)
        for _, found in groupby(ordered, key=_source)
        if (members := tuple(found))
    ]
    return sorted(groups, key=lambda group: -len(group.claims))


def _source(claim: ClaimLine) -> Link | None:
    return claim.passage.source if claim.passage else None


def bar(number: int, most: int) -> str:
    """The width of a bar of at most 100."""
    return f"{100 * number / most:.1f}" if most else "0"


# Where one is -----------------------------------------------------------------------


def kind_of(iri: str) -> Link | None:
    """The class of a thing, to be shown above its title."""
    reader = site().reader
    name = reader.cls(iri)
    known = f"{ONTOLOGY}#{name}"
    return reader.link(known) if name and reader.exists(known) else None


def trail(view: View) -> list[tuple[Markup, str | None]]:
    """Breadcrumbs: the list that a thing is in, and what it is part of, outermost first."""
    urls, reader = site().urls, site().reader
    iri = view.thing.iri
    path = iri.removeprefix(f"{site().release.base.root}id/")
    steps: list[tuple[Markup, str | None]] = []
    door = _DOOR_OF_KIND.get(path.partition("/")[0]) if path != iri else None
    if door:
        steps.append((escape(door[0]), urls.path(door[1])))
    above = [*_containers(iri, path), *_wholes(view)]
    steps += [(text(reader.link(one).label), href(one)) for one in above]
    return [*steps, (text(view.thing.title), None)]


def _containers(iri: str, path: str) -> list[str]:
    """What an IRI lies below: the agreement of an article, the source of a passage."""
    stem = iri[: len(iri) - len(path)]
    parts = path.split("/")
    above = [stem + "/".join(parts[:end]) for end in range(2, len(parts))]
    return [one for one in above if site().reader.exists(one)]


def _wholes(view: View) -> list[str]:
    """Articles around a paragraph or a norm, the passage around a claim."""
    reader: Reader = site().reader
    if view.template == "claim":
        return reader.iris(view.thing.iri, "tg:madeIn")
    start = view.thing.iri
    nearest: list[str] = []
    if isinstance(view.detail, NormView):
        start = reader.iri(start, "tg:statedIn") or start
        nearest = [start] if reader.cls(start) != "Agreement" and start != view.thing.iri else []
    wholes = [one for one in reader.iris(start, "tg:partOf") if reader.cls(one) != "Agreement"]
    return [*sorted(wholes, key=lambda one: len(reader.iris(one, "tg:partOf"))), *nearest]


# Data -------------------------------------------------------------------------------


def query_href(query: str) -> str:
    """The query page with a query filled in and answered."""
    return f"{site().urls.path('/sparql')}?query={quote(query, safe='')}"


def describe_href(iri: str) -> str:
    """The query that gives the data of a thing's page."""
    return query_href(f"DESCRIBE <{iri}>")


def document_formats(path: str, *, by_parameter: bool = False) -> list[tuple[str, str, str]]:
    """Name, address and media type of each format of a document."""
    formats: tuple[Representation, ...] = RDF_FORMATS if by_parameter else PAGE_FORMATS
    joint = "?format=" if by_parameter else "."
    return [(_FORMAT_NAMES[item.name], f"{path}{joint}{item.suffix}", item.media_type)
            for item in formats]  # fmt: skip


def register(app: Flask) -> None:
    """Give the templates their filters and functions."""
    app.jinja_env.filters.update(
        text=text, link=link, links=links, href=href, external=external, date=human_date,
        bare=bare, cell=cell, capital=capital, local_name=local_name,
    )  # fmt: skip
    app.jinja_env.tests["number_cell"] = is_number
    app.jinja_env.globals.update(
        count=count, norm_subject=norm_subject, sentence_end=sentence_end, bar=bar,
        official_texts=official_texts, by_source=by_source, kind_of=kind_of, trail=trail,
        query_href=query_href, describe_href=describe_href, document_formats=document_formats,
        human_date=human_date, CONFIDENCE=CONFIDENCE, SIGNS=SIGNS, STATUS_SIGNS=STATUS_SIGNS,
        expand=expand,
    )  # fmt: skip
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True


def render(template: str, **context: object) -> str:
    """A page: the template with its own context and with what every page needs."""
    urls = site().urls
    here = request.path
    doors = [(name, urls.path(path), here == path) for name, path in _DOORS]
    shared: dict[str, object] = {
        "home": urls.path("/"),
        "doors": doors,
        "release": site().release,
        "licence": LICENCE,
        "stylesheet": url_for("static", filename="treatygraph.css"),
        "icon": url_for("static", filename="favicon.svg"),
        "at": urls.path,
    }
    return render_template(template, **(shared | context))
