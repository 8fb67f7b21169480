"""The kind open-treaties: Chinese numerals, two languages, files that are no treaties."""

from import_support import in_json

INVENTED = {
    "treaty_en": "Convention on the  Lending of Umbrellas",
    "treaty_zh": "借傘公約",
    "total_articles": 4,
    "preamble_en": "The Parties,Consideringthe rain,",
    "articles": [
        {"article": "一", "title_en": "Umbrellas", "title_zh": "傘", "content_en": "Lend them."},
        {"article": "二百八十七", "title_en": "", "content_en": "Dry them."},
        {"article": "二百八十七之二", "content_en": "Fold them."},
        {"article": "一", "content_en": "Again."},
        {"article": "附則", "content_en": "No number."},
        "nothing",
    ],
}  # fmt: skip
FILES = {
    "umbrellas.json": in_json(INVENTED),
    "no-title.json": in_json({"treaty_zh": "無"}),
    "list.json": "[1, 2]",
    "half.json": in_json(INVENTED)[:80],
    "latin.json": '{"treaty_en": "Trait\xe9"}'.encode("latin-1"),
    "deep.json": "[" * 100_000,
}


def test_articles_have_numbers_headings_and_no_text(imported):
    result = imported("open-treaties", FILES)
    assert result.violations() == []
    article = "agreement/open-umbrellas/article-287"
    assert result.values(article, "tg:ordinal") == {"28700"}
    assert result.values(article, "skos:altLabel") == {"第二百八十七條"}
    assert result.values("agreement/open-umbrellas/article-287bis", "tg:number") == {"287bis"}
    assert result.values("agreement/open-umbrellas/article-1", "dcterms:title") == {
        "Umbrellas",
        "傘",
    }
    assert "Dry them" not in result.text("agreements/open-umbrellas.ttl")


def test_every_file_and_article_is_held_or_accounted_for(imported):
    result = imported("open-treaties", FILES)
    assert (result.report.read, result.report.held) == (6, 1)
    assert result.report.parts_read["article"] == 6
    assert result.report.parts_held["article"] == 3
    assert result.report.adds_up
    assert result.reasons == {
        "the treaty has no English title", "it is not JSON", "the text is not UTF-8",
        "the JSON nests too deeply", "the number is repeated", "the article has no number",
    }  # fmt: skip


def test_what_a_program_made_says_so(imported):
    result = imported("open-treaties", FILES)
    made = result.values("agreement/open-umbrellas/article-1", "prov:wasGeneratedBy")
    assert made == {"event/import-open-treaties"}
    assert result.values("event/import-open-treaties", "tg:eventType") == {"event-type/import"}
