"""``treatygraph ontology``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import click

from treatygraph.assets import ontology_root
from treatygraph.check import CheckReport, Finding, Severity, as_json, as_text, summary
from treatygraph.check.ontology.profiles import PROFILES, check_profiles
from treatygraph.check.ontology.reasoner import Hermit, find_hermit, reason
from treatygraph.check.ontology.source import read_ontology
from treatygraph.collection import load_collection
from treatygraph.collection.shipped import ALIGNMENT
from treatygraph.errors import SourceFault, UnreadableFiles
from treatygraph.iris import Base
from treatygraph.progress import ProgressLine


@click.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--profile",
    "profiles",
    type=click.Choice(PROFILES),
    multiple=True,
    help="Check this profile alone: OWL Lite or OWL 2 RL.  [default: both]",
)
@click.option(
    "--reasoner",
    is_flag=True,
    help="Look for contradictions and for classes that nothing can be a member of.",
)
@click.option(
    "--data",
    type=click.Path(exists=True, path_type=Path),
    default=None,
    metavar="DIR",
    help="With --reasoner: a collection to reason over together with the ontology.",
)
@click.option(
    "--seconds",
    type=click.FloatRange(min=1),
    default=120,
    show_default=True,
    help="With --reasoner: longest that one question may take.",
)
@click.option(
    "--memory",
    type=click.IntRange(min=64),
    default=1024,
    show_default=True,
    metavar="MIB",
    help="With --reasoner: most memory that one question may use.",
)
@click.option(
    "--questions",
    type=click.IntRange(min=0),
    default=200,
    show_default=True,
    help="With --reasoner: how many may be asked to narrow faults down.",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How findings are written to standard output.",
)
@click.pass_context
def ontology(
    ctx: click.Context, files: tuple[Path, ...], profiles: tuple[str, ...], reasoner: bool,
    data: Path | None, seconds: float, memory: int, questions: int, format_: str,
) -> None:  # fmt: skip
    """Check the ontology in FILES (default: the one shipped, with its vocabularies).

    Taken together, they must be OWL Lite and lie in OWL 2 RL; each axiom that is not so is named
    with its file, line and column.

    With --reasoner, HermiT looks for contradictions and for classes without possible members, in
    the ontology, in what the vocabularies around it say of disjoint classes, and in the collection
    of --data. It needs Java and `pip install treatygraph[reasoner]`. HermiT refuses dates, so it
    gets a copy with dates as strings and without annotations; what was changed is told.

    Exit codes: 0 nothing to mend; 1 findings; 2 wrong use, or no reasoner where one is asked for.
    """
    if data and not reasoner:
        raise click.UsageError("--data is for the reasoner: name --reasoner too")
    hermit = find_hermit(seconds=seconds, memory_mib=memory) if reasoner else None
    try:
        source = read_ontology(files or _shipped())
        findings = check_profiles(source, profiles or PROFILES)
        if hermit:
            findings += _reasoned(files or _shipped(), data, hermit, questions)
    except UnreadableFiles as error:
        click.echo(_written(format_, [_syntax(fault) for fault in error.faults]))
        click.echo(f"{len(error.faults)} syntax fault(s); nothing else was checked", err=True)
        ctx.exit(1)
    report = CheckReport(findings, source.files, len(source.statements))
    click.echo(_written(format_, findings), nl=bool(findings) or format_ == "json")
    click.echo(summary(report), err=True)
    ctx.exit(1 if report.fails(strict=True) else 0)


def _shipped() -> list[Path]:
    return [ontology_root() / "treatygraph.ttl", ontology_root() / "vocabularies"]


def _reasoned(
    files: Sequence[Path], data: Path | None, hermit: Hermit, questions: int
) -> Sequence[Finding]:
    """What the reasoner finds; what it was given, and what was left out, is told on the way."""
    progress = ProgressLine()
    try:
        everything = read_ontology([*files, ontology_root() / ALIGNMENT])
        collection = load_collection(data, Base(), progress=progress) if data else None
        reasoned = reason(everything, collection, hermit, calls=questions, progress=progress)
    finally:
        progress.clear()
    for note in reasoned.notes:
        click.echo(note, err=True)
    return reasoned.findings


def _syntax(fault: SourceFault) -> Finding:
    return Finding(Severity.VIOLATION, "syntax", fault.reason, hint=fault.hint, file=fault.file,
                   line=fault.line, column=fault.column)  # fmt: skip


def _written(format_: str, findings: Sequence[Finding]) -> str:
    if format_ == "json":
        told = [as_json(finding) for finding in findings]
        return json.dumps(told, ensure_ascii=False, indent=1)
    return "\n".join(as_text(finding) for finding in findings)
