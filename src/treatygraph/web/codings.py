"""Content codings: what a client takes (RFC 9110, section 12.5.3), and how a body gets there.

gzip everywhere, zstd where Python has it (3.14); identity is the body as it is.
"""

from __future__ import annotations

import gzip
import importlib
import re
import tempfile
import zlib
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import IO, Any, Final, NamedTuple

IDENTITY: Final = "identity"

SMALL = 1000
"""Bytes up to which nothing is gained: such an answer fills one packet anyway."""

_GZIP_LEVEL = 5
"""Measured: the map takes 13 ms, and 27 ms at level 6 for three hundredths less."""
_QUICK_GZIP = 1
"""For what is coded for one client alone: measured, 220 MB a second to a seventeenth of them."""

_TEXT = re.compile(
    r"text/|application/(?:[\w.-]+\+)?(?:json|xml|javascript|n-triples|n-quads|sparql)|image/svg"
)
_Q = re.compile(r"q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)")
_ALIASES = {"x-gzip": "gzip"}


class Coder(NamedTuple):
    """A coding: of a whole body at once, and of one in pieces (``compress``, then ``flush``)."""

    whole: Callable[[bytes], bytes]
    pieces: Callable[[], Any]


def _gzip(body: bytes) -> bytes:
    return gzip.compress(body, _GZIP_LEVEL, mtime=0)


def _quick_gzip() -> Any:
    return zlib.compressobj(_QUICK_GZIP, zlib.DEFLATED, 16 + zlib.MAX_WBITS)


def _coders() -> dict[str, Coder]:
    """Coders by name, the better first."""
    coders = {"gzip": Coder(_gzip, _quick_gzip)}
    try:
        zstd = importlib.import_module("compression.zstd")
    except ImportError:
        return coders
    return {"zstd": Coder(zstd.compress, zstd.ZstdCompressor), **coders}


CODERS: Final[Mapping[str, Coder]] = _coders()
"""What bodies can be coded in here."""


def spool(pieces: Iterable[bytes], coding: str) -> tuple[IO[bytes], int]:
    """A body in a coding, as a file at its beginning, and its length; it is whole then."""
    coder = CODERS[coding].pieces()
    file = tempfile.TemporaryFile(prefix="treatygraph-coded-")  # noqa: SIM115 (whoever reads it closes)
    try:
        for piece in pieces:
            file.write(coder.compress(piece))
        file.write(coder.flush())
        length = file.tell()
        file.seek(0)
    except BaseException:  # whatever it is: nobody else closes the file
        file.close()
        raise
    return file, length


def is_compressible(content_type: str, length: int) -> bool:
    """Whether coding a body is worth it: text of some length, and no archive or picture."""
    return length > SMALL and _TEXT.match(content_type) is not None


def choose(header: str | None, *, compressible: bool) -> str | None:
    """The coding that a client prefers; None where it takes none that we have, not even identity.

    What is not worth coding is coded only for a client that will not have it as it is.
    """
    wanted = _wanted(header)
    if not compressible and IDENTITY in wanted:
        return IDENTITY
    return wanted[0] if wanted else None


@lru_cache(maxsize=256)
def _wanted(header: str | None) -> tuple[str, ...]:
    """The codings that a client takes, those of higher quality first, then in our order.

    Without the header anything may be sent, but who does not speak of codings may know none.
    """
    if header is None:
        return (IDENTITY,)
    named = _named(header)
    anything = named.pop("*", None)
    given = {name: named.get(name, anything or 0) for name in CODERS}
    unnamed = 1 if anything is None else anything  # taken after all that is named
    given[IDENTITY] = named.get(IDENTITY, unnamed)
    return tuple(sorted((n for n, q in given.items() if q), key=lambda n: -given[n]))


def _named(header: str) -> dict[str, int]:
    """The members of the header with their quality in thousandths; others are passed over."""
    found: dict[str, int] = {}
    for member in header.lower().split(","):
        name, *parameters = (part.strip() for part in member.split(";"))
        read = [_Q.fullmatch(parameter) for parameter in parameters]
        if name and all(read):
            quality = float(read[0][1]) if read and read[0] else 1.0
            found[_ALIASES.get(name, name)] = round(quality * 1000)
    return found
