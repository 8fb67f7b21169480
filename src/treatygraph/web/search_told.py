"""What a search found, as a page shows it and as data: results, excerpts, facets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup, escape

from treatygraph.describe import Link, Text
from treatygraph.describe.reader import local_name
from treatygraph.search import FACETS, Choice, Choices, Excerpt, Hit, Results
from treatygraph.web.elements import is_followable
from treatygraph.web.search_asked import Asked, address_of, key_of, label_of, pages_of, title_of
from treatygraph.web.sheets import Sheet
from treatygraph.web.site import site

COLUMNS = ("rank", "kind", "name", "language", "text", "property", "part_of", "year", "iri",
           "part_of_iri")  # fmt: skip

HEADINGS = {"kind": "Kind", "topic": "Topic", "actor": "Actor", "source": "Source",
            "modality": "How a norm binds", "year": "Year"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """A result as a page shows it: the thing's class, what it is a part of."""

    hit: Hit
    cls: Link | None
    whole: Link | None
    address: str | None


def row_of(hit: Hit) -> Row:
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


def facets_of(asked: Asked, results: Results) -> Iterator[tuple[str, list[Offered], int | None]]:
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
    key, held = key_of(facet, choice.value), asked.keys.get(facet, ())
    chosen = choice.value in asked.chosen.get(facet, ())
    keys = _without(asked, facet, choice.value) if chosen else (*held, key)
    address = address_of(asked.address(changed={facet: keys}))
    return Offered(key, label_of(facet, choice.value), choice.things, chosen, address)


def _without(asked: Asked, facet: str, value: str) -> tuple[str, ...]:
    """The keys of a facet but for those that mean a value."""
    pairs = zip(asked.keys[facet], asked.chosen[facet], strict=True)
    return tuple(key for key, one in pairs if one != value)


def removals_of(asked: Asked) -> Iterator[tuple[str, Text, str]]:
    """Each chosen value: its facet's heading, its label, the address without it."""
    for facet, values in asked.chosen.items():
        for value in dict.fromkeys(values):
            left = address_of(asked.address(changed={facet: _without(asked, facet, value)}))
            yield HEADINGS[facet], label_of(facet, value), left


# As data ------------------------------------------------------------------------------------


def sheet_of(asked: Asked, results: Results) -> Sheet:
    first = (asked.page - 1) * asked.size + 1
    rows = [_cells(rank, row_of(hit)) for rank, hit in enumerate(results.hits, first)]
    return Sheet(title_of(asked), COLUMNS, rows, dict(asked.address(asked.page)))


def _cells(rank: int, row: Row) -> tuple[str, ...]:
    hit = row.hit
    return (
        str(rank), str(row.cls.label) if row.cls else "", hit.name.text, hit.name.lang,
        hit.text.text if hit.text else "", hit.text.property if hit.text else "",
        str(row.whole.label) if row.whole else "", hit.year, hit.iri,
        row.whole.iri if row.whole else "",
    )  # fmt: skip


def told_of(asked: Asked, results: Results) -> dict[str, object]:
    """The results as JSON; marks are from where to before where, in characters of the text."""
    return {
        "q": asked.question.text,
        "release": site().release.version,
        "total": results.total,
        "more": results.more,
        "page": asked.page,
        "pages": pages_of(asked, results),
        "meant": results.meant,
        "results": [_hit(row_of(hit)) for hit in results.hits],
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
    label = label_of(facet, choice.value)
    return {"key": key_of(facet, choice.value), "value": choice.value, "label": label.value,
            "things": choice.things, "chosen": choice.chosen}  # fmt: skip
