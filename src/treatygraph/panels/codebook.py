"""What the columns of a panel mean: as Markdown for people, as CSVW metadata for programs.

Both are made from the declarations that the table itself is made from.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from treatygraph.panels.columns import Column
from treatygraph.panels.panel import Panel

_RULES = """\
- **In force** is asked of the last day of each year, by the rules that pages of agreements and of
  actors follow (`library/status-on-day`, `library/participants-on-day`): in force, not in force,
  unknown or disputed.
- **Unknown dates** are never guessed. What is known to the year counts in its year; what is not is
  counted apart, as unknown or uncertain, or in no row, as said below.
- **Codes** are those of the year. A State that ended has the codes that it had.
- **An agreement counts once**, whatever the number of records that a curator accepted to be of it.
  Records of two sets that nobody matched count twice: ask for one collection, or match them first.
"""


def codebook(panel: Panel) -> str:
    """The codebook, in Markdown."""
    return "\n".join(_lines(panel))


def _lines(panel: Panel) -> Iterator[str]:
    yield f"# {panel.kind.title}: codebook\n"
    yield f"{panel.kind.row}\n"
    yield f"- Data: {panel.title}, release {panel.release}; collections: {_listed(panel)}."
    yield f"- Years: {panel.years.first} to {panel.years.last}."
    if panel.licence:
        yield f"- Licence: <{panel.licence}>."
    if panel.rights:
        yield f"- Rights: {panel.rights}"
    yield f"{_RULES}"
    yield "## Not counted\n"
    yield from (f"- {note}" for note in panel.notes)
    yield ""
    yield "## Columns\n"
    yield "| column | type | meaning | queries |"
    yield "| --- | --- | --- | --- |"
    yield from map(_row, panel.columns)
    yield ""


def _listed(panel: Panel) -> str:
    return ", ".join(f"`{name}`" for name in panel.collections) or "none"


def _row(column: Column) -> str:
    type_ = f"{column.type}, may be empty" if column.may_be_empty else column.type
    queries = ", ".join(f"`{name}`" for name in column.queries)
    return f"| `{column.name}` | {type_} | {column.meaning} | {queries} |"


def table_metadata(panel: Panel, url: str) -> dict[str, Any]:
    """The metadata of the table at an address (Metadata Vocabulary for Tabular Data)."""
    columns = [_column(one) for one in panel.columns]
    key = [one.name for one in panel.kind.unit if one.name.partition("_")[0] in ("actor", "norm")]
    told: dict[str, Any] = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": url,
        "dc:title": panel.kind.title,
        "dc:description": " ".join([panel.kind.row, *panel.notes]),
        "dc:source": f"{panel.title}, release {panel.release}",
        "dialect": {"lineTerminators": ["\r\n"]},
        "tableSchema": {"columns": columns, "primaryKey": [*key, "year"]},
    }
    if panel.licence:
        told["dc:license"] = {"@id": panel.licence}
    if panel.rights:
        told["dc:rights"] = panel.rights
    return told


def _column(one: Column) -> dict[str, Any]:
    told: dict[str, Any] = {"name": one.name, "titles": one.name, "datatype": one.type,
                            "dc:description": one.meaning}  # fmt: skip
    if one.queries:
        told["dc:source"] = ", ".join(one.queries)
    return told if one.may_be_empty else told | {"required": True}
