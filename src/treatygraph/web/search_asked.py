"""What a search asks, as its address tells it, and how addresses ask it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from flask import request

from treatygraph.describe import Text
from treatygraph.describe.choices import actor_key, actor_named
from treatygraph.describe.reader import local_name
from treatygraph.namespaces import ONTOLOGY
from treatygraph.search import FACETS, Question, Results, ask
from treatygraph.search.question import LONGEST, in_quotes
from treatygraph.web.asking import parameter, question_mark
from treatygraph.web.refusals import BadRequest
from treatygraph.web.site import site

SIZE, MOST_SIZE = 20, 100
"""Results of a page, and the most that may be asked for."""

MOST_VALUES = 40
"""Values that a facet may be narrowed to."""

_NUMBER = re.compile(r"[1-9][0-9]{0,3}")
_YEAR = re.compile(r"[0-9]{4}")


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


def asked_here() -> Asked:
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


def check_page(asked: Asked, results: Results) -> None:
    """Raise BadRequest (404) for a page behind the last."""
    last = pages_of(asked, results)
    if asked.page > last:
        raise BadRequest(404, f"there is no page {asked.page}: the last one is {last}")


def pages_of(asked: Asked, results: Results) -> int:
    return max(1, -(-results.reachable // asked.size))


def _class_key(iri: str) -> str:
    """What a class is called in an address: its local name; one that is not ours by its IRI."""
    known = iri.startswith((f"{ONTOLOGY}#", "http://www.w3.org/2004/02/skos/core#"))
    return local_name(iri) if known else iri


def key_of(facet: str, value: str) -> str:
    """What a value is called in an address; the inverse of :func:`_value`."""
    if facet in ("kind", "modality"):
        return _class_key(value)
    if facet == "actor":
        return actor_key(site().reader, value)
    return value if facet == "year" else site().reader.link(value).key


def address_of(pairs: list[tuple[str, str]]) -> str:
    return f"{site().urls.path('/search')}{question_mark(pairs)}"


def title_of(asked: Asked) -> str:
    """What was looked for, for the head of the page and citations."""
    text = asked.question.text.strip()
    chosen = [label_of(facet, value).value for facet, values in asked.chosen.items()
              for value in values]  # fmt: skip
    words = f"Search for {in_quotes(text)}" if text else "Search"
    return f"{words}: {', '.join(chosen)}" if chosen else words


def label_of(facet: str, value: str) -> Text:
    return Text(value) if facet == "year" else site().reader.link(value).label
