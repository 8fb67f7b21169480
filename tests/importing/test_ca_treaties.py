"""The kind ca-treaties: flat headings, two languages in two files, quoted text, hostile XML."""

import pytest

from treatygraph.importing.faults import Refused
from treatygraph.importing.xml import DEEPEST, parse_xml

ENGLISH = """\ufeff<?xml version="1.0" encoding="utf-8"?>
<Regulation xmlns:lims="http://justice.example/lims" lims:id="1"><Identification>
<InstrumentNumber>SI/2099-1</InstrumentNumber><LongTitle>Proclamation giving notice that the
Agreement on Kites between Canada and the Republic of Borduria came into force on January 2,
2099</LongTitle></Identification><Order><ConventionAgreementTreaty>
<Heading level="1"><TitleText>Agreement on Kites Between Canada and Borduria</TitleText></Heading>
<Heading level="1"><Label>PART I</Label><TitleText>General</TitleText></Heading>
<Heading level="2"><Label><Emphasis>ARTICLE 1</Emphasis></Label>
<TitleText>Terms</TitleText></Heading>
<Provision><Label>1</Label><Text>The text stays. <DefinedTermEn>kite</DefinedTermEn> means.</Text>
<Definition><DefinedTermEn>kite</DefinedTermEn></Definition></Provision>
<Heading level="2"><Label>ARTICLE II</Label></Heading>
<AmendedText><Heading level="2"><Label>ARTICLE 9</Label></Heading></AmendedText>
<Heading level="2"><Label>“ARTICLE 8</Label></Heading>
</ConventionAgreementTreaty></Order></Regulation>"""
FRENCH = """<Regulation><Order><ConventionAgreementTreaty>
<Heading level="1"><TitleText>Accord sur les cerfs-volants entre le Canada</TitleText></Heading>
<Heading level="2"><Label>ARTICLE 1</Label><TitleText>Définitions</TitleText></Heading>
</ConventionAgreementTreaty></Order></Regulation>"""
BOMB = """<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><r>&b;</r>"""
OUTSIDE = (
    """<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>"""
)
FILES = {
    "eng/regulations/SI-2099-1.xml": ENGLISH,
    "fra/reglements/TR-2099-1.xml": FRENCH,
    "eng/regulations/SI-2099-2.xml": ENGLISH[:700],
    "eng/regulations/SI-2099-3.xml": BOMB,
    "eng/regulations/SI-2099-4.xml": "<Regulation><Order/></Regulation>",
}
KITES = "agreement/ca-si-2099-1"


@pytest.fixture
def result(imported, states):
    return imported("ca-treaties", FILES, actors=states)


def test_an_article_in_two_files_is_one_with_its_headings(result):
    assert result.violations() == []
    assert result.values(f"{KITES}/article-1", "dcterms:title") == {"Terms", "Définitions"}
    assert result.values(f"{KITES}/article-ii", "tg:ordinal") == {"200"}
    assert "The text stays" not in result.text("agreements/ca-si-2099-1.ttl")


def test_what_is_quoted_of_another_treaty_is_no_article(result):
    assert result.values(f"{KITES}/article-9", "tg:number") == set()
    assert result.report.left_out["article", "the heading is of a text that is quoted"] == 1


def test_the_day_of_the_proclamation_is_the_entry_into_force(result):
    assert result.values(KITES, "tg:inForceFrom") == {"2099-01-02"}
    assert result.values(f"{KITES}/participation-BBB", "tg:confidence") == {"confidence/low"}


def test_a_term_that_is_defined_is_a_rule_of_low_confidence(result):
    rule = f"{KITES}/norm-definition-of-kite"
    assert result.values(rule, "tg:confidence") == {"confidence/low"}
    assert result.report.left_out["definition", "the term is defined again"] == 1


def test_every_file_is_held_or_refused(result):
    assert (result.report.read, result.report.held) == (4, 1)
    assert result.report.refused == {
        "it is not XML": 1, "the XML declares entities of its own": 1,
        "the instrument holds no treaty": 1,
    }  # fmt: skip
    assert result.report.adds_up


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (BOMB.encode(), "entities of its own"), (OUTSIDE.encode(), "entities of its own"),
        (b"<a>" * (DEEPEST + 1) + b"</a>" * (DEEPEST + 1), "nest too deeply"),
        (b"<a>\x00</a>", "not XML"), (b"<a>\xff</a>", "not XML"), (b"", "not XML"),
        (b'<?xml version="1.0" encoding="no-such"?><a/>', "not XML"), (b"<a><b></a>", "not XML"),
    ],
)  # fmt: skip
def test_hostile_xml_is_refused_in_one_line(content, reason):
    with pytest.raises(Refused, match=reason) as caught:
        parse_xml(content)
    assert "\n" not in str(caught.value)
