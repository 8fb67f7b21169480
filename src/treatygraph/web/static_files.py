"""The stylesheet, the scripts and whatever else pages load: each by an address of its content.

Pages name a file with ``?v=`` and the beginning of its checksum. Whoever keeps what is had at such
an address need never ask again, since other content has another address. Without it, or with that
of another content, the file is sent as ever and has to be asked for each time.
"""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flask import Flask, Response, abort, current_app, request

from treatygraph.web.responses import CACHE_CONTROL
from treatygraph.web.site import links_here

FOLDER = Path(__file__).resolve().parent / "static"

FOREVER = "public, max-age=31536000, immutable"
"""A year, and not even asked for when a page is loaded anew (RFC 8246)."""

_VERSION = 16
"""Digits of a checksum that stand in an address."""

_TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
          ".svg": "image/svg+xml", ".txt": "text/plain; charset=utf-8"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file that pages load: its bytes, their type, and the sum that stands in its address."""

    body: bytes
    content_type: str
    checksum: str

    @property
    def version(self) -> str:
        """What stands in its address."""
        return self.checksum[:_VERSION]


@cache
def static_files() -> Mapping[str, StaticFile]:
    """All files by their path below ``/static/``, read once: they came with the program."""
    paths = sorted(path for path in FOLDER.rglob("*") if path.is_file())
    return {path.relative_to(FOLDER).as_posix(): _read(path) for path in paths}


def _read(path: Path) -> StaticFile:
    body = path.read_bytes()
    guessed = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return StaticFile(body, _TYPES.get(path.suffix, guessed), hashlib.sha256(body).hexdigest())


def register(app: Flask) -> None:
    """Serve the files."""
    app.add_url_rule("/static/<path:filename>", "static", _send)


def address(name: str) -> str:
    """Where a page loads a file. Raises KeyError for one that there is not."""
    return links_here().path(f"/static/{name}?v={static_files()[name].version}")


def _send(filename: str) -> Response:
    found = static_files().get(filename)
    if found is None:
        abort(404)
    response = current_app.response_class(found.body, content_type=found.content_type)
    response.set_etag(found.checksum[:32])
    same = request.args.get("v") == found.version
    response.headers["Cache-Control"] = FOREVER if same else CACHE_CONTROL
    return response
