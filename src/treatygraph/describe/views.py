"""Which view a thing gets: by its class, with the generic one beneath each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from treatygraph.describe.actor import actor_view
from treatygraph.describe.agreement import agreement_view, provision_line
from treatygraph.describe.claim import claim_view
from treatygraph.describe.disagreement import disagreement_view
from treatygraph.describe.generic import thing_of
from treatygraph.describe.norm import norm_view
from treatygraph.describe.parts import NoSuchPage
from treatygraph.describe.reader import Reader
from treatygraph.describe.source import passage_line, source_view
from treatygraph.describe.values import Thing

_VIEWS: tuple[tuple[str, frozenset[str], Callable[[Reader, str], object]], ...] = (
    ("agreement", frozenset({"Agreement"}), agreement_view),
    ("provision", frozenset({"Provision", "Preamble", "Article", "Paragraph"}), provision_line),
    ("norm", frozenset({"Norm", "Obligation", "ObligationOfConduct", "Prohibition", "Permission",
                        "Intention", "Affirmation", "ConstitutiveRule"}), norm_view),
    ("claim", frozenset({"Claim"}), claim_view),
    ("source", frozenset({"Source"}), source_view),
    ("passage", frozenset({"Passage"}), passage_line),
    ("disagreement", frozenset({"Disagreement"}), disagreement_view),
)  # fmt: skip

ACTORS = frozenset({"Actor", "State", "Organization", "NonStateActor", "Person"})
"""Classes whose things have pages."""


@dataclass(frozen=True, slots=True)
class View:
    """What a page shows: the template's name, the thing, and what its class adds (or None)."""

    template: str
    thing: Thing
    detail: object | None


def view_of(reader: Reader, iri: str, page: int = 1) -> View:
    """The view of a thing. Raises ResourceNotFound where nothing is said of it.

    An actor has so many ``page``s as its lists need, and NoSuchPage is raised for another.
    """
    thing = thing_of(reader, iri)
    cls = reader.cls(iri)
    if cls in ACTORS:
        return View("actor", thing, actor_view(reader, iri, page))
    if page > 1:
        raise NoSuchPage(page, 1)
    for name, classes, build in _VIEWS:
        if cls in classes:
            return View(name, thing, build(reader, iri))
    return View("thing", thing, None)
