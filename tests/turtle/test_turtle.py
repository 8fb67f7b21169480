"""Positions, faults, recovery and comments of our own Turtle parser."""

import pytest
from pyoxigraph import Literal, NamedNode

from treatygraph.turtle import Position, TokenKind, parse_turtle, tokenize

EX = "PREFIX ex: <http://example.org/>\n"


def places(text):
    return [
        f"{triple.subject_at} {triple.predicate_at} {triple.object_at}"
        for triple in parse_turtle(text).triples
    ]


def objects(text):
    return [triple.object for triple in parse_turtle(EX + text).triples]


def faults(text):
    return [(str(fault.position), fault.message) for fault in parse_turtle(EX + text).faults]


def values(text):
    return [triple.object.value for triple in parse_turtle(EX + text).triples]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("<a:b> a <c:d> .", ["1:1 1:7 1:9"], id="one line"),
        pytest.param("<a:b>\n\ta <c:d> ,\n\t\t<e:f> .", ["1:1 2:2 2:4", "1:1 2:2 3:3"], id="tabs"),
        pytest.param(
            "<a:b>\r\n  a <c:d> ;\r\n  <e:f> 1 .", ["1:1 2:3 2:5", "1:1 3:3 3:9"], id="CRLF"
        ),
        pytest.param("<a:b>\r  a <c:d> .", ["1:1 2:3 2:5"], id="CR"),
        pytest.param("\ufeff<a:b> a <c:d> .", ["1:1 1:7 1:9"], id="byte order mark"),
        pytest.param('<a:b> a "𓀀𓀁" , 1 .', ["1:1 1:7 1:9", "1:1 1:7 1:16"], id="astral"),
        pytest.param('<a:b> a """x\ny""" , 1 .', ["1:1 1:7 1:9", "1:1 1:7 2:8"], id="long string"),
        pytest.param("[] a 1 .", ["1:1 1:4 1:6"], id="anonymous subject"),
        pytest.param("<a:b> a () .", ["1:1 1:7 1:9"], id="empty collection"),
        pytest.param("# note\n<a:b> # more\n a 1 .", ["2:1 3:2 3:4"], id="comments"),
    ],
)
def test_terms_stand_where_the_text_has_them(text, expected):
    assert places(text) == expected


def test_brackets_stand_at_the_opening_bracket():
    assert places("<a:b> a [\n  <c:d> 1 ] .") == ["1:9 2:3 2:9", "1:1 1:7 1:9"]


def test_cells_of_a_collection_stand_at_their_items():
    assert places("<a:b> a ( 1\n 2 ) .") == [
        "1:11 1:11 1:11",
        "2:2 2:2 2:2",
        "1:11 2:2 2:2",
        "2:2 2:4 2:4",
        "1:1 1:7 1:9",
    ]


def test_a_span_covers_tag_and_datatype():
    text = '<a:b> <p:q> "x"@en , "1" ^^ <d:t> , """y""" .'
    written = [text[triple.object_at.slice] for triple in parse_turtle(text).triples]
    assert written == ['"x"@en', '"1" ^^ <d:t>', '"""y"""']


def test_positions_say_offset_line_and_column():
    triple = parse_turtle("<a:b>\n a 1 .").triples[0]
    assert triple.predicate_at.start == Position(offset=7, line=2, column=2)
    assert triple.predicate_at.end == Position(offset=8, line=2, column=3)


def test_literals_are_kept_as_written():
    written = 'ex:a ex:p 007 , +1 , 1.50 , 1E3 , true , "x"@en-GB , "y\\n\\u00e9\\U0001F600" .'
    assert values(written) == ["007", "+1", "1.50", "1E3", "true", "x", "y\né😀"]


def test_names_are_unescaped_but_not_decoded():
    assert values(r"ex:a ex:p ex:a\/b\.c , ex:%41 , ex:a.b:c .") == [
        "http://example.org/a/b.c",
        "http://example.org/%41",
        "http://example.org/a.b:c",
    ]


def test_prefixes_and_base_are_those_of_the_end():
    text = "@prefix a: <b#> .\nBASE <http://x/y/>\nPREFIX a: <../z>\nPREFIX : <#>"
    document = parse_turtle(text, base_iri="http://w/")
    assert dict(document.prefixes) == {"a": "http://x/z", "": "http://x/y/#"}
    assert document.base == "http://x/y/"


def test_a_base_that_is_no_iri_is_refused():
    with pytest.raises(ValueError, match="scheme"):
        parse_turtle("", base_iri="nowhere")


