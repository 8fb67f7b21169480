"""The kind un-mtdsg: acts by head and letter, reservations by State, joined tables."""

import pytest
from import_support import table

from treatygraph.importing.faults import Refused
from treatygraph.importing.kinds.acts import act_of
from treatygraph.importing.kinds.reservations import statements_in

INDEX = table(
    (
        ("chapter_no", "treaty_no", "treaty_name", "url", "chapter_url", "chapter_name"),
        ("40", "1", "Convention on Kites. Harbour Town, Arcadia, 3 May 1950",
         "http://treaties.example/View.aspx?mtdsg_no=XL-1&chapter=40", "", "Kites"),
        ("40", "1.a", "Protocol to the Convention on Kites. 11 and 12 May 1960",
         "http://treaties.example/View.aspx?mtdsg_no=XL-1-a&chapter=40", "", "Kites"),
        ("40", "2", "", "", "", "Kites"),
    )
)  # fmt: skip
TABLE = table(
    (
        ("Participant", "Signature", "Ratification, Accession(a), Succession(d)", "Volume"),
        ("Arcadia", "3 May 1950", "1 Jan 1951", "7"),
        ("Borduria 1", "", "9 Sept 1952 a", ""),
        ("Caronia", "4 May 1950", "2 Jan 1949", ""),
        ("Atlantis", "3 May 1950", "", ""),
        ("Bayern", "", "5 Jun 1953 x", ""),
    )
)  # fmt: skip
SAID = (
    "#Arcadia\nReservation concerning articles 4, 2 and 3.\n\n#Borduria\n\n#Atlantis\nWe object.\n"
)
FILES = {
    "index.csv": INDEX,
    "treaties/40-1.csv": TABLE,
    "treaties/41-9.csv": TABLE,
    "declarations/40-1.txt": SAID,
}
KITES = "agreement/un-xl-1"


def test_acts_have_their_kind_and_day(imported, states):
    result = imported("un-mtdsg", FILES, actors=states)
    assert result.violations() == []
    act = f"{KITES}/act-BBB-accession"
    assert result.values(act, "tg:date") == {"1952-09-09"}
    assert result.values(f"{KITES}/act-AAA-ratification", "tg:ofParticipation") == {
        f"{KITES}/participation-AAA"
    }
    assert result.values(KITES, "tg:concludedOn") == {"1950-05-03"}
    assert result.values(KITES, "tg:concludedAt") == {"place/harbour-town-arcadia"}
    assert result.values(KITES, "dcterms:title") == {"Convention on Kites"}


def test_an_interval_of_days_is_the_month_that_they_share(imported, states):
    result = imported("un-mtdsg", FILES, actors=states)
    assert result.values("agreement/un-xl-1-a", "tg:concludedOn") == {"1960-05"}
    title = result.values("agreement/un-xl-1-a", "dcterms:title")
    assert title == {"Protocol to the Convention on Kites"}


def test_an_act_before_the_treaty_is_told_in_a_note_and_not_held(imported, states):
    result = imported("un-mtdsg", FILES, actors=states)
    (note,) = result.values(f"{KITES}/participation-CCC", "skos:editorialNote")
    assert "1949-01-02" in note
    assert result.values(f"{KITES}/act-CCC-ratification", "tg:date") == set()


def test_a_reservation_is_told_in_our_words_with_the_articles_that_it_names(imported, states):
    result = imported("un-mtdsg", FILES, actors=states)
    act = f"{KITES}/act-AAA-reservation"
    (statement,) = result.values(act, "tg:statement")
    assert statement.endswith("It names article 2, 3, 4.")
    assert result.values(act, "tg:confidence") == {"confidence/low"}


def test_everything_is_held_or_accounted_for(imported, states):
    report = imported("un-mtdsg", FILES, actors=states).report
    assert report.adds_up
    assert (report.read, report.held) == (4, 2)
    assert report.parts_read == {"act": 7, "cell": 1, "declaration": 3, "participation": 5}
    assert report.left_out["participation", "the name is of no known actor"] == 1
    assert report.left_out["act", "the letter behind the day is not known"] == 1
    assert report.refused["no line of the index names the file"] == 1


def test_what_may_not_be_published_says_so(imported, states):
    result = imported("un-mtdsg", FILES, actors=states)
    toml = (result.folder / "treatygraph.toml").read_text()
    assert 'withheld = "The set of UN treaty status' in toml
    assert "rightsstatements.org/vocab/UND" in result.text("agreements/un-xl-1.ttl")


@pytest.mark.parametrize(
    ("head", "letter", "kind"),
    [
        ("Signature", "", "signature"),
        ("Ratification, Acceptance(A), Approval(AA)", "AA", "approval"),
        ("Ratification, Acceptance(A)", "", "ratification"),
        ("Accession(a), Succession(d)", "d", "succession"),
        ("Acceptance(A)", "", "acceptance"),
        ("Ratification", "a", "accession"),
        ("Provisional application(n)", "n", "provisional-application"),
        ("Succession(d), Consent to be bound(P)", "P", "consent-to-be-bound"),
        ("Definitive signature of the Protocol, Acceptance of the Protocol", "",
         "consent-to-be-bound"),
    ],
)  # fmt: skip
def test_the_head_and_the_letter_tell_the_act(head, letter, kind):
    assert act_of(head, letter)[0] == kind


@pytest.mark.parametrize(
    ("head", "letter"),
    [("Signature, Acceptance", ""), ("Notification under article 25", ""), ("Ratification", "Z"),
     ("UNTS Volume", "")],
)  # fmt: skip
def test_a_head_that_tells_no_act_is_refused(head, letter):
    with pytest.raises(Refused):
        act_of(head, letter)


def test_statements_are_told_apart_by_their_words():
    kinds = [one.kind for one in statements_in("#A\nIt reserves.\n#B\nObjection.\n#C\nIt thinks.")]
    assert kinds == ["reservation", "objection", "interpretative-declaration"]
