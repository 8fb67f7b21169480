"""The kind uk-treaties: capitals and small letters, days with slashes, documents among records."""

import lzma

import pytest
from import_support import in_json

TREATY = {
    "lb_document_id": 7,
    "title": "Exchange of Notes on Kites",
    "country_name": "ARCADIA ; UNITED KINGDOM ; PRUSSIA ; Isle Of Clouds ; ARCADIA ; ATLANTIS",
    "document_url": "https://treaties.example/data\\html\\7.html",
    "signed_event_date": "12/11/1860",
    "signed_event_location": "HARBOUR TOWN",
    "definative_eif_event_date": "01/03/1860",
    "terminated_event_date": "31/02/1900",
    "references": "Treaty Series 001/1860: C. 7930||https://treaties.example/1.pdf;Other 5/0: 0",
    "subject": "TRADE",
}
BACKWARDS = TREATY | {"lb_document_id": 8, "title": "Kites", "terminated_event_date": "01/01/1850"}
DOCUMENT = {"lb_document_id": 9, "title": "Treaty Series 001", "thumbnail": "1.png"}
LINES = [in_json(TREATY), in_json(BACKWARDS), in_json(DOCUMENT), in_json(TREATY), "{", "[]",
         in_json(TREATY | {"lb_document_id": "x"}), in_json(TREATY | {"title": ""})]  # fmt: skip
FILES = {"uk.jsonl": "\n".join(LINES)}


def test_names_in_capitals_are_parties_and_others_are_told_in_a_note(imported, states):
    result = imported("uk-treaties", FILES, actors=states)
    assert result.violations() == []
    participants = {
        result.values(f"agreement/uk-7/participation-{key}", "tg:participant").pop()
        for key in ("AAA", "GBR", "former-prussia")
    }
    assert participants == {"state/AAA", "state/GBR", "state/former-prussia"}
    notes = result.values("agreement/uk-7", "skos:editorialNote")
    assert "The source also lists territories: Isle Of Clouds." in notes
    assert result.report.parts_read["party link"] == 12


def test_a_treaty_in_force_before_its_signature_is_held_and_says_so(imported, states):
    result = imported("uk-treaties", FILES, actors=states)
    assert result.values("agreement/uk-7", "tg:inForceFrom") == {"1860-03-01"}
    assert any("before the signature" in note
               for note in result.values("agreement/uk-7", "skos:editorialNote"))  # fmt: skip
    assert result.values("agreement/uk-7", "tg:inForceUntil") == set()


def test_an_end_before_the_beginning_is_told_in_a_note(imported, states):
    result = imported("uk-treaties", FILES, actors=states)
    assert result.values("agreement/uk-8", "tg:inForceUntil") == set()
    assert any("1850-01-01" in note
               for note in result.values("agreement/uk-8", "skos:editorialNote"))  # fmt: skip


def test_every_line_is_held_or_refused(imported, states):
    report = imported("uk-treaties", FILES, actors=states).report
    assert (report.read, report.held) == (8, 2)
    assert report.adds_up
    assert report.refused == {
        "it is a scanned document, no record of a treaty": 1, "the record is a repetition": 1,
        "it is not JSON": 1, "the line is no record": 1, "the record has no number": 1,
        "the record has no title": 1,
    }  # fmt: skip


@pytest.mark.parametrize("cut", [40, 120])
def test_a_file_that_breaks_off_is_told_and_the_rest_imported(imported, states, cut):
    packed = lzma.compress(b"\n".join(line.encode() for line in LINES[:1] * 5000))
    result = imported("uk-treaties", {"uk.jsonl.xz": packed[:-cut]}, actors=states)
    assert not result.report.is_whole
    assert "the file breaks off" in result.reasons
    assert result.report.adds_up


def test_hostile_lines_are_told(imported, states):
    hostile = [in_json(TREATY).encode()[:60] + b"\xff\xfe", b'{"lb_document_id": 1, "a": "\x00"}',
               b'{"lb_document_id": ' + b"9" * 5000 + b"}", b"[" * 100_000,
               in_json(TREATY | {"title": "a\u2028\u0007" + "x" * 100_000}).encode()]  # fmt: skip
    result = imported("uk-treaties", {"uk.jsonl": b"\n".join(hostile)}, actors=states)
    assert result.violations() == []
    assert (result.report.read, result.report.held) == (5, 1)
    assert result.reasons >= {
        "the text is not UTF-8",
        "it is not JSON",
        "the JSON nests too deeply",
    }
