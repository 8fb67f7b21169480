"""The map: for whom an agreement is in force on a day, drawn and told, and no border endorsed."""

from __future__ import annotations

import csv
import xml.etree.ElementTree as ET
from io import StringIO

import pytest
from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode
from strict_html import read_page

from treatygraph.describe import Reader
from treatygraph.namespaces import expand
from treatygraph.release import Release
from treatygraph.web.world import world

HTML = {"Accept": "text/html"}
TREATY = "?agreements=ru-ir-2025&on=2025-10-03"
SVG = "{http://www.w3.org/2000/svg}"
DAYS = ("1990-01-01", "1994-06-01", "2001-07-16", "2018-09-01", "2025-10-01", "2025-10-20",
        "2026-06-01")  # fmt: skip


def rows(client: FlaskClient, query: str) -> list[dict[str, str]]:
    answer = client.get(f"/map.csv{query}")
    assert answer.status_code == 200
    return list(csv.DictReader(StringIO(answer.text)))


def test_a_treaty_is_in_force_for_its_parties_from_its_day_on(corpus_client: FlaskClient) -> None:
    before, after = (
        rows(corpus_client, f"?agreements=ru-ir-2025&on=2025-10-0{day}") for day in "12"
    )
    assert {(row["participant"], row["status"]) for row in before} == {
        ("Iran", "not in force"), ("Russia", "not in force")
    }  # fmt: skip
    assert {(row["participant"], row["status"]) for row in after} == {
        ("Iran", "in force"), ("Russia", "in force")
    }  # fmt: skip


@pytest.mark.parametrize("day", DAYS)
def test_a_participation_stands_as_it_does_for_what_binds_its_actor(
    corpus_release: Release, day: str
) -> None:
    """Both queries say the same of the same, but for norms that start or lapse apart."""
    reader, store = Reader(corpus_release), corpus_release.store
    on = str(Literal(day, datatype=NamedNode(expand("xsd:date"))))
    agreements = reader.subjects("rdf:type", expand("tg:Agreement"))
    told = corpus_release.queries["library/participants-on-day"].bound(
        {"day": on, "agreement": " ".join(f"<{iri}>" for iri in agreements)}
    )
    stands = {row["participation"].value: (row["status"].value, row["why"].value)
              for row in store.select(told.text).dicts()}  # type: ignore[union-attr]  # fmt: skip
    assert len(stands) == corpus_release.manifest.classes["Participation"]
    compared = 0
    for actor in (reader.base.thing("state", key) for key in ("IRN", "RUS", "KAZ", "USA", "PRK")):
        binds = corpus_release.queries["library/binding-on-day"].bound(
            {"day": on, "actor": f"<{actor}>", "topic": "UNDEF"}
        )
        for row in store.select(binds.text).dicts():
            norm = row["norm"].value  # type: ignore[union-attr]
            apart = [reader.literal(norm, f"tg:inForce{end}") for end in ("From", "Until")]
            if "participation" in row and not any(apart):
                own = row["participation"].value  # type: ignore[union-attr]
                assert stands[own] == (row["status"].value, row["why"].value)  # type: ignore[union-attr]
                compared += 1
    assert compared > 100


def test_each_state_that_takes_part_is_a_link_that_says_how_it_stands(
    corpus_client: FlaskClient,
) -> None:
    drawn = ET.fromstring(corpus_client.get(f"/map.svg{TREATY}").data)
    names = {a.get("aria-label"): a.get("href") for a in drawn.iter(f"{SVG}a")}
    assert names["Iran: in force, entered into force"].endswith("/id/state/IRN")
    assert names["Russia: in force, entered into force"].endswith("/id/state/RUS")


def test_a_sign_says_what_the_tint_says(corpus_client: FlaskClient) -> None:
    drawn = ET.fromstring(corpus_client.get("/map.svg?agreements=jcpoa-2015&on=2025-10-20").data)
    groups = [group for group in drawn.iter(f"{SVG}g") if group.get("data-x")]
    signs = {group[0].get("aria-label", ""): "".join(group[1].itertext()) for group in groups}
    assert all("≠" in said for name, said in signs.items() if ": disputed" in name)
    assert all("○" in said for name, said in signs.items() if ": not in force" in name)
    assert len(signs) == 7


