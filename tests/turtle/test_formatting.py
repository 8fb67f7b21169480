"""House style by example: each case is a text as somebody wrote it, and as the formatter has it."""

from itertools import permutations

import pytest
from test_formatting_laws import KNOWN, formatted

from treatygraph.namespaces import expand
from treatygraph.turtle import format_turtle, parse_turtle

EX = "PREFIX ex: <http://example.org/>\n"
TG = f"PREFIX tg: <{expand('tg:')}>\n"
ID = "https://w3id.org/treatygraph/id/"


def body(text):
    """The formatted text below its prefixes."""
    return formatted(text).rpartition(">\n\n")[2]


def subjects(text):
    return [line for line in body(text).split("\n") if line and line[0] not in " .#"]


def test_subject_class_predicates_and_objects_stand_as_in_the_house():
    text = EX + "ex:s ex:q 2, 10, 1; ex:p ex:o; a ex:C."
    assert formatted(text) == (
        f"{EX}\nex:s\n    a ex:C ;\n    ex:p ex:o ;\n"
        "    ex:q\n        1 ,\n        2 ,\n        10 ;\n.\n"
    )


def test_labels_titles_and_notes_come_before_what_is_sorted():
    names = "tg:about skos:scopeNote owl:sameAs dcterms:title rdf:type skos:altLabel skos:prefLabel"
    text = "".join(f"<a:b> <{expand(name)}> <a:o> .\n" for name in names.split())
    written = [line.split()[0] for line in body(text).split("\n")[1:-2]]
    assert written == [
        "a", "skos:prefLabel", "skos:altLabel", "dcterms:title", "owl:sameAs", "skos:scopeNote",
        "tg:about",
    ]  # fmt: skip


def test_things_come_in_the_order_of_an_agreement():
    agreement = f"{ID}agreement/x-1"
    text = (
        f"{TG}PREFIX x: <{agreement}/>\nx:norm-b a tg:Norm; tg:statedIn x:article-10.\n"
        "x:norm-c a tg:Norm; tg:statedIn x:article-3.\n"
        "x:norm-a a tg:Norm; tg:statedIn x:article-10.\n"
        "x:article-10 a tg:Article; tg:ordinal 1000.\nx:article-3 a tg:Article; tg:ordinal 300.\n"
        "x:article-3.1 a tg:Paragraph; tg:ordinal 301; tg:partOf x:article-3.\n"
        "x:act-b a tg:PartyAction; tg:date '2001'; tg:ofParticipation x:participation-a.\n"
        "x:act-a a tg:PartyAction; tg:date '2002'; tg:ofParticipation x:participation-a.\n"
        f"x:participation-a a tg:Participation.\n<{agreement}> a tg:Agreement.\n"
        f"<https://w3id.org/treatygraph/graph/agreements/x-1> tg:x 1.\n"
    )
    assert subjects(text) == [
        "graph:agreements\\/x-1", "agreement:x-1", "x-1:participation-a", "x-1:act-b", "x-1:act-a",
        "x-1:article-3", "x-1:article-3.1", "x-1:article-10", "x-1:norm-c", "x-1:norm-a",
        "x-1:norm-b",
    ]  # fmt: skip


def test_claims_follow_their_passage_and_footnotes_come_last():
    source = f"{ID}source/s"
    text = (
        f"{TG}PREFIX s: <{source}/>\n<{source}> a tg:Source.\ns:passage-fn1 tg:locator 'fn1'.\n"
        "s:passage-title tg:locator 'title'.\ns:passage-1 tg:locator '1'.\n"
        "s:claim-1-10 tg:madeIn s:passage-1.\ns:claim-1-9 tg:madeIn s:passage-1.\n"
    )
    assert subjects(text) == [
        "source:s", "s:passage-title", "s:passage-1", "s:claim-1-9", "s:claim-1-10", "s:passage-fn1"
    ]  # fmt: skip


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_circle_of_things_above_one_another_has_no_first(order):
    verb = f"<{expand('skos:broader')}>"
    lines = [f"ex:a {verb} ex:b .", f"ex:b {verb} ex:a .", f"ex:0 {verb} ex:b ."]
    assert subjects(EX + "\n".join(lines[at] for at in order)) == ["ex:a", "ex:b", "ex:0"]


