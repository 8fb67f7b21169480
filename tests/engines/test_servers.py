"""The engines that the tests start take data and tell them again."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from urllib.parse import urlencode

import pytest
from servers import Engine

GRAPH = "https://example.org/graph/one"
INSERT = f"INSERT DATA {{ GRAPH <{GRAPH}> {{ <x:s> <x:p> 'o'@en }} }}"
COUNT = f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{GRAPH}> {{ ?s ?p ?o }} }}"


def write(engine: Engine, update: str) -> None:
    """Send an update, with the engine's user where it has one."""
    passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
    if engine.environment:
        passwords.add_password(None, engine.update, *engine.environment.values())
    opener = urllib.request.build_opener(
        urllib.request.HTTPDigestAuthHandler(passwords),
        urllib.request.HTTPBasicAuthHandler(passwords),
    )
    opener.open(engine.update, urlencode({"update": update}).encode(), timeout=60).close()


def test_what_is_written_is_read_again(engine: Engine) -> None:
    write(engine, INSERT)
    request = urllib.request.Request(
        f"{engine.query}?{urlencode({'query': COUNT})}",
        headers={"Accept": "application/sparql-results+json"},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        rows = json.load(answer)["results"]["bindings"]
    assert [row["n"]["value"] for row in rows] == ["1"]


def test_whoever_may_not_write_is_told_so(engine: Engine) -> None:
    if not engine.environment:
        assert engine.name in ("oxigraph", "rdflib"), "these know no users; a proxy guards them"
        return
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(engine.update, urlencode({"update": INSERT}).encode(), timeout=60)
    with refused.value as answer:
        assert answer.code == 401
