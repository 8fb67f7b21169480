"""docs/desk.md: each address that it names answers, with the words that it promises."""

from __future__ import annotations

import re

import pytest
from desk_pictures import pictures
from flask.testing import FlaskClient
from strict_html import read_page

from support import ROOT

PAGE = (ROOT / "docs/desk.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (.*) \| `(/.*)` \| (.*) \|$", PAGE, re.MULTILINE)


def test_ten_questions_are_asked() -> None:
    assert len(ROWS) >= 10
    assert all(question.endswith("?") for question, _, _ in ROWS)


@pytest.mark.parametrize(("address", "told"), [row[1:] for row in ROWS], ids=[r[0] for r in ROWS])
def test_a_question_is_answered_at_its_address(
    corpus_client: FlaskClient, address: str, told: str
) -> None:
    response = corpus_client.get(address, headers={"Accept": "text/html"})
    assert response.status_code == 200
    for words in re.findall(r"\*\*(.*?)\*\*", told):
        assert words in read_page(response.text).text


def test_ten_answers_are_shown_in_pictures_each_below_its_address() -> None:
    shown = pictures()
    assert len(shown) == PAGE.count("![") == 10
    assert set(shown.values()) <= {address for _, address, _ in ROWS}
    assert all(file.read_bytes().startswith(b"\x89PNG") for file in shown)
    assert set((ROOT / "docs/pictures").glob("*.png")) == set(shown)


def test_what_can_be_taken_away_is_there(corpus_client: FlaskClient) -> None:
    named = re.findall(r"`(/\w+\.(?:csv|svg)\?\S+)`", PAGE)
    assert {address.partition("?")[0] for address in named} == {
        "/binding.csv",
        "/compare.svg",
        "/timeline.svg",
    }
    assert all(corpus_client.get(address).status_code == 200 for address in named)
