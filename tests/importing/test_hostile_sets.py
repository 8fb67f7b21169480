"""Whatever the files of a set hold, an import ends with counts that add up, or in one sentence."""

import pytest
from import_support import FILES_OF_STATES
from test_atop import ALLIANCES, MEMBERS
from test_ca_treaties import FILES as CA
from test_ch_treaties import FILES as CH
from test_csvw import FILES as CSVW
from test_nl_treaties import FILES as NL
from test_open_treaties import FILES as OPEN
from test_uk_treaties import FILES as UK
from test_un_mtdsg import FILES as UN

from treatygraph.errors import TreatygraphError

SETS = {
    "state-codes": FILES_OF_STATES,
    "atop": {"atop-alliance-level.csv": ALLIANCES, "atop-member-level.csv": MEMBERS},
    "ca-treaties": CA, "ch-treaties": CH, "csvw": CSVW, "nl-treaties": NL, "open-treaties": OPEN,
    "uk-treaties": UK, "un-mtdsg": UN,
}  # fmt: skip


def content(value):
    return value.encode() if isinstance(value, str) else value


DAMAGES = {
    "cut in half": lambda text: text[: len(text) // 2],
    "empty": lambda text: b"",
    "a NUL in the middle": lambda text: text[: len(text) // 2] + b"\x00" + text[len(text) // 2 :],
    "another encoding": lambda text: text.decode("utf-8", "replace").encode("utf-16"),
    "bytes that are no text": lambda text: text[:40] + b"\xff\xfe\xfa" + text[40:],
    "a huge field": lambda text: text.replace(b"Arcadia", b"A" * (2 << 20)) + b'"' + b"x" * 99,
    "a quote that never ends": lambda text: text[: len(text) // 2] + b'"' + text[len(text) // 2 :],
    "other line ends": lambda text: text.replace(b"\n", b"\r\n"),
    "no line ends": lambda text: text.replace(b"\n", b" "),
    "twice": lambda text: text + text,
}


def outcome(imported, kind, files, states):
    """The report of an import, or the sentence that it ended with."""
    try:
        return imported(kind, files, actors=states).report, ""
    except TreatygraphError as error:
        return None, str(error)


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("kind", SETS)
def test_a_damaged_set_is_told_and_never_a_stack_trace(kind, damage, imported, states):
    damaged = {name: DAMAGES[damage](content(text)) for name, text in SETS[kind].items()}
    report, told = outcome(imported, kind, damaged, states)
    assert "\n" not in told
    assert not told or kind == "csvw", "metadata alone stop an import before it begins"
    if report:
        assert report.adds_up
        assert "the importer does not understand the record" not in report.refused


@pytest.mark.parametrize("kind", SETS)
def test_a_set_that_is_not_there_at_all_is_told(kind, imported, states):
    report, told = outcome(imported, kind, {"unrelated.txt": "nothing"}, states)
    assert report.held == 0 if report else "metadata.json" in told


@pytest.mark.parametrize("kind", SETS)
def test_what_is_held_of_a_set_with_other_line_ends_is_valid(kind, imported, states):
    damaged = {name: content(text).replace(b"\n", b"\r\n") for name, text in SETS[kind].items()}
    assert imported(kind, damaged, actors=states).violations() == []
