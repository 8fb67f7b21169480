"""Answers to what stands in an address: their parameters, with what a release has to ask for."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from treatygraph.describe.choices import actors, topics
from treatygraph.describe.compare import FEWEST, MOST, suggested
from treatygraph.describe.dataset import example_things
from treatygraph.describe.disagreements import all_choices
from treatygraph.describe.network import RELATIONS, agreement_types, things
from treatygraph.describe.participants import MOST as MOST_MAPPED
from treatygraph.describe.participants import most_joined
from treatygraph.describe.timeline import kinds_there_are
from treatygraph.web.citing import FORMATS as CITE_FORMATS
from treatygraph.web.compare import FORMATS as COMPARE_FORMATS
from treatygraph.web.maps import FORMATS as MAP_FORMATS
from treatygraph.web.network import FORMATS as NETWORK_FORMATS
from treatygraph.web.network import centre_key
from treatygraph.web.openapi.answers import problems
from treatygraph.web.openapi.parts import Operations, in_formats, in_pages, in_query
from treatygraph.web.openapi.schemas import Json
from treatygraph.web.sentences import STATUS_SIGNS
from treatygraph.web.sheets import SHEET_FORMATS
from treatygraph.web.site import Site
from treatygraph.web.timeline import FORMATS as TIMELINE_FORMATS

_SHOWN = 3
"""How many examples of a parameter are given."""


def answers_to_questions(site: Site) -> Operations:
    """The pages that answer a question, and their rows as tables."""
    # A key that the release does not hold is 404; a workbook that cannot be written is 501.
    more = problems(404, 501)
    told = "What binds an actor on a day"
    yield from in_formats("/binding", "Questions", "getBinding", told, SHEET_FORMATS,
                          *_binding(site), in_pages("long lists"), more=more)  # fmt: skip
    yield from in_formats("/compare", "Questions", "compare", "Agreements side by side",
                          COMPARE_FORMATS, *_compare(site), more=more)  # fmt: skip
    told = "The disagreements that a curator found, narrowed"
    yield from in_formats("/disagreements", "Questions", "listDisagreements", told,
                          SHEET_FORMATS, *_disagreements(site), more=more)  # fmt: skip
    told = "Acts and events in the order of time, narrowed"
    yield from in_formats("/timeline", "Questions", "getTimeline", told,
                          TIMELINE_FORMATS, *_timeline(site), more=more)  # fmt: skip
    yield from in_formats("/map", "Questions", "getMap", "Who takes part in agreements, on a day",
                          MAP_FORMATS, *_map(site), more=more)  # fmt: skip
    told = "Actors, instruments and initiatives and how they hang together"
    yield from in_formats("/network", "Questions", "getNetwork", told, NETWORK_FORMATS,
                          *_network(site), in_pages("the table"), more=more)  # fmt: skip
    told = "How anything here is cited"
    yield from in_formats("/cite", "Questions", "cite", told, CITE_FORMATS, *_cite(site),
                          more=problems(404, 410))  # fmt: skip


def _cite(site: Site) -> list[Json]:
    shown = example_things(site.release).values()
    paths = [path for iri in shown if (path := site.release.base.path_of(iri))]
    told = "The path, and the query if it has one, of a page of this server, without its host."
    parameter = in_query("of", told, {"type": "string", "pattern": "^/([^/].*)?$"},
                         _examples([path.replace("/id/", "/doc/") for path in paths]))  # fmt: skip
    return [parameter | {"required": True}]


def _binding(site: Site) -> list[Json]:
    keys = [key for _, group in actors(site.reader) for key, _ in group[:_SHOWN]]
    told = ("Who is asked about: three letters of a State, all others by kind and key. Without it, "
            "the page has a form; there are no rows.")  # fmt: skip
    return [
        in_query("actor", told, {"type": "string"}, _examples(keys)),
        _on(),
        _topic(site),
    ]


def _on() -> Json:
    day = {"anyOf": [{"type": "string", "format": "date"}, {"const": ""}]}
    return in_query("on", "A calendar day in UTC; today, if it is left out.", day)


def _topic(site: Site) -> Json:
    keys = (group[0][0] for _, group in topics(site.reader))
    told = "A topic, with all below it."
    return in_query("topic", told, {"type": "string"}, _examples(keys))


def _compare(site: Site) -> list[Json]:
    pairs = suggested(site.reader)[:_SHOWN]
    told = (f"Keys of {FEWEST} to {MOST} agreements, in a list or one by one; with fewer, the page "
            "is one to choose them on, and there are no rows.")  # fmt: skip
    schema = _keys(MOST)
    shown = {f"{one.key}-{other.key}": {"value": [one.key, other.key]} for one, other in pairs}
    agreements = in_query("agreements", told, schema) | ({"examples": shown} if shown else {})
    told = "Whether rows without a difference are left out."
    return [agreements, _topic(site), in_query("only", told, {"enum": ["", "differences"]})]


def _keys(most: int) -> Json:
    return {"type": "array", "maxItems": most,
            "items": {"type": "string", "pattern": r"^[^,\s]+$"}}  # fmt: skip


def _map(site: Site) -> list[Json]:
    told = (f"Keys of up to {MOST_MAPPED} agreements, in a list or one by one; without one, the "
            "page is one to choose on, and there are no rows.")  # fmt: skip
    shown = {link.key: {"value": [link.key]} for link in most_joined(site.reader, _SHOWN)}
    named = in_query("agreements", told, _keys(MOST_MAPPED))
    return [named | ({"examples": shown} if shown else {}), _on()]


def _disagreements(site: Site) -> list[Json]:
    """Its facets, each with what the disagreements of the release have."""
    found = {facet: [one.link.key for one in of] for facet, of in all_choices(site.reader).items()}
    told = {
        "kind": "Of which kind.",
        "source": "With a side that this source tells.",
        "agreement": "About which agreement.",
        "confidence": "How sure the curator is.",
    }
    return [in_query(facet, told[facet], {"type": "string"}, _examples(keys))
            for facet, keys in found.items()]  # fmt: skip


def _timeline(site: Site) -> list[Json]:
    actor_keys = [key for _, group in actors(site.reader) for key, _ in group[:_SHOWN]]
    agreements = [link.key for link in site.listed("Agreement")]
    kinds = [group[0][0] for _, group in kinds_there_are(site.reader)]
    vague = {"pattern": "^([0-9]{4}(-(0[1-9]|1[0-2]))?)?$"}
    day = {"type": "string", "anyOf": [{"format": "date"}, vague]}
    told = "The {} year, month or day in UTC; an act whose day is not known counts if it may fit."
    return [
        in_query("actor", "Who took part.", {"type": "string"}, _examples(actor_keys)),
        in_query("agreement", "Of which agreement.", {"type": "string"}, _examples(agreements)),
        in_query("kind", "Of which kind, or below it.", {"type": "string"}, _examples(kinds)),
        in_query("from", told.format("first"), day),
        in_query("until", told.format("last"), day),
    ]


def _network(site: Site) -> list[Json]:
    centres = [centre_key(site.reader, link) for link in things(site.reader)]
    kinds = [key for key, _ in agreement_types(site.reader)]
    told = "What is in the middle: three letters of a State, all else by kind and key."
    return [
        in_query("of", told, {"type": "string"}, _examples(centres)),
        in_query("steps", "How far from the middle.", {"enum": ["", "1", "2", "3"]}),
        in_query("kind", "A type of instrument.", {"type": "string"}, _examples(kinds)),
        _topic(site),
        in_query("status", "How an instrument stands today.", {"enum": ["", *STATUS_SIGNS]}),
        in_query("relation", "A kind of link.", {"enum": ["", *RELATIONS]}),
    ]


def _examples(keys: Iterable[str]) -> dict[str, str]:
    return {key: key for key in islice(keys, _SHOWN)}
