"""Small changes, each with the sentence that a reviewer should read."""

from __future__ import annotations

from pathlib import Path

import pytest

from changed import GAZETTE, MINI, TREATY, Edit, block, copied, differ, edited, one
from treatygraph.changes import as_text

RATIFIED = 'tg:date "1999-09"^^xsd:gYearMonth ;\n    tg:evidence gazette-1999-05:passage-p2'
LEVY = "tg:confidence confidence:medium ;\n    tg:evidence gazette-1999-05:passage-p2"
READ = (
    "tg:confidence confidence:high ;\n    tg:evidence source:treaty-text-1999\\/passage-article-1"
)

CASES: dict[str, tuple[Edit, str]] = {
    "the day and the source of an act": (
        (TREATY, RATIFIED, 'tg:date "1999-10-02"^^xsd:date ;\n    tg:evidence '
         "source:treaty-text-1999\\/passage-article-1"),
        "Ratification by Arcadia (Harbour treaty of 1999): 1999-09 → 1999-10-02 (source changed)",
    ),
    "a day that becomes more precise": (
        (TREATY, '"1999-09"^^xsd:gYearMonth', '"1999-09-30"^^xsd:date'),
        "Ratification by Arcadia (Harbour treaty of 1999): 1999-09 → 1999-09-30 (more precise)",
    ),
    "a day that becomes less precise": (
        (TREATY, '"1999-09"^^xsd:gYearMonth', '"1999"^^xsd:gYear'),
        "Ratification by Arcadia (Harbour treaty of 1999): 1999-09 → 1999 (less precise)",
    ),
    "a day that was not known": (
        (TREATY, 'tg:earliest "1999-08-01"^^xsd:date ;', 'tg:date "1999-08-01"^^xsd:date ;'),
        "Ratification by Borduria (Harbour treaty of 1999): now dated 1999-08-01; "
        "not before removed: 1999-08-01",
    ),
    "a modality": (
        (TREATY, "a tg:ObligationOfConduct", "a tg:Prohibition"),
        "Article 2(2), Seek to waive tolls (Harbour treaty of 1999): "
        "obligation of conduct → prohibition",
    ),
    "who is bound": (
        (TREATY, "tg:bearer state:XAA", "tg:bearer state:XBB"),
        "Article 1, No warships of others (Harbour treaty of 1999): "
        "now binds Borduria, no longer Arcadia",
    ),
    "what a norm says": (
        (TREATY, "levy a toll on grain", "levy a toll on all grain"),
        "Article 2(1), Levy a toll (Harbour treaty of 1999): what is to be done reworded",
    ),
    "a confidence that rises with its source": (
        (TREATY, LEVY + " ;\n    tg:normType", READ + " ;\n    tg:normType"),
        "Article 2(1), Levy a toll (Harbour treaty of 1999): now rests on Text of the harbour "
        "treaty, Article 1: medium → high (source changed)",
    ),
    "a confidence alone": (
        ("agreements/unread-2010.ttl", "confidence:low", "confidence:medium"),
        "Unread memorandum of 2010: confidence: low → medium",
    ),
    "entry into force": (
        (TREATY, '    tg:inForceFrom "1999-11"^^xsd:gYearMonth ;\n', ""),
        "Harbour treaty of 1999: entry into force no longer recorded (was 1999-11)",
    ),
    "an end": (
        (TREATY, "    tg:legalForce legal-force:binding",
         '    tg:inForceUntil "2009-11-01"^^xsd:date ;\n    tg:legalForce legal-force:binding'),
        "Harbour treaty of 1999: ends: 2009-11-01",
    ),
    "an end for one participant": (
        (TREATY, "    tg:participant state:XAA ;",
         '    tg:participant state:XAA ;\n    tg:inForceUntil "2001"^^xsd:gYear ;'),
        "Participation of Arcadia (Harbour treaty of 1999): ends: 2001",
    ),
    "legal force": (
        ("agreements/bb-cc-2003.ttl", "legal-force:contested", "legal-force:binding"),
        "Ferry convention of 2003: legal force: contested → binding",
    ),
    "a relation": (
        ("agreements/bb-cc-2003.ttl", "    tg:buildsOn agreement:aa-bb-1999 ;\n", ""),
        "Ferry convention of 2003: no longer builds on Harbour treaty of 1999",
    ),
    "a source more": (
        ("agreements/unread-2010.ttl", "source:almanac-1998\\/passage-body",
         "source:almanac-1998\\/passage-body , source:treaty-text-1999\\/passage-article-1"),
        "Unread memorandum of 2010: source added",
    ),
    "a claim that turns round": (
        (GAZETTE, "tg:disputes aa-bb-1999:norm-dredge", "tg:supports aa-bb-1999:norm-dredge"),
        "Gazette p1 (2): no duty to dredge (The Gazette, May 1999): "
        "no longer contradicts Dredge the basin; now bears out Dredge the basin",
    ),
    "a side of a disagreement": (
        ("disagreements/duty-to-dredge.ttl", "        agreement:aa-bb-1999 ,\n", ""),
        "Whether there is a duty to dredge (Harbour treaty of 1999): "
        "a side less: Harbour treaty of 1999",
    ),
    "the kind of a disagreement": (
        ("disagreements/duty-to-dredge.ttl", "disagreement-type:conflict",
         "disagreement-type:outdated"),
        "Whether there is a duty to dredge (Harbour treaty of 1999): "
        "disagreement type: Conflict → Outdated",
    ),
    "another name": (
        ("actors/states/XAA.ttl", 'prefLabel "Arcadia"@en', 'prefLabel "Freedonia"@en'),
        "Freedonia: label: “Arcadia” → “Freedonia”",
    ),
    "a text in another language": (
        (TREATY, '"Договор о порте Квилл"@ru', '"Договор о гавани Квилл"@ru'),
        "Harbour treaty of 1999: title reworded (ru)",
    ),
    "another datatype": (
        (TREATY, "tg:articleCount 5", 'tg:articleCount "5"^^xsd:byte'),
        'Harbour treaty of 1999: article count: "5"^^<http://www.w3.org/2001/XMLSchema#integer> → '
        '"5"^^<http://www.w3.org/2001/XMLSchema#byte>',
    ),
    "a property that nobody has a phrase for": (
        (TREATY, "tg:articleCount 5", "tg:articleCount 6"),
        "Harbour treaty of 1999: article count: 5 → 6",
    ),
    "a property of somebody else": (
        (TREATY, "    tg:articleCount 5 ;", "    tg:articleCount 5 ;\n    <urn:x:depth> 12 ;"),
        "Harbour treaty of 1999: urn:x:depth added: 12",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("edit", "sentence"), CASES.values(), ids=CASES.keys())
def test_a_small_change_is_told_in_one_sentence(tmp_path: Path, edit: Edit, sentence: str) -> None:
    assert one(edited(tmp_path, edit)).alone == sentence


PARTS: dict[str, tuple[str, str, str]] = {
    "norm": (TREATY, "aa-bb-1999:norm-no-warships",
             "prohibition in Article 1 of Harbour treaty of 1999: Arcadia shall not let warships "
             "of a third State lie at the quay; when: the ship has not asked leave; unless: the "
             "ship is in distress (Non-presence of third forces)"),
    "norm for each": (TREATY, "aa-bb-1999:norm-dredge",
                      "obligation in Article 1 of Harbour treaty of 1999: Each party shall dredge "
                      "its half of the basin every year (Transport corridor)"),
    "norm of the agreement": (TREATY, "aa-bb-1999:norm-deeper-ties",
                              "intention in Harbour treaty of 1999: Each party intends to build a "
                              "second quay (Investment promotion)"),
    "affirmation": (TREATY, "aa-bb-1999:norm-common-interest",
                    "affirmation in Preamble of Harbour treaty of 1999: All parties jointly: hold "
                    "that an open harbour serves both (Principles of partnership)"),
    "rule": (TREATY, "aa-bb-1999:norm-ten-years",
             "constitutive rule in Article 4 of Harbour treaty of 1999: the treaty runs for ten "
             "years (Duration)"),
    "act": (TREATY, "aa-bb-1999:act-XBB-ratification",
            "act of Harbour treaty of 1999: Ratification by Borduria, between 1999-08-01 and "
            "1999-10-31"),
    "article": (TREATY, "aa-bb-1999:article-2.2",
                "paragraph of Harbour treaty of 1999: Article 2(2): waiver"),
    "claim": (GAZETTE, "gazette-1999-05:claim-p1-2",
              "claim of The Gazette, May 1999 by The Gazette and Ada Arcas: Neither State has to "
              "dredge the basin."),
    "passage": (GAZETTE, "gazette-1999-05:passage-fn1",
                "passage of The Gazette, May 1999: The Gazette, footnote 1"),
}  # fmt: skip


@pytest.mark.parametrize(("file", "start", "sentence"), PARTS.values(), ids=PARTS.keys())
def test_what_comes_and_what_goes_is_told_alike(
    tmp_path: Path, file: str, start: str, sentence: str
) -> None:
    without = copied(tmp_path, (file, block(file, start), "\n"))
    come, gone = list(differ(without, MINI).things), list(differ(MINI, without).things)
    assert f"New {sentence}" in [thing.alone for thing in come]
    assert f"Removed {sentence}" in [thing.alone for thing in gone]


def test_a_new_participant_is_named(tmp_path: Path) -> None:
    part = block(TREATY, "aa-bb-1999:participation-XAA").replace("XAA", "XCC")
    added = edited(tmp_path, (TREATY, "\naa-bb-1999:participation-XAA\n",
                              part + "\naa-bb-1999:participation-XAA\n"))  # fmt: skip
    assert one(added).sentence.startswith("New participant: C")


def test_a_disagreement_opens_and_closes(tmp_path: Path) -> None:
    without = copied(tmp_path)
    (without / "disagreements/duty-to-dredge.ttl").unlink()
    said = " of Harbour treaty of 1999: Whether there is a duty to dredge (conflict)"
    assert f"Disagreement opened{said}" in [c.alone for c in differ(without, MINI).things]
    assert f"Disagreement closed{said}" in [c.alone for c in differ(MINI, without).things]


def test_support_is_told_from_both_ends(tmp_path: Path) -> None:
    turned = (GAZETTE, "tg:disputes aa-bb-1999:norm-dredge", "tg:supports aa-bb-1999:norm-dredge")
    found = edited(tmp_path, turned)
    assert [change.sentence for change in found.support] == [
        "Article 1, Dredge the basin (Harbour treaty of 1999): "
        "no longer contradicted by “Gazette p1 (2): no duty to dredge”",
        "Article 1, Dredge the basin (Harbour treaty of 1999): "
        "now borne out by “Gazette p1 (2): no duty to dredge”",
    ]
    assert {change.relation for change in found.support} == {"supports", "disputes"}
    assert all(change.iri.endswith("norm-dredge") for change in found.support)


def test_a_reworded_text_is_shown_word_by_word(tmp_path: Path) -> None:
    edit = (TREATY, "let warships of a third State lie", "let warships of any other State lie")
    assert "let warships of [-a third-]{+any other+} State lie at the quay" in as_text(
        edited(tmp_path, edit)
    )


def test_what_decides_most_comes_first_and_files_last(tmp_path: Path) -> None:
    found = edited(
        tmp_path,
        (TREATY, "tg:articleCount 5", "tg:articleCount 6"),
        (TREATY, "levy a toll on grain", "levy a toll on rye"),
        (TREATY, "a tg:ObligationOfConduct", "a tg:Prohibition"),
        (TREATY, 'dcterms:title "Harbour treaty of 1999"', 'dcterms:title "Harbour treaty"'),
        ("actors/states/XAA.ttl", 'prefLabel "Arcadia"@en', 'prefLabel "Freedonia"@en'),
    )
    assert [group.label for group in found.groups] == [
        "Harbour treaty of 1999",
        "Actors, places and undertakings",
        "What the files say of themselves",
    ]
    treaty = [thing.iri.rpartition("/")[2] for thing in found.groups[0].things]
    assert treaty == ["aa-bb-1999", "norm-waive-toll", "norm-levy-toll"]
