"""`treatygraph init`: what it writes works as it stands, outside this repository."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tomllib
import urllib.request
from pathlib import Path

import click
import pytest
import yaml
from rdflib import RDF, Graph, URIRef

from support import ROOT, serving
from treatygraph import __version__
from treatygraph.cli import main
from treatygraph.namespaces import DEFAULT_BASE, expand

ENVIRONMENT = os.environ | {"PYTHONPATH": str(ROOT / "src"), "NO_COLOR": "1"}
THEIRS = "https://treaties.example.org/"
SAMPLE = "agreement/sample-is-nz-2020"
ODD = 'мои «договоры» d\'État "2"'
AGREEMENT = f"data/triples/{SAMPLE.replace('agreement', 'agreements')}.ttl"


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run ``treatygraph`` in a process of its own."""
    command = [sys.executable, "-m", "treatygraph", *arguments]
    return subprocess.run(
        command, cwd=cwd, env=ENVIRONMENT, capture_output=True, text=True, timeout=120
    )


def begun(parent: Path, name: str, *options: str) -> Path:
    """A collection begun in a folder."""
    done = run("init", name, *options, cwd=parent)
    assert (done.returncode, done.stdout.strip()) == (0, name), done.stderr
    return parent / name


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A collection begun in a folder with an odd name, and built."""
    folder = begun(tmp_path_factory.mktemp("home"), ODD)
    assert run("build", cwd=folder).returncode == 0
    return folder


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A collection with a base, a title, a licence and makers of its own, and built."""
    options = ("--base", THEIRS, "--title", 'Ice & "Light"', "--licence", f"{THEIRS}licence",
               "--authors", "Ada Rhine; Institute of “Rivers”")  # fmt: skip
    folder = begun(tmp_path_factory.mktemp("elsewhere"), "theirs", *options)
    assert run("build", cwd=folder).returncode == 0
    return folder


def fetched(address: str, accept: str) -> str:
    """What an address gives, redirects followed."""
    request = urllib.request.Request(address, headers={"Accept": accept})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return str(answer.read().decode())


def is_agreement(turtle: str, base: str) -> bool:
    """Whether a Turtle document says of the sample, under a base, that it is an agreement."""
    subject = URIRef(f"{base}id/{SAMPLE}")
    return (subject, RDF.type, URIRef(expand("tg:Agreement"))) in Graph().parse(data=turtle)


def blocks(text: str, language: str) -> list[str]:
    """The fenced blocks of a language in a Markdown text, their indent taken off."""
    found = re.findall(rf"^( *)```{language}\n(.*?)^ *```$", text, re.MULTILINE | re.DOTALL)
    return [re.sub(rf"^{indent}", "", body, flags=re.MULTILINE) for indent, body in found]


def test_the_check_finds_nothing_to_mend(home: Path) -> None:
    done = run("check", "--strict", cwd=home)
    assert (done.returncode, done.stdout) == (0, "")
    assert "nothing to mend" in done.stderr


def test_what_a_newcomer_copies_is_in_house_style(home: Path) -> None:
    done = run("format", "--check", cwd=home)
    assert (done.returncode, done.stdout) == (0, "")


def test_it_has_all_that_a_newcomer_copies(home: Path) -> None:
    manifest = yaml.safe_load((home / "build/current/manifest.json").read_text())
    least = {"Source": 1, "Passage": 3, "Agreement": 1, "Participation": 2, "PartyAction": 4,
             "Article": 2, "Obligation": 2, "Prohibition": 1, "Event": 1}  # fmt: skip
    assert {cls: manifest["classes"].get(cls, 0) >= n for cls, n in least.items()} == dict.fromkeys(
        least, True
    )


def test_what_is_invented_says_so(home: Path) -> None:
    samples = list((home / "data").rglob("sample-*.ttl"))
    assert len(samples) == 3
    assert all("Sample (invented)" in path.read_text(encoding="utf-8") for path in samples)


@pytest.mark.parametrize("place", ["home", "elsewhere"])
def test_the_question_has_the_answer_that_the_readme_tells(
    place: str, request: pytest.FixtureRequest
) -> None:
    folder: Path = request.getfixturevalue(place)
    readme = (folder / "README.md").read_text(encoding="utf-8")
    line = next(line for line in readme.splitlines() if "treatygraph query" in line)
    answer = run(*shlex.split(line)[1:], cwd=folder)
    assert [answer.stdout] == blocks(readme, "text")


