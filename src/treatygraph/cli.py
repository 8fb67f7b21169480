"""The command line: each command parses its options, calls one use case, and prints."""

from __future__ import annotations

import importlib
import json
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click
from click.shell_completion import get_completion_class

from treatygraph import __version__
from treatygraph.assets import ontology_root, queries_root
from treatygraph.check import CheckReport, Severity, as_json, as_text, check_collection, summary
from treatygraph.collection import Collection, load_collection, load_shipped
from treatygraph.errors import FindingsStopTheBuild, TreatygraphError, UnreadableFiles
from treatygraph.iris import Base
from treatygraph.namespaces import DEFAULT_BASE
from treatygraph.progress import ProgressLine
from treatygraph.queries import QueryDocument, load_query, parse_query
from treatygraph.release import BuildOptions, Release, build_release, open_current, open_files
from treatygraph.release.build import existing_release, switch
from treatygraph.store import QueryLimits, Store, guard
from treatygraph.tables import as_table

DATA = Path("data/triples")
OUT = Path("build")

F = TypeVar("F", bound=Callable[..., Any])


class Commands(click.Group):
    """A group whose commands tell failures in one sentence and end with exit code 2."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; nobody ever sees a stack trace for what they can mend themselves."""
        try:
            return super().invoke(ctx)
        except TreatygraphError as error:
            click.echo(f"treatygraph: {error}", err=True)
            ctx.exit(1 if isinstance(error, FindingsStopTheBuild) else 2)
        except BrokenPipeError:
            sys.stderr.close()
            ctx.exit(141)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="treatygraph")
def main() -> None:
    """Check, build, query and serve a knowledge graph of treaties.

    A collection is a folder of Turtle files. `check` finds what is wrong with it, `build` makes a
    release of it, `serve` and `query` read the release.
    """


def _data_argument(function: F) -> F:
    return click.argument(
        "data", type=click.Path(exists=True, path_type=Path), required=False, default=None
    )(function)


def _build_options(function: F) -> F:
    options = (
        click.option("--base", default=DEFAULT_BASE, show_default=True, metavar="IRI",
                     help="Base of the IRIs of things, concepts, documents and graphs."),
        click.option("--out", type=click.Path(path_type=Path), default=OUT, show_default=True,
                     metavar="DIR", help="Folder that holds the releases."),
        click.option("--ontology", type=click.Path(exists=True, file_okay=False, path_type=Path),
                     default=None, metavar="DIR",
                     help="Ontology, shapes and rules to use instead of those shipped."),
    )  # fmt: skip
    for option in reversed(options):
        option(function)
    return function


def _folder(data: Path | None) -> Path:
    """The collection's folder. Raises UsageError where none is named or found."""
    folder = data or DATA
    if not folder.exists():
        raise click.UsageError(f"there is no folder {folder} here: name the collection's folder")
    return folder


def _options(data: Path | None, base: str, out: Path, ontology: Path | None) -> BuildOptions:
    return BuildOptions(_folder(data), ontology or ontology_root(), queries_root(), out, Base(base))


# check ----------------------------------------------------------------------------------


@main.command()
@_data_argument
@click.option("--strict", is_flag=True, help="Fail on warnings too.")
@click.option("--ontology", type=click.Path(exists=True, file_okay=False, path_type=Path),
              default=None, metavar="DIR",
              help="Ontology and shapes to use instead of those shipped.")  # fmt: skip
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text",
              show_default=True, help="How findings are written to standard output.")  # fmt: skip
@click.pass_context
def check(
    ctx: click.Context, data: Path | None, strict: bool, ontology: Path | None, format_: str
) -> None:
    """Check the collection DATA (default: data/triples).

    Every file must parse; then shapes and hygiene queries are run over all of them together. Each
    finding names its file, line and column, and what to do.

    Exit codes: 0 nothing to mend (warnings allowed, unless --strict); 1 violations; 2 wrong use.
    """
    ontology = ontology or ontology_root()
    try:
        report, _, _ = _checked(_folder(data), ontology)
    except UnreadableFiles as error:
        click.echo(_faults_as(format_, error))
        click.echo(f"{len(error.faults)} syntax fault(s); nothing else was checked", err=True)
        ctx.exit(1)
    click.echo(_findings_as(format_, report), nl=bool(report.findings) or format_ == "json")
    click.echo(summary(report), err=True)
    ctx.exit(1 if report.fails(strict=strict) else 0)


