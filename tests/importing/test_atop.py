"""The kind atop: obligations that differ by member, phases of one membership, partial dates."""

import pytest
from import_support import table

ALLIANCES = table(
    (
        ("atopid", "begyr", "begmo", "begday", "endyr", "endmo", "endday", "length", "defense",
         "offense", "neutral", "nonagg", "consul", "defcon", "offcon", "neucon", "concon", "asymm",
         "milaid", "mem1"),
        ("7", "1815", "1", "3", "1939", "0", "0", "120", "1", "0", "0", "1", "0", "1", "0", "0",
         "0", "1", "3", "901"),
        ("8", "1955", "", "", "0", "0", "0", "7", "0", "1", "0", "0", "0", "0", "0", "0", "0", "0",
         "", "901"),
        ("9", "1815"),
        ("x", *["0"] * 19),
    )
)  # fmt: skip
MEMBERS = table(
    (
        ("atopid", "member", "yrent", "moent", "dayent", "yrexit", "moexit", "dayexit", "defense",
         "offense", "neutral", "nonagg", "consul"),
        ("7", "901", "1815", "1", "3", "1850", "6", "99", "0", "0", "0", "1", "0"),
        ("7", "901", "1851", "1", "1", "1939", "0", "0", "1", "0", "0", "1", "0"),
        ("7", "902.0", "1815", "1", "3", "0", "0", "0", "0", "0", "0", "1", "0"),
        ("8", "345", "1955", "", "", "0", "0", "0", "0", "0", "0", "0", "0"),
        ("8", "777", "1955", "", "", "0", "0", "0", "0", "0", "0", "0", "0"),
        ("44", "901", "1955", "", "", "0", "0", "0", "0", "0", "0", "0", "0"),
    )
)  # fmt: skip


@pytest.fixture
def result(imported, states):
    files = {"atop-alliance-level.csv": ALLIANCES, "atop-member-level.csv": MEMBERS}
    return imported("atop", files, actors=states)


def test_a_duty_that_not_all_have_names_who_has_it(result):
    assert result.violations() == []
    defence = "agreement/atop-7/norm-mutual-defence"
    assert result.values(defence, "tg:bearer") == {"state/AAA"}
    assert result.values(defence, "tg:bearerRole") == set()
    assert len(result.values(defence, "tg:condition")) == 1
    nonaggression = "agreement/atop-7/norm-non-aggression"
    assert result.values(nonaggression, "tg:bearerRole") == {"party-role/each-party"}


def test_a_norm_that_a_program_derived_never_looks_like_one_that_was_read(result):
    for norm in ("norm-mutual-defence", "norm-non-aggression", "norm-duration"):
        thing = f"agreement/atop-7/{norm}"
        assert result.values(thing, "tg:confidence") == {"confidence/low"}
        assert result.values(thing, "prov:wasGeneratedBy") == {"event/import-atop"}
        assert any("A program derived it" in note
                   for note in result.values(thing, "skos:editorialNote"))  # fmt: skip


def test_phases_are_one_membership_from_first_to_last_day(result):
    member = "agreement/atop-7/participation-AAA"
    assert result.values(member, "tg:inForceFrom") == {"1815-01-03"}
    assert result.values(member, "tg:inForceUntil") == {"1939"}
    assert result.values("agreement/atop-7/participation-BBB", "tg:inForceUntil") == set()


def test_dates_are_no_more_precise_than_the_source(result):
    assert result.values("agreement/atop-7", "tg:inForceUntil") == {"1939"}
    assert result.values("agreement/atop-8", "tg:inForceFrom") == {"1955"}
    assert result.values("agreement/atop-7", "tg:durationYears") == {"10"}
    assert result.values("agreement/atop-8", "tg:durationYears") == set()


def test_a_code_means_the_state_of_its_time(result):
    participant = result.values("agreement/atop-8/participation-YUG", "tg:participant")
    assert participant == {"state/YUG"}


def test_everything_is_held_or_accounted_for(result):
    report = result.report
    assert report.adds_up
    assert (report.read, report.held) == (5, 2)
    assert report.left_out["obligation", "no member is said to have it"] == 1
    assert report.left_out["member row", "the name is of no known actor"] == 1
    assert report.left_out["code", "the set does not say what the code means"] == 1
