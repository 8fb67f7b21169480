"""The settings of a collection: read whole, or refused with the place of the fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from treatygraph.iris import Base
from treatygraph.settings import LICENCE, BadSettings, Settings

IN_A_TEXT = 'title = """\\\nlicenze = 3"""\n  "licenze" = "x"\n'
"""A line of a text that reads like a setting, and then one that is."""


def read(folder: Path, text: str) -> Settings:
    """The settings of a text."""
    path = folder / "treatygraph.toml"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    return Settings.read(path)


def test_all_may_be_left_out(tmp_path: Path) -> None:
    assert read(tmp_path, "# nothing\n") == Settings(Base(), "", LICENCE)


def test_what_is_said_is_read(tmp_path: Path) -> None:
    text = 'base = "https://a.example/"\ntitle = "Т"\nlicence = "https://b.example/l"\n'
    text += 'authors = "Ada; Institute"\n'
    told = Settings(Base("https://a.example/"), "Т", "https://b.example/l", "Ada; Institute")
    assert read(tmp_path, text) == told


@pytest.mark.parametrize(
    ("text", "place", "reason"),
    [
        ('base = "https://a.example/"\n\n bse = 1\n', "3:2", "unknown setting 'bse'"),
        ("[serve]\nport = 1\n", "1:1", "unknown setting 'serve'"),
        ("[[serve]]\nbase = 1\n", "1:1", "unknown setting 'serve'"),
        ("a.b = 1\n", "1:1", "unknown setting 'a'"),
        ("base = 3\n", "1:1", "base is no text"),
        ("title = [1]\n", "1:1", "title is no text"),
        ("title = 'a'\nbase = 'a.example'\n", "2:1", "base 'a.example': give an absolute"),
        ("licence = 'CC BY'\n", "1:1", "licence 'CC BY': give"),
        ('title = "a\\nb"\n', "1:1", "title 'a\\nb': give one line"),
        ("title = 'a'\ntitle 'b'\n", "2:7", "not TOML: "),
        ("title = 'a'\ntitle = 'b'\n", "2:12", "not TOML: "),
        ("title = ", "1:9", "not TOML: "),
        (IN_A_TEXT, "3:3", "unknown setting 'licenze'"),
    ],
)
def test_a_fault_is_told_with_its_place(tmp_path: Path, text: str, place: str, reason: str) -> None:
    with pytest.raises(BadSettings) as caught:
        read(tmp_path, text)
    assert str(caught.value).startswith(f"{tmp_path}/treatygraph.toml:{place}: ")
    assert reason in str(caught.value)


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda path: path.mkdir(), "cannot be read: Is a directory"),
        (lambda path: path.write_bytes(b"title = '\xff'"), "not UTF-8: byte 9"),
    ],
)
def test_a_file_that_is_no_text_is_told(tmp_path: Path, make: object, reason: str) -> None:
    path = tmp_path / "treatygraph.toml"
    make(path)  # type: ignore[operator]
    with pytest.raises(BadSettings, match=reason):
        Settings.read(path)
