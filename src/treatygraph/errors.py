"""What can go wrong, each failure carrying the thing that failed. Nothing here knows of HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


class TreatygraphError(Exception):
    """Any failure that a user can do something about; ``str()`` of it is the sentence to show."""


@dataclass(frozen=True, slots=True)
class SourceFault:
    """A place in a file that cannot be read: line and column count from 1, in characters."""

    file: str
    line: int
    column: int
    reason: str
    hint: str | None = None
    source_line: str | None = None

    def __str__(self) -> str:
        hint = f"\n    hint: {self.hint}" if self.hint else ""
        return f"{self.file}:{self.line}:{self.column}: {self.reason}{hint}"


class UnreadableFiles(TreatygraphError):
    """One or more files of a collection do not parse; all of them are named at once."""

    def __init__(self, faults: tuple[SourceFault, ...]) -> None:
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))


class NothingToRead(TreatygraphError):
    """A path that was named holds no RDF file."""

    def __init__(self, path: Path, looked_for: str) -> None:
        self.path = path
        super().__init__(f"{path}: no RDF file here (looked for {looked_for})")


class FindingsStopTheBuild(TreatygraphError):
    """The collection has violations, so no release was made of it."""

    def __init__(self, count: int) -> None:
        self.count = count
        super().__init__(f"not built: the check found {count} violation{'s' * (count != 1)}")


class ReleaseUnavailable(TreatygraphError):
    """A release is missing, damaged, or of a form that this version cannot read."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"{path}: {reason}")


class ResourceNotFound(TreatygraphError):
    """The dataset says nothing of this IRI."""

    def __init__(self, iri: str) -> None:
        self.iri = iri
        super().__init__(f"nothing is known of <{iri}>")


class QuerySyntaxError(TreatygraphError):
    """A query that does not parse (SPARQL 1.1 Query, section 19); line and column from 1."""

    def __init__(self, reason: str, line: int, column: int) -> None:
        self.reason, self.line, self.column = reason, line, column
        super().__init__(f"the query does not parse, line {line}, column {column}: {reason}")


class QueryRefused(TreatygraphError):
    """A query that policy forbids: an update, or a federated SERVICE call."""


class QueryStopped(TreatygraphError):
    """A query that ran into a limit and was stopped; no part of its answer is given.

    ``limit`` is the name of it and ``value`` what it is set to, in the unit of its name.
    """

    def __init__(self, limit: str, reason: str, value: float | None = None) -> None:
        self.limit, self.value = limit, value
        super().__init__(reason)


class TooManyQueries(TreatygraphError):
    """One client asks for more at a time than its share; others are still answered."""

    def __init__(self, limit: str, reason: str, value: float | None = None) -> None:
        self.limit, self.value = limit, value
        super().__init__(reason)


class StoreUnavailable(TreatygraphError):
    """No worker could answer, or a remote endpoint is out of reach: nobody's fault who asked.

    ``limit`` and ``value`` name the limit of the server that was met, if it was one.
    """

    def __init__(self, reason: str, limit: str | None = None, value: float | None = None) -> None:
        self.limit, self.value = limit, value
        super().__init__(reason)


class EndpointFailed(StoreUnavailable):
    """Another's SPARQL endpoint did not answer, or not as one does; no part of it is passed on.

    ``kind`` is one of few words for what happened, ``told`` the sentence without the address,
    which is nobody's business who asks us.
    """

    def __init__(self, kind: str, address: str, told: str) -> None:
        self.kind, self.address, self.told = kind, address, told
        super().__init__(f"{address}: {told}")


class EndpointTooSlow(EndpointFailed):
    """Another's SPARQL endpoint did not answer in time."""

    def __init__(self, address: str, seconds: float) -> None:
        super().__init__("timeout", address, f"it gave no whole answer within {seconds:g} seconds")
        self.limit, self.value = "time", seconds


class QueryFileError(TreatygraphError):
    """A query file whose header or text is not as the project writes them."""