@pytest.mark.parametrize(
    ("written", "spelled"),
    {
        '"007"^^<http://www.w3.org/2001/XMLSchema#integer>': "007",
        '"1"^^<http://www.w3.org/2001/XMLSchema#boolean>': '"1"^^xsd:boolean',
        '"1."^^<http://www.w3.org/2001/XMLSchema#decimal>': '"1."^^xsd:decimal',
        "1E0": "1E0",
        "'x'@EN-GB": '"x"@en-gb',
        '"x"^^<http://www.w3.org/2001/XMLSchema#string>': '"x"',
        r"'''say \"yes\"'''": r'"say \"yes\""',
        r'"a\nb"': '"""a\nb"""',
        r'"a\r\nb\""': '"""a\\r\nb\\""""',
        r'"\u00e9\t\u0007"': r'"é\t\u0007"',
        "()": "()",
        "<http://example.org/a/b.>": r"ex:a\/b\.",
        "<http://example.org/-a>": r"ex:\-a",
        "<http://example.org/a×b>": "<http://example.org/a×b>",
        "<http://example.org/>": "<http://example.org/>",
        "<http://purl.org/dc/terms/title>": "dcterms:title",
    }.items(),
)
def test_each_term_has_one_spelling(written, spelled):
    assert body(f"{EX}ex:s ex:p {written} .") == f"ex:s\n    ex:p {spelled} ;\n.\n"


def test_a_prefix_is_named_as_in_all_files():
    text = "PREFIX dc: <http://purl.org/dc/terms/>\nPREFIX skos: <a:>\n<b:c> dc:title skos:x ."
    assert formatted(text) == (
        "PREFIX dcterms: <http://purl.org/dc/terms/>\n\n<b:c>\n    dcterms:title <a:x> ;\n.\n"
    )


def test_a_key_is_a_prefix_where_the_file_describes_what_lies_below_it():
    parts = f"<{ID}source/s-1/passage-a> <{ID}source/s-1/x> <{ID}source/t-1/passage-b> ."
    assert body(parts) == "s-1:passage-a\n    s-1:x source:t-1\\/passage-b ;\n.\n"
    assert "source:1-s\\/passage-a" in formatted(parts.replace("s-1", "1-s"))


def test_a_key_of_two_things_is_a_prefix_of_neither():
    text = f"<{ID}source/s/a> <a:p> 1 . <{ID}event/s/a> <a:p> 1 ."
    assert subjects(text) == ["event:s\\/a", "source:s\\/a"]


def test_unused_prefixes_go_and_the_base_is_written_out():
    text = "@base <http://b.org/> . PREFIX no: <a:no> PREFIX x: <http://x.org/> <s> <p> x:o ."
    assert formatted(text) == (
        "PREFIX x: <http://x.org/>\n\n<http://b.org/s>\n    <http://b.org/p> x:o ;\n.\n"
    )


def test_the_document_of_the_prefixes_declares_all_that_it_tells_of():
    text = (
        f"<https://w3id.org/treatygraph/prefixes> <{expand('sh:declare')}> <a:b> .\n"
        f"<a:b> <{expand('sh:prefix')}> 'new' ; <{expand('sh:namespace')}> 'http://new.org/' ."
    )
    assert "PREFIX new: <http://new.org/>\n" in formatted(text)


def test_brackets_and_lists_are_short_where_they_can_be():
    text = EX + "ex:s ex:p [ex:q [ex:r ex:o]], (1 2); ex:q [ex:a 1; ex:b 2], []."
    assert body(text) == (
        "ex:s\n    ex:p\n        ( 1 2 ) ,\n        [ ex:q [ ex:r ex:o ] ] ;\n"
        "    ex:q\n        [\n            ex:a 1 ;\n            ex:b 2 ;\n        ] ,\n"
        "        [] ;\n.\n"
    )


def test_a_long_list_has_one_item_a_line():
    items = [f'"{"x" * 30} {number}"' for number in range(4)]
    lines = "".join(f"        {item}\n" for item in items)
    assert body(f"{EX}ex:s ex:p ({' '.join(items)}) .") == f"ex:s\n    ex:p (\n{lines}    ) ;\n.\n"


def test_shared_blank_nodes_are_labelled_in_order_of_mention():
    text = EX + "ex:t ex:p _:x . ex:s ex:p _:x . _:x ex:q _:c . _:c ex:r _:d . _:d ex:r _:c ."
    assert body(text) == (
        "ex:s\n    ex:p _:b1 ;\n.\n\nex:t\n    ex:p _:b1 ;\n.\n\n"
        "_:b1\n    ex:q _:b2 ;\n.\n\n_:b2\n    ex:r [ ex:r _:b2 ] ;\n.\n"
    )


