"""Building: from files to an immutable release, written beside and switched in whole."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from treatygraph import __version__
from treatygraph.collection import Collection, find_rdf_files
from treatygraph.collection.loading import Progress, silent
from treatygraph.errors import ReleaseUnavailable
from treatygraph.iris import Base
from treatygraph.namespaces import KINDS, PREFIX
from treatygraph.queries import load_queries
from treatygraph.release.composing import DATASET, LOCATIONS, compose, manifest_of
from treatygraph.release.durable import alone_in, point_current, put_in_place
from treatygraph.release.earlier import write_earlier
from treatygraph.release.hands import THIS_PROCESS, Hands
from treatygraph.release.history import CURRENT, write_history
from treatygraph.release.inference import asked_by_rules, rules_of
from treatygraph.release.manifest import FORM, Manifest
from treatygraph.release.options import BuildOptions
from treatygraph.release.sheets import Sheets
from treatygraph.release.work import Work
from treatygraph.search import check_fts5

FINDINGS = "findings.json"
CONTEXT = "context.jsonld"
QUERIES = "queries"

__all__ = ["DATASET", "LOCATIONS", "BuildOptions", "build_release"]

Follow = Callable[[Path, Path], None]
"""Is told of the release that is current and of the one that follows, before that is current."""


def _unheard(_before: Path, _after: Path) -> None:
    """For whoever need not know."""


def release_version(options: BuildOptions) -> str:
    """The version that these inputs have: twelve hexadecimal digits of a hash over all of them."""
    digest = hashlib.sha256(f"{FORM} {__version__} {options.base.root}\n".encode())
    digest.update(f"{options.title}\n{options.licence}\n".encode())
    digest.update(f"{options.authors}\n{options.rights}\n{options.withheld}\n".encode())
    for name, path in _inputs(options):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(f"{name} {content}\n".encode())
    return digest.hexdigest()[:12]


def _inputs(options: BuildOptions) -> Iterator[tuple[str, Path]]:
    """Every file that a release is made of, by a name that is the same on every machine."""
    published = _published(options)
    for path in sorted(path for path, _ in find_rdf_files([options.data])):
        yield published(path), path
    rules = options.ontology.rglob("*.rq")
    for path in sorted([*rules, *(path for path, _ in find_rdf_files([options.ontology]))]):
        yield f"ontology/{path.relative_to(options.ontology).as_posix()}", path
    for path in sorted(options.queries.rglob("*.rq")):
        yield f"queries/{path.relative_to(options.queries).as_posix()}", path
    yield from ((f"own/{name}", path) for name, path in options.own.files())


def _published(options: BuildOptions) -> Callable[[Path | str], str]:
    """What a release calls a file, wherever it was built and from: ``data/triples/PATH``.

    The folder is looked at once: a large collection has tens of thousands of files.
    """
    folder = options.data.resolve()
    parts = folder.parts[-2:] if folder.parent.name == "data" else folder.parts[-1:]
    before, root = "/".join(parts), os.fspath(options.data)

    def published(path: Path | str) -> str:
        inner = os.fspath(path).removeprefix("./" if root == "." else root)
        return f"{before}/{inner.replace(os.sep, '/').lstrip('/')}".rstrip("/")

    return published


def existing_release(options: BuildOptions) -> Path | None:
    """The release of exactly these inputs, if it is there and whole."""
    folder = options.releases / release_version(options)
    return folder if _is_whole(folder) else None


def _is_whole(folder: Path) -> bool:
    """Whether a release is there, and every file of it is what its manifest records."""
    try:
        Manifest.read(folder).verify(folder)
    except ReleaseUnavailable:
        return False
    return True


def build_release(
    options: BuildOptions,
    collection: Collection,
    shipped: Collection,
    *,
    findings: Sequence[dict[str, object]] = (),
    progress: Progress = silent,
    follow: Follow = _unheard,
    sheets: Sheets | None = None,
    hands: Hands = THIS_PROCESS,
) -> Path:
    """Write the release of a checked collection and make it current; its folder.

    Nothing is seen of a build that fails: it happens in a folder beside, renamed when whole.
    ``follow`` is called with the release before and this one, before this one is current.
    ``sheets`` are those that :func:`begin_sheets` began; ``hands`` work side by side.
    Raises SearchUnavailable under a Python that cannot make the search index.
    """
    check_fts5()
    version = release_version(options)
    published = _published(options)
    names = {loaded.file.name: published(loaded.file.where) for loaded in collection.files}
    findings = [finding | _published_file(finding, names) for finding in findings]
    sheets = sheets or begin_sheets(options, collection, shipped, hands)
    target = options.releases / version
    with alone_in(options.out):
        if not _is_whole(target):  # whoever held the lock before may have built the same
            options.releases.mkdir(exist_ok=True)
            beside = Path(tempfile.mkdtemp(prefix=f".{version}-", dir=options.releases))
            try:
                beside.chmod(0o755)
                _write(
                    options, sheets, shipped, findings, beside, version, progress, hands
                )  # fmt: skip
                put_in_place(beside, target)
            finally:
                shutil.rmtree(beside, ignore_errors=True)
        _make_current(options.out, target, follow)
    return target


def begin_sheets(
    options: BuildOptions, collection: Collection, shipped: Collection, hands: Hands
) -> Sheets:
    """Begin to work out the files of a collection, which a check may go through at the same time.

    The collection need not be parsed; both are those of the release's base.
    """
    published = _published(options)
    named = [
        replace(loaded, file=replace(loaded.file, name=published(loaded.file.where)))
        for loaded in collection.files
    ]
    asked = asked_by_rules(options.ontology / "rules", options.base)
    files = [*named, *shipped.files]
    return Sheets(files, rules_of(shipped), asked, Work(options.work), hands)


def _published_file(finding: Mapping[str, object], names: Mapping[str, str]) -> dict[str, object]:
    return {"file": names.get(str(file), file)} if (file := finding.get("file")) else {}


def switch(out: Path, release: Path, follow: Follow = _unheard) -> None:
    """Point ``current`` at a release, in one step, and write down that it was done."""
    with alone_in(out):
        _make_current(out, release, follow)


def _make_current(out: Path, release: Path, follow: Follow) -> None:
    """See :func:`switch`; the caller is alone in the folder.

    A crash at any place leaves ``current`` whole: what has gone is listed before, and the line
    in the history is added after, by the next switch where this one could not.
    """
    current = out / CURRENT
    if current.is_dir() and current.resolve() != release.resolve():
        write_earlier(out, current.resolve(), release)
        follow(current.resolve(), release)
    point_current(out, release)
    write_history(out)


def _write(
    options: BuildOptions,
    sheets: Sheets,
    shipped: Collection,
    findings: Sequence[dict[str, object]],
    folder: Path,
    version: str,
    progress: Progress,
    hands: Hands,
) -> None:
    composed = compose(options, sheets, shipped, folder, progress=progress, hands=hands)
    write_queries(options.queries, options.base, folder / QUERIES, options.own.queries)
    write_context(options.ontology, options.base, folder / CONTEXT)
    _write_json(list(findings), folder / FINDINGS)
    sources = [(file.graph, file.name) for file in sheets.sources if file.graph]
    manifest_of(options, sources, composed, folder, version).write(folder)
    Work(options.work).remove_unused(sheets.keys)


def write_queries(shipped: Path, base: Base, folder: Path, own: Path | None = None) -> None:
    """The queries of a folder, and of one's own before them, under a release's base."""
    mine = load_queries(own) if own else {}
    for name, query in (mine | load_queries(shipped)).items():
        path = folder / f"{name}.rq"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(query.under(base).text, encoding="utf-8")


def write_context(shipped: Path, base: Base, path: Path) -> None:
    """The JSON-LD context of the ontology in a folder, its kind prefixes under a release's base.

    rdflib is imported here: a command that finds its release built does not wait for it.
    """
    from rdflib import Graph

    from treatygraph.release.jsonld_context import context

    ontology = Graph().parse(shipped / "treatygraph.ttl", format="turtle")
    kinds = {kind: f"{base.root}id/{kind}/" for kind in KINDS}
    _write_json({"@context": context(ontology, PREFIX | kinds)}, path)


def _write_json(value: object, path: Path) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
