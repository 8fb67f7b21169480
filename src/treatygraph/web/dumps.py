"""Dumps: the page that lists them, and the files, whole or from where a download broke off."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from pathlib import Path

from flask import Blueprint, Response, current_app, request
from pyoxigraph import Triple
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from treatygraph.describe.dataset import dataset_of, dataset_summary
from treatygraph.describe.distribution import FORMAT_NAMES, distributions, index_of, subsets
from treatygraph.errors import ResourceNotFound
from treatygraph.iris import in_ascii
from treatygraph.negotiation import HTML, PAGE_FORMATS, Representation
from treatygraph.release.downloads import Dump
from treatygraph.store.answers import PIECE
from treatygraph.web.paging import page_asked, part_asked
from treatygraph.web.refusals import BadRequest
from treatygraph.web.rendering import render
from treatygraph.web.representations import serialize_triples
from treatygraph.web.responses import CACHE_CONTROL, Document
from treatygraph.web.site import site
from treatygraph.web.wayfinding import variants

blueprint = Blueprint("dumps", __name__)

FOREVER = "public, max-age=31536000, immutable"
"""For what lies at the dated address of a release: it never changes (RFC 8246)."""

_ONE_RANGE = re.compile(r"bytes\s*=\s*(?:[0-9]+-[0-9]*|-[0-9]+)\s*\Z")
_UNITS = ("bytes", "KiB", "MiB", "GiB")


@blueprint.get("/dumps", defaults={"suffix": None})
@blueprint.get("/dumps.<suffix>")
def dumps(suffix: str | None) -> Response:
    """Which dumps there are: part of the dataset's description."""
    iri = index_of(site().release)
    if suffix is not None and suffix not in [item.suffix for item in PAGE_FORMATS]:
        raise ResourceNotFound(f"{iri}.{suffix}")
    page_asked()  # in every format a number that is none is refused
    document = Document(iri, site().urls.path("/dumps"), PAGE_FORMATS)
    format_ = document.choose(suffix)
    return document.send(_body(document, format_), format_)


def _body(document: Document, format_: Representation) -> bytes:
    release = site().release
    if format_ is not HTML:
        return serialize_triples(_description(), format_, site())
    found = release.downloads
    page = render("dumps.html", canonical=document.iri, formats=variants(document),
                  whole=found.whole, parts=part_asked(found.parts), sums=found.sums, size=size,
                  link_of=site().reader.link, format_names=FORMAT_NAMES)  # fmt: skip
    return page.encode("utf-8")


def _description() -> list[Triple]:
    release, dataset = site().release, dataset_of(site().release)
    return [
        *dataset_summary(release, site().modified),
        *distributions(release, dataset, site().place),
        *subsets(release, dataset, site().place),
    ]


def size(number: int) -> str:
    """Bytes as people say them: ``449 KiB``."""
    power = min((max(number, 1).bit_length() - 1) // 10, len(_UNITS) - 1)
    return f"{number / (1 << 10 * power):,.{1 if power > 1 else 0}f} {_UNITS[power]}"


@blueprint.get("/dumps/<path:name>")
def download(name: str) -> Response:
    """A dump, byte for byte as its checksum says; a range of it, to go on with a download."""
    try:
        dump = site().release.downloads.get(name)
    except KeyError:
        raise ResourceNotFound(f"{index_of(site().release)}/{name}") from None
    response = _head(dump)
    environ = {key: value for key, value in request.environ.items() if _heeded(key, value)}
    try:
        response.make_conditional(environ, accept_ranges=True, complete_length=dump.record.bytes)
    except RequestedRangeNotSatisfiable:
        raise BadRequest(416, f"{name} has {dump.record.bytes:,} bytes and none where you ask",
                         {"Content-Range": f"bytes */{dump.record.bytes}"}) from None  # fmt: skip
    return _with_body(response, dump)


def _head(dump: Dump) -> Response:
    """What is told of a file before it is sent. It is a file to keep, packed as it lies there: its
    media type is that of the package, and no Content-Encoding has a client unpack it on the way."""
    sha256 = bytes.fromhex(dump.record.sha256)
    digest = f"sha-256=:{base64.b64encode(sha256).decode()}:"
    response = current_app.response_class(content_type=_content_type(dump))
    response.content_length = dump.record.bytes
    response.set_etag(dump.record.sha256)
    response.headers["Cache-Control"] = FOREVER if site().place else CACHE_CONTROL
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Repr-Digest"] = response.headers["Content-Digest"] = digest
    for link in _links(dump):
        response.headers.add("Link", link)
    return response


def _with_body(response: Response, dump: Dump) -> Response:
    """The file in pieces, or the range that was asked for; nothing is opened until it is read."""
    if response.status_code != 200:
        del response.headers["Content-Digest"]  # it would be of the part (RFC 9530, 2)
    part = response.content_range
    start, stop = (part.start or 0, part.stop) if part else (0, None)
    if response.status_code in (200, 206):
        response.direct_passthrough = True
        response.response = _pieces(dump.path, start, dump.record.bytes if stop is None else stop)
    return response


def _pieces(path: Path, start: int, stop: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(start)
        while start < stop and (piece := file.read(min(PIECE, stop - start))):
            start += len(piece)
            yield piece


def _content_type(dump: Dump) -> str:
    text = dump.media_type.startswith("text/")
    return f"{dump.media_type}; charset=utf-8" if text else dump.media_type


def _heeded(name: str, value: object) -> bool:
    """Whether a field of the request is heeded: dates tell days, too coarse to compare by.

    Several ranges, other units and nonsense are passed over, as RFC 9110, 14.2 allows, and so is a
    range under a weak If-Range (13.1.5); the whole file is sent.
    """
    if name == "HTTP_RANGE":
        weak = request.headers.get("If-Range", "").startswith("W/")
        return request.method == "GET" and not weak and bool(_ONE_RANGE.match(str(value)))
    return name not in ("HTTP_IF_MODIFIED_SINCE", "HTTP_IF_UNMODIFIED_SINCE")


def _links(dump: Dump) -> list[str]:
    """Its own IRI, what describes it, and its licence (RFC 8288)."""
    release, index = site().release, site().urls.path("/dumps")
    iri = f"{index_of(release)}/{dump.name}"
    links = [f'<{in_ascii(iri)}>; rel="canonical"', f'<{index}>; rel="describedby"']
    licence = release.licence
    return [*links, f'<{in_ascii(licence)}>; rel="license"'] if licence else links
