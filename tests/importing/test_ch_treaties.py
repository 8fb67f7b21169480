"""The kind ch-treaties: front matter, Roman and compound numbers, texts that count anew."""

import io
import tarfile

import pytest

from treatygraph.importing.faults import Refused
from treatygraph.importing.kinds.ch_treaties import front_matter

TEXT = """---
title: "Abkommen vom 1. Februar 1967 über Drachen zwischen der Schweiz und Arkadien"
title_fr: "Accord du 1<sup>er</sup> février 1967 entre la Suisse et l'Arcadia"
title_it: "Accordo sui \\"draghi\\""
identifier: "cc-1967-1_2"
publication_date: "1967-02-01"
entry_into_force: "1969-11-15"
status: "in_force"
sr_number: "0.999.123.4"
source: "https://law.example/eli/cc/1967/1_2"
---
# Abkommen von Artikel 1

##### **Art. I** Drachen[^1]

Der Text bleibt, wo er ist.

##### **Art. 2<sup>bis</sup>**
###### **Art. 3.12** Schnüre
##### **Art.** ohne Nummer
##### **Art. I** Protokoll
"""
MULTILATERAL = TEXT.replace("0.999.123.4", "0.21").replace("1967-1_2", "1967-3_4")
FILES = {"ch/a.md": TEXT, "ch/b.md": MULTILATERAL, "ch/c.md": "no front matter", "README.md": "x"}
KITES = "agreement/ch-1967-1-2"


def test_headings_become_articles_and_what_counts_anew_a_part(imported, states):
    result = imported("ch-treaties", FILES, actors=states)
    assert result.violations() == []
    assert result.values(f"{KITES}/article-i", "dcterms:title") == {"Drachen"}
    assert result.values(f"{KITES}/article-2bis", "tg:ordinal") == {"202"}
    assert result.values(f"{KITES}/article-3.12", "tg:ordinal") == {"312"}
    second = f"{KITES}/section-2-article-i"
    assert result.values(second, "tg:partOf") == {f"{KITES}/section-2"}
    assert "bleibt, wo er ist" not in result.text("agreements/ch-1967-1-2.ttl")


def test_titles_and_days_are_those_of_the_front_matter(imported, states):
    result = imported("ch-treaties", FILES, actors=states)
    labels = result.values(KITES, "skos:prefLabel")
    assert 'Accordo sui "draghi"' in labels
    assert any(label.startswith("Accord du 1er février") for label in labels)
    assert result.values(KITES, "tg:concludedOn") == {"1967-02-01"}
    assert result.values(KITES, "tg:inForceFrom") == {"1969-11-15"}
    assert result.values(KITES, "dcterms:identifier") == {"SR:0.999.123.4"}


def test_a_partner_that_the_title_names_is_an_inference(imported, states):
    result = imported("ch-treaties", FILES, actors=states)
    partner = f"{KITES}/participation-AAA"
    assert result.values(partner, "tg:confidence") == {"confidence/low"}
    assert result.values(f"{KITES}/participation-CHE", "tg:confidence") == {"confidence/medium"}
    several = "agreement/ch-1967-3-4/participation-AAA"
    assert result.values(several, "tg:participant") == set()


def test_everything_is_held_or_accounted_for(imported, states):
    report = imported("ch-treaties", FILES, actors=states).report
    assert (report.read, report.held) == (3, 2)
    assert report.refused == {"the file has no front matter": 1}
    assert report.parts_read["article"] == 10
    assert report.left_out["article", "the heading has no number"] == 2
    assert report.adds_up


def archive(members, kind="w:xz"):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=kind) as packed:
        for name, content in members:
            info = tarfile.TarInfo(name)
            if content is None:
                info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
                packed.addfile(info)
            else:
                info.size = len(content)
                packed.addfile(info, io.BytesIO(content))
    return out.getvalue()


def test_an_archive_is_read_and_what_is_hostile_in_it_refused(imported, states, tmp_path):
    members = [("ch/a.md", TEXT.encode()), ("../../evil.md", TEXT.encode()), ("/root.md", b"x"),
               ("link.md", None), ("ch/nul.md", TEXT.encode() + b"\x00"),
               ("ch/latin.md", TEXT.encode("latin-1"))]  # fmt: skip
    files = {"set.tar.xz": archive(members)}
    result = imported("ch-treaties", files, actors=states)
    assert (result.report.read, result.report.held) == (6, 1)
    assert result.reasons >= {
        "the name leads out of the archive", "the archive holds a link or a device",
        "the text holds a NUL character", "the text is not UTF-8",
    }  # fmt: skip
    assert not list(tmp_path.rglob("evil.md"))


def test_an_archive_that_breaks_off_gives_what_could_be_read(imported, states):
    names = (f"ch/{number:04}.md" for number in range(300))
    many = [(name, TEXT.replace("1967-1_2", name[3:7]).encode()) for name in names]
    whole = archive(many, "w:gz")
    result = imported("ch-treaties", {"set.tar.gz": whole[: len(whole) * 2 // 3]}, actors=states)
    assert not result.report.is_whole
    assert 0 < result.report.held < 300
    assert "the archive breaks off" in result.reasons
    assert result.report.adds_up


@pytest.mark.parametrize("text", ["", "---\ntitle: x\n", "title: x\n---\n"])
def test_a_file_without_front_matter_is_refused(text):
    with pytest.raises(Refused):
        front_matter(text)


def test_front_matter_is_no_yaml_that_could_do_harm():
    text = '---\na: &a ["lol"]\nb: !!python/object:os.system "x"\nc: *a\nd: "broken\n---\n'
    assert front_matter(text) == {
        "a": '&a ["lol"]', "b": '!!python/object:os.system "x"', "c": "*a", "d": "broken"
    }  # fmt: skip