def test_the_sample_is_served_as_a_page_and_as_turtle(home: Path) -> None:
    with serving(cwd=home) as server:
        page = fetched(f"{server.url}id/{SAMPLE}", "text/html")
        turtle = fetched(f"{server.url}id/{SAMPLE}", "text/turtle")
        topic = fetched(f"{server.url}id/topic/lighthouses", "text/html")
        front = fetched(server.url, "text/html")
    assert "lighthouse agreement of 2020 between Iceland and New Zealand" in page
    assert is_agreement(turtle, DEFAULT_BASE)
    assert "Lights and other marks on the coast" in topic
    assert "keep every lighthouse on its coast lit" in front
    assert "Nothing in the graph fits" not in front


def test_a_base_title_and_licence_of_its_own_are_what_a_release_shows(elsewhere: Path) -> None:
    with serving(cwd=elsewhere) as server:
        turtle = fetched(f"{server.url}id/{SAMPLE}", "text/turtle")
        page = fetched(f"{server.url}id/{SAMPLE}", "text/html")
        bibtex = fetched(f"{server.url}cite.bib?of=/doc/{SAMPLE}", "*/*")
    assert "author = {{Ada Rhine} and {Institute of “Rivers”}}" in bibtex
    assert is_agreement(turtle, THEIRS)
    assert "w3id.org/treatygraph/id/" not in turtle
    assert "Ice &amp; &#34;Light&#34;</a>" in page
    assert f'Data: <a rel="license external noopener" href="{THEIRS}licence">' in page
    assert "Ontology: <a" in page


def test_an_option_goes_before_the_settings(elsewhere: Path, tmp_path: Path) -> None:
    built = run("build", "--base", "https://a.example/", "--out", str(tmp_path), cwd=elsewhere)
    assert built.returncode == 0, built.stderr
    manifest = (tmp_path / "current/manifest.json").read_text(encoding="utf-8")
    assert '"base": "https://a.example/"' in manifest


def test_the_title_is_the_name_of_the_folder_where_none_is_given(home: Path) -> None:
    settings = tomllib.loads((home / "treatygraph.toml").read_text(encoding="utf-8"))
    assert settings["title"] == ODD
    assert (home / "README.md").read_text(encoding="utf-8").startswith(f"# {ODD}\n")


@pytest.mark.parametrize("name", ["a\nb", "x" * 200, "a$b ${title}", "%41#?", "new/inner/"])
def test_any_name_that_a_folder_can_have_will_do(tmp_path: Path, name: str) -> None:
    done = run("init", name, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    settings = tomllib.loads((tmp_path / name / "treatygraph.toml").read_text(encoding="utf-8"))
    assert settings["title"] == {"a\nb": "Treaties", "new/inner/": "inner"}.get(name, name)


def test_a_clone_that_holds_git_alone_counts_as_empty(tmp_path: Path) -> None:
    (tmp_path / "clone/.git").mkdir(parents=True)
    assert (begun(tmp_path, "clone") / "treatygraph.toml").is_file()


def refused(parent: Path, *arguments: str) -> str:
    """What ``init`` says when it refuses: one sentence, exit code 2."""
    done = run("init", *arguments, cwd=parent)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr
    return done.stderr


def test_a_folder_that_is_not_empty_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full/README.md").write_text("mine")
    said = refused(tmp_path, "full")
    assert said == "treatygraph: full is not empty: name a folder that is new or empty\n"
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["README.md"]
    assert (tmp_path / "full/README.md").read_text() == "mine"


@pytest.mark.parametrize("name", ["file", "file/below", "file/far/below"])
def test_a_file_in_the_way_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("mine")
    assert refused(tmp_path, name) == "treatygraph: file is there already and is no folder\n"
    assert (tmp_path / "file").read_text() == "mine"


def test_a_link_to_nowhere_is_named(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("nowhere")
    assert refused(tmp_path, "link") == "treatygraph: link is there already and is no folder\n"


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    # The superuser may write wherever the file system lets anybody: not under /proc.
    closed = Path("/proc/self") if os.geteuid() == 0 else tmp_path / "closed"
    if closed.parent == tmp_path:
        closed.mkdir(mode=0o500)
    said = refused(tmp_path, str(closed / "new"))
    assert said.startswith(f"treatygraph: {closed}/new cannot be written: ")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--base", "treaties"), "give an absolute http or https address"),
        (("--licence", "CC BY"), "give the licence's address"),
        (("--licence", "http://a.example/>x"), "give the licence's address"),
        (("--title", "two\nlines"), "give one line of plain text"),
        (("--authors", "two\nlines"), "give one line of plain text"),
    ],
)
def test_an_unfit_option_is_told_and_nothing_is_written(
    tmp_path: Path, options: tuple[str, ...], said: str
) -> None:
    assert said in refused(tmp_path, "new", *options)
    assert not (tmp_path / "new").exists()


def read_yaml(home: Path, name: str) -> dict[object, object]:
    """One of the YAML files."""
    return dict(yaml.safe_load((home / name).read_text(encoding="utf-8")))


