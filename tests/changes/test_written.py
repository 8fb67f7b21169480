"""The same difference as text, JSON and Markdown."""

from __future__ import annotations

import html
import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from changed import GAZETTE, MINI, TREATY, Edit, copied, differ
from support import ROOT
from treatygraph.changes import Difference, as_json, as_markdown, as_text
from treatygraph.changes.markdown import LIMIT, escaped

EDITS: tuple[Edit, ...] = (
    (TREATY, "let warships of a third State lie", "let warships of any other State lie"),
    (TREATY, "norm-type:transport-corridor", "norm-type:mutual-defence"),
    (TREATY, "norm-ten-years\n", "norm-10-years\n"),
    (GAZETTE, "tg:disputes aa-bb-1999:norm-dredge", "tg:supports aa-bb-1999:norm-dredge"),
    ("agreements/unread-2010.ttl", "agreement:unread-2010\n", "agreement:unseen-2010\n"),
)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Difference:
    """Things renamed, changed, added and removed, support and queries that change."""
    folder = copied(tmp_path_factory.mktemp("written"), *EDITS)
    (folder / "places/port-quill.ttl").unlink()
    place = MINI / "places/port-quill.ttl"
    text = place.read_text(encoding="utf-8").replace("quill", "ink").replace("Quill", "Ink")
    (folder / "places/ink.ttl").write_text(text, encoding="utf-8")
    return differ(MINI, folder, ask=True)


# JSON -----------------------------------------------------------------------------------

TEXT, COUNT = {"type": "string"}, {"type": "integer", "minimum": 0}
MAYBE = {"type": ["string", "null"]}


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties),
            "additionalProperties": False}  # fmt: skip


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


TERM = {
    "type": "object",
    "properties": {"type": {"enum": ["uri", "literal", "bnode"]}, "value": TEXT,
                   "xml:lang": TEXT, "datatype": TEXT},
    "required": ["type", "value"],
    "additionalProperties": False,
}  # fmt: skip
ROW = {"type": "object", "additionalProperties": TERM}
SIDE = _object(
    name=TEXT,
    kind={"enum": ["revision", "work tree", "folder", "release"]},
    id=MAYBE,
    triples=COUNT,
)
DETAIL = _object(property=TEXT, sentence=TEXT, removed=_list(TERM), added=_list(TERM))
THING = _object(
    iri=TEXT,
    change={"enum": ["added", "removed", "changed", "renamed"]},
    was=MAYBE,
    sentence=TEXT,
    details=_list(DETAIL),
    **{"class": MAYBE},
)
SCHEMA = _object(
    form={"enum": [1]},
    a=SIDE,
    b=SIDE,
    equal={"type": "boolean"},
    counts=_object(added=COUNT, removed=COUNT, changed=COUNT, renamed=COUNT),
    triples=_object(added=COUNT, removed=COUNT),
    groups=_list(_object(iri=MAYBE, label=TEXT, things=_list(THING))),
    support=_list(
        _object(
            iri=TEXT,
            relation={"enum": ["supports", "disputes"]},
            sentence=TEXT,
            gained=_list(TEXT),
            lost=_list(TEXT),
        )
    ),
    queries={
        "type": ["array", "null"],
        "items": _object(name=TEXT, summary=TEXT, added=_list(ROW), removed=_list(ROW)),
    },
)
"""In the words of JSON Schema (2020-12) that :func:`faults` knows."""
TYPES = {"string": str, "integer": int, "boolean": bool, "object": dict, "array": list,
         "null": type(None)}  # fmt: skip


def faults(value: Any, schema: dict[str, Any], at: str = "$") -> list[str]:
    """Where a value breaks a schema."""
    if "enum" in schema:
        return [] if value in schema["enum"] else [f"{at}: {value!r}"]
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if not any(type(value) is TYPES[name] for name in types):
        return [f"{at}: {type(value).__name__}, not {types}"]
    if isinstance(value, list):
        return [
            f for i, item in enumerate(value) for f in faults(item, schema["items"], f"{at}/{i}")
        ]
    if not isinstance(value, dict):
        return (
            [f"{at}: too small"] if value is not None and schema.get("minimum") == 0 > value else []
        )
    missing = [f"{at}: no {name}" for name in schema.get("required", ()) if name not in value]
    known, more = schema.get("properties", {}), schema["additionalProperties"]
    for name, item in value.items():
        inner = known.get(name, more)
        missing += faults(item, inner, f"{at}/{name}") if inner else [f"{at}: {name} is unknown"]
    return missing


