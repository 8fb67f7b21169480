"""Scores: laws that hold for any two records, and cases that were got wrong at first."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from match_support import HARBOUR, ID, KITES, LANTERN, record

from treatygraph.matching.blocking import pairs_to_compare
from treatygraph.matching.features import FEATURES, Commonness
from treatygraph.matching.records import AgreementRecord, numbers_of
from treatygraph.matching.scoring import candidates, compare, prior_bits, within
from treatygraph.matching.titles import title_of
from treatygraph.matching.weights import LIKELY, SHARES, weight

_WORDS = st.lists(
    st.sampled_from(["harbour", "buoy", "kite", "protocol", "amending", "between", "1961"]),
    min_size=1, max_size=6,
)  # fmt: skip
_TITLES = st.builds(
    title_of, _WORDS.map(" ".join) | st.text(min_size=1), st.sampled_from(["en", "fr", ""])
)
_DAYS = st.sampled_from(["", "1961", "1961-05", "1961-05-04", "1961-05-20", "1962-01-01"])
_RECORDS = st.builds(
    AgreementRecord,
    st.integers(0, 9).map(lambda number: f"{ID}agreement/x-{number}"),
    st.just("x"), st.lists(_TITLES, max_size=3).map(tuple), _DAYS, _DAYS,
    st.sampled_from(["", f"{ID}place/vienna", f"{ID}place/oslo"]),
    st.frozensets(st.sampled_from("ABCDEFG")),
    st.lists(st.sampled_from(["UNTS 1", "UNTS 2", "SR:1.2"])).map(numbers_of),
)  # fmt: skip


def _bits(one: AgreementRecord, other: AgreementRecord) -> float:
    common = Commonness.of([one], [other])
    return compare(one, other, common, prior_bits(1, 1)).bits


@given(_RECORDS, _RECORDS)
def test_a_score_is_the_same_either_way_round(one, other):
    left = compare(one, other, Commonness.of([one], [other]), -10.0)
    right = compare(other, one, Commonness.of([other], [one]), -10.0)
    assert left.evidence == right.evidence
    assert left.bits == right.bits


@given(st.lists(_RECORDS, max_size=8), st.lists(_RECORDS, max_size=8))
def test_the_same_pairs_are_compared_either_way_round(one, other):
    assert {(b, a) for a, b in pairs_to_compare(one, other)} == set(pairs_to_compare(other, one))


@given(_RECORDS, _RECORDS)
def test_no_other_record_is_more_like_a_record_than_its_own_copy(one, other):
    common = Commonness(Counter(one.parties), Counter(one.parties), 1, 1)
    own = {e.feature: e.bits for e in compare(one, one, common, 0.0).evidence}
    for feature in (
        "day of conclusion",
        "title",
        "registered numbers",
        "entry into force",
        "place",
    ):
        found = {e.feature: e.bits for e in compare(one, other, common, 0.0).evidence}
        if feature in own and feature in found:
            assert found[feature] <= own[feature]


def test_a_collection_finds_its_own_copy():
    ours = [record("a", HARBOUR, concluded="2001-05-04"), record("b", KITES), record("c", LANTERN)]
    copy = [record(f"copy-{one.key}", one.label, concluded=one.concluded) for one in ours]
    found = candidates(ours, copy, least=LIKELY["likely"])
    assert {(pair.one.key, pair.other.key) for pair in found} == {
        ("a", "copy-a"), ("b", "copy-b"), ("c", "copy-c"),
    }  # fmt: skip


def test_an_amendment_is_not_what_it_amends():
    assert _bits(record("a", HARBOUR), record("b", LANTERN)) < LIKELY["likely"]
    assert _bits(record("a", LANTERN), record("b", LANTERN)) >= LIKELY["likely"]


def test_a_day_alone_is_not_enough():
    one, other = record("a", HARBOUR, concluded="2001-05-04"), record("b", KITES)
    assert _bits(one, record("b", KITES, concluded="2001-05-04")) < LIKELY["likely"]
    assert _bits(one, other) < LIKELY["possible"]


def test_titles_in_two_languages_match_by_their_day_and_words_of_one_origin():
    english = record("a", "Convention on International Transport of Dangerous Materials",
                     concluded="1957-09-30")  # fmt: skip
    title = "Convention sur le transport international de matériaux dangereux"
    french = AgreementRecord(
        f"{ID}agreement/b", "b", (title_of(title, "fr"),), concluded="1957-09-30"
    )  # fmt: skip
    assert _bits(english, french) >= LIKELY["likely"]


def test_two_parties_are_not_the_same_as_many():
    many = record("a", concluded="2001-05-04", parties=frozenset("ABCDEFGH"))
    two = record("b", concluded="2001-05-04", parties=frozenset("AB"))
    outcome = {e.feature: e.outcome for e in compare(
        many, two, Commonness.of([many], [two]), -10.0).evidence}  # fmt: skip
    assert outcome["parties"] == "two against many"
    assert weight("parties", "two against many") < 0


def test_a_registered_number_in_common_weighs_more_than_any_doubt_about_a_day():
    one = record("a", numbers=numbers_of(["UNTS 123"]))
    other = record("b", numbers=numbers_of(["unts  123"]))
    evidence = {e.feature: e.bits for e in compare(one, other, Commonness.of([], []), 0.0).evidence}
    assert evidence["registered numbers"] > -weight("day of conclusion", "far apart")


def test_a_record_with_one_address_on_both_sides_is_no_candidate():
    one = [record("a", concluded="2001-05-04")]
    assert candidates(one, one, least=-99) == []
    assert len(within([*one, record("b", concluded="2001-05-04")], least=0)) == 1


@pytest.mark.parametrize("feature", SHARES)
def test_the_outcomes_of_a_feature_are_all_there_are(feature):
    assert SHARES.keys() == FEATURES.keys()
    for side in (0, 1):
        assert sum(shares[side] for shares in SHARES[feature].values()) == pytest.approx(
            1, abs=0.02
        )
