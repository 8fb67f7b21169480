"""What is asked of the curated data, and what has to come first, in any script."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from treatygraph.release import Release
from treatygraph.search import ask
from treatygraph.search.things import NAMES

ONTOLOGY = "https://w3id.org/treatygraph/ontology#"
GOLDEN = {
    "iran": ["state/IRN"],
    "jcpoa": ["agreement/jcpoa-2015"],
    "mutual defence": ["norm-type/mutual-defence"],
    "lavrov": ["person/sergey-lavrov"],
    "caspian sea": ["place/caspian-sea", "agreement/caspian-2018"],
    "no help to aggressor": ["agreement/ru-ir-2025/norm-no-aid-to-aggressor"],
    "pipeline 55": ["source/issi-2025-03-04/claim-p3.energy-6", "disagreement/pipeline-55-bcm"],
    "договор о коллективной безопасности": ["agreement/csto-1992"],
    "всеобъемлющем партнёрстве": ["agreement/ru-ir-2025", "agreement/ru-kp-2024"],
    "ايران": ["state/IRN"],  # with Arabic yeh
    "درياي خزر": ["place/caspian-sea", "agreement/caspian-2018"],
    "条约": ["agreement/ru-cn-2001"],
    "伙伴": ["source/wikipedia-russian-north-korean-treaty-chinese"],
    "sanctions": ["topic/sanctions"],
}


def keys(release: Release, text: str, size: int = 20, **chosen: tuple[str, ...]) -> list[str]:
    """Kind and key of what is found."""
    found = release.search.search(ask(text), chosen, size=size)
    return [hit.iri.removeprefix(f"{release.base.root}id/") for hit in found.hits]


@pytest.mark.parametrize(("text", "first"), GOLDEN.items(), ids=GOLDEN.keys())
def test_the_best_comes_first(corpus_release: Release, text: str, first: list[str]) -> None:
    assert keys(corpus_release, text)[: len(first)] == first


def test_names_come_before_what_is_said(corpus_release: Release) -> None:
    found = corpus_release.search.search(ask("help "), {}, size=100).hits
    named = [any(text and text.marks and text.property in NAMES for text in (hit.name, hit.text))
             for hit in found]  # fmt: skip
    assert named == sorted(named, reverse=True)
    assert {True, False} == set(named)


def test_the_label_is_the_name_that_is_shown(corpus_release: Release) -> None:
    """Not another title, though the rules tell each label by a second property."""
    (hit, *_) = corpus_release.search.search(ask("всеобъемлющем партнёрстве"), {}).hits
    assert (hit.name.text, hit.name.property) == (
        "Russia–Iran strategic partnership treaty (2025)", "skos:prefLabel",
    )  # fmt: skip


def test_each_agreement_is_the_first_for_its_own_name(corpus_release: Release) -> None:
    index = corpus_release.search
    agreements = index.search(ask(""), {"kind": (f"{ONTOLOGY}Agreement",)}, size=100).hits
    assert len(agreements) > 20
    for hit in agreements:
        assert index.search(ask(hit.name.text), {}).hits[0].iri == hit.iri


def test_a_thing_is_found_by_each_whole_word_of_its_name(corpus_release: Release) -> None:
    """Of every fiftieth name in every language; words that too many things have are left out."""
    for iri, text in _names(corpus_release)[::50]:
        for word in text.split():
            found = corpus_release.search.search(ask(f"{word} "), {}, size=300)
            assert found.question.clauses == () or found.total
            if 0 < found.total <= found.reachable:
                assert iri in [hit.iri for hit in found.hits], (iri, word)


def _names(release: Release) -> list[tuple[str, str]]:
    labels = release.store.select(
        "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX dcterms: "
        "<http://purl.org/dc/terms/> SELECT ?s ?o { ?s skos:prefLabel|skos:altLabel|dcterms:title "
        "?o FILTER STRSTARTS(STR(?s), CONCAT(STR(?base), 'id/')) "
        "VALUES ?base { <https://w3id.org/treatygraph/> } } ORDER BY ?s ?o"
    )
    return [(row[0].value, row[1].value) for row in labels.rows if row[0] and row[1]]


def test_the_chosen_language_is_the_one_that_is_suggested(corpus_release: Release) -> None:
    (first, *_) = corpus_release.search.suggest(ask("договор о колл"))
    assert (first.name.lang, first.iri.rpartition("/")[2]) == ("ru", "csto-1992")
    assert corpus_release.search.suggest(ask("iran"))[0].name.text == "Iran"
    assert any("中" in hit.name.text for hit in corpus_release.search.suggest(ask("中")))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("partnreship", "partnership"),
        ("pipelin iranx", "pipeline iran"),
        ("Партнёрство", "партнерстве"),
        ("sanctoins iran", "sanctions iran"),
        ("qqqq", ""),
    ],
)
def test_what_may_have_been_meant(corpus_release: Release, typed: str, meant: str) -> None:
    found = corpus_release.search.search(ask(f"{typed} "), {})
    assert (found.total, found.meant.strip()) == (0, meant)


def test_a_facet_takes_in_what_is_below_it(corpus_release: Release) -> None:
    topic = corpus_release.base.thing("topic", "economy")
    narrow = corpus_release.base.thing("topic", "sanctions")
    wide = corpus_release.search.search(ask(""), {"topic": (topic,)})
    below = corpus_release.search.search(ask(""), {"topic": (narrow,)})
    assert 0 < below.total < wide.total
    both = corpus_release.search.search(ask(""), {"topic": (topic, narrow)})
    assert both.total == wide.total


def test_facets_narrow_each_other_and_offer_more_of_their_own(corpus_release: Release) -> None:
    norm, claim = f"{ONTOLOGY}Norm", f"{ONTOLOGY}Claim"
    search = corpus_release.search.search
    norms, claims = (search(ask("iran"), {"kind": (kind,)}) for kind in (norm, claim))
    both = search(ask("iran"), {"kind": (norm, claim)})
    assert both.total == norms.total + claims.total
    offered = {one.value: one.things for one in norms.choices["kind"].values}
    assert (offered[norm], offered[claim]) == (norms.total, claims.total)
    (modality, *_) = norms.choices["modality"].values
    narrowed = search(ask("iran"), {"kind": (norm,), "modality": (modality.value,)})
    assert narrowed.total == modality.things
    nothing = search(ask("iran"), {"kind": (claim,), "modality": (modality.value,)})
    assert (nothing.total, nothing.hits) == (0, ())


def test_the_index_is_open_to_many_at_once(corpus_release: Release) -> None:
    alone = keys(corpus_release, "jcpoa")
    with ThreadPoolExecutor(20) as threads:
        found = list(threads.map(lambda _: keys(corpus_release, "jcpoa"), range(60)))
    assert found == [alone] * 60
