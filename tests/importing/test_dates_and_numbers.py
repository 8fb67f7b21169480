"""Dates, numbers and names: parsers never fail, and what they write is read back alike."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treatygraph.importing.dates import (
    Date,
    common,
    date_of,
    parse_american,
    parse_interval,
    parse_iso,
    parse_parts,
    parse_slashed,
    parse_worded,
)
from treatygraph.importing.names import clean, name_key, slug
from treatygraph.importing.numbers import (
    chinese_value,
    parse_number,
    roman_value,
)

DAYS = st.dates(datetime.date(1000, 1, 1), datetime.date(2999, 12, 31))
PARSERS = (parse_american, parse_iso, parse_slashed, parse_worded, parse_interval, parse_number,
           roman_value, chinese_value, name_key, slug, clean)  # fmt: skip


@given(st.text() | st.from_regex(r"[0-9IVXLCDM /.一二三十百千-]{0,20}"))
def test_no_text_makes_a_parser_fail(text):
    for parse in PARSERS:
        parse(text)
    parse_parts(text, text, text)


@given(DAYS)
def test_a_day_is_read_in_every_form_that_it_is_written_in(day):
    expected = Date(day.isoformat())
    assert parse_iso(day.isoformat()) == expected
    assert parse_slashed(f"{day.day:02}/{day.month:02}/{day.year}") == expected
    assert parse_worded(f"{day.day} {day:%B} {day.year}") == expected
    assert parse_worded(f"{day.day} {day:%b} {day.year}") == expected
    assert parse_american(f"{day:%B} {day.day}, {day.year}") == expected
    assert parse_parts(f"{day.year}.0", str(day.month), f"{day.day}.0") == expected


@given(st.integers(-5, 12000), st.integers(-2, 15) | st.none(), st.integers(-2, 33) | st.none())
def test_a_date_that_is_made_is_one_of_the_calendar(year, month, day):
    date = date_of(year, month, day)
    if date is not None:
        padded = date.text + "-01-01"[len(date.text) - 4 :] if len(date.text) < 10 else date.text
        datetime.date.fromisoformat(padded)
        assert parse_iso(date.text) == date


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        (("1815", "", ""), "1815"), (("1815", "0", "3"), "1815"), (("1815", "6", "0"), "1815-06"),
        (("1815", "6", "99"), "1815-06"), (("1815", "-9", "1"), "1815"),
        (("1815.0", "6.0", "8.0"), "1815-06-08"),
    ],
)  # fmt: skip
def test_what_is_not_known_of_a_date_is_left_out(fields, text):
    assert parse_parts(*fields) == Date(text)


@pytest.mark.parametrize("text", ["31/02/1969", "2/30/1969", "00/01/1969", "1/1/69", "1.1.1969"])
def test_a_day_that_there_is_not_is_none(text):
    assert parse_slashed(text) is None


@pytest.mark.parametrize(
    ("text", "first", "last", "held"),
    [
        ("11 and 12 May 1950", "1950-05-11", "1950-05-12", "1950-05"),
        ("26 June - 3 July 1945", "1945-06-26", "1945-07-03", "1945"),
        ("30 Dec 1999 to 2 Jan 2000", "1999-12-30", "2000-01-02", None),
    ],
)
def test_an_interval_is_held_as_what_its_days_share(text, first, last, held):
    assert parse_interval(text) == (Date(first), Date(last))
    assert common(Date(first), Date(last)) == (Date(held) if held else None)


def test_an_interval_that_runs_backwards_is_none():
    assert parse_interval("12 and 11 May 1950") is None


def chinese_numeral(value):
    names, written, gap = "零一二三四五六七八九", "", False
    for power, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // power % 10
        if digit:
            written += ("零" if gap else "") + names[digit] + sign
        gap = bool(written) and not digit
    return written.removeprefix("一") if written.startswith("一十") else written


@given(st.integers(1, 9999))
def test_a_chinese_numeral_is_worth_what_it_was_written_for(value):
    assert chinese_value(chinese_numeral(value)) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("二百八十七", 287), ("十", 10), ("一百零一", 101), ("〇", 0), ("一〇八", 108),
     ("百二百", None), ("二三十", None), ("第一", None), ("", None)],
)  # fmt: skip
def test_chinese_numerals_as_texts_write_them(text, value):
    assert chinese_value(text) == value


@given(st.integers(1, 3999))
def test_a_roman_numeral_is_worth_what_it_was_written_for(value):
    assert roman_value(roman(value)) == value


def roman(value):
    signs = zip((1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
                ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"),
                strict=True)  # fmt: skip
    written = ""
    for worth, sign in signs:
        written += sign * (value // worth)
        value %= worth
    return written


@given(st.integers(1, 99999), st.sampled_from(["", "a", "bis", "ter"]))
def test_an_article_stands_between_its_neighbours(value, behind):
    number = parse_number(f"{value}{behind}")
    assert number.text == f"{value}{behind}"
    assert 100 * value <= number.ordinal < 100 * (value + 1)


@pytest.mark.parametrize(
    ("text", "number"),
    [("IV", ("iv", 400)), ("3 bis", ("3bis", 302)), ("12. Scope", ("12", 1200)),
     ("Final", None), ("XIX", ("xix", 1900)), ("1234567", None), ("IIII", None),
     ("3.12 Aim", ("3.12", 312)), ("III-9", ("iii-9", 309)), ("1–3", ("1-3", 103)),
     ("12.Scope", ("12", 1200)), ("51bis–51quater", ("51bis-51quater", 5153)),
     ("IIA", ("iia", 201)), ("Mixed", None), ("premier", ("1", 100)),
     ("1-Definitions", ("1", 100))],
)  # fmt: skip
def test_numbers_as_headings_write_them(text, number):
    assert parse_number(text) == number


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("NETHERLANDS THE", "Netherlands (the)"), ("Korea, Republic of", "the Republic of Korea"),
        ("Côte d'Ivoire", "COTE D’IVOIRE"), ("St. Lucia", "Saint Lucia"),
    ],
)  # fmt: skip
def test_spellings_of_one_name_are_alike(one, other):
    assert name_key(one) == name_key(other)


def test_names_of_two_states_are_not_alike():
    names = ("Republic of Korea", "Democratic People's Republic of Korea", "Niger", "Nigeria",
             "Congo", "Democratic Republic of the Congo")  # fmt: skip
    assert len(set(map(name_key, names))) == len(names)


@given(st.text())
def test_a_slug_fits_an_address_and_is_its_own_slug(text):
    key = slug(text)
    assert len(key) <= 80
    assert set(key) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert slug(key) == key
