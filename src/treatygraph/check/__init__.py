"""Finding faults: shapes, hygiene queries, and the place in the files where each fault stands."""

from treatygraph.check.checking import check_collection
from treatygraph.check.finding import Finding, Severity
from treatygraph.check.formats.json_document import as_json
from treatygraph.check.formats.text import as_text
from treatygraph.check.outcome import CheckReport, syntax_report
from treatygraph.check.report import summary

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
