"""Content codings: what a client takes, and what is sent to it."""

from __future__ import annotations

import gzip
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treatygraph.web.codings import CODERS, SMALL, choose, is_compressible, spool

DECODERS = {"gzip": gzip.decompress}
if "zstd" in CODERS:
    from compression import zstd  # type: ignore[import-not-found,unused-ignore]

    DECODERS["zstd"] = zstd.decompress

BEST = next(iter(CODERS))


@pytest.mark.parametrize(
    ("header", "text", "other"),
    [
        (None, "identity", "identity"),
        ("", "identity", "identity"),
        ("gzip", "gzip", "identity"),
        ("x-gzip", "gzip", "identity"),
        ("GZip, Deflate, BR", "gzip", "identity"),
        ("*", BEST, "identity"),
        ("br", "identity", "identity"),
        ("gzip;q=0", "identity", "identity"),
        ("gzip;q=0, *", "zstd" if BEST == "zstd" else "identity", "identity"),
        ("gzip;q=0.5, identity", "identity", "identity"),
        ("gzip; q=0.5 , identity;q=0.4", "gzip", "identity"),
        ("identity;q=0, gzip", "gzip", "gzip"),
        ("*;q=0, gzip;q=0.001", "gzip", "gzip"),
        ("*;q=0, identity", "identity", "identity"),
        ("identity;q=0", None, None),
        ("*;q=0", None, None),
        ("identity;q=0, br", None, None),
        ("gzip;q=2", "identity", "identity"),
        ("gzip;q=", "identity", "identity"),
        (", ,gzip,", "gzip", "identity"),
    ],
)
def test_the_coding_is_what_the_client_prefers(
    header: str | None, text: str | None, other: str | None
) -> None:
    assert choose(header, compressible=True) == text
    assert choose(header, compressible=False) == other


@given(st.text(), st.booleans())
def test_any_header_is_read(header: str, compressible: bool) -> None:
    assert choose(header, compressible=compressible) in {*CODERS, "identity", None}


@pytest.mark.parametrize("coding", CODERS)
@given(st.binary())
def test_what_is_coded_is_got_back(coding: str, body: bytes) -> None:
    coded = CODERS[coding].whole(body)
    assert DECODERS[coding](coded) == body
    assert CODERS[coding].whole(body) == coded


@pytest.mark.parametrize("coding", CODERS)
@given(st.lists(st.binary()))
def test_what_is_coded_in_pieces_is_got_back(coding: str, pieces: list[bytes]) -> None:
    file, length = spool(pieces, coding)
    with file:
        coded = file.read()
    assert len(coded) == length
    assert DECODERS[coding](coded) == b"".join(pieces)


def test_pieces_that_fail_leave_nothing() -> None:
    def pieces() -> Iterator[bytes]:
        yield b"begun"
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        spool(pieces(), "gzip")


@pytest.mark.parametrize(
    ("kind", "worth"),
    [("text/html; charset=utf-8", True), ("text/csv", True), ("application/rdf+xml", True),
     ("application/ld+json", True), ("application/sparql-results+json", True),
     ("application/n-triples", True), ("application/problem+json", True), ("image/svg+xml", True),
     ("application/gzip", False), ("image/png", False), ("application/zip", False), ("", False)],
)  # fmt: skip
def test_text_of_some_length_is_worth_coding(kind: str, worth: bool) -> None:
    assert is_compressible(kind, SMALL + 1) is worth
    assert not is_compressible(kind, SMALL)
