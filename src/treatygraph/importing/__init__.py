"""Other people's treaties: sets of records read, turned into a collection, and accounted for."""

from treatygraph.importing.folder import CannotImport
from treatygraph.importing.kinds import KINDS, kind_named
from treatygraph.importing.report import Report
from treatygraph.importing.running import Options, import_set

__all__ = ["KINDS", "CannotImport", "Options", "Report", "import_set", "kind_named"]
