"""What a SHACL engine is to us: two Turtle documents in, findings out."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Protocol

from treatygraph.check.document import Document
from treatygraph.check.finding import Finding
from treatygraph.errors import TreatygraphError
from treatygraph.namespaces import expand

CLOSED = expand("sh:ClosedConstraintComponent")
"""The constraint that complains of a property, not of its value (SHACL, section 4.8.1)."""

FAST = "shacl"
REFERENCE = "pyshacl"
AUTO = "auto"
ENGINES = (AUTO, FAST, REFERENCE)
"""What an engine can be asked for by: its name, or the fastest that is installed."""


class ShapesUnusable(TreatygraphError):
    """The shapes themselves cannot be used; ``reason`` is an engine's, in one line."""

    def __init__(self, reason: object) -> None:
        self.reason = " ".join(str(reason).split())[:300] or type(reason).__name__
        super().__init__(f"the shapes cannot be used: {self.reason}")


class EngineMissing(TreatygraphError):
    """An engine was asked for by name and is not installed."""


class ShaclEngine(Protocol):
    """Validates data against shapes (SHACL, section 3.4)."""

    name: str

    def validate(self, data: Document, shapes: Document) -> list[Finding]:
        """Every result of the validation report, without places.

        The blank nodes that findings speak of are those of ``data``, by their labels.
        Raises ShapesUnusable where the shapes are not well-formed (section 3.4.2, failures).
        """
        ...


def engine_named(name: str = AUTO) -> ShaclEngine:
    """An engine, imported where it is needed: rdflib takes half of a quick command's time.

    Raises EngineMissing for one that is not installed; ``auto`` then takes the reference engine.
    """
    if name == AUTO:
        name = FAST if is_installed(FAST) else REFERENCE
    if not is_installed(name):
        raise EngineMissing(f"the engine {name} is not installed: pip install 'treatygraph[fast]'")
    module = import_module(f"treatygraph.check.engines.{name}_engine")
    engine: ShaclEngine = module.ENGINE
    return engine


def is_installed(name: str) -> bool:
    """Whether the library of an engine is there."""
    return find_spec(name) is not None
