"""What a server is told: a frozen record, checked when it starts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields

from treatygraph.errors import TreatygraphError
from treatygraph.release.stored import AUTO, MODES
from treatygraph.store import QueryLimits
from treatygraph.store.shares import MOST
from treatygraph.web.log import FORMATS, LEVELS
from treatygraph.web.proxy import is_base_path

ENVIRONMENT = "TREATYGRAPH_SERVE"
"""The environment variable that carries the settings to the process that serves."""


class BadSetting(TreatygraphError):
    """A setting that is unknown or out of range."""


@dataclass(frozen=True, slots=True)
class ServeConfig:
    """Which release to serve, and how: ``query_*`` are limits on queries of strangers."""

    release: str
    """The folder of the release."""
    query_workers: int = 2
    query_seconds: float = 30.0
    query_memory_mib: int = 512
    query_result_mib: int = 256
    query_rows: int = 5_000_000
    queries: int = 8
    client_queries: int = 32
    current: str = ""
    """The link to the current release that is followed; empty where one release is served."""
    endpoint: str = ""
    """The SPARQL endpoint of the store that holds the statements; empty where they lie here."""
    base: str = ""
    """The base of the release to serve from there; empty where the store holds releases of one."""
    described: str = ""
    """A folder for what that store tells of its releases, which goes when the server does."""
    engine: str = ""
    """What that store is, by name; empty where its answers are to tell."""
    verified: str = ""
    """The version whose files were compared with their checksums before the server was started."""
    base_path: str = ""
    """The path that the service is mounted at, without a slash at its end."""
    trust_proxy: int = 0
    """How many proxies stand in front, whose X-Forwarded headers are believed."""
    log_format: str = "text"
    log_level: str = "info"
    metrics: str = ""
    """Where metrics are told, as ``HOST:PORT``; empty for nowhere."""
    store: str = AUTO
    """Whether statements are read into memory or from disk: auto, memory, disk."""
    grace: int = 30
    """Seconds that answers under way have to end when the server is stopped."""
    processes: int = 1
    """Processes that answer; the limits hold over all of them."""
    together: str = ""
    """A folder for what they share, which goes when the server does; empty for one alone."""

    def __post_init__(self) -> None:
        self._check_operation()
        for field in ("query_workers", "query_seconds", "query_memory_mib", "query_result_mib",
                       "query_rows", "queries", "client_queries"):  # fmt: skip
            if getattr(self, field) <= 0:
                raise BadSetting(f"{field} must be greater than 0, not {getattr(self, field)}")

    def _check_operation(self) -> None:
        if self.base_path and not is_base_path(self.base_path):
            raise BadSetting(
                f"base path {self.base_path!r}: give a path such as /treaties, with plain segments "
                "and no slash at the end"
            )
        if self.trust_proxy < 0 or self.grace < 1:
            raise BadSetting("trust_proxy must be 0 or more, and grace 1 or more")
        if not 1 <= self.processes <= MOST:
            raise BadSetting(f"processes must be 1 to {MOST}, not {self.processes}")
        if self.store not in MODES:
            raise BadSetting(f"no such store: {self.store}, but {', '.join(MODES)}")
        if self.log_format not in FORMATS or self.log_level not in LEVELS:
            raise BadSetting(f"no such log format or level: {self.log_format}, {self.log_level}")

    @property
    def limits(self) -> QueryLimits:
        """The limits on queries, over all processes: each has one query at a time at least, and
        room on the disk for a client's largest answer."""
        result = self.query_result_mib << 20
        room = QueryLimits().unread_bytes
        return QueryLimits(
            seconds=self.query_seconds,
            memory_bytes=0 if self.endpoint else self.query_memory_mib << 20,
            result_bytes=result,
            rows=self.query_rows,
            at_once=max(self.query_workers, self.queries, self.processes),
            client_queries=self.client_queries,
            unread_bytes=room if self.processes == 1 else max(room, 2 * self.processes * result),
        )

    def dump(self) -> str:
        """The settings as JSON."""
        return json.dumps(asdict(self))

    @classmethod
    def load(cls, environment: Mapping[str, str]) -> ServeConfig:
        """The settings of an environment. Raises BadSetting for an unknown or missing one."""
        try:
            settings = json.loads(environment[ENVIRONMENT])
        except (KeyError, ValueError):
            raise BadSetting(f"{ENVIRONMENT} holds no settings: use `treatygraph serve`") from None
        unknown = set(settings) - {field.name for field in fields(cls)}
        if unknown:
            raise BadSetting(f"unknown setting: {', '.join(sorted(unknown))}")
        return cls(**settings)
