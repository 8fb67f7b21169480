"""``treatygraph build``."""

from __future__ import annotations

import os
from contextlib import ExitStack
from pathlib import Path

import click

from treatygraph.changes.kept import keep_missing, keep_step
from treatygraph.check import CheckReport, Severity, as_json, summary
from treatygraph.check.formats import written
from treatygraph.cli.check import checked
from treatygraph.cli.options import build_options, data_argument, release_options
from treatygraph.collection import Collection, load_shipped, read_collection
from treatygraph.errors import FindingsStopTheBuild, ReleaseUnavailable
from treatygraph.iris import Base
from treatygraph.progress import ProgressLine
from treatygraph.release import BuildOptions, Manifest, build_release, open_release
from treatygraph.release.build import Follow, begin_sheets, existing_release, switch
from treatygraph.release.earlier import Earlier, read_earlier
from treatygraph.release.hands import Hands
from treatygraph.release.keeping import remove_older
from treatygraph.release.stored import make_store


@click.command()
@data_argument
@release_options
@click.option("--keep", type=click.IntRange(0), metavar="N", default=None,
              help="Keep so many older releases, remove the others.  [default: all]")  # fmt: skip
@click.option(
    "--disk-store",
    is_flag=True,
    help="Make its store on disk too, which `serve` else makes when it needs one.",
)
def build(
    data: Path | None, base: str | None, out: Path, ontology: Path | None, keep: int | None,
    disk_store: bool,
) -> None:  # fmt: skip
    """Check the collection DATA (default: data/triples) and build a release of it.

    The same files give the same release, byte for byte; if it is there already, nothing is done.
    A collection with violations is not built, and the last release stays as it is.

    Older releases stay beside it and are served at dated addresses, unless --keep removes them.

    Exit codes: 0 built; 1 violations, nothing built; 2 wrong use or unreadable files.
    """
    before = read_earlier(out)
    folder = _build(build_options(data, base, out, ontology))
    if disk_store:
        make_store(open_release(folder))
    _tell_changes(out)
    told = Manifest.read(folder).earlier
    if keep is not None:
        remove_older(out, keep)
    if withheld := Manifest.read(folder).withheld:
        click.echo(f"not for publication, so no dumps are offered: {withheld}", err=True)
    _tell_of_gone(before, {iri: new for iri, new in read_earlier(out).items() if iri not in told})
    click.echo(folder.as_posix())


def _follow(out: Path) -> Follow:
    """Keeps what changes with a release before it is current: whoever reads of it finds it told."""

    def follow(before: Path, after: Path) -> None:
        try:
            keep_step(out, before, after)
        except (ReleaseUnavailable, OSError) as error:
            click.echo(f"what changed since {before.name} cannot be told: {error}", err=True)

    return follow


def _tell_changes(out: Path) -> None:
    """Keep what changed between releases that were built before changes were kept."""
    progress = ProgressLine()
    try:
        keep_missing(out, progress)
    except (ReleaseUnavailable, OSError) as error:
        click.echo(f"what changed between older releases cannot be told: {error}", err=True)
    finally:
        progress.clear()


_LARGE = 4 << 20
"""Bytes of a collection for which it takes less time to start other processes than to do without.
"""

_NAMED = 3
"""How many things that are gone are named; the rest is counted."""


def _tell_of_gone(before: Earlier, after: Earlier) -> None:
    """A hint where things of the last release are gone and nothing says what replaces them."""
    gone = sorted(iri for iri, new in after.items() if not new and iri not in before)
    if not gone:
        return
    more = f" and {len(gone) - _NAMED:,} more" if len(gone) > _NAMED else ""
    click.echo(
        f"gone since the last release, without a word of what stands in their place: "
        f"{', '.join(gone[:_NAMED])}{more}\n    hint: say `dcterms:replaces` of what does",
        err=True,
    )


def _build(options: BuildOptions) -> Path:
    """The release of a collection, built if it is not there; its folder."""
    if folder := existing_release(options):
        switch(options.out, folder, _follow(options.out))
        return folder
    with ExitStack() as ending:
        compiling = _Compiling(options, ending)
        report, _, _ = checked(
            options.data, options.ontology, own=options.own, begin=compiling.begin
        )
        violations = report.count(Severity.VIOLATION)
        if violations:
            click.echo(written("text", report), err=True)
            raise FindingsStopTheBuild(violations)
        click.echo(summary(report), err=True)
        return compiling.finish(report)


class _Compiling:
    """A release that is begun while its collection is checked."""

    def __init__(self, options: BuildOptions, ending: ExitStack) -> None:
        self._options, self._ending = options, ending

    def begin(self, collection: Collection, shipped: Collection) -> None:
        """Begin to work out the files, which are read anew for a base of their own."""
        options = self._options
        if options.base != Base():
            collection = read_collection(options.data, options.base)
            shipped = load_shipped(options.ontology, options.base)
        large = sum(len(loaded.text) for loaded in collection.files) > _LARGE
        self._hands = self._ending.enter_context(Hands(os.cpu_count() or 1 if large else 1))
        self._sheets = begin_sheets(options, collection, shipped, self._hands)
        self._collection, self._shipped = collection.without_texts(), shipped

    def finish(self, report: CheckReport) -> Path:
        """Write the release with what the check found; its folder."""
        progress = ProgressLine()
        findings = [as_json(finding) for finding in report.findings]
        try:
            return build_release(
                self._options, self._collection, self._shipped, findings=findings,
                progress=progress, sheets=self._sheets, hands=self._hands,
                follow=_follow(self._options.out),
            )  # fmt: skip
        finally:
            progress.clear()
