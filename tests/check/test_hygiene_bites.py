"""Every hygiene query bites: one fact of the curated data is broken, and its row appears."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from pyoxigraph import Quad, Store

from support import ROOT
from treatygraph.collection import load_collection, load_shipped
from treatygraph.iris import Base
from treatygraph.queries import load_queries

HYGIENE = ROOT / "ontology/hygiene"
BASE = "https://w3id.org/treatygraph/"
PROLOGUE = f"""\
BASE <{BASE}>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX tg: <{BASE}ontology#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""


@dataclass(frozen=True)
class Break:
    """A change of the data, and the thing of which the query must then tell."""

    focus: str
    remove: str = ""
    add: str = ""

    @property
    def update(self) -> str:
        """The change in SPARQL: what is removed is a pattern, what is added is spelled out."""
        if not self.remove:
            return f"{PROLOGUE}INSERT DATA {{ {self.add} }}"
        change = f"DELETE {{ {self.remove} }} INSERT {{ {self.add} }}"
        return f"{PROLOGUE}{change} WHERE {{ {self.remove} }}"


def changed(thing: str, path: str, value: str, focus: str = "") -> Break:
    """The values of a property are replaced by another one."""
    return Break(focus or thing, f"<{thing}> {path} ?old", f"<{thing}> {path} {value}")


def added(thing: str, fact: str, focus: str = "") -> Break:
    """Something more is said of a thing."""
    return Break(focus or thing, add=f"<{thing}> {fact}")


def removed(thing: str, path: str) -> Break:
    """Something is no longer said of a thing."""
    return Break(thing, f"<{thing}> {path} ?old")


TREATY = "id/agreement/ru-ir-2025"
KOREA = "id/agreement/ru-kp-2024"
ISSI = "id/source/issi-2025-03-04"
REUTERS = "id/source/reuters-2025-01-17"
MOSCOW = "id/place/moscow"