def test_circles_that_look_alike_from_near_are_told_apart():
    """Seven nodes in a circle of three and one of four: each sees the same around it."""
    three = "_:{0} ex:p _:{1}. _:{1} ex:p _:{2}. _:{2} ex:p _:{0}. "
    four = "_:{0} ex:p _:{1}. _:{1} ex:p _:{2}. _:{2} ex:p _:{3}. _:{3} ex:p _:{0}. "
    first = three.format(*"abc") + four.format(*"defg")
    second = four.format(*"cbga") + three.format(*"fed")
    assert formatted(EX + first) == formatted(EX + second)


def test_nodes_that_differ_in_a_comment_only_are_told_apart_by_it():
    parts = [
        "ex:s ex:p _:x , _:y .",
        "ex:t ex:p [ ex:q _:x , # this\n _:y ] , [ ex:r _:x , _:y ] .",
    ]
    result = formatted(EX + "\n".join(parts))
    assert formatted(EX + "\n".join(parts[::-1]).replace("_:y", "_:a")) == result
    assert formatted(result) == result


def test_very_deep_brackets_are_broken_by_labels():
    text = EX + "ex:s ex:p " + "[ ex:p " * 60 + "1" + " ]" * 60 + " ."
    assert "[ ex:p _:b1 ]" in formatted(text)
    assert formatted(formatted(text)) == formatted(text)


def test_a_list_of_very_many_items_is_no_trouble():
    chain = "".join(
        f"_:c{n} <{expand('rdf:first')}> {n} ; <{expand('rdf:rest')}> _:c{n + 1} .\n"
        for n in range(3000)
    )
    end = f"_:c3000 <{expand('rdf:first')}> 3000 ; <{expand('rdf:rest')}> () .\n"
    assert formatted(f"{EX}ex:s ex:p _:c0 .\n{chain}{end}").count("\n        ") == 3001


COMMENTED = """\
# Licence: none

PREFIX ex: <http://example.org/> # an example

# About b
# and more
ex:b # a subject
    # about p
    ex:p # several
        # one
        1 , # uno
        2 ; # duo
    ex:q (
        # an item
        ex:x # x
        ex:y
        # no more items
    ) ; # a list
    ex:r [
        # inside
        ex:s 1 ; # ins
        # no more inside
    ] ; # outside
    # no more
.

# Others

ex:a
    ex:p 1 ;
.

# The end
"""


def test_comments_stay_at_what_they_belong_to():
    assert formatted(COMMENTED) == COMMENTED


def test_comments_move_with_what_they_belong_to():
    text = (
        EX + "# about b\nex:b ex:q 1; # one\n # why 2\n ex:p 2. # two\n"
        "# about a\nex:a ex:p\n # the tenth\n 10,\n 9 # nine\n ."
    )
    assert body(text) == (
        "# about a\nex:a\n    ex:p\n        9 , # nine\n        # the tenth\n        10 ;\n.\n\n"
        "# about b\nex:b\n    # why 2\n    ex:p 2 ; # two\n    ex:q 1 ; # one\n.\n"
    )


def test_a_comment_after_the_end_of_a_thing_stays_with_it():
    text = EX + "ex:s ex:q 1 ;\n ex:p 2\n . # the end\nex:t ex:p 1 . # one line\n"
    assert body(text) == (
        "ex:s\n    ex:p 2 ;\n    ex:q 1 ;\n    # the end\n.\n\nex:t\n    ex:p 1 ; # one line\n.\n"
    )


def test_headings_hold_their_subjects_together():
    text = EX + "ex:z ex:p 1 .\n# Second\n\nex:y ex:p 1 . ex:x ex:p 1 .\n\n# Third\n\nex:a ex:p 1 ."
    told = [line for line in body(text).split("\n") if line.startswith(("#", "ex:"))]
    assert told == ["ex:z", "# Second", "ex:x", "ex:y", "# Third", "ex:a"]


def test_a_comment_at_a_prefix_that_goes_stays_at_the_head():
    text = "PREFIX no: <a:no> # gone\n# why\n<a:s> <a:p> 1 .\n"
    assert formatted(text) == "# gone\n\n# why\n<a:s>\n    <a:p> 1 ;\n.\n"


def test_two_comments_for_the_end_of_one_line_go_above_it():
    text = "<a:s> <a:p> 1 . # one\n<a:s> <a:p> 1 . # again\n"
    assert formatted(text) == "<a:s>\n    # again\n    # one\n    <a:p> 1 ;\n.\n"


@pytest.mark.parametrize("text", ["", "\ufeff", "\r\n \r\n", "PREFIX ex: <http://example.org/>\n"])
def test_a_file_that_says_nothing_becomes_empty(text):
    assert format_turtle(text, parse_turtle(text), KNOWN) == ""