def _checked(folder: Path, ontology: Path) -> tuple[CheckReport, Collection, Collection]:
    progress = ProgressLine()
    try:
        collection = load_collection(folder, Base(), progress=progress)
        shipped = load_shipped(ontology, Base())
        report = check_collection(collection, shipped, ontology, progress=progress)
    finally:
        progress.clear()
    return report, collection, shipped


def _findings_as(format_: str, report: CheckReport) -> str:
    if format_ == "json":
        return json.dumps([as_json(finding) for finding in report.findings], ensure_ascii=False,
                          indent=1)  # fmt: skip
    return "\n".join(as_text(finding) for finding in report.findings)


def _faults_as(format_: str, error: UnreadableFiles) -> str:
    if format_ == "text":
        return str(error)
    faults = [{"severity": "violation", "rule": "syntax", "message": fault.reason,
               "file": fault.file, "line": fault.line, "column": fault.column,
               "hint": fault.hint} for fault in error.faults]  # fmt: skip
    return json.dumps(faults, ensure_ascii=False, indent=1)


# build ----------------------------------------------------------------------------------


@main.command()
@_data_argument
@_build_options
def build(data: Path | None, base: str, out: Path, ontology: Path | None) -> None:
    """Check the collection DATA (default: data/triples) and build a release of it.

    The same files give the same release, byte for byte; if it is there already, nothing is done.
    A collection with violations is not built, and the last release stays as it is.

    Exit codes: 0 built; 1 violations, nothing built; 2 wrong use or unreadable files.
    """
    folder = _build(_options(data, base, out, ontology))
    click.echo(folder.as_posix())


def _build(options: BuildOptions) -> Path:
    """The release of a collection, built if it is not there; its folder."""
    if folder := existing_release(options):
        switch(options.out, folder)
        return folder
    report, collection, shipped = _checked(options.data, options.ontology)
    violations = report.count(Severity.VIOLATION)
    if violations:
        click.echo(_findings_as("text", report), err=True)
        raise FindingsStopTheBuild(violations)
    click.echo(summary(report), err=True)
    return _compile(options, collection, shipped, report)


def _compile(
    options: BuildOptions, collection: Collection, shipped: Collection, report: CheckReport
) -> Path:
    progress = ProgressLine()
    if options.base != Base():
        collection = load_collection(options.data, options.base)
        shipped = load_shipped(options.ontology, options.base)
    findings = [as_json(finding) for finding in report.findings]
    try:
        return build_release(options, collection, shipped, findings=findings, progress=progress)
    finally:
        progress.clear()


# serve ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Address:
    host: str
    port: int

    @property
    def url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}/"


@main.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535),
              help="Port to listen on.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), default=OUT, show_default=True,
              metavar="DIR", help="Folder that holds the releases.")  # fmt: skip
@click.option("--base", default=DEFAULT_BASE, show_default=True, metavar="IRI",
              help="With FILES: the base under which their things are looked up here.")  # fmt: skip
@click.option("--query-workers", default=2, show_default=True, type=click.IntRange(1),
              help="Processes that answer queries.")  # fmt: skip
@click.option("--query-seconds", default=30.0, show_default=True, type=click.FloatRange(0.1),
              help="Longest that one query may take.")  # fmt: skip
@click.option("--query-memory", default=1024, show_default=True, type=click.IntRange(16),
              metavar="MIB", help="Most memory that one query may use.")  # fmt: skip
@click.option("--query-result", default=256, show_default=True, type=click.IntRange(1),
              metavar="MIB", help="Largest result of one query.")  # fmt: skip