def test_json_is_as_the_schema_says(found: Difference) -> None:
    assert faults(json.loads(json.dumps(as_json(found))), SCHEMA) == []
    assert faults(as_json(differ(MINI, MINI)), SCHEMA) == []
    assert faults(as_json(differ(MINI, MINI, ask=True)), SCHEMA) == []


def test_the_schema_finds_what_is_amiss(found: Difference) -> None:
    told = as_json(found)
    assert faults(told | {"more": 1}, SCHEMA) == ["$: more is unknown"]
    assert faults({k: v for k, v in told.items() if k != "a"}, SCHEMA) == ["$: no a"]
    assert faults(told | {"equal": "no"}, SCHEMA) == ["$/equal: str, not ['boolean']"]


def _members(schema: dict[str, Any]) -> set[str]:
    """Every name that a schema knows, terms aside: SPARQL documents those."""
    if schema is TERM:
        return set()
    inner = [*schema.get("properties", {}).values(), *filter(None, [schema.get("items")])]
    return set(schema.get("properties", {})).union(*map(_members, inner))


def test_every_member_is_documented() -> None:
    page = (ROOT / "docs/diff.md").read_text(encoding="utf-8")
    assert {name for name in _members(SCHEMA) if f"`{name}`" not in page} == set()


def test_json_tells_every_kind_of_change_and_whether_queries_were_asked(
    found: Difference,
) -> None:
    told = as_json(found)
    assert all(told["counts"][kind] for kind in ("changed", "renamed"))
    assert told["support"]
    assert told["queries"]
    assert told["equal"] is False
    assert as_json(differ(MINI, MINI))["queries"] is None
    assert as_json(differ(MINI, MINI, ask=True))["queries"] == []


# Text -----------------------------------------------------------------------------------


def test_text_has_a_heading_for_each_group_and_a_line_for_each_change(found: Difference) -> None:
    lines = as_text(found).splitlines()
    assert all(group.label in lines for group in found.groups)
    assert all(f" {thing.sentence}" in "\n".join(lines) for thing in found.things)
    assert "Saved queries that now answer differently" in lines
    assert "\x1b" not in "".join(lines)


def test_colours_change_no_word(found: Difference) -> None:
    coloured = as_text(found, colour=True)
    assert coloured.count("\x1b[") > 20
    assert re.sub(r"\x1b\[\d+m", "", coloured) == as_text(found)


def on_a_terminal(*arguments: str, **variables: str) -> bytes:
    """What ``treatygraph diff`` writes to a terminal."""
    inside, outside = pty.openpty()
    environment = {k: v for k, v in os.environ.items() if k != "NO_COLOR"}
    environment |= {"PYTHONPATH": str(ROOT / "src"), "TERM": "xterm"} | variables
    command = [sys.executable, "-m", "treatygraph", "diff", *arguments]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=outside,
                          stderr=subprocess.DEVNULL) as process:  # fmt: skip
        os.close(outside)
        written = b""
        try:
            while piece := os.read(inside, 4096):
                written += piece
        except OSError:  # the other end is closed
            pass
        process.wait(timeout=60)
    os.close(inside)
    return written


def test_a_terminal_gets_colours_unless_it_wants_none(tmp_path: Path) -> None:
    b = str(copied(tmp_path, EDITS[0]))
    assert b"\x1b[33m" in on_a_terminal(str(MINI), b, "--no-queries")
    plain = on_a_terminal(str(MINI), b, "--no-queries", NO_COLOR="1")
    assert b"\x1b" not in plain
    assert b"any other" in plain


def test_control_characters_in_the_data_do_not_reach_a_terminal(tmp_path: Path) -> None:
    folder = copied(tmp_path, (TREATY, '"Ten years"@en', r'"Ten \u001B[31m\u0007years"@en'))
    (folder / "new.ttl").write_text(r'<x:a> <x:b> "\u001B]0;title\u0007" .')
    told = differ(MINI, folder)
    assert "\x1b" not in as_text(told) + as_markdown(told)
    assert "\x07" not in as_text(told) + as_markdown(told)