def test_blank_nodes_keep_their_labels_and_anonymous_ones_differ():
    first, second, third = objects("ex:a ex:p _:x.y , [] , [] .")
    assert first.value == "x.y"
    assert second != third


@pytest.mark.parametrize(
    ("text", "place", "fragment"),
    [
        ("ex:a ex:p 1\nex:b ex:p 2 .", "2:12", "expected '.' at the end of the statement"),
        ("ex:a\n  ex:p 1 ;\n\nex:b\n  a ex:C .", "3:11", "expected '.' at the end"),
        ("ex:a ex:p ex:q ex:r .", "2:16", "expected '.', ';' or ',' after the object"),
        ("ex:a ex:p 1", "2:12", "found the end of the file"),
        ('ex:a ex:p "x .\nex:b ex:p 1 .', "2:11", 'the text that opens here with " is not closed'),
        ('ex:a ex:p """x .\n\nex:b ex:p 1 .', "2:11", 'opens here with """ is not closed'),
        ("ex:a ex:p <http://a .", "2:11", "the IRI that opens here is not closed"),
        ("ex:a ex:p <http://a b> .", "2:20", "an IRI may not hold a space"),
        ("ex:a ex:p <http://a\\u0020b> .", "2:11", "is no valid IRI"),
        ("ex:a ex:p <http://a\\n> .", "2:20", "an IRI may not hold '\\'"),
        ("ex:a ex:p <b> .", "2:11", "the relative IRI <b> has no base"),
        ("ex:a foo:p 1 .", "2:6", "the prefix 'foo:' is not declared"),
        ("ex:a ex:p ex:b/c .", "2:15", "found '/c'"),
        ("ex:a ex:p TRUE .", "2:11", "found the word TRUE"),
        ('ex:a ex:p "a "b" c" .', "2:15", "found the word b"),
        ('ex:a ex:p "a\\qb" .', "2:13", "'\\q' is no escape sequence"),
        ('ex:a ex:p "\\uD800" .', "2:12", "is not the number of a character"),
        ('ex:a ex:p "\ud800" .', "2:11", "lone surrogate"),
        ('ex:a ex:p "x"@toolongtag .', "2:14", "is no valid language tag"),
        ("ex:a ex:p [ ex:q 1 .", "2:20", "expected ']', ';' or ','"),
        ("ex:a ex:p ( 1 .", "2:15", "expected an item or ')'"),
        ("ex:a ex:p 1 ] .", "2:13", "found ']'"),
        ("ex:a _:b 1 .", "2:6", "expected a predicate"),
        ('"x" ex:p 1 .', "2:1", "expected a statement"),
        ("ex:a ex:p .", "2:11", "expected an object"),
        ("ex:a ex:p 1 . ;", "2:15", "found ';'"),
        ("ex:a ex:p << ex:a ex:p 1 >> .", "2:11", "triple terms"),
        ("PREFIX e <http://e/>\ne:a e:b 1 .", "2:8", "expected a prefix that ends with ':'"),
        ("PREFIX e: <http://e/> .\ne:a e:b 1 .", "2:23", "expected no '.'"),
        ("@prefix e: <http://e/>\ne:a e:b e:c .", "2:23", "expected '.' at the end"),
        ("@PREFIX e: <http://e/> .\ne:a e:b e:c .", "2:1", "found the language tag @PREFIX"),
        ("@base <b c> .\n<x> <y> <z> .", "2:9", "an IRI may not hold a space"),
        ("ex:a ex:p " + "(" * 101 + ")" * 101 + " .", "2:111", "fewer brackets"),
    ],
)
def test_a_slip_is_one_fault_in_plain_words(text, place, fragment):
    [(found_place, message)] = faults(text)
    assert found_place == place
    assert fragment in message


