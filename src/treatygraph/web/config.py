"""What a server is told: a frozen record, checked when it starts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields

from treatygraph.errors import TreatygraphError
from treatygraph.store import QueryLimits

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
    query_memory_mib: int = 1024
    query_result_mib: int = 256

    def __post_init__(self) -> None:
        for field in ("query_workers", "query_seconds", "query_memory_mib", "query_result_mib"):
            if getattr(self, field) <= 0:
                raise BadSetting(f"{field} must be greater than 0, not {getattr(self, field)}")

    @property
    def limits(self) -> QueryLimits:
        """The limits on one query."""
        return QueryLimits(
            seconds=self.query_seconds,
            memory_bytes=self.query_memory_mib << 20,
            result_bytes=self.query_result_mib << 20,
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
