"""The network: its links and what they rest on, its parts, and a layout that stays the same."""

from __future__ import annotations

import csv
import xml.etree.ElementTree as ET
from io import StringIO

import pytest
from flask.testing import FlaskClient
from strict_html import read_page

from treatygraph.describe import Reader
from treatygraph.describe.network import Network, Question, network
from treatygraph.release import Release
from treatygraph.web.network_layout import COLUMN, ROW, laid_out
from treatygraph.web.site import today

HTML = {"Accept": "text/html"}
SVG = "{http://www.w3.org/2000/svg}"


def rows(client: FlaskClient, query: str = "") -> list[dict[str, str]]:
    answer = client.get(f"/network.csv{query}")
    assert answer.status_code == 200
    return list(csv.DictReader(StringIO(answer.text)))


def ties(client: FlaskClient, query: str = "") -> set[tuple[str, str, str]]:
    return {(row["one"], row["relation"], row["other"]) for row in rows(client, query)}


@pytest.fixture(scope="module")
def whole(corpus_release: Release) -> Network:
    found = network(Reader(corpus_release), Question(today()))
    assert found
    return found


def test_every_participation_is_a_link(corpus_client: FlaskClient, corpus_release: Release) -> None:
    told = rows(corpus_client, "?relation=participant")
    through = [iri for row in told for iri in row["through_iris"].split()]
    assert len(through) == len(set(through)) == corpus_release.manifest.classes["Participation"]


def test_instruments_are_linked_to_each_other_and_to_initiatives(
    corpus_client: FlaskClient,
) -> None:
    found = ties(corpus_client)
    treaty = "Russia–Iran strategic partnership treaty (2025)"
    assert any(one == treaty and said == "builds on" for one, said, _ in found)
    assert (treaty, "has a norm about", "International North–South Transport Corridor") in found


def test_a_comparison_is_one_link_whichever_way_it_is_recorded(corpus_client: FlaskClient) -> None:
    pairs = [frozenset((row["one"], row["other"]))
             for row in rows(corpus_client, "?relation=comparableWith")]  # fmt: skip
    assert len(pairs) == len(set(pairs)) > 0


def test_each_link_says_what_it_rests_on(corpus_client: FlaskClient) -> None:
    assert [row for row in rows(corpus_client) if not row["evidence"]] == []


@pytest.mark.parametrize("steps", [1, 2, 3])
def test_around_a_thing_there_is_what_is_so_many_steps_away(
    corpus_release: Release, whole: Network, steps: int
) -> None:
    reader = Reader(corpus_release)
    centre = reader.base.thing("state", "PRK")
    found = network(reader, Question(today(), centre=centre, steps=steps))
    assert found
    reached = {centre}
    for _ in range(steps):
        ends = [{tie.one.iri, tie.other.iri} for tie in whole.ties]
        reached |= {iri for pair in ends if pair & reached for iri in pair}
    assert {node.link.iri for node in found.nodes} == reached
    assert max(node.step or 0 for node in found.nodes) == steps


def test_narrowed_by_topic_kind_or_status_only_such_instruments_are_left(
    corpus_client: FlaskClient,
) -> None:
    whole = ties(corpus_client)
    for query in ("?topic=sanctions", "?kind=resolution", "?status=disputed"):
        part = ties(corpus_client, query)
        assert part < whole
        assert part
    assert {one for one, _, other in ties(corpus_client, "?kind=charter&relation=participant")} > {
        "Iran"
    }


@pytest.mark.parametrize(("query", "status", "words"), [
    ("?of=none", 404, "nothing is called “none”"),
    ("?of=agreement/none", 404, "nothing is called “agreement/none”"),
    ("?of=source/issi-2025-03-04", 404, "nothing is called"),
    ("?of=IRN&steps=4", 400, "from 1 to 3, not “4”"),
    ("?of=IRN&steps=x", 400, "not “x”"),
    ("?status=maybe", 400, "“status” is one of in force, not in force, unknown, disputed"),
    ("?relation=likes", 400, "“relation” is one of"),
    ("?kind=poem", 404, "no kind of agreement is called “poem”"),
    ("?topic=poetry", 404, "no topic is called “poetry”"),
])  # fmt: skip
def test_what_cannot_be_answered_is_told_in_a_sentence(
    corpus_client: FlaskClient, query: str, status: int, words: str
) -> None:
    answer = corpus_client.get(f"/network{query}")
    assert answer.status_code == status
    assert words in answer.json["detail"]


