"""What pages are made of, as HTML: texts with a language, links, dates, values, places."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from treatygraph.describe import Fact, Link, Text, Value
from treatygraph.release.locations import Place
from treatygraph.web.compiling import markup
from treatygraph.web.site import links_here, site
from treatygraph.web.urls import Urls

_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?\Z")
_DATES = ("date", "gYear", "gYearMonth")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip
_WEB = ("http", "https")
_LANGUAGES = {
    "ar": "Arabic", "az": "Azerbaijani", "be": "Belarusian", "bg": "Bulgarian", "bs": "Bosnian",
    "cs": "Czech", "de": "German", "en": "English", "es": "Spanish", "fa": "Persian",
    "fr": "French", "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "hy": "Armenian",
    "it": "Italian", "ja": "Japanese", "ka": "Georgian", "kk": "Kazakh", "ko": "Korean",
    "nl": "Dutch", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian",
    "sq": "Albanian", "sr": "Serbian", "sw": "Swahili", "tg": "Tajik", "tk": "Turkmen",
    "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu", "uz": "Uzbek", "vi": "Vietnamese",
    "zh": "Chinese",
}  # fmt: skip


def text(value: Text | None, tag: str = "span") -> Markup:
    """A text in an element that says its language and direction."""
    if value is None:
        return Markup()
    return markup(f"<{tag}{_language(value.lang)}>{escape(value.value)}</{tag}>")


@lru_cache(maxsize=256)
def _language(tag: str) -> str:
    return f' lang="{escape(tag)}" dir="{Text("", tag).dir}"' if tag else ""


def link(value: Link, label: str | None = None) -> Markup:
    """A link by its label; an IRI that no browser should follow stays plain."""
    return _link(links_here(), value, label)


@lru_cache(maxsize=50_000)
def _link(urls: Urls, value: Link, label: str | None) -> Markup:
    shown = Text(label, "en") if label else value.label
    target = urls.href(value.iri)
    if not is_followable(target):
        return text(shown)
    host = "" if label or target.startswith("/") else urlsplit(target).netloc
    foreign = f' <span class="host">({escape(host)})</span>' if host else ""
    inner = f"{_language(shown.lang)}>{escape(shown.value)}"
    return markup(f'<a href="{escape(target)}"{inner}</a>{foreign}')


def links(values: Iterable[Link], between: str = ", ") -> Markup:
    """Links one after the other."""
    urls = links_here()
    return markup(str(escape(between)).join([_link(urls, value, None) for value in values]))


def link_items(values: Iterable[Link]) -> Markup:
    """Links as items of a list."""
    urls = links_here()
    return markup("\n".join([f"  <li>{_link(urls, value, None)}</li>" for value in values]))


def href(iri: str) -> str:
    """Where a page leads for an IRI."""
    return links_here().href(iri)


def is_followable(target: str) -> bool:
    """Whether an address is ours or on the web: strangers' data may hold ``javascript:``."""
    return target.startswith("/") or urlsplit(target).scheme in _WEB


@lru_cache(maxsize=10_000)
def external(url: str, label: str | None = None) -> Markup:
    """A link to another site; what is not on the web stays plain text."""
    parts = urlsplit(url)
    if parts.scheme not in _WEB:
        return markup(f'<span class="url">{escape(url)}</span>')
    shown = escape(label or parts.netloc)
    return markup(f'<a class="external" rel="external noopener" href="{escape(url)}">{shown}</a>')


def plain_date(value: str) -> str:
    """``2025-01-17`` as 17 January 2025, in plain text."""
    return _date_words(value) or value


@lru_cache(maxsize=10_000)
def human_date(value: str | None) -> Markup:
    """``2025-01-17`` as 17 January 2025, with the machine form behind; months and years too."""
    if not value:
        return Markup()
    words = _date_words(value)
    if words is None:
        return escape(value)
    return markup(f'<time datetime="{escape(value)}">{words}</time>')


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


def human_moment(at: datetime) -> Markup:
    """A moment of UTC as 26 November 2026, 17:40 UTC, with the machine form behind."""
    day = f"{at.day} {_MONTHS[at.month - 1]} {at.year}"
    return Markup('<time datetime="{}">{}, {:%H:%M} UTC</time>').format(
        at.strftime("%Y-%m-%dT%H:%M:%SZ"), day, at
    )


def count(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun: ``1 norm``, ``1,200 norms``, ``no norms``."""
    noun = one if number == 1 else many or f"{one}s"
    return f"{number:,} {noun}" if number else f"no {noun}"


def language(code: str) -> str:
    """What a language is called in English; the tag itself where that is not known."""
    return _LANGUAGES.get(code.partition("-")[0].lower(), code)


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


def fact_rows(fact: Fact) -> Markup:
    """The rows of a property in the table of all statements: each value and where it stands.

    A template takes five times as long for these, and a page has some dozen.
    """
    head = f'<th scope="rowgroup" rowspan="{len(fact.values)}">{link(fact.property)}</th>\n      '
    rows = []
    for value in fact.values:
        rows.append(
            f"<tr{_INFERRED[value.inferred]}>\n      {head}{_value_cells(value)}\n    </tr>"
        )
        head = ""
    return markup("\n    ".join(rows))


_INFERRED = ("", ' class="inferred"')


def _value_cells(value: Value) -> str:
    shown = bare(value)
    if value.inferred:
        shown += Markup(' <span class="chip inferred-mark">follows by rule</span>')
    if value.place:
        where = place_mark(value.place)
    else:
        reason = "in no file" if value.inferred else "not recorded"
        where = Markup(f'<span class="none">{reason}</span>')
    return f"<td>{shown}</td>\n      <td>{where}</td>"


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
        return markup(", ".join([cell(item) for item in value]))
    if isinstance(value, int) and not isinstance(value, bool):
        return markup(f'<span class="number">{value:,}</span>')
    return human_date(value) if isinstance(value, str) else escape(value)


def table_rows(rows: Iterable[Iterable[object]], columns: Sequence[str]) -> Markup:
    """Rows of a table, each cell with the name of its column; lists have some hundred."""
    begun = [f'<td data-column="{escape(column)}"' for column in columns]
    return markup("".join([
        f"\n    <tr>{''.join(map(_table_cell, begun, row))}</tr>\n" for row in rows
    ]))  # fmt: skip


def _table_cell(begun: str, value: object) -> str:
    side = ' class="right"' if is_number(value) else ""
    return f"{begun}{side}>{cell(value)}</td>"


def is_number(value: object) -> bool:
    """Whether a cell holds a number, which tables set flush right."""
    if isinstance(value, Value):
        return value.datatype in ("integer", "decimal", "double", "float")
    return isinstance(value, int)


def place_mark(place: Place | None) -> Markup:
    """A file and line, leading to what that file says; paths may break after their slashes."""
    if place is None:
        return Markup()
    graph = site().graphs_by_file.get(place.file)
    opening, closing = _file_mark(place.file, href(graph) if graph else None)
    return markup(f"{opening}:{place.line}{closing}")


@lru_cache(maxsize=10_000)
def _file_mark(file: str, target: str | None) -> tuple[str, str]:
    """What stands before and behind the line."""
    shown = "/<wbr>".join(str(escape(part)) for part in file.split("/"))
    if target is None:
        return f'<span class="place">{shown}', "</span>"
    return f'<a class="place" href="{escape(target)}">{shown}', "</a>"


def duration(seconds: float) -> str:
    """How long something took, for people."""
    if seconds < 0.0005:
        return "less than 1 ms"
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"
