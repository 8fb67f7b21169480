"""Permanent links in what people keep them in: BibTeX, RIS, CSL-JSON, or any text."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from treatygraph.errors import TreatygraphError

LARGEST: Final = 16 << 20
"""Bytes of the largest file that is read."""

_LINK = re.compile(r"https?://[^\s{}\"<>\\|^`]*/release/\d{8}T\d{6}Z(?:/[^\s{}\"<>\\|^`]*)?")
_LATEX = re.compile(r"\\([%_#&~$])")
_CLOSING = ".,;)]"


class NoCitation(TreatygraphError):
    """A file in which no permanent link stands, or that cannot be read."""


def links_in(path: Path) -> list[str]:
    """The permanent links of a file, each once, in order. Raises NoCitation."""
    try:
        with path.open("rb") as stream:
            read = stream.read(LARGEST + 1)
    except OSError as error:
        raise NoCitation(f"{path}: cannot be read: {error.strerror}") from None
    if len(read) > LARGEST:
        raise NoCitation(f"{path}: is larger than the {LARGEST >> 20} MiB that are read")
    found = links_of(read.decode("utf-8", "replace"))
    if not found:
        raise NoCitation(f"{path}: no permanent link stands in it, such as "
                         "https://w3id.org/treatygraph/release/20261126T174000Z/doc/…")  # fmt: skip
    return found


def links_of(text: str) -> list[str]:
    """The permanent links of a text, each once; signs that LaTeX escapes are as they were."""
    plain = _LATEX.sub(r"\1", text).replace("\\/", "/")
    return list(dict.fromkeys(link.rstrip(_CLOSING) for link in _LINK.findall(plain)))
