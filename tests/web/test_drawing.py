"""What pictures are drawn with: whatever a label holds, it stays text."""

from __future__ import annotations

from xml.etree import ElementTree

from treatygraph.web.drawing import attributes, link, pieces, shape, text

HOSTILE = "\"><script>alert('x')</script>&"


def test_a_label_cannot_leave_the_text_of_a_picture() -> None:
    drawn = text(1, 2, HOSTILE, lang='x"y')
    assert "<script" not in drawn
    assert ElementTree.fromstring(drawn.replace("xml:lang", "xmllang")).text == HOSTILE


def test_a_label_cannot_leave_an_attribute() -> None:
    element = ElementTree.fromstring(shape("path", HOSTILE, d=HOSTILE))
    assert element.attrib == {"class": HOSTILE, "d": HOSTILE}


def test_a_link_is_named_by_whatever_a_label_holds() -> None:
    element = ElementTree.fromstring(link(HOSTILE, HOSTILE, shape("g"), HOSTILE))
    assert element.attrib == {"href": HOSTILE, "class": HOSTILE, "aria-label": HOSTILE}
    assert [child.tag for child in element] == ["title", "g"]
    assert element[0].text == HOSTILE


def test_plain_text_among_pieces_is_escaped() -> None:
    assert pieces("<", shape("g", x=1)) == '&lt;\n<g x="1"/>'


def test_numbers_have_a_tenth_and_defaults_are_left_out() -> None:
    assert attributes(x=1.25, y=2.0, rx=3, font_size=13, stroke=None) == 'x="1.2" y="2" rx="3"'
