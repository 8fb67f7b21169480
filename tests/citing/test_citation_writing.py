"""Citations in the forms of others: what their readers need, and nothing that breaks them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import yaml
from citations import AWKWARD, PLAIN, PROOF

from support import ROOT
from treatygraph.citing import WRITERS, bibtex, csl_json, plain_text, ris, work_of
from treatygraph.citing.citation import PROJECT, PROJECT_AUTHORS
from treatygraph.citing.finding import links_of
from treatygraph.citing.writing import key_of


def test_the_project_is_called_as_its_citation_file_calls_it() -> None:
    said = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert said["title"] == PROJECT
    assert tuple(author["name"] for author in said["authors"]) == PROJECT_AUTHORS


def test_nobody_is_named_for_a_collection_of_somebody_else() -> None:
    assert work_of("Rhine treaties", curated=True) == ("Rhine treaties", ())
    assert work_of("", curated=False)[1] == ()


def test_a_collection_is_cited_by_the_makers_that_it_names() -> None:
    both = ("Ada Rhine", "Institute of Rivers")
    assert work_of("Rhine treaties", both, curated=True) == ("Rhine treaties", both)
    assert work_of("", both, curated=True) == (PROJECT, both)


def test_plain_text_is_one_line_with_everything_in_it() -> None:
    assert plain_text(PLAIN) == (
        "The authors. “Treaty on friendship.” A graph of treaties, release 15408caafeb5 of "
        "26 November 2026. Rests on: Gazette, p. 3. "
        "https://example.org/release/20261126T174000Z/doc/agreement/a (accessed 2 January 2027).\n"
    )


def test_a_title_that_ends_a_sentence_gets_no_second_stop() -> None:
    assert "“Which?” A graph" in plain_text(replace(PLAIN, title="Which?"))


def test_bibtex_has_the_fields_of_an_entry() -> None:
    text = bibtex(PLAIN)
    assert text.startswith("@misc{treatygraph-treaty-on-friendship-15408caafeb5,\n")
    assert "  author = {{The authors}},\n  title = {{Treaty on friendship}},\n" in text
    assert "  year = {2026},\n  month = nov,\n" in text
    assert "  urldate = {2027-01-02}" in text


def test_bibtex_escapes_what_latex_takes_for_its_own() -> None:
    text = bibtex(AWKWARD)
    for sign in (r"50 \% of", r"\&", r"B\_C", r"\#1", r"\textbackslash{}input", r"\$",
                 r"\textasciitilde{}", r"\textasciicircum{}", r"\textbraceleft{}A"):  # fmt: skip
        assert sign in text
    assert text.count("{") == text.count("}")
    assert "query=%7B%7D#query=x}," in text  # an address stays as it is


def test_a_ris_record_has_one_tag_on_each_line() -> None:
    lines = ris(AWKWARD).split("\r\n")
    assert lines[0] == "TY  - DATA"
    assert lines[-2:] == ["ER  - ", ""]
    assert all(line[2:6] == "  - " and "\n" not in line for line in lines[:-1])
    assert [line[:2] for line in lines].count("TY") == [line[:2] for line in lines].count("ER") == 1


def test_ris_tells_dates_as_it_wants_them() -> None:
    assert "DA  - 2026/11/26/\r\n" in ris(PLAIN)
    assert "Y2  - 2027/01/02/\r\n" in ris(PLAIN)


def test_csl_json_is_a_list_of_one_item() -> None:
    (item,) = json.loads(csl_json(AWKWARD))
    assert item["issued"] == {"date-parts": [[2026, 11, 26]]}
    assert item["author"] == [{"literal": "The authors"}]
    assert item["title"].endswith("TY - BOOK")
    assert PROOF.result in item["note"]


def test_a_release_without_a_moment_is_dated_by_the_access() -> None:
    undated = replace(PLAIN, released=None)
    assert undated.issued == date(2027, 1, 2)
    assert "release 15408caafeb5. Rests" in plain_text(undated)


def test_what_has_no_author_has_no_empty_field() -> None:
    bare = replace(PLAIN, authors=(), sources=(), language="")
    assert "author" not in bibtex(bare)
    assert "AU  -" not in ris(bare)
    assert json.loads(csl_json(bare))[0].keys().isdisjoint({"author", "note", "language"})


def test_a_key_is_made_of_letters_that_bibtex_takes() -> None:
    key = key_of(replace(PLAIN, title="Договор 2025 № 3"))
    assert key == "treatygraph-2025-3-15408caafeb5"


@pytest.mark.parametrize("form", WRITERS)
def test_the_link_is_found_in_each_form(form: str, tmp_path: Path) -> None:
    assert links_of(WRITERS[form](PLAIN)) == [PLAIN.address]
    assert links_of(WRITERS[form](AWKWARD)) == [AWKWARD.address]


def test_a_link_is_found_as_others_escape_it() -> None:
    escaped = PLAIN.address.replace("example", "ex\\_ample")
    assert links_of(f"note = {{\\url{{{escaped}}}}},") == [PLAIN.address.replace("exa", "ex_a")]
