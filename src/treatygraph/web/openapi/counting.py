"""Panels for statistics, as OpenAPI tells them."""

from __future__ import annotations

from itertools import islice

from treatygraph.describe.choices import actors
from treatygraph.panels import KINDS
from treatygraph.web.openapi.answers import document, page, problems
from treatygraph.web.openapi.parts import HELD, Operations, chosen, get, in_path, in_query
from treatygraph.web.openapi.schemas import Json
from treatygraph.web.panels import FORMATS
from treatygraph.web.site import Site

_YEAR: Json = {"type": "string", "pattern": "^([1-9][0-9]{3})?$"}


def panels(site: Site) -> Operations:
    """The panels, and each with its parameters."""
    yield get("/panels", "Panels", "listPanels", "Which panels for statistics there are",
              page("The panels."), HELD)  # fmt: skip
    name = in_path("name", "The name of a panel.", {kind: kind for kind in KINDS})
    keys = (key for _, group in actors(site.reader) for key, _ in group)
    asked = (
        in_query("from", "First year; the first with a date, if it is left out.", _YEAR),
        in_query("until", "Last year; the last that is known, if it is left out.", _YEAR),
        in_query("set", "One collection alone, by its key.", {"type": "string"}),
        in_query("actor", "Rows of one actor alone.", {"type": "string"},
                 {key: key for key in islice(keys, 2)}),
    )  # fmt: skip
    told = "A panel: its page, its rows, its metadata (CSVW), its codebook; also by suffix"
    answers = document("The panel.", FORMATS) | problems(404, 501)
    yield get("/panels/{name}", "Panels", "getPanel", told, answers, name, *asked, *chosen(FORMATS))
