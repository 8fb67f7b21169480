"""``treatygraph check``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from treatygraph.assets import ontology_root
from treatygraph.check import CheckReport, check_collection, syntax_report
from treatygraph.check.baseline import read_baseline, without_known, write_baseline
from treatygraph.check.engine import AUTO, ENGINES, engine_named
from treatygraph.check.formats import FORMATS
from treatygraph.check.outcome import at_most
from treatygraph.check.report import counted
from treatygraph.cli.options import collection_folder, data_argument, own_collection
from treatygraph.cli.telling import tell
from treatygraph.collection import Collection, Own, display_name, load_shipped, read_collection
from treatygraph.errors import UnreadableFiles
from treatygraph.iris import Base
from treatygraph.progress import ProgressLine

if TYPE_CHECKING:
    from treatygraph.collection.revision import Difference

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@data_argument
@click.option("--strict", is_flag=True, help="Fail on warnings too.")
@click.option("--ontology", type=click.Path(exists=True, file_okay=False, path_type=Path),
              default=None, metavar="DIR",
              help="Ontology and shapes to use instead of those shipped.")  # fmt: skip
@click.option("--engine", type=click.Choice(ENGINES), default=AUTO, show_default=True,
              help="What tries the shapes; auto: shacl if installed, else pyshacl.")  # fmt: skip
@click.option("--since", metavar="REV", default=None,
              help="Try the shapes only on what a change since REV can affect.")  # fmt: skip
@click.option("--format", "format_", type=click.Choice([*FORMATS]), default="text",
              show_default=True, help="How findings are written.")  # fmt: skip
@click.option("--output", type=_FILE, metavar="FILE",
              help="Write the findings there, not to standard output.")  # fmt: skip
@click.option("--baseline", type=_FILE, metavar="FILE",
              help="Accept the findings that FILE holds; only new ones count.")  # fmt: skip
@click.option("--write-baseline", "new_baseline", type=_FILE, metavar="FILE",
              help="Write all findings to FILE, to be accepted from now on.")  # fmt: skip
@click.option("--max-findings", "most", type=click.IntRange(min=0), default=1000,
              show_default=True, metavar="N",
              help="Tell N findings of each rule and count the others; 0 tells all.")  # fmt: skip
@click.pass_context
def check(
    ctx: click.Context,
    data: Path | None,
    strict: bool,
    ontology: Path | None,
    engine: str,
    since: str | None,
    format_: str,
    output: Path | None,
    baseline: Path | None,
    new_baseline: Path | None,
    most: int,
) -> None:
    """Check the collection DATA (default: data/triples).

    Every file must parse; then shapes and hygiene queries are run over all of them together. Each
    finding names its file, line and column, and what to do. Of a rule that finds very much, the
    first findings are told (--max-findings) and all are counted; the exit code heeds all.

    With --since, the shapes are tried only on what the changes since that revision of git can
    affect; files that are not committed count as they are on disk. Hygiene queries see the whole,
    and all that they find is told. Where it cannot be known what a change affects, everything is
    checked, and standard error says why. An ontology outside the repository of DATA is taken as
    unchanged.

    Exit codes: 0 nothing to mend (warnings allowed, unless --strict); 1 violations; 2 wrong use.
    """
    if new_baseline and (baseline or since):
        raise click.UsageError("--write-baseline takes all findings: not with --baseline, --since")
    _, own = own_collection()
    folder = collection_folder(data)
    known = read_baseline(baseline) if baseline else None

    def choose(report: CheckReport) -> CheckReport:
        if new_baseline and report.complete:
            return report
        report = without_known(report, known) if known is not None else report
        return at_most(report, most) if most else report

    try:
        report, _, _ = checked(
            folder,
            ontology or ontology_root(),
            own=own,
            engine=engine,
            since=since,
            choose=choose,
            last=True,
        )
    except UnreadableFiles as error:
        report = choose(syntax_report(error))
    if new_baseline and report.complete:
        write_baseline(new_baseline, report)
        click.echo(f"{counted(len(report.findings), 'finding')} accepted: {new_baseline}", err=True)
        return
    tell(report, format_, output, strict=strict)
    if new_baseline:
        click.echo(f"{new_baseline} is not written: first mend what cannot be read", err=True)
    ctx.exit(1 if report.fails(strict=strict) else 0)


def checked(
    folder: Path,
    ontology: Path,
    *,
    own: Own = Own(),
    engine: str = AUTO,
    since: str | None = None,
    choose: Callable[[CheckReport], CheckReport] = lambda report: report,
    last: bool = False,
    begin: Callable[[Collection, Collection], None] = lambda collection, shipped: None,
) -> tuple[CheckReport, Collection, Collection]:
    """Read and check a collection: what was found, the collection, the ontology's folder as read.

    ``begin`` is called with both before they are checked, for what can be done meanwhile.

    With ``last`` the process ends soon. Raises UnreadableFiles, NothingToRead, EngineMissing,
    ShapesUnusable; NoRevision for ``since``.
    """
    progress = ProgressLine()
    try:
        collection = read_collection(folder, Base())
        own_shapes = ontology.resolve() != ontology_root().resolve()
        shown = display_name(ontology) if own_shapes else "ontology"
        shipped = load_shipped(ontology, Base(), shown=shown)
        released = load_shipped(ontology, Base()) if shown != "ontology" else shipped
        begin(collection, released)
        report = check_collection(
            collection,
            shipped,
            ontology,
            own=own,
            engine=engine_named(engine),
            own_shapes=own_shapes,
            progress=progress,
            since=_difference(since, folder, collection, ontology),
            choose=choose,
            last=last,
        )
    finally:
        progress.clear()
    return report, collection, released  # which does not depend on where the folder lies


def _difference(
    since: str | None, folder: Path, collection: Collection, ontology: Path
) -> Difference | None:
    if since is None:
        return None
    from treatygraph.collection.revision import difference_since

    return difference_since(since, folder, collection, ontology)
