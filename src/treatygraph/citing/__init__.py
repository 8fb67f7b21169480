"""Citing: what is said of a page, a thing or an answer, so that it is found again and checked."""

from treatygraph.citing.addresses import Address, NotACitation, permanent_path, read_address
from treatygraph.citing.citation import Citation, Proof, work_of
from treatygraph.citing.digests import (
    Undecidable,
    boolean_lines,
    digest_of,
    graph_lines,
    query_digest,
    select_lines,
    table_lines,
)
from treatygraph.citing.writing import WRITERS, bibtex, csl_json, plain_text, ris

__all__ = [
    "WRITERS",
    "Address",
    "Citation",
    "NotACitation",
    "Proof",
    "Undecidable",
    "bibtex",
    "boolean_lines",
    "csl_json",
    "digest_of",
    "graph_lines",
    "permanent_path",
    "plain_text",
    "query_digest",
    "read_address",
    "ris",
    "select_lines",
    "table_lines",
    "work_of",
]
