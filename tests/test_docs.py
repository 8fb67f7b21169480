"""The documents say what is so: commands, addresses, settings, counts and examples."""

from __future__ import annotations

import re

import click
import pytest

from support import ROOT
from treatygraph.cli import COMMANDS, main
from treatygraph.release import Release
from treatygraph.store import QueryLimits
from treatygraph.web.app import create_app
from treatygraph.web.bodies import MOST
from treatygraph.web.config import ServeConfig
from treatygraph.web.limits import told as told_limits

README = (ROOT / "README.md").read_text(encoding="utf-8")
SERVICE = (ROOT / "docs/service.md").read_text(encoding="utf-8")
COMMANDS_PAGE = ROOT / "docs/commands.md"
UNDOCUMENTED_ROUTES = {"/static/<path:filename>"}
"""Addresses that are nobody's business."""


def commands_page() -> str:
    """``docs/commands.md`` as the help texts make it."""
    parts = ["# Commands\n\nMade from `--help`; a test holds it to that.\n"]
    for name in ["", *sorted(COMMANDS)]:
        command = main.get_command(click.Context(main), name) if name else main
        assert command
        path = f"treatygraph {name}".strip()
        settings = {"max_content_width": 78, "help_option_names": ["-h", "--help"]}
        with click.Context(command, info_name=path, **settings) as context:
            told = command.get_help(context)
        parts.append(f"## {path}\n\n```text\n{told}\n```\n")
    return "\n".join(parts)


def test_the_page_of_commands_is_what_help_says() -> None:
    assert COMMANDS_PAGE.read_text(encoding="utf-8") == commands_page()


def test_every_address_is_documented(corpus_release: Release) -> None:
    app = create_app(
        ServeConfig(str(corpus_release.folder)), release=corpus_release, store=corpus_release.store
    )
    routes = {rule.rule for rule in app.url_map.iter_rules()} - UNDOCUMENTED_ROUTES
    words = {
        "/id/<path:key>": "/id/KIND/KEY",
        "/doc/<path:key>": "/doc/KIND/KEY",
        "/graph/<path:key>": "/graph/PATH",
        "/ontology/<version>": "/ontology/VERSION",
        "/query/<path:name>": "/query/NAME",
        "/api/<path:name>": "/api/NAME",
        "/dumps/<path:name>": "/dumps/NAME",
        "/release/<name>": "/release/VERSION/PATH",
        "/release/<name>/<path:path>": "/release/VERSION/PATH",
        "/timemap/<path:path>": "/timemap/PATH",
        "/changes/<name>": "/changes/NAME",
        "/panels/<name>": "/panels/NAME",
        "/timemap": "/timemap/PATH",
        "/sitemap-<int:number>.xml": "/sitemap-NUMBER.xml",
    }
    plain = {
        rule.removesuffix(".<suffix>") for rule in routes
    }  # that suffixes name formats is told
    assert [rule for rule in sorted(plain) if f"`{words.get(rule, rule)}`" not in SERVICE] == []


def test_the_limits_told_are_the_limits_kept() -> None:
    limits, config = QueryLimits(), ServeConfig("")
    assert limits == config.limits
    told = {limit.name: limit.shown for limit in told_limits(limits)}
    units = {"time": "30 s", "waiting": "10 s"}
    for name, shown in (told | units).items():
        assert f"| `{name}` | {shown} |" in SERVICE
    assert limits.at_once * limits.memory_bytes == 4 << 30
    assert "of memory, 4 GiB, besides" in SERVICE
    assert f"| bodies that are being received | | {MOST} | | 503 |" in SERVICE


@pytest.mark.parametrize(
    ("noun", "cls"),
    [
        ("agreements", "Agreement"),
        ("norms", "Norm"),
        ("provisions", "Provision"),
        ("claims", "Claim"),
        ("sources", "Source"),
        ("disagreements", "Disagreement"),
    ],
)
def test_the_counts_of_the_readme_are_those_of_the_data(
    corpus_release: Release, noun: str, cls: str
) -> None:
    told = re.search(rf"(\d+)\s+{noun}", README)
    assert told
    assert int(told[1]) == corpus_release.manifest.classes[cls]


def test_the_query_of_the_readme_gives_the_answer_that_stands_below_it(
    corpus_release: Release,
) -> None:
    query = README.partition("```sparql\n")[2].partition("```")[0]
    rows = corpus_release.store.select(query)
    table = [f"| {' | '.join(rows.variables)} |"]
    table += [f"| {' | '.join(term.value for term in row if term)} |" for row in rows.rows]  # type: ignore[union-attr]
    assert len(rows) == 1
    assert all(line in README for line in table)


@pytest.mark.parametrize("page", ["README.md", "docs/model.md", "docs/service.md"])
def test_links_and_files_that_are_named_exist(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#]+)\)", text)
    files = re.findall(r"`((?:queries|ontology|data|docs)/[\w./-]+)`", text)
    files += re.findall(r"(queries/\S+\.rq)", text)
    here = (ROOT / page).parent
    missing = [name for name in links if "://" not in name and not (here / name).exists()]
    assert missing + [name for name in files if not (ROOT / name).exists()] == []


def test_every_class_of_norm_is_explained() -> None:
    model = (ROOT / "docs/model.md").read_text(encoding="utf-8")
    ontology = (ROOT / "ontology/treatygraph.ttl").read_text(encoding="utf-8")
    classes = set(re.findall(r"\btg:(\w+)\s+a owl:Class", re.sub(r"\n\s+a ", " a ", ontology)))
    named = {name for name in classes if f"`tg:{name}`" in model}
    deliberately_left_out = {
        "Actor", "State", "Organization", "NonStateActor", "Person", "Place", "Initiative",
        "System", "Event", "Tenure",
    }  # fmt: skip
    assert classes - named == deliberately_left_out
