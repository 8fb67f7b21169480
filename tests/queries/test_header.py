"""Headers of query files are YAML as grlc reads it, and ours are read alike by both."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from treatygraph.queries import load_query, parse_query

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = sorted((ROOT / "queries").rglob("*.rq"))


def yaml_of(text: str) -> object:
    """A header as grlc reads it."""
    lines = (line.lstrip("#+") for line in text.split("\n") if line.startswith("#+"))
    return yaml.safe_load("\n".join(lines)) or {}


def as_read(items: object) -> dict[str, list[str]]:
    """A list of YAML by what its items name, each value as text."""
    assert isinstance(items, list)
    found: dict[str, list[str]] = {}
    for item in items:
        for name, value in item.items() if isinstance(item, dict) else [(item, [])]:
            found[str(name)] = list(map(str, value if isinstance(value, list) else [value]))
    return found


def differences(text: str) -> list[str]:
    """The keys of a header that we read otherwise than YAML."""
    said, told = parse_query(text, "q").said, yaml_of(text)
    assert isinstance(told, dict)
    ours: dict[str, object] = dict(said.texts)
    for key in said.lists:
        ours[key] = {name: list(values) for name, values in said.values(key).items()}
    theirs = {key: as_read(value) if isinstance(value, list) else str(value)
              for key, value in told.items()}  # fmt: skip
    return [key for key in ours.keys() | theirs.keys() if ours.get(key) != theirs.get(key)]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_our_header_says_the_same_to_grlc(path: Path) -> None:
    assert differences(path.read_text(encoding="utf-8")) == []
    assert load_query(path).summary != ""


@pytest.mark.parametrize(
    "header",
    [
        "#+ tags: [a, b]",
        "#+ tags:\n#+   - a\n#+   - b c",
        "#+ tags:\n#+ - a\n#+ - b",
        "#+ summary: 'it''s: so'",
        '#+ summary: "a \\"b\\": c"',
        "#+ description: >-\n#+   one\n#+   two",
        "#+ description: one\n#+   two",
        "#+ defaults:\n#+   - genre: Electronic\n#+   - year: 1990",
        "#+ enumerate:\n#+   - type:\n#+     - http://a/b\n#+     - c\n#+   - other",
        "#+ enumerate:\n#+   - type: [a, b]",
        "#+ endpoint: http://dbpedia.org/sparql\n#+ pagination: 100\n#+ method: GET",
    ],
)
def test_what_grlc_writes_is_read_as_yaml(header: str) -> None:
    assert differences(f"{header}\nASK {{}}") == []


def test_a_difference_would_be_found() -> None:
    assert differences("#+ summary: a #b\nASK {}") == ["summary"]