BREAKS = {
    "act-before-conclusion":
        changed(f"{TREATY}/act-RUS-signature", "tg:date", '"2025-01-16"^^xsd:date'),
    "asserted-property-of-another-kind":
        changed(f"{ISSI}/claim-p1-6", "tg:assertedProperty", "tg:supersedes"),
    "beginning-or-end-differs-from-its-event":
        changed(TREATY, "tg:inForceFrom", '"2025-10-01"^^xsd:date'),
    "belongs-elsewhere":
        changed(f"{TREATY}/norm-no-aid-to-aggressor", "tg:statedIn", f"<{KOREA}>"),
    "blank-node":
        added(MOSCOW, "skos:related []"),
    "broader-in-another-scheme":
        changed("id/action-type/ratification", "skos:broader", "<id/topic/energy>"),
    "broken-evidence":
        added(f"{TREATY}/norm-no-aid-to-aggressor", f"tg:evidence <{MOSCOW}>"),
    "circle":
        added(TREATY, f"tg:buildsOn <{TREATY}>"),
    "cites-a-later-source":
        added(f"{ISSI}/passage-p1", "tg:cites <id/source/tass-2025-11-11>"),
    "claim-about-nothing":
        removed(f"{ISSI}/claim-p1-6", "tg:about"),
    "consent-before-signature":
        changed(f"{KOREA}/act-PRK-ratification", "tg:date", '"2024-06-18"^^xsd:date'),
    "dangling-link":
        changed(TREATY, "tg:concludedAt", "<id/place/nowhere>"),
    "date-with-time-zone":
        changed(TREATY, "tg:concludedOn", '"2025-01-17+03:00"^^xsd:date'),
    "dates-in-wrong-order":
        changed(TREATY, "tg:concludedOn", '"2025-11-17"^^xsd:date'),
    "duplicate-label-in-kind":
        changed("id/place/tehran", "skos:prefLabel", '"Vienna"@en'),
    "duplicate-source-url":
        changed(f"{REUTERS}-putin-lavrov", "tg:url",
                '"https://www.reuters.com/business/energy/russia-iran-discussing-supply-russian-gas'
                '-putin-says-2025-01-17/"^^xsd:anyURI', focus=f"{REUTERS}-gas"),
    "event-outside-bounds":
        added("id/event/ru-ir-2025-signing", 'tg:latest "2025-01-16"^^xsd:date'),
    "fact-later-than-its-evidence":
        changed("id/event/gazprom-nigc-memorandum", "tg:date", '"2034-06"^^xsd:gYearMonth'),
    "file-description-incomplete":
        removed("graph/agreements/ru-ir-2025", "dcterms:license"),
    "high-confidence-on-one-report":
        changed("id/event/gazprom-nigc-memorandum", "tg:confidence", "<id/confidence/high>"),
    "in-force-before-consent":
        changed(KOREA, "tg:inForceFrom", '"2024-12-03"^^xsd:date'),
    "label-missing-or-double":
        added(MOSCOW, 'skos:prefLabel "Moskva"@en'),
    "near-duplicate-claim":
        changed(f"{ISSI}/claim-p1-12", "tg:assertedObject", "<id/topic/defence>",
                focus=f"{ISSI}/claim-p1-11"),
    "near-duplicate-label":
        changed("id/place/vienna", "skos:prefLabel", '"the Tehran."@en', focus="id/place/tehran"),
    "near-duplicate-source":
        changed(f"{REUTERS}-putin-lavrov", "dcterms:title",
                '"Russia – Iran: discussing supply of Russian gas, Putin says"@en',
                focus=f"{REUTERS}-gas"),
    "norm-without-bearer":
        removed(f"{TREATY}/norm-no-aid-to-aggressor", "tg:bearerRole"),
    "number-differs-from-iri":
        changed(f"{TREATY}/article-3", "tg:number", '"4"'),
    "ordinal-differs-from-number":
        changed(f"{TREATY}/article-3", "tg:ordinal", "400"),
    "participant-twice":
        changed(f"{TREATY}/participation-RUS", "tg:participant", "<id/state/IRN>",
                focus=f"{TREATY}/participation-IRN"),
    "property-outside-domain":
        added(MOSCOW, "tg:articleCount 3"),
    "replaced-and-described":
        added("id/place/tehran", f"dcterms:replaces <{MOSCOW}>"),
    "term-without-its-rule":
        added("id/agreement/caspian-2018", "tg:durationYears 10"),
    "undeclared-class":
        changed(MOSCOW, "a", "tg:Town"),
    "undeclared-property":
        added(MOSCOW, 'tg:mayor "somebody"'),
    "unlinked-thing":
        Break("id/place/aktau", "?thing ?link <id/place/aktau>"),
    "untyped-thing":
        removed(MOSCOW, "a"),
    "unused-passage":
        Break(f"{ISSI}/passage-p8", f"?thing ?link <{ISSI}/passage-p8>"),
    "unused-source":
        Break("id/source/tass-2025-11-11",
              "?passage tg:inSource <id/source/tass-2025-11-11> . ?thing ?link ?passage"),
    "value-outside-range":
        changed(TREATY, "tg:concludedAt", "<id/state/RUS>"),
}  # fmt: skip
"""For each query one fact that is changed, said anew or no longer said."""


@pytest.fixture(scope="module")
def quads() -> Sequence[Quad]:
    """The curated data and the ontology as the check reads them, in one graph."""
    terms = load_shipped(ROOT / "ontology", Base()).files
    loaded = [file for file in terms if "/shapes/" not in f"/{file.file.name}"]
    loaded += load_collection(ROOT / "data/triples", Base()).files
    return [Quad(*quad.triple) for file in loaded for quad in file.quads]


@pytest.fixture
def store(quads: Sequence[Quad]) -> Store:
    """A store of them that a test may change."""
    held = Store()
    held.bulk_extend(quads)
    return held


def foci(store: Store, name: str) -> set[str]:
    """The things of which a query tells."""
    rows = store.query(load_queries(HYGIENE)[name].text)
    return {row["focus"].value.removeprefix(BASE) for row in rows}  # type: ignore[union-attr]


def test_every_query_has_a_fact_that_breaks_it() -> None:
    assert sorted(BREAKS) == sorted(load_queries(HYGIENE))


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_fact_is_told_and_nothing_else(store: Store, name: str) -> None:
    assert foci(store, name) == set()
    store.update(BREAKS[name].update)
    assert foci(store, name) == {BREAKS[name].focus}


def test_nothing_is_told_of_what_is_not_broken(store: Store) -> None:
    assert {name: found for name in BREAKS if (found := foci(store, name))} == {}
