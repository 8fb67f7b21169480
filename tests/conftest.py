"""What all tests share: the skip policy, the corpus built once, and real servers."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from chromium import chromium, chromium_program
from support import ROOT, SHARED, Corpus, Server, serving
from treatygraph.check import check_collection
from treatygraph.collection import load_collection, load_shipped
from treatygraph.iris import Base
from treatygraph.release import BuildOptions, Release, build_release, open_release

if TYPE_CHECKING:
    from playwright.sync_api import Browser

IN_CI = os.environ.get("CI", "").lower() in ("1", "true", "yes")

ALLOWED_SKIPS_IN_CI = (
    "not run here: needs CI=true",  # never said where CI=true; named for completeness
    "root may read every folder",  # and CI is root
    "no Fuseki: Maven did not bring it",  # its registry may refuse
)
"""Reasons for which a test may be skipped although CI has everything. Keep it short."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Slow tests run where CI=true."""
    if IN_CI:
        return
    for item in items:
        if item.get_closest_marker("slow"):
            item.add_marker(pytest.mark.skip(reason="slow; not run here: needs CI=true"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Under CI=true a skip whose reason is not allowed is a failure: CI has everything."""
    report = yield
    if IN_CI and report.skipped and not hasattr(report, "wasxfail"):
        reason = str(report.longrepr[2]) if isinstance(report.longrepr, tuple) else ""
        if not any(allowed in reason for allowed in ALLOWED_SKIPS_IN_CI):
            report.outcome = "failed"
            report.longrepr = f"skipped under CI=true, where nothing may be missing: {reason}"
    return report


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of research beside the checkout; a new user has none."""
    if not SHARED.is_dir():
        pytest.skip("../shared is absent (research papers and W3C suites lie there)")
    return SHARED


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """The curated data, checked and built once for all tests."""
    options = BuildOptions(
        ROOT / "data/triples", ROOT / "ontology", ROOT / "queries", tmp_path_factory.mktemp("build")
    )
    collection = load_collection(options.data, Base())
    shipped = load_shipped(options.ontology, Base())
    folder = build_release(options, collection, shipped)
    return Corpus(options, open_release(folder))


@pytest.fixture(scope="session")
def corpus_release(corpus: Corpus) -> Release:
    """The release of the curated data."""
    return corpus.release


@pytest.fixture(scope="session")
def corpus_findings() -> list[object]:
    """What the whole check finds in the curated data."""
    collection = load_collection(ROOT / "data/triples", Base())
    shipped = load_shipped(ROOT / "ontology", Base())
    return list(check_collection(collection, shipped, ROOT / "ontology").findings)


@pytest.fixture(scope="session")
def start_server() -> Callable[..., object]:
    """:func:`serving`, for tests that start a server of their own."""
    return serving


@pytest.fixture(scope="session")
def server(corpus: Corpus) -> Iterator[Server]:
    """A server of the curated data, as ``treatygraph serve`` starts it."""
    with serving("--out", str(corpus.options.out)) as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium, one for all tests: a process can drive only one at a time."""
    if chromium_program() is None:
        pytest.skip("no browser: install chromium")
    pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with chromium() as running:
        yield running
