"""Finding faults: shapes, hygiene queries, and the place in the files where each fault stands."""

from treatygraph.check.checking import CheckReport, check_collection, syntax_report
from treatygraph.check.finding import Finding, Severity
from treatygraph.check.report import as_json, as_text, summary

__all__ = [
    "CheckReport",
    "Finding",
    "Severity",
    "as_json",
    "as_text",
    "check_collection",
    "summary",
    "syntax_report",
]
