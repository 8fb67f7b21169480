"""The kind nl-treaties: languages one after another, articles without numbers, references."""

import pytest

from treatygraph.importing.kinds.languages import language_of

ENGLISH = "The Parties shall be bound by this and the other of the kites which they fly with care."
FRENCH = "Les Parties sont liées par les cerfs-volants et par une corde dans le ciel pour la paix."
DUTCH = "De Partijen worden gebonden door het touw van een vlieger dat voor de vrede met zorg is."
TEXT = f"""<meta http-equiv='Content-Type' content='text/html; charset=utf-8' />

##Verdrag inzake vliegers

####Agreement between the Kingdom of the Netherlands and the Republic of Borduria on kites

PreambleThe Parties

### Article  1

####Definitions

{ENGLISH}
See [the other](../../x/y/BWBV0000002/README.md), [this](../../z/BWBV0000009/README.md).

### Article  II

{ENGLISH}

### Article  premier

{FRENCH}

### Artikel  1

####Begripsomschrijvingen

{DUTCH}

### Artikel

{DUTCH}

### Artikel  1

{DUTCH}
"""
FILES = {
    "verdrag/of/kites/BWBV0000001/README.md": TEXT,
    "verdrag/other/BWBV0000002/README.md": "##Verdrag\n\n### Artikel  1  \n\n" + DUTCH,
    "verdrag/none/BWBV0000003/README.md": "no title\n",
    "README.md": "of the whole",
}
KITES = "agreement/nl-bwbv0000001"


@pytest.fixture
def result(imported, states):
    return imported("nl-treaties", FILES, actors=states)


def test_an_article_in_three_languages_is_one_with_its_headings(result):
    assert result.violations() == []
    headings = result.values(f"{KITES}/article-1", "dcterms:title")
    assert headings == {"Definitions", "Begripsomschrijvingen"}
    assert result.values(f"{KITES}/article-ii", "tg:number") == {"II"}


def test_a_number_that_comes_again_in_one_language_begins_a_part(result):
    part = result.values(f"{KITES}/section-2-article-1", "tg:partOf")
    assert part == {f"{KITES}/section-2"}


def test_references_lead_to_treaties_of_the_set_alone(result):
    assert result.values(KITES, "tg:refersTo") == {"agreement/nl-bwbv0000002"}
    assert result.report.left_out["reference", "the set lacks what is referred to"] == 1


def test_the_partner_is_inferred_from_the_title_in_a_language_that_names_it(result):
    partner = f"{KITES}/participation-BBB"
    assert result.values(partner, "tg:confidence") == {"confidence/low"}


def test_everything_is_held_or_accounted_for(result):
    report = result.report
    assert report.adds_up
    assert (report.read, report.held) == (3, 2)
    assert report.parts_read["article"] == 7
    assert report.left_out["article", "the heading has no number"] == 1


@pytest.mark.parametrize(("text", "tag"), [(ENGLISH, "en"), (FRENCH, "fr"), (DUTCH, "nl")])
def test_a_language_is_told_by_its_commonest_words(text, tag):
    assert language_of(text) == tag