@pytest.mark.parametrize(
    ("text", "fragment"),
    [
        ("ex:a ex:p 1\nex:b ex:p 2 .", "a new statement begins in line 3 with ex:b"),
        ("ex:a ex:p ex:b/c .", r"write '\/' for '/'"),
        ("ex:a ex:p [ ex:q 1 .", "the '[' of line 2, column 11 is not closed"),
        ("exa:a ex:p 1 .\nexa:b ex:p 2 .", "or was 'ex:' meant?; also used in line 3"),
        ("late:a ex:p 1 .\nPREFIX late: <http://l/>", "declared further down"),
        ('ex:a ex:p "a "b" c" .', r"inside a text a quote is written \""),
        ('ex:a ex:p """a\nb" ;\n ex:q """c""" .', "opens at line 2, column 11"),
        ("ex:a ex:p “x” .", "straight quotes"),
        ("ex:a ex:p True .", "write true in lower case"),
        ("ex:a ex:p <http://a b> .", "%20"),
        ("ex:a ex:p 1 , .", "after the last object there is no ','"),
        ("@PREFIX e: <http://e/> .", "write @prefix in lower case"),
        ("{ ex:a ex:p 1 }", "TriG"),
    ],
)
def test_a_fault_says_how_to_mend_it(text, fragment):
    [fault] = parse_turtle(EX + text).faults
    assert fragment in fault.hint
    assert str(fault) == f"{fault.position}: {fault.message} ({fault.hint})"


def test_several_slips_are_several_faults():
    text = 'ex:a ex:p .\nex:b ex:p "x .\nfoo:c ex:p <a b> .\nex:d ex:p 1\nex:e ex:p ex:f .'
    assert [place for place, _ in faults(text)] == ["2:11", "3:11", "4:1", "4:14", "5:12"]


def test_terms_at_fault_do_not_hide_each_other():
    text = 'foo:a bar:p "\\q" , ex:ok , <b> .'
    assert [place for place, _ in faults(text)] == ["2:1", "2:7", "2:14", "2:28"]


@pytest.mark.parametrize(
    "broken",
    [
        'ex:x ex:p "open ;\n    ex:q 2 .',
        "ex:x ex:p <http://open ;\n    ex:q 2 .",
        "ex:x ex:p [ ex:q 1 .",
        "ex:x ex:p [ ex:q . ] ;\n    ex:r 3 .",
        "ex:x ex:p ( 1 .",
        "ex:x ex:p , .",
        "ex:x .",
        ". .",
        "ex:x ex:p ] } . ",
        'ex:x ex:p """open .\n',
        "ex:x ex:p ex:b/c ; ex:q ex:y .",
        "ex:x ;\n    ex:p 1 .",
        "@prefix x <http://x/> .",
        "PREFIX x: http://x/",
    ],
)
def test_good_statements_around_a_broken_one_are_kept(broken):
    text = f"{EX}ex:before ex:p ex:kept .\n{broken}\nex:after ex:p ex:kept .\n"
    document = parse_turtle(text)
    kept = [t.subject.value for t in document.triples if t.object.value.endswith("kept")]
    assert kept == ["http://example.org/before", "http://example.org/after"]
    assert document.faults


def test_a_statement_after_a_missing_dot_is_kept_whole():
    document = parse_turtle(EX + "ex:a\n  ex:p 1 ;\n\nex:b\n  a ex:C ;\n  ex:p 2 .\n")
    a, b, c = (NamedNode(f"http://example.org/{name}") for name in "abC")
    found = [(triple.subject, triple.object) for triple in document.triples]
    xsd = NamedNode("http://www.w3.org/2001/XMLSchema#integer")
    assert found == [(a, Literal("1", datatype=xsd)), (b, c), (b, Literal("2", datatype=xsd))]


def test_uses_of_a_prefix_whose_declaration_is_broken_are_no_faults():
    text = "PREFIX e: <http://e e/>\ne:a e:b 1 .\ne:c e:d e:e .\n"
    assert [place for place, _ in faults(text)] == ["2:20"]


def test_an_undeclared_prefix_is_one_fault_and_the_rest_of_the_statement_stays():
    document = parse_turtle(EX + "ex:a foo:p 1 ;\n  ex:p 2 ;\n  foo:q 3 .\n")
    assert [fault.position.line for fault in document.faults] == [2]
    assert [triple.object.value for triple in document.triples] == ["2"]


def test_comments_are_kept_with_their_places():
    text = "# one\r\n<a:b> a <c:#d> ; # two\n  <e:f> '#three' . # four"
    comments = parse_turtle(text).comments
    assert [(str(comment.span), comment.text) for comment in comments] == [
        ("1:1", "# one"),
        ("2:18", "# two"),
        ("3:20", "# four"),
    ]


def test_tokens_have_kinds():
    kinds = [token.kind.name for token in tokenize("<a:b> a ex:c ; # x")]
    assert kinds[::2] == ["IRI", "A", "PREFIXED_NAME", "SEMICOLON", "COMMENT"]
    assert set(kinds[1::2]) == {TokenKind.WHITESPACE.name}
