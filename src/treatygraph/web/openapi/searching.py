"""Search, as OpenAPI tells it."""

from __future__ import annotations

from treatygraph.search import FACETS
from treatygraph.search.question import LONGEST
from treatygraph.web.openapi.answers import one_format, problems
from treatygraph.web.openapi.parts import HELD, Operations, get, in_formats, in_query
from treatygraph.web.openapi.schemas import Json
from treatygraph.web.opensearch import DESCRIPTION, SUGGESTIONS
from treatygraph.web.search import FORMATS
from treatygraph.web.search_asked import MOST_SIZE, MOST_VALUES
from treatygraph.web.search_told import HEADINGS
from treatygraph.web.site import Site

_SHOWN = {"a word": "pipeline", "a phrase": '"mutual defence"', "Russian": "договор",
          "Chinese": "条约"}  # fmt: skip


def searching(site: Site) -> Operations:
    """Search by words and facets, and suggestions for what is being typed."""
    words = in_query("q", "Words, and phrases in quotes; the last word may be unfinished.",
                     {"type": "string", "maxLength": LONGEST}, _SHOWN)  # fmt: skip
    page = in_query("page", "A part of the results.", _number(9999))
    size = in_query("size", "How many results a part has; 20, if it is left out.",
                    _number(MOST_SIZE))  # fmt: skip
    told = "Things by the words of their names and texts"
    yield from in_formats("/search", "Search", "search", told, FORMATS, words,
                          *(_facet(facet) for facet in FACETS), page, size,
                          more=problems(404, 501, 504))  # fmt: skip
    typed = in_query("q", "What has been typed.", {"type": "string"}, _SHOWN)
    answers = one_format("What was typed, names, what each is, and where it is told.", SUGGESTIONS)
    told = "Names that begin so (OpenSearch Suggestions 1.1)"
    yield get("/search/suggest", "Search", "suggest", told, answers | problems(501, 504), typed,
              HELD)  # fmt: skip
    answers = one_format("The description.", DESCRIPTION)
    told = "How a browser searches here (OpenSearch 1.1)"
    yield get("/opensearch.xml", "Search", "getOpenSearch", told, answers, HELD)


def _facet(facet: str) -> Json:
    told = f"{HEADINGS[facet]}: any one of the values, as facets name them by their key."
    item: Json = {"type": "string"}
    if facet == "year":
        item["pattern"] = "^([0-9]{4})?$"
    return in_query(facet, told, {"type": "array", "maxItems": MOST_VALUES, "items": item})


def _number(most: int) -> Json:
    return {"anyOf": [{"type": "integer", "minimum": 1, "maximum": most}, {"const": ""}]}