def test_no_two_names_stand_on_the_same_spot_and_all_within(whole: Network) -> None:
    layout = laid_out(whole, 20, 30)
    assert set(layout.spots) == {node.link.iri for node in whole.nodes}
    places = {(spot.x, spot.y) for spot in layout.spots.values()}
    assert len(places) == len(whole.nodes)
    for spot in layout.spots.values():
        assert 20 <= spot.x <= layout.width - COLUMN
        assert spot.y - ROW / 2 >= 30
        assert spot.y + ROW / 2 <= layout.height


def test_the_same_network_is_laid_out_the_same(corpus_release: Release, whole: Network) -> None:
    again = network(Reader(corpus_release), Question(today()))
    assert again
    assert laid_out(again, 20, 30) == laid_out(whole, 20, 30)


def test_the_order_of_names_makes_lines_shorter_than_that_of_the_alphabet(whole: Network) -> None:
    spots = laid_out(whole, 20, 30).spots
    named = sorted(spots.values(), key=lambda spot: spot.node.link.label.value)
    by_name = {at: [spot for spot in named if spot.column == at] for at in range(3)}
    rows_of = {column: sorted(spot.y for spot in of) for column, of in by_name.items()}
    plain = {spot.node.link.iri: rows_of[column][row] for column, of in by_name.items()
             for row, spot in enumerate(of)}  # fmt: skip
    drawn = sum(abs(spots[tie.one.iri].y - spots[tie.other.iri].y) for tie in whole.ties)
    alphabetic = sum(abs(plain[tie.one.iri] - plain[tie.other.iri]) for tie in whole.ties)
    assert drawn < 0.8 * alphabetic


def test_a_name_leads_to_its_thing_and_a_ring_to_it_in_the_middle(
    corpus_client: FlaskClient,
) -> None:
    page = read_page(corpus_client.get("/network?topic=sanctions", headers=HTML).text)
    assert page.faults == []
    assert "/doc/state/IRN" in page.links
    assert "/network?of=IRN&steps=1&topic=sanctions" in page.links
    followed = corpus_client.get("/network?of=IRN&steps=1&topic=sanctions", headers=HTML)
    assert followed.status_code == 200


def test_a_file_leads_to_things_by_their_names_on_the_web(corpus_client: FlaskClient) -> None:
    drawn = ET.fromstring(corpus_client.get("/network.svg?of=IRN").data)
    targets = {a.get("href") for a in drawn.iter(f"{SVG}a")}
    assert all(target and target.startswith("https://") for target in targets)
    said = " ".join(drawn.itertext())
    assert "Iran and what is one step away" in said
    assert "Source:" in said


def test_a_thing_without_a_link_that_fits_stands_alone(corpus_client: FlaskClient) -> None:
    page = corpus_client.get("/network?of=initiative/bri&relation=participant", headers=HTML)
    assert "No link is recorded that fits" in read_page(page.text).text
    assert read_page(page.text).faults == []


def test_the_lines_of_what_is_centred_begin_where_its_name_ends(corpus_client: FlaskClient) -> None:
    """Behind the others stands a ring, and their lines begin behind that."""
    drawn = ET.fromstring(corpus_client.get("/network.svg?of=BGR").text)
    name = next(box for box in drawn.iter(f"{SVG}rect") if box.get("stroke-width") == "2.5")
    (line,) = (path for path in drawn.iter(f"{SVG}path") if path.find(f"{SVG}title") is not None)
    begin = line.get("d", "").removeprefix("M").split(" ")[0]
    assert float(begin) == float(name.get("x", "")) + float(name.get("width", ""))
