"""Disagreements: filters with their counts, both voices side by side, and the sides as a table."""

from __future__ import annotations

import csv
import io
import json
from itertools import product, takewhile

import pytest
from flask.testing import FlaskClient
from strict_html import Element, Page, read_page

from treatygraph.describe import Reader
from treatygraph.describe.disagreement import DisagreementView, disagreement_view
from treatygraph.describe.disagreements import FACETS, Narrowing, disagreements
from treatygraph.describe.norm import agreement_of
from treatygraph.namespaces import expand
from treatygraph.release import Release

ID = "https://w3id.org/treatygraph/id/"


def page(client: FlaskClient, path: str) -> Page:
    """A page that is whole and well formed."""
    response = client.get(path, headers={"Accept": "text/html"})
    assert response.status_code == 200, response.text
    read = read_page(response.text)
    assert read.faults == []
    return read


def rows(client: FlaskClient, path: str) -> list[dict[str, str]]:
    """The rows of a table, as CSV gives them."""
    response = client.get(path, headers={"Accept": "text/csv"})
    assert response.content_type == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(response.text, newline="")))


@pytest.fixture(scope="module")
def reader(corpus_release: Release) -> Reader:
    return Reader(corpus_release)


def view(reader: Reader, key: str) -> DisagreementView:
    """The view of a disagreement."""
    return disagreement_view(reader, f"{ID}disagreement/{key}")


def test_every_disagreement_is_listed_with_every_side(
    corpus_client: FlaskClient, corpus_release: Release
) -> None:
    read, found = page(corpus_client, "/disagreements"), rows(corpus_client, "/disagreements")
    held = corpus_release.manifest.classes["Disagreement"]
    assert len({row["disagreement_iri"] for row in found}) == held
    assert sum("d-" in id_ for id_ in read.ids) == held
    for row in found:
        for column in ("disagreement_iri", "side_iri", "passage_iri"):
            if row[column]:
                assert row[column].replace("https://w3id.org/treatygraph/id", "/doc") in read.links


def test_the_number_behind_a_choice_is_how_many_are_left(corpus_client: FlaskClient) -> None:
    for chosen in ("", "kind=conflict", "confidence=high&agreement=ru-ir-2025"):
        read = page(corpus_client, f"/disagreements?{chosen}")
        for name in (facet for facet in FACETS if facet not in chosen):
            for option in _options(read, name)[1:3]:
                path = f"/disagreements?{chosen}&{name}={option.attributes['value']}"
                left = {row["disagreement_iri"] for row in rows(corpus_client, path)}
                assert option.text.endswith(f" ({len(left)})")


def _options(read: Page, name: str) -> list[Element]:
    """The choices of a field, in order."""
    at = [e for e in read.elements if e.name in ("select", "option")]
    start = next(i for i, e in enumerate(at) if e.attributes.get("name") == name)
    return list(takewhile(lambda element: element.name == "option", at[start + 1 :]))


def test_filters_find_what_a_second_telling_finds(reader: Reader) -> None:
    """The query walks from sides; here each disagreement is asked for its own."""
    everything = disagreements(reader, Narrowing()).listed
    kinds = (f"{ID}disagreement-type/conflict", f"{ID}disagreement-type/misreading", None)
    sources = (f"{ID}source/csag-2025", f"{ID}source/issi-2025-03-04", None)
    agreements = (f"{ID}agreement/ru-ir-2025", f"{ID}agreement/jcpoa-2015", None)
    for kind, source, agreement in product(kinds, sources, agreements):
        found = disagreements(reader, Narrowing(kind, source, agreement)).listed
        wanted = {one.link.iri for one in everything
                  if (kind is None or kind in [k.iri for k in one.view.kinds])
                  and any(_fits(reader, side.link.iri, source, None) for side in one.view.sides)
                  and any(_fits(reader, side.link.iri, None, agreement) for side in one.view.sides)
                  and (source is None or agreement is None or any(
                      _fits(reader, side.link.iri, source, agreement)
                      for side in one.view.sides))}  # fmt: skip
        assert {one.link.iri for one in found} == wanted


def _fits(reader: Reader, side: str, source: str | None, agreement: str | None) -> bool:
    passage = reader.iri(side, "tg:madeIn")
    said_in = reader.iri(passage, "tg:inSource") if passage else side
    return source in (None, said_in) and (agreement is None or agreement in _homes(reader, side))


def _homes(reader: Reader, side: str) -> set[str | None]:
    """The agreements that a side is, belongs to or is about."""
    found: set[str | None] = set()
    for thing in (side, *reader.iris(side, "tg:about")):
        act = reader.iri(thing, "tg:ofParticipation")
        for one in (thing, act or thing, *reader.iris(thing, "tg:concerns")):
            inside = reader.iri(one, "tg:inAgreement") or reader.iri(one, "tg:statedIn") or one
            found.add(agreement_of(reader, inside))
    return found


