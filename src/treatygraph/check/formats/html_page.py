"""One page of HTML that holds all it needs: no script, nothing fetched from anywhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import Final

from treatygraph.check.finding import Finding
from treatygraph.check.formats.excerpt import LONGEST_LINE, Excerpt, shortened
from treatygraph.check.formats.view import View
from treatygraph.check.outcome import CheckReport
from treatygraph.check.report import SEVERITIES, counted, focus_of, hint_of, short, summary

_NOWHERE = "The dataset as a whole"
_STYLE: Final = """\
:root { color-scheme: light dark; --ground: #fff; --text: #1b1f24; --faint: #57606a;
  --line: #d0d7de; --code: #f3f5f7; --violation: #b3211c; --warning: #7d5200; --info: #1257a8; }
@media (prefers-color-scheme: dark) { :root { --ground: #14171b; --text: #e4e8ec; --faint: #a3adb8;
  --line: #3a424c; --code: #1f242b; --violation: #ff8f87; --warning: #f0bf55; --info: #86bcff; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 1rem; background: var(--ground);
  color: var(--text); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; }
h2 { font-size: 1.05rem; margin: 2rem 0 .5rem; }
a { color: inherit; }
nav ul, ol { list-style: none; margin: 0; padding: 0; }
nav li { padding: .25rem 0; }
article { border: 1px solid var(--line); border-left: .3rem solid var(--mark);
  border-radius: .25rem; margin: .75rem 0; padding: .6rem .8rem; }
.violation { --mark: var(--violation); } .warning { --mark: var(--warning); }
.info { --mark: var(--info); }
article p { margin: .25rem 0; }
.kind { color: var(--mark); font-weight: 600; }
.place, dt, .counts { color: var(--faint); }
pre { background: var(--code); border-radius: .25rem; margin: .5rem 0; padding: .5rem .7rem;
  white-space: pre-wrap; tab-size: 4; unicode-bidi: plaintext; }
code, pre { font: .9em/1.5 ui-monospace, monospace; }
mark { background: none; color: inherit; font-weight: 600;
  text-decoration: underline wavy var(--mark) 1px; text-underline-offset: .25em; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem .75rem;
  margin: .4rem 0 0; font-size: .9rem; }
dd { margin: 0; }
@media (max-width: 30rem) { dl { grid-template-columns: 1fr; } dt { margin-top: .3rem; } }
"""
_PAGE: Final = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>treatygraph check</title>
<style>
{style}</style>
</head>
<body>
<header>
<h1>treatygraph check</h1>
<p>{summary}</p>
</header>
<main>
{main}
</main>
</body>
</html>"""


def write(report: CheckReport, _view: View) -> str:
    """The findings by file, each with its line, and a list of the files before them."""
    files = _by_file(report.findings)
    main = "\n".join([*_contents(files), *_sections(files)]) if files else "<p>Nothing to mend.</p>"
    return _PAGE.format(style=_STYLE, summary=escape(summary(report)), main=main)


def _by_file(findings: Iterable[Finding]) -> Mapping[str, Sequence[Finding]]:
    files: dict[str, list[Finding]] = {}
    for finding in findings:
        files.setdefault(finding.file or _NOWHERE, []).append(finding)
    return files


def _contents(files: Mapping[str, Sequence[Finding]]) -> Iterator[str]:
    yield '<nav aria-label="Files">\n<ul>'
    for number, (file, findings) in enumerate(files.items(), 1):
        link = f'<a href="#file-{number}">{escape(file)}</a>'
        yield f'<li>{link} <span class="counts">{_counts(findings)}</span></li>'
    yield "</ul>\n</nav>"


def _counts(findings: Sequence[Finding]) -> str:
    numbers = {
        name: sum(finding.severity == severity for finding in findings)
        for severity, name in SEVERITIES.items()
    }
    return ", ".join(counted(number, name) for name, number in numbers.items() if number)


def _sections(files: Mapping[str, Sequence[Finding]]) -> Iterator[str]:
    for number, (file, findings) in enumerate(files.items(), 1):
        yield f'<section aria-labelledby="file-{number}">'
        yield f'<h2 id="file-{number}">{escape(file)}</h2>\n<ol>'
        for finding in findings:
            yield from _article(finding)
        yield "</ol>\n</section>"


def _article(finding: Finding) -> Iterator[str]:
    kind = SEVERITIES[finding.severity]
    yield f'<li>\n<article class="{kind}">'
    yield f'<p><span class="kind">{kind.capitalize()}</span>{_at(finding)}</p>'
    yield f'<p dir="auto">{escape(finding.message)}</p>'
    if finding.source_line is not None:
        yield f"<pre>{_line(finding)}</pre>"
    yield "<dl>"
    for name, told in _details(finding).items():
        if told:
            yield f"<dt>{name}</dt><dd>{told}</dd>"
    yield "</dl>\n</article>\n</li>"


def _at(finding: Finding) -> str:
    if finding.line is None:
        return ""
    return f' <span class="place">line {finding.line}, column {finding.column}</span>'


def _line(finding: Finding) -> str:
    """The line, with what is meant marked; to its end where that goes on in the next ones."""
    shown = Excerpt.of(finding)
    before, after = shown.line[: shown.start], shown.line[shown.end :]
    meant = shown.line[shown.start : shown.end]
    return f"{escape(before)}<mark>{escape(meant)}</mark>{escape(after)}"


def _details(finding: Finding) -> Mapping[str, str]:
    name = f" {escape(finding.name)}" if finding.name else ""
    return {
        "Hint": escape(hint_of(finding) or ""),
        "Rule": f"<code>{escape(short(finding.rule))}</code>{name}",
        "About": _code(focus_of(finding)),
        "Property": _code(short(finding.path or "")),
        "Value": _code(short(str(finding.value).strip("<>")) if finding.value is not None else ""),
    }


def _code(text: str) -> str:
    return f"<code>{escape(shortened(text, LONGEST_LINE))}</code>" if text else ""
