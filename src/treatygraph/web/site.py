"""What all views share: the release, a reader of it, and the pool that strangers' queries go to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import cast

from flask import current_app, request

from treatygraph.describe import Reader
from treatygraph.release import Release
from treatygraph.store import Store
from treatygraph.web.config import ServeConfig
from treatygraph.web.urls import Urls

EXTENSION = "treatygraph"


@dataclass(frozen=True)
class Site:
    """A release being served; ``store`` answers queries that we did not write."""

    config: ServeConfig
    release: Release
    reader: Reader
    store: Store

    @property
    def urls(self) -> Urls:
        """Links for the request at hand."""
        return Urls(self.release.base, request.script_root)


def today() -> date:
    """The calendar day in UTC, for which pages tell what is in force."""
    return datetime.now(UTC).date()


def site() -> Site:
    """The site of the application that handles this request."""
    return cast(Site, current_app.extensions[EXTENSION])
