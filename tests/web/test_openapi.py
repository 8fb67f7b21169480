"""``/openapi.json`` is valid, leaves no route out, and says of each what the route does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from http_raw import send
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from support import ROOT, Corpus, serving
from treatygraph.release import open_files
from treatygraph.web.app import create_app
from treatygraph.web.config import ServeConfig

Json = dict[str, Any]

SERVICE = (ROOT / "docs/service.md").read_text(encoding="utf-8")
TABLE = re.findall(r"(?m)^\| (`/.*?) \|", SERVICE)
ADDRESSES = {address for row in TABLE for address in re.findall(r"`(/[^`]*)`", row)}
AUTOMATIC = {"HEAD", "OPTIONS"}


@pytest.fixture(scope="module")
def described(corpus_client: FlaskClient) -> Json:
    return corpus_client.get("/openapi.json").get_json()


def _routes(app: Flask) -> Iterator[tuple[str, set[str]]]:
    for rule in app.url_map.iter_rules():
        if rule.endpoint != "static":
            yield re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), set(rule.methods or ())


def _undescribed(app: Flask, described: Json) -> list[str]:
    """Routes and methods that are served and not described, in words."""
    return [
        f"{method} {path} is not described: add it in web/openapi"
        for path, methods in _routes(app)
        for method in sorted(methods - AUTOMATIC)
        if method.lower() not in described["paths"].get(path, {})
    ]


# The document ---------------------------------------------------------------------------


def test_it_is_valid_openapi_3_1(described: Json) -> None:
    assert described["openapi"].startswith("3.1.")
    assert list(OpenAPIV31SpecValidator(described).iter_errors()) == []


def test_a_release_of_files_is_described_without_examples(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("<http://x/a> a <http://x/C> .")
    release = open_files([tmp_path])
    app = create_app(ServeConfig(str(release.folder)), release=release, store=release.store)
    described = app.test_client().get("/openapi.json").get_json()
    assert list(OpenAPIV31SpecValidator(described).iter_errors()) == []
    assert "examples" not in described["paths"]["/doc/{key}"]["get"]["parameters"][0]


def test_every_route_and_method_is_described(corpus_client: FlaskClient, described: Json) -> None:
    assert _undescribed(corpus_client.application, described) == []


def test_a_route_that_is_not_described_is_told(described: Json) -> None:
    app = Flask("another")
    app.add_url_rule("/new/<path:thing>", methods=["GET"], endpoint="new")
    told = "GET /new/{thing} is not described: add it in web/openapi"
    assert _undescribed(app, described) == [told]


def test_nothing_is_described_that_is_not_documented(described: Json) -> None:
    """What stands beneath Flask has no route; the page on the service names it all the same."""
    paths = {re.sub(r"\{(\w+)\}", lambda m: m[1].upper(), path) for path in described["paths"]}
    paths = {path.removesuffix(".SUFFIX") for path in paths}
    paths = {path for path in paths if not path.startswith("/api/") or path == "/api/NAME"}
    same = {"/KIND/KEY": "/KEY", "/graph/PATH": "/graph/KEY", "/release/MOMENT": "/release/NAME",
            "/release/VERSION": "/release/NAME"}  # fmt: skip
    documented = ADDRESSES
    for ours, theirs in same.items():
        documented = {address.replace(ours, theirs) for address in documented}
    assert paths - documented == set(), "name these in the table of docs/service.md"
    assert documented - paths == set(), "describe these in web/openapi"


def test_the_front_page_links_it(corpus_client: FlaskClient) -> None:
    """RFC 8631, sections 4.1 and 4.2."""
    for accept in ("text/html", "text/turtle"):
        links = corpus_client.get("/", headers={"Accept": accept}).headers.getlist("Link")
        assert '</openapi.json>; rel="service-desc"; type="application/json"' in links
        assert '</openapi.html>; rel="service-doc"; type="text/html"' in links


def test_it_tells_where_it_is_mounted(corpus_client: FlaskClient) -> None:
    response = corpus_client.get("/openapi.json", base_url="http://localhost/treaties")
    assert response.get_json()["servers"] == [{"url": "/treaties"}]


def test_each_operation_has_a_name_of_its_own(described: Json) -> None:
    names = [operation["operationId"] for _, _, operation in _operations(described)]
    assert len(names) == len(set(names))


# What it says is so ---------------------------------------------------------------------


def _operations(described: Json) -> Iterator[tuple[str, str, Json]]:
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def _examples(path: str, operation: Json) -> Iterator[str]:
    """The path with each example of its parameters; not at all where one has none."""
    inside = [item for item in operation.get("parameters", ()) if item["in"] == "path"]
    shown = [item.get("examples", {"only": {"value": item.get("example")}}) for item in inside]
    for values in product(*(examples.values() for examples in shown)):
        filled = path
        for parameter, example in zip(inside, values, strict=True):
            filled = filled.replace(f"{{{parameter['name']}}}", quote(str(example["value"])))
        yield filled


def _resolved(described: Json, item: Json) -> Json:
    for part in item["$ref"].split("/")[1:] if "$ref" in item else ():
        described = described[part]
    return described if "$ref" in item else item


def _is_as_described(described: Json, operation: Json, response: Any) -> bool:
    """Whether a response has the type and the headers that its status is described with."""
    told = _resolved(described, operation["responses"][str(response.status_code)])
    headers = {name for name, header in told["headers"].items()
               if _resolved(described, header)["required"]}  # fmt: skip
    known = {response.mimetype, "*/*"} & set(told.get("content", ()))
    sent = bool(known) or (response.status_code == 304 and "content" not in told)
    return sent and headers <= set(response.headers.keys())


def test_every_example_is_answered_in_every_format_that_is_described(
    corpus_client: FlaskClient, described: Json
) -> None:
    asked = 0
    for template, method, operation in _operations(described):
        good = operation["responses"].get("200") or operation["responses"]["303"]
        if template == "/sparql" or template.startswith("/health"):
            continue
        names = {parameter["name"] for parameter in operation.get("parameters", ())}
        for path in _examples(template, operation):
            for type_ in good["content"]:
                response = corpus_client.open(path, method=method, headers={"Accept": type_})
                if response.status_code == 200 and "format" in names:
                    assert response.mimetype == type_, path
                assert _is_as_described(described, operation, response), (path, type_)
                asked += 1
    assert asked > 100


def _asked(corpus_client: FlaskClient, operation: Json, path: str) -> Iterator[Any]:
    """The answers to each example of each parameter in the address, one at a time."""
    for parameter in operation["parameters"]:
        if parameter["in"] == "query" and "examples" in parameter:
            for example in parameter["examples"].values():
                asked = {parameter["name"]: example["value"]}
                yield corpus_client.get(path, query_string=asked, headers={"Accept": "*/*"})


@pytest.mark.parametrize(
    ("path", "number"), [("/binding", 4), ("/compare", 2), ("/disagreements", 8)]
)
def test_every_example_of_a_question_is_answered(
    corpus_client: FlaskClient, described: Json, path: str, number: int
) -> None:
    operation = described["paths"][path]["get"]
    replies = list(_asked(corpus_client, operation, path))
    assert len(replies) >= number
    for reply in replies:
        assert reply.status_code == 200
        assert _is_as_described(described, operation, reply)


def test_every_kind_of_table_is_as_described(corpus_client: FlaskClient, described: Json) -> None:
    schema = described["components"]["schemas"]["Table"]
    agreements = described["paths"]["/compare"]["get"]["parameters"][0]["examples"]
    pair = ",".join(next(iter(agreements.values()))["value"])
    for address in ("/binding.json?actor=IRN", f"/compare.json?agreements={pair}",
                    "/disagreements.json"):  # fmt: skip
        table = corpus_client.get(address).get_json()
        assert table["rows"], address
        Draft202012Validator(schema).validate(table)


def test_a_release_is_described_by_its_version_and_its_moment(described: Json) -> None:
    name, path = described["paths"]["/release/{name}/{path}"]["get"]["parameters"][:2]
    assert set(name["examples"]) == {"version", "moment"}
    assert path["examples"]["document"]["value"].startswith("doc/")


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"Range": "bytes=0-99"}, 206),
        ({"Range": "bytes=999999999999-"}, 416),
        ({"Accept-Datetime": "Thu, 26 Nov 2999 17:40:00 GMT"}, 302),
        ({"Accept-Datetime": "yesterday"}, 400),
        ({"Accept-Encoding": "identity;q=0"}, 406),
        ({"If-None-Match": "*"}, 304),
    ],
)
def test_a_dump_is_sent_as_described(
    corpus_client: FlaskClient, described: Json, sent: dict[str, str], status: int
) -> None:
    response = corpus_client.get("/dumps/dataset.nq.gz", headers=sent)
    assert response.status_code == status
    assert _is_as_described(described, described["paths"]["/dumps/{name}"]["get"], response)
    response.close()


def test_a_release_that_lies_alone_has_no_moments(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("<http://x/a> a <http://x/C> .")
    release = open_files([tmp_path])
    app = create_app(ServeConfig(str(release.folder)), release=release, store=release.store)
    paths = app.test_client().get("/openapi.json").get_json()["paths"]
    told = {item["name"] for item in paths["/dumps"]["get"]["parameters"]}
    assert "Accept-Datetime" not in told
    assert "302" not in paths["/dumps"]["get"]["responses"]


def test_health_is_as_described(corpus: Corpus, described: Json) -> None:
    with serving("--out", str(corpus.options.out)) as server:
        for path in ("/health", "/health/live", "/health/ready"):
            reply = send(server.port, "GET", path)
            told = described["paths"][path]["get"]["responses"][str(reply.status)]
            names = {name.lower() for name in told["headers"]}
            assert (reply.status, reply.media_type) == (200, "application/json")
            assert names <= set(reply.headers)
            assert "treatygraph-release" not in {*names, *reply.headers}
            schema = described["components"]["schemas"]["Health"]
            Draft202012Validator(schema).validate(reply.json)


@pytest.mark.parametrize("how", ["GET", "form", "application/sparql-query"])
def test_every_example_query_is_answered(
    corpus_client: FlaskClient, described: Json, how: str
) -> None:
    get, post = described["paths"]["/sparql"]["get"], described["paths"]["/sparql"]["post"]
    examples = post["requestBody"]["content"]["application/sparql-query"]["examples"]
    assert examples == get["parameters"][0]["examples"]
    for example in examples.values():
        query = example["value"]
        asked: Json = {
            "GET": {"query_string": {"query": query}},
            "form": {"data": {"query": query}},
        }
        asked = asked.get(how, {"data": query, "content_type": how})
        response = corpus_client.open("/sparql", method="GET" if how == "GET" else "POST", **asked)
        assert response.status_code == 200
        assert _is_as_described(described, get if how == "GET" else post, response)


@pytest.mark.parametrize(
    ("template", "path", "status"),
    [
        ("/doc/{key}", "/doc/none/none", 404),
        ("/doc/{key}", "/doc/state/IRN?format=png", 406),
        ("/doc/{key}", "/doc/state/IRN/", 308),
        ("/id/{key}", "/id/none", 404),
        ("/openapi.{suffix}", "/openapi.ttl", 404),
        ("/agreements", "/agreements?format=ttl", 406),
        ("/binding", "/binding?actor=XYZ", 404),
        ("/binding", "/binding?actor=IRN&on=2025-02-30", 400),
        ("/compare.{suffix}", "/compare.csv", 400),
        ("/disagreements", "/disagreements?confidence=none", 404),
        ("/release/{name}", "/release/20010101T000000Z", 404),
        ("/release/{name}/{path}", "/release/000000000000/doc/state/IRN", 404),
        ("/timemap/{path}", "/timemap/doc/none/none", 404),
        ("/timemap", "/timemap?page=99", 404),
        ("/sparql", "/sparql?query=SELECT", 400),
        ("/sparql", "/sparql?update=CLEAR+ALL", 403),
        ("/sparql", "/sparql?query=" + "x" * 40_000, 414),
    ],
)
def test_failures_are_as_described(
    corpus_client: FlaskClient, described: Json, template: str, path: str, status: int
) -> None:
    response = corpus_client.get(path)
    assert response.status_code == status
    assert _is_as_described(described, described["paths"][template]["get"], response)
