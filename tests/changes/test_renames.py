"""A thing under another key is the same thing; one that is only alike is not."""

from __future__ import annotations

from pathlib import Path

from test_sentences import block

from changed import MINI, TREATY, copied, differ, edited, one


def _rekeyed(tmp_path: Path, old: str, new: str) -> Path:
    folder = copied(tmp_path)
    for path in folder.rglob("*.ttl"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(old, new), encoding="utf-8")
    return folder


def test_a_norm_under_another_key_is_renamed(tmp_path: Path) -> None:
    found = differ(MINI, _rekeyed(tmp_path, "norm-no-warships", "norm-no-fleets"))
    assert one(found).change == "renamed"
    assert one(found).sentence == (
        "Article 1, No warships of others: key: agreement/aa-bb-1999/norm-no-warships → "
        "agreement/aa-bb-1999/norm-no-fleets"
    )


def test_what_names_it_is_said_to_follow(tmp_path: Path) -> None:
    found = differ(MINI, _rekeyed(tmp_path, "norm-dredge", "norm-dredging"))
    changes = {thing.sentence for thing in found.things if thing.change == "changed"}
    assert changes == {
        "Gazette p2 (2): the basin is dredged: names Dredge the basin by its new key",
        "Gazette p1 (2): no duty to dredge: names Dredge the basin by its new key",
        "Whether there is a duty to dredge: names Dredge the basin by its new key",
    }
    assert found.support == ()


def test_all_parts_of_a_renamed_agreement_are_found(tmp_path: Path) -> None:
    found = differ(MINI, _rekeyed(tmp_path, "aa-bb-1999", "aa-bb-harbour-1999"))
    assert found.counts()["added"] == found.counts()["removed"] == 0
    assert found.counts()["renamed"] > 15
    assert all(
        thing.sentence.partition(": key: ")[2].count(";") == 0
        for thing in found.things
        if thing.change == "renamed"
    ), "nothing else of them changed"


def test_a_renamed_thing_tells_what_else_changed(tmp_path: Path) -> None:
    folder = _rekeyed(tmp_path, "norm-no-warships", "norm-no-fleets")
    path = folder / TREATY
    path.write_text(path.read_text().replace("the ship is in distress", "the ship is in need"))
    assert one(differ(MINI, folder)).sentence.endswith("norm-no-fleets; exception reworded")


def test_the_same_label_in_another_agreement_is_another_thing(tmp_path: Path) -> None:
    norm = block(TREATY, "aa-bb-1999:norm-ten-years")
    moved = norm.replace("aa-bb-1999:norm-ten-years", "bb-cc-2003:norm-ten-years").replace(
        "aa-bb-1999:article-4", "agreement:bb-cc-2003"
    )
    ferry = "agreements/bb-cc-2003.ttl"
    start = "\nbb-cc-2003:norm-toll-on-ferry\n"
    found = edited(tmp_path, (TREATY, norm, "\n"), (ferry, start, moved + start))
    assert {(thing.change, thing.iri.rpartition("id/")[2]) for thing in found.things} == {
        ("removed", "agreement/aa-bb-1999/norm-ten-years"),
        ("added", "agreement/bb-cc-2003/norm-ten-years"),
    }


def test_where_two_are_alike_nobody_guesses_which_is_which(tmp_path: Path) -> None:
    norm = block(TREATY, "aa-bb-1999:norm-ten-years")
    twins = [norm.replace("norm-ten-years", f"norm-{name}") for name in "abcd"]
    folders = []
    for name, pair in (("a", twins[:2]), ("b", twins[2:])):
        folders.append(copied(tmp_path, (TREATY, norm, "".join(pair)), name=name))
    assert differ(*folders).counts() == {"added": 2, "removed": 2, "changed": 0, "renamed": 0}