def test_claims_stand_against_the_text_and_what_bears_it_out(reader: Reader) -> None:
    (said_name, said), (record_name, record) = view(reader, "mutual-defence-clause-in-russia-iran-"
                                                            "treaty").columns  # fmt: skip
    assert (said_name, record_name) == ("Said", "The text and the record")
    assert all(side.claim for side in said)
    assert any(side.norm for side in record)


def test_every_side_stands_in_one_column(reader: Reader) -> None:
    for one in disagreements(reader, Narrowing()).listed:
        placed = [side.link.iri for _, sides in one.view.columns for side in sides]
        assert sorted(placed) == sorted(side.link.iri for side in one.view.sides)
        assert all(sides for _, sides in one.view.columns)


def test_one_who_denies_says_so_and_the_record_is_told(corpus_client: FlaskClient) -> None:
    text = page(corpus_client, "/doc/disagreement/end-of-nuclear-deal").text
    assert "Claim, denying" in text
    assert "Denies Joint Comprehensive Plan of Action in force until 18 October 2025" in text
    signed = page(corpus_client, "/doc/disagreement/signing-day-of-russia-iran-treaty").text
    assert "Recorded concluded on 17 January 2025" in signed
    assert "Asserts Russia–Iran strategic partnership treaty (2025) concluded on 16 January 2025" \
        in signed  # fmt: skip


def test_a_page_leads_to_others_of_its_kind(corpus_client: FlaskClient) -> None:
    read = page(corpus_client, "/doc/disagreement/consultation-mechanism")
    assert "/disagreements?kind=misreading" in read.links


def test_what_is_chosen_stays_chosen_even_if_nothing_is_left(corpus_client: FlaskClient) -> None:
    read = page(corpus_client, "/disagreements?kind=outdated&agreement=jcpoa-2015")
    assert "No disagreement of this release fits all that is chosen." in read.text
    chosen = [o.attributes["value"] for o in read.all("option") if "selected" in o.attributes]
    assert chosen == ["outdated", "jcpoa-2015"]
    assert "/disagreements" in read.links


def test_json_holds_the_same_rows_and_what_was_asked(corpus_client: FlaskClient) -> None:
    path = "/disagreements?kind=conflict&confidence=high"
    told = json.loads(corpus_client.get(path, headers={"Accept": "application/json"}).text)
    assert told["rows"] == rows(corpus_client, path)
    assert (told["kind"], told["confidence"]) == ("conflict", "high")
    located = corpus_client.get(path, headers={"Accept": "text/csv"}).headers["Content-Location"]
    assert located == "/disagreements.csv?kind=conflict&confidence=high"


def test_the_query_behind_the_page_gives_its_disagreements(corpus_client: FlaskClient) -> None:
    path = "/disagreements?kind=conflict&source=csag-2025"
    read = page(corpus_client, path)
    (address,) = (target for target in read.links if target.startswith("/sparql?query=PREFIX"))
    answer = corpus_client.get(address, headers={"Accept": "text/csv"}).text
    asked = {row["disagreement"] for row in csv.DictReader(io.StringIO(answer, newline=""))}
    assert asked == {row["disagreement_iri"] for row in rows(corpus_client, path)}


@pytest.mark.parametrize("facet", FACETS)
@pytest.mark.parametrize("value", ["none", "../state/IRN", "%3Cb%3E"])
def test_a_choice_that_there_is_not_gets_a_sentence(
    corpus_client: FlaskClient, facet: str, value: str
) -> None:
    for accept in ("text/html", "application/problem+json"):
        path = f"/disagreements?{facet}={value}"
        response = corpus_client.get(path, headers={"Accept": accept})
        assert response.status_code == 404
        assert f"no {facet} is called" in response.text.lower()


def test_a_release_without_the_query_lists_all(
    corpus_release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(corpus_release.queries, "library/disagreements-by-voice")
    found = disagreements(Reader(corpus_release), Narrowing(kind=expand("tg:Disagreement")))
    assert len(found.listed) == found.total
    assert not found.choices


def test_invented_disagreements_are_listed_under_a_base_of_ones_own(
    rebased_client: FlaskClient,
) -> None:
    found = rows(rebased_client, "/disagreements")
    assert {row["disagreement_iri"].rpartition("/")[2] for row in found} == {"duty-to-dredge"}
    assert all(row["side_iri"].startswith("https://treaties.example.org/of/mini/id/")
               for row in found)  # fmt: skip
