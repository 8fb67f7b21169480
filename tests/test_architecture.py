"""The house stands: who imports whom, read from the import statements (architecture page)."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = "treatygraph"
SOURCE = Path(__file__).resolve().parent.parent / "src" / PACKAGE

# What each room may import besides itself. Higher rooms stand first.
_FLOOR = {"namespaces", "errors"}
_PURE = {"turtle", "queries", "negotiation", "iris"} | _FLOOR
_KEEPING = {"collection", "store"} | _PURE
_DOING = {"check", "release", "describe", "search"} | _KEEPING
MAY_IMPORT: Mapping[str, set[str]] = {
    "__main__": {"cli"},
    "cli": _DOING
    | {
        "",
        "assets",
        "changes",
        "citing",
        "client",
        "conformance",
        "importing",
        "matching",
        "mcp",
        "panels",
        "progress",
        "publishing",
        "scaffold",
        "settings",
        "tables",
    },
    "web": _DOING | {"", "assets", "changes", "citing", "panels"},
    "mcp": _DOING | {"", "citing", "client"},
    "client": _DOING | {"", "citing", "conformance"},
    "citing": {"conformance", "store", "queries"} | _FLOOR,
    "conformance": {"negotiation", "iris"} | _FLOOR,  # a client: it knows nothing of our server
    "panels": _KEEPING | {"release", "describe"},
    "changes": _KEEPING | {"release", "describe"},
    "importing": {"turtle", "iris", "scaffold", "settings", ""} | _FLOOR,
    "matching": {"collection", "search", "turtle", "iris"} | _FLOOR,
    "describe": _KEEPING | {"release"},
    "publishing": _KEEPING | {"release"},
    "release": _KEEPING | {"search", "sorting", ""},  # the package itself: only its version
    "search": {"iris", "sorting"} | _FLOOR,
    "check": _KEEPING | {""},  # the package itself: only its version
    "collection": _PURE,
    "store": _PURE,
    "queries": {"iris"} | _FLOOR,
    "negotiation": _FLOOR,
    "iris": _FLOOR,
    "turtle": _FLOOR,
    "scaffold": {"settings", "iris", ""} | _FLOOR,
    "settings": {"iris"} | _FLOOR,
    "tables": {"namespaces"},
    "sorting": set(),
    "progress": set(),
    "assets": set(),
    "namespaces": set(),
    "errors": set(),
    "": {"client"},  # what ``treatygraph.open`` gives, imported when it is asked for
}
# Who alone may know a library.
ONLY: Mapping[str, tuple[str, ...]] = {
    "flask": ("web",),
    "werkzeug": ("web",),
    "granian": ("web",),
    "prometheus_client": ("web.metrics", "web.metrics_together"),
    "click": ("cli",),
    "mcp": ("mcp",),
    "rapidfuzz": ("matching.likeness",),
    "pandas": ("client",),
    "SPARQLWrapper": ("store.remote",),
    "pyoxigraph.Store": ("store.embedded",),
    "sqlite3": ("search", "release.locations", "changes.kept"),
    "pyshacl": ("check.engines.pyshacl_engine",),
    "shacl": ("check.engines.shacl_engine",),
}
# cli.serve starts the server by name, so that `check` runs where granian has no wheel.
BY_NAME = {("cli.serve", "web.server"), ("cli.serve", "web.config")}


def imports(source: str) -> set[str]:
    """Every module or name that a source imports, wherever the statement stands."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                found.update(alias.name for alias in names)
            case ast.ImportFrom(module=module, names=names, level=level):
                found.update(f"{'.' * level}{module or ''}.{alias.name}" for alias in names)
    return found


def by_name(source: str) -> set[str]:
    """Every module of ours that a source names in a string, as ``import_module`` wants it."""
    strings = (node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant))
    return {
        text.removeprefix(f"{PACKAGE}.")
        for text in strings
        if isinstance(text, str)
        and text.startswith(f"{PACKAGE}.")
        and all(part.isidentifier() for part in text.split("."))
    }


def room(module: str) -> str:
    """The room of a module, given without the package's name."""
    return module.partition(".")[0]


def resolve(name: str, modules: Mapping[str, str]) -> str | None:
    """The module of ours that an import means, or None where it is of somebody else."""
    if name != PACKAGE and not name.startswith(f"{PACKAGE}."):
        return None
    inner = name.removeprefix(PACKAGE).removeprefix(".")
    while inner and inner not in modules:
        inner = inner.rpartition(".")[0]
    return inner


def faults(modules: Mapping[str, str]) -> list[str]:
    """What breaks the house, in words; ``modules`` maps names such as ``store.wire`` to source."""
    return [
        *(fault for name in modules for fault in _directions(name, modules)),
        *_cycles(modules),
    ]