@pytest.mark.parametrize("suffix", ["", ".svg"])
def test_it_says_that_no_border_is_endorsed(corpus_client: FlaskClient, suffix: str) -> None:
    text = corpus_client.get(
        f"/map{suffix}{TREATY}", headers={"Accept": "text/html, */*;q=.1"}
    ).text
    assert "No border and no name on this map is endorsed" in text
    assert "Natural Earth 4.1" in text


def test_who_has_no_place_on_the_map_is_named_and_in_the_table(corpus_client: FlaskClient) -> None:
    page = corpus_client.get("/map?agreements=jcpoa-2015&on=2025-10-20", headers=HTML).text
    assert "Not on the map: European Union." in page
    assert page.count('<td data-column="Participant">') == 8


def test_several_agreements_have_letters_and_a_row_for_each(corpus_client: FlaskClient) -> None:
    query = "?agreements=un-charter-1945,ru-ir-2025&on=2025-10-03"
    found = [(row["participant"], row["agreement"]) for row in rows(corpus_client, query)]
    assert ("Iran", "Charter of the United Nations") in found
    assert len(found) == len(set(found)) == 9
    drawn = ET.fromstring(corpus_client.get(f"/map.svg{query}").data)
    labels = {"".join(text.itertext()) for text in drawn.iter(f"{SVG}text")}
    assert {"IRN A B", "RUS A B", "USA A"} <= labels


def test_the_map_is_cut_to_those_that_take_part(corpus_client: FlaskClient) -> None:
    near, far = (corpus_client.get(f"/map.svg?agreements={key}&on=2025-10-03").text
                 for key in ("caspian-2018", "un-charter-1945"))  # fmt: skip
    scale = [float(text.partition("scale(")[2].partition(")")[0]) for text in (near, far)]
    assert scale[0] > 1.3 * scale[1]


@pytest.mark.parametrize(("query", "status", "words"), [
    ("?agreements=none", 404, "no agreement is called “none”"),
    ("?agreements=a,b,c,d,e,f,g", 400, "at most 6 agreements; these are 7"),
    ("?agreements=ru-ir-2025&on=soon", 400, "“soon” is no day"),
])  # fmt: skip
def test_what_cannot_be_answered_is_told_in_a_sentence(
    corpus_client: FlaskClient, query: str, status: int, words: str
) -> None:
    answer = corpus_client.get(f"/map{query}")
    assert answer.status_code == status
    assert words in answer.json["detail"]


def test_without_an_agreement_there_is_a_form_and_no_table(corpus_client: FlaskClient) -> None:
    page = read_page(corpus_client.get("/map", headers=HTML).text)
    assert page.faults == []
    assert "Those with the most participants" in page.text
    assert corpus_client.get("/map.csv").status_code == 400


def test_an_agreement_without_participations_says_so(corpus_client: FlaskClient) -> None:
    page = corpus_client.get("/map?agreements=unsc-2231", headers=HTML).text
    assert "No participation is recorded" in page
    assert read_page(page).faults == []


def test_every_state_of_the_data_has_a_shape(corpus_release: Release) -> None:
    states = Reader(corpus_release).subjects("rdf:type", expand("tg:State"))
    assert [iri for iri in states if iri.rpartition("/")[2] not in world().countries] == []


def test_shapes_lie_within_the_world_each_with_a_middle_in_its_box() -> None:
    for code, country in world().countries.items():
        left, top, right, bottom = country.box
        assert left <= country.middle[0] <= right, code
        assert top <= country.middle[1] <= bottom, code
        assert right <= world().width, code
    assert len(world().countries) > 230
    assert {"LIE", "SMR", "SGP", "TUV", "NRU"} <= set(world().countries)
