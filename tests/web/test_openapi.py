"""``/openapi.json`` is valid, leaves no route out, and says of each what the route does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openapi_spec_validator import OpenAPIV31SpecValidator

from support import ROOT
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
        f"{method} {path} is not described: add it to web/openapi/operations.py"
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
    told = "GET /new/{thing} is not described: add it to web/openapi/operations.py"
    assert _undescribed(app, described) == [told]


def test_nothing_is_described_that_is_not_documented(described: Json) -> None:
    """What stands beneath Flask has no route; the page on the service names it all the same."""
    paths = {re.sub(r"\{(\w+)\}", lambda m: m[1].upper(), path) for path in described["paths"]}
    paths = {path.removesuffix(".SUFFIX") for path in paths}
    documented = {address.replace("/KIND/KEY", "/KEY").replace("/PATH", "/KEY")
                  for address in ADDRESSES}  # fmt: skip
    assert paths - documented == set(), "name these in the table of docs/service.md"
    assert documented - paths == set(), "describe these in web/openapi/operations.py"


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
    """The path with each example of its parameter."""
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "path":
            shown = parameter.get("examples", {"only": {"value": parameter.get("example")}})
            for example in shown.values():
                yield path.replace(f"{{{parameter['name']}}}", quote(str(example["value"])))
            return
    yield path


def _resolved(described: Json, item: Json) -> Json:
    for part in item["$ref"].split("/")[1:] if "$ref" in item else ():
        described = described[part]
    return described if "$ref" in item else item


def _is_as_described(described: Json, operation: Json, response: Any) -> bool:
    """Whether a response has the type and the headers that its status is described with."""
    told = _resolved(described, operation["responses"][str(response.status_code)])
    headers = {name for name, header in told["headers"].items()
               if _resolved(described, header)["required"]}  # fmt: skip
    return response.mimetype in told["content"] and headers <= set(response.headers.keys())


def test_every_example_is_answered_in_every_format_that_is_described(
    corpus_client: FlaskClient, described: Json
) -> None:
    asked = 0
    for template, method, operation in _operations(described):
        good = operation["responses"].get("200") or operation["responses"]["303"]
        if template == "/sparql":
            continue
        for path in _examples(template, operation):
            for type_ in good["content"]:
                response = corpus_client.open(path, method=method, headers={"Accept": type_})
                if response.status_code == 200 and "suffix" not in template:
                    assert response.mimetype == type_, path
                assert _is_as_described(described, operation, response), (path, type_)
                asked += 1
    assert asked > 100


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
