"""A running server held to what a strict linked-data consumer checks, line by line."""

from treatygraph.conformance.http_client import Bounds
from treatygraph.conformance.lines import LINES
from treatygraph.conformance.model import Fault, Result
from treatygraph.conformance.running import Report, Unreachable, run_conformance
from treatygraph.conformance.telling import as_json, as_text

__all__ = [
    "LINES",
    "Bounds",
    "Fault",
    "Report",
    "Result",
    "Unreachable",
    "as_json",
    "as_text",
    "run_conformance",
]