def serve(
    files: tuple[Path, ...], host: str, port: int, out: Path, base: str, query_workers: int,
    query_seconds: float, query_memory: int, query_result: int,
) -> None:  # fmt: skip
    """Serve the current release: pages, RDF and SPARQL.

    With FILES (or folders), serve those RDF files as they are, without curation: Turtle, TriG,
    N-Triples, N-Quads, RDF/XML, JSON-LD.

    Needs Linux, macOS or WSL. Exit codes: 0 stopped; 2 no or a damaged release, unreadable files,
    or a port in use.
    """
    server = importlib.import_module("treatygraph.web.server")
    config = importlib.import_module("treatygraph.web.config")
    address = _Address(host, port)
    server.check_platform()
    server.check_address(host, port)
    with _release_of(files, out, base) as release:
        settings = config.ServeConfig(
            release=str(release.folder),
            query_workers=query_workers,
            query_seconds=query_seconds,
            query_memory_mib=query_memory,
            query_result_mib=query_result,
        )
        server.run(settings, host=host, port=port, ready=lambda: _announce(release, address))


@contextmanager
def _release_of(files: tuple[Path, ...], out: Path, base: str) -> Iterator[Release]:
    """The current release, or one of the moment that goes when the server does."""
    if not files:
        yield open_current(out)
        return
    release = open_files(files, base=Base(base))
    try:
        yield release
    finally:
        shutil.rmtree(release.folder, ignore_errors=True)


def _announce(release: Release, address: _Address) -> None:
    quads = sum(release.manifest.counts[name] for name in ("curated", "shipped", "inferred"))
    click.echo(f"release {release.version} with {quads:,} statements: {address.url}", err=True)
    click.echo("SPARQL: " + address.url + "sparql    stop: Ctrl+C", err=True)


# query ----------------------------------------------------------------------------------

_EXTENSIONS = {"json": "json", "csv": "csv", "tsv": "tsv", "xml": "xml"}


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True,
                                        path_type=Path), metavar="FILE.rq")  # fmt: skip
@click.option("--format", "format_", type=click.Choice(["table", *_EXTENSIONS]), default="table",
              show_default=True, help="Form of the result of SELECT and ASK.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), default=OUT, show_default=True,
              metavar="DIR", help="Folder that holds the releases.")  # fmt: skip
@click.option("--endpoint", metavar="URL", default=None,
              help="Ask this SPARQL endpoint instead of the current release.")  # fmt: skip
def query(file: Path, format_: str, out: Path, endpoint: str | None) -> None:
    """Run the SPARQL query of FILE.rq (- for standard input) over the current release.

    SELECT and ASK give a table, or what --format names; CONSTRUCT and DESCRIBE give Turtle.

    Exit codes: 0 answered; 2 no release, or a query that does not parse.
    """
    document = _query_document(file)
    if endpoint:
        _print_answer(_remote(endpoint), document.text, format_)
        return
    guard(document.text, QueryLimits())
    release = open_current(out)
    _print_answer(release.store, document.under(release.base).text, format_)


def _remote(endpoint: str) -> Store:
    from treatygraph.store.remote import RemoteStore

    return RemoteStore(endpoint)


def _print_answer(store: Store, text: str, format_: str) -> None:
    answer = store.answer(text, solutions="json" if format_ == "table" else format_)
    body = answer.read()
    if format_ == "table" and answer.format == "json":
        click.echo(as_table(body, width=_width()))
    else:
        click.echo(body, nl=False)


def _query_document(file: Path) -> QueryDocument:
    if str(file) == "-":
        return parse_query(sys.stdin.read(), "standard input")
    return load_query(file)


def _width() -> int | None:
    """Columns of the terminal; None in a pipe, where nothing is cut."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


# completion -----------------------------------------------------------------------------


@main.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print what makes SHELL complete our commands; see `treatygraph completion --help`.

    bash: `source <(treatygraph completion bash)` in ~/.bashrc; zsh likewise in ~/.zshrc; fish:
    `treatygraph completion fish | source` in config.fish.
    """
    cls = get_completion_class(shell)
    assert cls is not None
    click.echo(cls(main, {}, "treatygraph", "_TREATYGRAPH_COMPLETE").source())


def run() -> NoReturn:
    """Entry point of ``python -m treatygraph``."""
    main(prog_name="treatygraph")
    raise SystemExit(0)