def _directions(name: str, modules: Mapping[str, str]) -> Iterator[str]:
    source = modules[name]
    for imported in sorted(imports(source)):
        if imported.startswith("."):
            yield f"{name} imports {imported} by a relative path"
        inner = resolve(imported, modules)
        if inner is not None and not _allowed(room(name), room(inner)):
            yield f"{name} imports {inner or PACKAGE}, which is not below it"
        for library, knowing in ONLY.items():
            if (imported + ".").startswith(library + ".") and not _is_one_of(name, knowing):
                yield f"{name} imports {imported}, which only {knowing[0]} may know"
    for named in sorted(by_name(source)):
        inner = resolve(f"{PACKAGE}.{named}", modules)
        if inner and (name, inner) not in BY_NAME and not _allowed(room(name), room(inner)):
            yield f"{name} names {inner}, which is not below it"


def _allowed(importing: str, imported: str) -> bool:
    return importing == imported or imported in MAY_IMPORT.get(importing, set())


def _is_one_of(module: str, knowing: tuple[str, ...]) -> bool:
    return any((module + ".").startswith(known + ".") for known in knowing)


def _cycles(modules: Mapping[str, str]) -> Iterator[str]:
    below = {
        name: {resolve(imported, modules) for imported in imports(source)} - {None, "", name}
        for name, source in modules.items()
    }
    try:
        tuple(TopologicalSorter(below).static_order())
    except CycleError as error:
        yield "import each other in a circle: " + " ← ".join(error.args[1])


def _ours() -> dict[str, str]:
    found = {}
    for path in sorted(SOURCE.rglob("*.py")):
        parts = path.relative_to(SOURCE).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = path.read_text(encoding="utf-8")
    return found


def test_imports_go_downwards_only() -> None:
    assert faults(_ours()) == []


def test_every_room_has_a_level() -> None:
    assert {room(name) for name in _ours()} <= MAY_IMPORT.keys()


def test_each_library_is_known_where_it_should_be() -> None:
    ours = _ours()
    known = {imported for source in ours.values() for imported in imports(source)}
    unknown = [name for name in ONLY if not any((k + ".").startswith(name + ".") for k in known)]
    assert unknown == [], "a rule about a library that nobody imports holds nothing"


def test_the_command_line_names_the_server_without_importing_it() -> None:
    ours = _ours()
    named = {(name, one) for name in ("cli.serve", "cli.mcp") for one in by_name(ours[name])}
    assert named == BY_NAME | {("cli.mcp", "mcp.server")}


_BAD = {
    "a floor above": ("store.pool", "from treatygraph.release import Release"),
    "store imports collection": ("store.pool", "import treatygraph.collection.loading"),
    "collection imports store": ("collection.files", "from treatygraph.store import Store"),
    "turtle imports queries": ("turtle.parser", "from treatygraph.queries import scan_query"),
    "check imports release": ("check.report", "from treatygraph.release import Release"),
    "release imports check": ("release.build", "from treatygraph.check import Finding"),
    "release imports describe": ("release.build", "from treatygraph import describe"),
    "describe imports check": ("describe.reader", "from treatygraph.check import Finding"),
    "changes imports check": ("changes.sides", "from treatygraph.check import Finding"),
    "release imports changes": ("release.build", "from treatygraph.changes import open_side"),
    "cli imports web": ("cli", "from treatygraph.web.server import run"),
    "web imports cli": ("web.app", "from treatygraph import cli"),
    "web names cli": ("web.app", "import_module('treatygraph.cli')"),
    "cli names another view": ("cli", "import_module('treatygraph.web.app')"),
    "namespaces imports": ("namespaces", "from treatygraph.errors import TreatygraphError"),
    "inside a function": ("store.pool", "def f():\n    from treatygraph.check import Finding"),
    "for types only": ("store.pool", "if TYPE_CHECKING:\n    import treatygraph.check"),
    "relative": ("store.pool", "from . import wire"),
    "Flask outside web": ("describe.reader", "from flask import request"),
    "Flask deeply outside": ("cli", "import flask.cli"),
    "granian outside web": ("cli", "import granian"),
    "click outside cli": ("check.report", "import click"),
    "another SPARQLWrapper": ("store.pool", "from SPARQLWrapper import SPARQLWrapper"),
    "another pyoxigraph Store": ("check.hygiene", "from pyoxigraph import Quad, Store"),
    "another pySHACL": ("check.checking", "import pyshacl"),
    "an unknown room": ("cellar.door", "from treatygraph.errors import TreatygraphError"),
}


@pytest.mark.parametrize(("name", "source"), _BAD.values(), ids=_BAD.keys())
def test_a_broken_rule_is_found(name: str, source: str) -> None:
    house = dict.fromkeys(_ours(), "")
    assert len(faults(house | {name: source})) == 1


def test_a_circle_of_two_modules_is_found() -> None:
    house = dict.fromkeys(_ours(), "") | {
        "store.pool": "from treatygraph.store import wire",
        "store.wire": "def late():\n    from treatygraph.store.pool import WorkerPool",
    }
    assert len(faults(house)) == 1


def test_a_circle_through_a_package_is_found() -> None:
    house = dict.fromkeys(_ours(), "") | {
        "store": "from treatygraph.store.pool import WorkerPool",
        "store.pool": "from treatygraph.store import Answer",
    }
    assert len(faults(house)) == 1


def test_a_house_without_imports_has_no_fault() -> None:
    assert faults(dict.fromkeys(_ours(), "x = 'treatygraph'")) == []