# Markdown -------------------------------------------------------------------------------

EVIL = "<img src=x onerror=alert(1)> **b** _i_ `c` [l](x) | ~~s~~ $m$ # @somebody #12 \\ & &lt;"


def test_a_label_with_markup_is_shown_as_it_is(tmp_path: Path) -> None:
    text = json.dumps(EVIL)
    told = as_markdown(differ(MINI, copied(tmp_path, (TREATY, '"Ten years"', text))))
    assert "<img" not in told
    assert r"\*\*b\*\* \_i\_ \`c\` \[l\](x) \| \~\~s\~\~ \$m\$" in told
    assert "@somebody" not in told
    assert "#12" not in told


@given(st.text())
def test_escaping_loses_nothing_and_leaves_no_markup(text: str) -> None:
    markdown = escaped(text)
    shown = html.unescape(re.sub(r"\\([\\`*_\[\]#!|~$])", r"\1", markdown.replace("<!-- -->", "")))
    assert "\n" not in markdown
    assert shown == html.unescape(html.escape(text, quote=False).replace("\n", " "))
    assert not re.search(r"(?<!\\)(\\\\)*[`*_\[\]|~$]", markdown)
    assert re.sub(r"<!-- -->", "", markdown).count("<") == 0


def test_markdown_tells_what_text_tells(found: Difference) -> None:
    told = as_markdown(found)
    assert all(f"#### {escaped(group.label)}\n" in told for group in found.groups)
    assert all(f" {escaped(thing.sentence)}\n" in told for thing in found.things)
    assert "<del>a third</del><ins>any other</ins>" in told
    assert "<summary><code>library/comparison-grid</code>" in told


def _many(tmp_path: Path, number: int) -> Difference:
    folder = copied(tmp_path)
    things = (f'<x:{n}> <http://www.w3.org/2004/02/skos/core#prefLabel> "Thing {n} {"z" * 80}"@en .'
              for n in range(number))  # fmt: skip
    (folder / "many.ttl").write_text("\n".join(things))
    return differ(MINI, folder)


def test_a_long_list_is_folded(tmp_path: Path) -> None:
    told = as_markdown(_many(tmp_path, 20))
    assert told.count("<details>") == told.count("</details>") == 1
    assert "<summary>8 more</summary>" in told
    assert "left out" not in told


def test_what_does_not_fit_into_a_comment_is_counted(tmp_path: Path) -> None:
    found = _many(tmp_path, 1200)
    for limit in (*range(2000, 2400, 3), LIMIT):
        told = as_markdown(found, limit=limit)
        shown = told.count("New thing")
        assert limit - 600 < len(told) <= limit
        assert told.count("<details>") == told.count("</details>")
        assert f"\n{1200 - shown:,} changes left out here: see <code>treatygraph diff " in told


def test_headings_take_room_too(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    long = "a treaty with a very long name " * 5
    things = (f'<x:{n}> a <https://w3id.org/treatygraph/ontology#Agreement> ; '
              f'<http://www.w3.org/2004/02/skos/core#prefLabel> "{long}{n}"@en .'
              for n in range(300))  # fmt: skip
    (folder / "many.ttl").write_text("\n".join(things))
    found = differ(MINI, folder)
    for limit in range(2000, 2600, 3):
        told = as_markdown(found, limit=limit)
        assert limit - 700 < len(told) <= limit
        assert f"\n{300 - told.count('New agreement'):,} changes left out here" in told


def test_queries_keep_a_part_of_a_full_comment(found: Difference) -> None:
    told = as_markdown(found, limit=6000)
    assert len(told) <= 6000
    assert "Saved queries that now answer differently" in told


def test_nothing_changed_is_said_in_every_format() -> None:
    same = differ(MINI, MINI, ask=True)
    assert as_text(same).endswith("\nno fact changed")
    assert as_markdown(same).endswith("\n\nno fact changed\n")
    assert as_json(same)["equal"] is True