def lines_of(home: Path) -> dict[str, list[str]]:
    """Every line that the files have somebody run, by the file that names it."""
    github = read_yaml(home, ".github/workflows/treatygraph.yml")["jobs"]["check"]["steps"]  # type: ignore[index]
    gitlab = read_yaml(home, ".gitlab-ci.yml")["check"]["script"]  # type: ignore[index]
    hooks = read_yaml(home, ".pre-commit-config.yaml")["repos"][0]["hooks"]  # type: ignore[index]
    readme = blocks((home / "README.md").read_text(encoding="utf-8"), "sh")
    return {
        "github": [step["run"] for step in github if "run" in step],
        "gitlab": gitlab,
        "pre-commit": [hook["entry"] for hook in hooks],
        "readme": [line for block in readme for line in block.splitlines()],
    }


@pytest.mark.parametrize("file", ["github", "gitlab", "pre-commit", "readme"])
def test_each_command_that_a_file_names_exists_with_its_options(home: Path, file: str) -> None:
    ours = [line for line in lines_of(home)[file] if line.startswith("treatygraph ")]
    assert ours
    for line in ours:
        _, name, *arguments = shlex.split(line)
        command = main.get_command(click.Context(main), name)
        assert command, line
        arguments = [str(home / word) if word.startswith("queries/") else word
                     for word in arguments]  # fmt: skip
        # A command keeps the help option of whoever first parsed for it: the group's, then.
        command.make_context(name, arguments, help_option_names=["-h", "--help"])


def test_what_is_installed_is_this_version_with_an_extra_that_it_has(home: Path) -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    for file in ("github", "gitlab", "readme"):
        line = next(line for line in lines_of(home)[file] if "pip install" in line)
        asked = re.fullmatch(r"treatygraph\[(\w+)\]>=(\S+)", shlex.split(line)[-1])
        assert asked, line
        assert asked[1] in extras["optional-dependencies"]
        assert asked[2] == __version__


def test_the_workflows_keep_the_release(home: Path) -> None:
    steps = read_yaml(home, ".github/workflows/treatygraph.yml")["jobs"]["check"]["steps"]  # type: ignore[index]
    uses = [step["uses"] for step in steps if "uses" in step]
    assert all(re.fullmatch(r"actions/[\w-]+@v\d+", action) for action in uses)
    kept = [steps[-1]["with"]["path"]]
    kept += read_yaml(home, ".gitlab-ci.yml")["check"]["artifacts"]["paths"]  # type: ignore[index]
    assert all(list((home / path).glob("*/manifest.json")) for path in kept)


def test_the_hook_heeds_every_file_that_it_should(home: Path) -> None:
    hook = read_yaml(home, ".pre-commit-config.yaml")["repos"][0]["hooks"][0]  # type: ignore[index]
    heeded = {AGREEMENT, "queries/competency/a.rq", "checks/shapes/a.ttl", "treatygraph.toml"}
    assert {name for name in (*heeded, "README.md") if re.search(hook["files"], name)} == heeded


def test_the_hook_passes_and_then_fails_on_a_broken_file(tmp_path: Path) -> None:
    folder = begun(tmp_path, "mine")
    entry = shlex.split(lines_of(folder)["pre-commit"][0])[1:]
    assert run(*entry, cwd=folder).returncode == 0
    with (folder / AGREEMENT).open("a") as out:
        out.write("agreement:x a tg:Agreement\n")
    done = run(*entry, cwd=folder)
    assert done.returncode == 1
    assert f"{AGREEMENT}:" in done.stdout


def test_the_hook_of_plain_git_stops_a_commit(tmp_path: Path) -> None:
    folder = begun(tmp_path, "mine")
    installed = tmp_path / "bin/treatygraph"
    installed.parent.mkdir()
    installed.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m treatygraph "$@"\n')
    installed.chmod(0o755)
    path = f"{installed.parent}{os.pathsep}{ENVIRONMENT['PATH']}"
    who = {f"GIT_{role}_{what}": "a@a.example" for role in ("AUTHOR", "COMMITTER")
           for what in ("NAME", "EMAIL")}  # fmt: skip
    hook = blocks((folder / "README.md").read_text(encoding="utf-8"), "sh")[-1]

    def shell(script: str) -> int:
        environment = ENVIRONMENT | who | {"PATH": path}
        return subprocess.run(["sh", "-ec", script], cwd=folder, env=environment,
                              capture_output=True).returncode  # fmt: skip

    assert shell("git init -q") == 0
    assert shell(hook) == 0
    assert shell("git add . && git commit -qm sound") == 0
    assert shell(f"echo 'x' >> {AGREEMENT} && git commit -qam broken") != 0
