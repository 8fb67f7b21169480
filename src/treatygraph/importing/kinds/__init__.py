"""The kinds of sets that can be imported, by name; each is imported when it is asked for."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Final

from treatygraph.errors import TreatygraphError
from treatygraph.importing.kinds.protocol import Kind

KINDS: Final = {
    "atop": "atop.Atop",
    "ca-treaties": "ca_treaties.CaTreaties",
    "ch-treaties": "ch_treaties.ChTreaties",
    "csvw": "csvw.Csvw",
    "nl-treaties": "nl_treaties.NlTreaties",
    "open-treaties": "open_treaties.OpenTreaties",
    "state-codes": "state_codes.StateCodes",
    "uk-treaties": "uk_treaties.UkTreaties",
    "un-mtdsg": "un_mtdsg.UnMtdsg",
}
"""Each kind and the class that knows it, in this package."""


class UnknownKind(TreatygraphError):
    """A kind of set that nobody knows how to read."""


def kind_named(name: str, path: Path) -> Kind:
    """The kind of a name, for a set at a path. Raises UnknownKind."""
    if name not in KINDS:
        raise UnknownKind(f"{name} is no kind of set: there are {', '.join(KINDS)}")
    module, _, cls = KINDS[name].partition(".")
    found = getattr(importlib.import_module(f"treatygraph.importing.kinds.{module}"), cls)
    kind: Kind = found(path)
    return kind
