"""Folding and splitting: a table of cases for each script, and laws for any text."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from treatygraph.search import ask, fold, words
from treatygraph.search.folding import runs

FOLDED = {
    "capitals": ("Treaty", "treaty"),
    "accents": ("Élysée Déclaration", "elysee declaration"),
    "sharp s": ("Straße", "strasse"),
    "ligature": ("ﬁnal Œuvre", "final oeuvre"),
    "full width": ("ＴＲＥＡＴＹ１９９２", "treaty1992"),
    "letters without parts": ("Łódź Ørsted Đặng", "lodz orsted dang"),
    "Turkish i": ("İstanbul Diyarbakır", "istanbul diyarbakir"),
    "Azerbaijani": ("Azərbaycan", "azerbaycan"),
    "Russian yo": ("Партнёрство ЁЛКА", "партнерство елка"),
    "Russian short i stays": ("Российской", "российской"),
    "Russian stress": ("догово́р", "договор"),
    "Ukrainian yi stays": ("Київ", "київ"),
    "Arabic yeh and kaf": ("كنوانسيون", "کنوانسیون"),
    "alef maksura": ("على", "علی"),
    "hamza on alef": ("إيران أمن آب", "ایران امن اب"),
    "teh marbuta": ("معاهدة", "معاهده"),
    "vowel signs": ("مُعَاهَدَة", "معاهده"),
    "tatweel": ("معـــاهده", "معاهده"),
    "Arabic presentation forms": ("ﻣﻌﺎﻫﺪﻩ", "معاهده"),
    "Arabic-Indic digits": ("٢٠٢٥", "2025"),
    "Persian digits": ("۲۰۲۵", "2025"),
    "Devanagari digits": ("२०२५", "2025"),
    "Devanagari vowels stay": ("हिन्दी", "हिन्दी"),
    "compatibility ideograph": ("\uf9dc", "隆"),
    "half-width kana": ("ｺﾓﾛ", "コモロ"),
    "Hangul apart and together": ("\u1112\u1161\u11ab", "한"),
    "Greek": ("Συνθήκη", "συνθηκη"),
}

SPLIT = {
    "spaces and signs": ("Article 3(3), p. 5.b", "article 3 3 p 5 b"),
    "hyphen": ("co-operation", "co operation cooperation"),
    "apostrophe": ("China’s role", "china s role chinas"),
    "dash parts": ("Russia–Iran", "russia iran"),
    "day": ("2025-01-17", "2025 01 17 20250117"),
    "Russian hyphen": ("Народно-Демократической", "народно демократической народнодемократической"),
    "non-joiner": ("می‌خواهد", "می خواهد میخواهد"),
    "direction marks": ("\u200fایران\u200e", "ایران"),
    "soft hyphen": ("part\u00adner", "partner"),
    "Chinese": ("条约法", "条约 约法 法"),
    "one character": ("法", "法"),
    "Chinese and digits": ("中国25年", "中国 国 25 年"),
    "Chinese quotes": ("《条约》", "条约 约"),
    "Japanese": ("コモロ連合", "コモ モロ ロ連 連合 合"),
    "Korean has spaces": ("조약 법", "조약 법"),
    "rare ideographs": ("𠀀𠀁", "𠀀𠀁 𠀁"),
    "nothing but signs": ("… — ?!", ""),
    "private characters are no words": ("\ue000 \U000f0000", ""),
}


@pytest.mark.parametrize(("text", "folded"), FOLDED.values(), ids=FOLDED.keys())
def test_a_text_is_folded(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(("text", "split"), SPLIT.values(), ids=SPLIT.keys())
def test_a_text_is_split(text: str, split: str) -> None:
    assert " ".join(words(text)) == split


@given(st.text())
@example("ﷺ ΐ ẞ İ ǰ")
@example("\u0130\u0307")
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
@example("Straße \u0345\u0300 ½ ㈱ ㍿")
def test_words_are_words_of_their_own(text: str) -> None:
    """What was split and folded is neither split nor changed by being asked for."""
    found = [word for run in runs(text) if not run.ideographic for word in run.words]
    for word in found:
        assert fold(word.text) == word.text
        assert not set(word.text) & set(" \"'*()-")


@given(st.text())
def test_words_stand_where_they_are_said_to_stand(text: str) -> None:
    ends = 0
    for run in runs(text):
        for word in run.words:
            assert 0 <= word.start < word.end <= len(text)
            assert word.start >= ends or run.ideographic
            ends = word.end


@given(st.text(alphabet=st.characters(max_codepoint=127)))
def test_plain_text_is_split_alike_on_both_ways(text: str) -> None:
    """Texts of ASCII alone take a shorter way, which has to lead to the same."""
    longer = [word.text for run in runs(f"é {text}") for word in run.words][1:]
    shorter = [word.text for run in runs(text) for word in run.words]
    joined = [run.joined for run in runs(text) if run.joined]
    assert longer == shorter
    assert words(text) == [*shorter, *joined]


MATCHES = {
    "words": ("iran treaty ", '"iran" AND "treaty"'),
    "the last may go on": ("iran trea", '"iran" AND "trea" *'),
    "a phrase": ('"mutual defence"', '"mutual defence"'),
    "quotes of other kinds": ("«раздел два» “of the”", '"раздел два" AND "of the"'),
    "a quote that never ends": ('"mutual def', '"mutual" AND "def" *'),
    "operators are words": ("a OR b NOT c* ^d col:e ", '"a" AND "or" AND "b" AND "not" AND "c" '
                            'AND "d" AND "col" AND "e"'),
    "hyphen": ("co-operation ", '("co operation" OR "cooperation")'),
    "Chinese": ("条约法", '"条约 约法"'),
    "a Chinese character": ("法 ", '"法" *'),
    "the same twice": ("iran iran ", '"iran"'),
    "nothing": ('"" * ( )', ""),
}  # fmt: skip


@pytest.mark.parametrize(("text", "match"), MATCHES.values(), ids=MATCHES.keys())
def test_what_is_typed_becomes_a_match(text: str, match: str) -> None:
    assert ask(text).match() == match


def test_of_many_words_the_first_are_looked_for() -> None:
    asked = ask(" ".join(f"w{number}" for number in range(20)))
    assert (len(asked.clauses), asked.left_out) == (16, 4)
