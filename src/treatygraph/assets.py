"""Where the ontology, shapes, rules and queries that ship with the tool are."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_INSTALLED = _PACKAGE / "assets"
_CHECKOUT = _PACKAGE.parent.parent


def assets_root() -> Path:
    """The folder that holds ``ontology/`` and ``queries/``: in the wheel, or in the checkout."""
    return _INSTALLED if _INSTALLED.is_dir() else _CHECKOUT


def ontology_root() -> Path:
    """The ontology, its prefixes, and the vocabularies, shapes, hygiene queries and rules."""
    return assets_root() / "ontology"


def queries_root() -> Path:
    """``competency/``, ``library/`` and ``pages/``: every query the project owns."""
    return assets_root() / "queries"
