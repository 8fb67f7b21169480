"""Content negotiation, with the headers that real clients send (RFC 9110, section 12.5.1)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treatygraph.negotiation import (
    CSV,
    HTML,
    JSONLD,
    NTRIPLES,
    PAGE_FORMATS,
    RDF_FORMATS,
    RDFXML,
    RESULT_FORMATS,
    SPARQL_JSON,
    SPARQL_XML,
    TSV,
    TURTLE,
    Representation,
    by_suffix,
    negotiate,
    parse_accept,
)

CHROME = (
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,"
    "*/*;q=0.8,application/signed-exchange;v=b3;q=0.7"
)
FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
SAFARI = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
RDFLIB_ANY = (
    "application/rdf+xml, text/n3, text/turtle, application/n-triples, application/ld+json, "
    "application/n-quads, application/trix, application/trig"
)
RDFLIB_N3 = "text/n3, */*;q=0.1"
JENA = (
    "text/turtle,application/n-triples;q=0.9,application/ld+json;q=0.8,"
    "application/rdf+xml;q=0.7,*/*;q=0.3"
)
COMUNICA = (
    "application/n-quads,application/trig;q=0.95,application/ld+json;q=0.9,"
    "application/n-triples;q=0.8,text/turtle;q=0.6,application/rdf+xml;q=0.5,text/n3;q=0.35,"
    "application/xml;q=0.3,image/svg+xml;q=0.3,text/xml;q=0.3,text/html;q=0.2,"
    "application/xhtml+xml;q=0.18"
)
RAPTOR = (
    "application/rdf+xml, text/rdf;q=0.6, application/n-triples;q=0.9, text/plain;q=0.1, "
    "text/turtle, application/x-turtle, application/turtle, text/n3;q=0.3, text/rdf+n3;q=0.3, "
    "application/rdf+n3;q=0.3, application/rss+xml;q=0.8, application/rss;q=0.8, text/rss;q=0.8, "
    "application/xml;q=0.3, text/xml;q=0.3, application/pdf;q=0.3, application/atom+xml;q=0.3, "
    "text/html;q=0.2, application/xhtml+xml;q=0.4, application/html;q=0.2, "
    "application/json;q=0.1, application/ld+json;q=0.1, */*;q=0.1"
)

# For a thing's page: header → what it gets; None is 406.
PAGE_TABLE = [
    # those who say nothing
    (None, HTML),
    ("", HTML),
    ("  ", HTML),
    ("*/*", HTML),  # curl, wget
    # browsers
    (CHROME, HTML),
    (FIREFOX, HTML),
    (SAFARI, HTML),
    # one name each
    ("text/html", HTML),
    ("application/xhtml+xml", HTML),
    ("text/turtle", TURTLE),
    ("application/x-turtle", TURTLE),
    ("text/n3", TURTLE),
    ("text/rdf+n3", TURTLE),
    ("application/n-triples", NTRIPLES),
    ("text/plain", NTRIPLES),  # rdflib's format="nt"
    ("application/ld+json", JSONLD),
    ("application/json", JSONLD),
    ("application/rdf+xml", RDFXML),
    ("application/xml", RDFXML),
    ("text/xml", RDFXML),
    # clients for RDF
    (RDFLIB_N3, TURTLE),
    ("text/turtle, application/x-turtle;q=0.9, */*;q=0.1", TURTLE),
    ("text/turtle, */*;q=0.1", TURTLE),
    ("application/rdf+xml, */*;q=0.1", RDFXML),
    ("text/plain, */*;q=0.1", NTRIPLES),
    ("application/ld+json, application/json;q=0.9, */*;q=0.1", JSONLD),
    (RDFLIB_ANY, TURTLE),
    (JENA, TURTLE),
    (COMUNICA, JSONLD),
    (RAPTOR, TURTLE),  # equal to RDF/XML there; the order of the offer decides
    # quality
    ("text/turtle;q=0.5, application/rdf+xml;q=0.6", RDFXML),
    ("text/turtle;q=0.6, application/rdf+xml;q=0.5", TURTLE),
    ("text/turtle;q=0.123,application/n-triples;q=0.124", NTRIPLES),
    ("text/turtle ; q = 0.5 , application/rdf+xml ;q= 0.4", TURTLE),
    ("text/turtle;Q=0.2,text/html;Q=0.1", TURTLE),
    ("text/turtle;q=1.000", TURTLE),
    ("text/turtle;q=1.", TURTLE),
    ("text/turtle;q=0.,text/html;q=0.1", HTML),
    # q=0 says no
    ("text/html;q=0", None),
    ("text/html;q=0, */*", TURTLE),
    ("text/html;q=0.000, text/*", TURTLE),
    ("*/*;q=0", None),
    ("*/*;q=0, text/turtle", TURTLE),
    ("text/turtle;q=0, application/x-turtle", None),  # sent under the name that is refused
    # a q that is no q makes its member unreadable, not the header
    ("text/turtle;q=2, application/rdf+xml;q=0.1", RDFXML),
    ("text/turtle;q=-1, application/rdf+xml;q=0.1", RDFXML),
    ("text/turtle;q=0.1234, application/rdf+xml;q=0.1", RDFXML),
    ("text/turtle;q=high, application/rdf+xml;q=0.1", RDFXML),
    ("text/turtle;q=, application/rdf+xml;q=0.1", RDFXML),
    ("text/turtle;q=1.001, application/rdf+xml;q=0.1", RDFXML),
    ("text/turtle;q=٠, application/rdf+xml;q=0.1", RDFXML),
    # wildcards: the more precise range decides
    ("text/*", HTML),
    ("application/*", NTRIPLES),  # the first of the offer with that type
    ("text/*;q=0.5, text/turtle;q=0.4, application/rdf+xml;q=0.3", HTML),
    ("text/*;q=0.3, text/turtle;q=0.7, */*;q=0.5", TURTLE),
    ("*/*;q=0.1, text/turtle;q=0.1", TURTLE),  # equal quality: the one that was named
    ("text/turtle, text/html", HTML),  # equal and named: the default
    ("text/turtle, application/rdf+xml", TURTLE),  # equal and named: the order of the offer
    ("*/turtle", HTML),  # no media range; nothing readable is left
    ("*", HTML),
    # parameters
    ("text/turtle;charset=utf-8", TURTLE),
    ("text/turtle; charset=UTF-8; q=0.9, text/html;q=0.1", TURTLE),
    ('text/turtle;charset="utf-8"', TURTLE),
    ("text/turtle;charset=iso-8859-1, application/rdf+xml;q=0.1", RDFXML),
    ("text/turtle;charset=koi8-r", None),
    ('application/ld+json;profile="http://www.w3.org/ns/json-ld#expanded"', JSONLD),
    ("application/ld+json;profile=http://www.w3.org/ns/json-ld#compacted;q=0.9", JSONLD),
    ('application/ld+json;profile="a, text/html;q=1, b";q=0.2, text/turtle;q=0.1', JSONLD),
    ('application/ld+json;profile="a;q=0;b", text/turtle;q=0.9', JSONLD),
    ('application/ld+json;profile="a\\", b";q=0.1, text/turtle;q=0.2', TURTLE),
    ("text/html;level=1;q=0.3, text/turtle;q=0.2", HTML),
    # letters of either case (RFC 9110, 8.3.1)
    ("TEXT/TURTLE", TURTLE),
    ("Application/RDF+XML, */*;q=0.1", RDFXML),
    # empty members (RFC 9110, 5.6.1.2)
    (",, text/turtle ,,", TURTLE),
    ("text/turtle;;q=0.5,;", TURTLE),
    # what we do not have
    ("image/png", None),
    ("application/n-quads", None),
    ("image/*, audio/*;q=0.5", None),
    # garbage: as if nothing had been said
    ("garbage", HTML),
    ("/", HTML),
    ("text/", HTML),
    ("/turtle", HTML),
    (";q=1", HTML),
    ('"', HTML),
    ("\x00\xff", HTML),
    ("garbage, text/turtle", TURTLE),
]

# For the result of a SELECT or ASK query.
RESULT_TABLE = [
    (None, SPARQL_JSON),
    ("*/*", SPARQL_JSON),
    ("application/sparql-results+json", SPARQL_JSON),
    ("application/sparql-results+xml", SPARQL_XML),
    ("text/csv", CSV),
    ("text/tab-separated-values", TSV),
    ("application/json", SPARQL_JSON),
    ("text/json", SPARQL_JSON),
    ("application/xml", SPARQL_XML),
    ("text/xml", SPARQL_XML),
    # SPARQLWrapper: JSON (CSV, TSV and XML are one name each)
    (
        "application/sparql-results+json,application/json,text/javascript,application/javascript",
        SPARQL_JSON,
    ),
    # rdflib's SPARQLStore: xml, json
    ("application/sparql-results+xml, application/rdf+xml", SPARQL_XML),
    ("application/sparql-results+json", SPARQL_JSON),
    # Comunica and Jena
    (
        "application/sparql-results+json;q=1.0,application/sparql-results+xml;q=0.7,"
        "application/n-quads,text/turtle",
        SPARQL_JSON,
    ),
    (
        "application/sparql-results+json, application/sparql-results+xml;q=0.9, "
        "text/tab-separated-values;q=0.7, text/csv;q=0.5, application/json;q=0.2, "
        "application/xml;q=0.2, */*;q=0.1",
        SPARQL_JSON,
    ),
    ("text/csv;q=0.9, text/tab-separated-values", TSV),
    ("text/*", CSV),
    ("text/turtle", None),
    ("text/html", None),
]

# For the result of a CONSTRUCT or DESCRIBE query.
GRAPH_TABLE = [
    (None, TURTLE),
    ("*/*", TURTLE),
    ("application/rdf+xml", RDFXML),  # SPARQLWrapper's RDFXML
    ("text/turtle", TURTLE),  # its TURTLE
    ("application/turtle,text/turtle", TURTLE),
    (
        "application/turtle,text/turtle,text/rdf+n3,application/n-triples,application/n3,text/n3",
        TURTLE,  # its N3
    ),
    ("application/ld+json,application/x-json+ld", JSONLD),  # its JSONLD
    (JENA, TURTLE),
    (COMUNICA, JSONLD),
    ("application/sparql-results+json", None),
    ("text/html", None),
]


@pytest.mark.parametrize(("header", "expected"), PAGE_TABLE)
def test_a_page_is_sent_as_the_client_prefers(
    header: str | None, expected: Representation | None
) -> None:
    assert negotiate(header, PAGE_FORMATS) is expected


@pytest.mark.parametrize(("header", "expected"), RESULT_TABLE)
def test_a_result_is_sent_as_the_client_prefers(
    header: str | None, expected: Representation | None
) -> None:
    assert negotiate(header, RESULT_FORMATS) is expected


@pytest.mark.parametrize(("header", "expected"), GRAPH_TABLE)
def test_a_graph_is_sent_as_the_client_prefers(
    header: str | None, expected: Representation | None
) -> None:
    assert negotiate(header, RDF_FORMATS) is expected


@pytest.mark.parametrize("header", [None, "", "*/*", "text/*", "text/html, text/turtle"])
def test_a_default_that_is_named_wins_over_the_order_of_the_offer(header: str | None) -> None:
    assert negotiate(header, PAGE_FORMATS, default=TURTLE) is TURTLE


def test_a_suffix_names_a_representation() -> None:
    assert by_suffix("ttl", PAGE_FORMATS) is TURTLE
    assert by_suffix("turtle", PAGE_FORMATS) is TURTLE
    assert by_suffix("text/turtle", PAGE_FORMATS) is TURTLE
    assert by_suffix("ttl", RESULT_FORMATS) is None
    assert by_suffix("", PAGE_FORMATS) is None


def test_no_two_representations_of_an_offer_share_a_name() -> None:
    for offer in (PAGE_FORMATS, RESULT_FORMATS):
        names = [name for item in offer for name in (item.name, item.suffix, item.media_type)]
        names += [alias for item in offer for alias in item.aliases]
        doubled = {name for name in names if names.count(name) > 1}
        assert doubled <= {"html", "jsonld", "csv", "tsv"}, "a name that is its own suffix may be"


# Laws -----------------------------------------------------------------------------------

OFFERS = st.sampled_from([PAGE_FORMATS, RDF_FORMATS, RESULT_FORMATS])
NAMES = st.sampled_from(
    [name for item in (*PAGE_FORMATS, *RESULT_FORMATS) for name in (item.media_type, *item.aliases)]
    + ["text/*", "application/*", "*/*", "image/png", "application/n-quads"]
)
QUALITIES = st.integers(0, 1000).map(lambda number: f"{number / 1000:.3f}")
PARAMETERS = st.sampled_from(
    ["", ";charset=utf-8", ';profile="a,b;c"', "; level=1", ';x="\\"",']
).map(lambda text: text.rstrip(","))
MEMBERS = st.builds(lambda n, p, q: f"{n}{p};q={q}", NAMES, PARAMETERS, QUALITIES)


@given(st.text(max_size=60), OFFERS)
def test_no_header_makes_it_raise(header: str, offer: tuple[Representation, ...]) -> None:
    assert negotiate(header, offer) in (None, *offer)


@given(st.text('text/urlq=;, *"\\01.+-', max_size=40), OFFERS)
def test_nothing_that_looks_like_a_header_makes_it_raise(
    header: str, offer: tuple[Representation, ...]
) -> None:
    assert negotiate(header, offer) in (None, *offer)


@given(st.lists(MEMBERS, max_size=6, unique_by=lambda m: m.partition(";")[0]), st.randoms(), OFFERS)
def test_the_order_of_members_does_not_matter(
    members: list[str], random: object, offer: tuple[Representation, ...]
) -> None:
    shuffled = list(members)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert negotiate(", ".join(members), offer) is negotiate(",".join(shuffled), offer)


@given(st.lists(MEMBERS, max_size=5), OFFERS, st.data())
def test_what_is_refused_under_all_its_names_is_never_sent(
    members: list[str], offer: tuple[Representation, ...], data: st.DataObject
) -> None:
    refused = data.draw(st.sampled_from(offer))
    names = (refused.media_type, *refused.aliases)
    others = [member for member in members if member.partition(";")[0] not in names]
    header = ", ".join([*others, *(f"{name};q=0" for name in names)])
    assert negotiate(header, offer) is not refused


@given(st.lists(MEMBERS, min_size=1, max_size=5), OFFERS)
def test_who_takes_anything_always_gets_something(
    members: list[str], offer: tuple[Representation, ...]
) -> None:
    accepted = [member for member in members if not member.endswith("q=0.000")]
    assert negotiate(", ".join([*accepted, "*/*;q=0.001"]), offer) is not None


@given(st.lists(MEMBERS, max_size=5), OFFERS, st.data())
def test_what_alone_is_named_with_the_highest_quality_is_sent(
    members: list[str], offer: tuple[Representation, ...], data: st.DataObject
) -> None:
    wanted = data.draw(st.sampled_from(offer))
    lower = [member.rpartition("=")[0] + "=0.5" for member in members]
    others = [member for member in lower if member.partition(";")[0] != wanted.media_type]
    assert negotiate(", ".join([*others, f"{wanted.media_type};q=0.6"]), offer) is wanted


@given(st.lists(MEMBERS, max_size=6))
def test_every_member_that_is_well_formed_is_read(members: list[str]) -> None:
    assert len(parse_accept(", ".join(members))) == len(members)
