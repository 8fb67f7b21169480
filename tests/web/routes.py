"""The addresses that a server has: found in its sitemap, and one example for each kind of page.

Found, not listed: a new page is looked at by every test that asks here, and stands among the
screenshots, without being named anywhere. What is in no sitemap, such as a citation or a copy of an
older release, is found by the first link that leads to it, else by the example that the server's
description of itself has; ``without_example`` names each route that gives a page and was not found.
"""

from __future__ import annotations

import json
import re
import urllib.parse
import urllib.request
from collections.abc import Iterable
from html import unescape
from typing import Any

from support import Server

_FOREIGN = "SELECT DISTINCT ?thing {{ ?thing ?p ?text FILTER(LANG(?text) = '{}') }} ORDER BY ?thing"
_CONCEPTS = ("PREFIX skos: <http://www.w3.org/2004/02/skos/core#> SELECT ?thing { "
             "VALUES ?cls { skos:Concept skos:ConceptScheme } ?thing a ?cls }")  # fmt: skip
LANGUAGES = ("fa", "zh", "ar", "ru")
"""Whose texts an example should have, the first wished for most."""


def get(address: str, accept: str = "text/html") -> str:
    """What a server answers."""
    request = urllib.request.Request(address, headers={"Accept": accept})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return str(answer.read().decode("utf-8"))


def listed(server: Server) -> list[str]:
    """Every path of the sitemap, without its first slash, in order."""
    addresses = re.findall(r"<loc>(.*?)</loc>", get(f"{server.url}sitemap.xml", "application/xml"))
    root = addresses[0]  # the front page stands first
    return [unescape(address).removeprefix(root) for address in addresses]


def kind(path: str) -> str:
    """What a page is of: lists each by themselves, documents by the parts of their keys."""
    parts = path.split("/")
    if parts[0] == "doc" and len(parts) > 3:
        return "/".join([*parts[:2], re.split(r"[-.\d]", parts[3])[0]])
    if parts[0] == "doc":
        return "/".join(parts[:2])
    return parts[0] if parts[0] == "graph" else "/".join(parts[:2]) if parts[0] == "query" else path


def spread(paths: Iterable[str], most: int) -> list[str]:
    """So many paths of each kind at the most, from the first to the last of it."""
    by_kind: dict[str, list[str]] = {}
    for path in paths:
        by_kind.setdefault(kind(path), []).append(path)
    return [path for of in by_kind.values() for path in of[:: -(-len(of) // most)]]


def examples(server: Server) -> dict[str, str]:
    """A path for each kind of page, one with a text in Persian or Chinese if there is one.

    Beside a page that answers questions in its address stands the first that it leads to itself.
    """
    found = _by_kind(server, listed(server))
    asked = {path: _first_question(server, path) for path in found.values() if "/" not in path}
    answers = {f"{path} answered": question for path, question in asked.items() if question}
    linked = _linked(server, found | answers)
    return found | answers | linked | {"not found": "doc/agreement/none"}


def page_routes(server: Server) -> dict[str, dict[str, Any]]:
    """The routes whose answer can be a page, as the server describes itself (OpenAPI).

    A page by its suffix is the same page; that no route is left out of the description is a test of
    its own.
    """
    described = json.loads(get(f"{server.url}openapi.json", "application/json"))["paths"]
    return {path: of["get"] for path, of in described.items()
            if not path.endswith(".{suffix}") and _gives_a_page(of.get("get", {}))}  # fmt: skip


def main_pages(server: Server) -> list[str]:
    """The paths of pages that stand for themselves: no variable, and no question is needed."""
    fixed = {route: of for route, of in page_routes(server).items() if "{" not in route}
    return [route.lstrip("/") for route, operation in fixed.items()
            if not any(one.get("required") for one in operation.get("parameters", ()))]  # fmt: skip


def leads_to(page: str) -> set[str]:
    """The paths that links and forms of a page lead to on its own server."""
    ways = re.findall(r'<(?:a [^>]*href|form [^>]*action)="/([^"#?]*)', page)
    return {unescape(way) for way in ways}


def _gives_a_page(operation: dict[str, Any]) -> bool:
    answers = operation.get("responses", {}).items()
    return any(status[0] == "2" and "text/html" in answer.get("content", {})
               for status, answer in answers)  # fmt: skip


def without_example(routes: Iterable[str], paths: Iterable[str]) -> list[str]:
    """The routes that no path is of."""
    bare = [f"/{path.partition('?')[0]}" for path in paths]
    return [route for route in routes if not any(map(_pattern(route).fullmatch, bare))]


def _pattern(route: str) -> re.Pattern[str]:
    """What the paths of a route look like: its variables stand for anything, slashes too."""
    fixed = re.split(r"\{\w+\}", route)
    return re.compile(".+".join(map(re.escape, fixed)))


def _linked(server: Server, found: dict[str, str]) -> dict[str, str]:
    """For each route that gives a page and has none yet, the first link to it, or its example."""
    links = list(dict.fromkeys(unescape(link) for path in found.values() for link in re.findall(
        r'<a [^>]*href="/([^"#]+)"', get(f"{server.url}{path}"))))  # fmt: skip
    routes = page_routes(server)
    leads = {}
    for route in without_example(routes, found.values()):
        led = (link for link in links if not without_example([route], [link]))
        leads[route.lstrip("/")] = next(led, None) or _filled(route, routes[route])
    return {name: path for name, path in leads.items() if path}


def _filled(route: str, operation: dict[str, Any]) -> str | None:
    """A route with the first example of each of its variables; None where one has no example."""
    for one in operation.get("parameters", ()):
        if one["in"] == "path":
            example = next(iter(one.get("examples", {}).values()), None)
            if example is None:
                return None
            route = route.replace(f"{{{one['name']}}}", str(example["value"]))
    return route.lstrip("/")


def _by_kind(server: Server, paths: Iterable[str]) -> dict[str, str]:
    by_kind: dict[str, list[str]] = {}
    concepts = _documents(server, _CONCEPTS)
    for path in paths:
        by_kind.setdefault("doc/concept" if path in concepts else kind(path), []).append(path)
    wished = [_with_text_in(server, language) for language in LANGUAGES]
    return {name: min(of, key=lambda path: next(
        (rank for rank, paths in enumerate(wished) if path in paths), len(wished)))
        for name, of in by_kind.items()}  # fmt: skip


def _with_text_in(server: Server, language: str) -> set[str]:
    """The documents of things of which something is said in a language."""
    return _documents(server, _FOREIGN.format(language))


def _documents(server: Server, query: str) -> set[str]:
    """The documents of the things that a query finds."""
    address = f"{server.url}sparql?query={urllib.parse.quote(query)}"
    answer = json.loads(get(address, "application/sparql-results+json"))
    iris = [row["thing"]["value"] for row in answer["results"]["bindings"]]
    return {f"doc/{iri.partition('/id/')[2]}" for iri in iris}


def _first_question(server: Server, path: str) -> str | None:
    """The first link of a page to itself with a question."""
    if not path:
        return None
    page = get(f"{server.url}{path}")
    own = re.search(
        rf'<a [^>]*href="/({re.escape(path)}\?(?!format=)[^"]+)"', page.partition("<main")[2]
    )
    return unescape(own[1]) if own else None
