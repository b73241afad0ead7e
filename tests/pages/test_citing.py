"""An article as a source, read by libraries that are not ours."""

import json
from dataclasses import replace
from datetime import date

import pytest
import rispy
from pybtex.database import parse_string

from knowledgebase.rules.citing import Source, bibtex, csl_json, in_words, ris
from tests.cast import Cast, assemble
from tests.factories import knowledge
from tests.factories.following import published

ODD = "100% of {A} & B_C: $x^2$ #1 ~ \\end\nTY  - BOOK"
SOURCE = Source(
    key="vliegwiel7", authors=["Bo & Zoë", "The {Lab} and others"], title=ODD, published=date(2026, 11, 2),
    url="https://example.org/nl/how-tos/x_y/", language="nl", licence="CC BY 4.0", version="2", place="Effenaar",
)  # fmt: skip


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


def test_bibtex_is_read_as_it_was_meant():
    (entry,) = parse_string(bibtex(SOURCE), "bibtex").entries.values()
    assert (entry.type, entry.key) == ("online", "vliegwiel7")
    assert len(entry.persons["author"]) == 2
    assert entry.fields["url"] == SOURCE.url
    assert entry.fields["year"] == "2026"
    braces = r"\textbraceleft{}A\textbraceright{}"
    assert rf"100\% of {braces} \& B\_C: \$x\textasciicircum{{}}2\$" in entry.fields["title"]


def test_no_title_ends_its_field_and_begins_another():
    smuggled = replace(SOURCE, title="A}, url = {https://elsewhere.example/}, note = {x")
    (entry,) = parse_string(bibtex(smuggled), "bibtex").entries.values()
    assert entry.fields["url"] == SOURCE.url
    assert "elsewhere" in entry.fields["title"]


def test_ris_is_read_as_it_was_meant_and_no_line_is_smuggled_in():
    (entry,) = rispy.loads(ris(SOURCE))
    assert entry["type_of_reference"] == "ELEC"
    assert entry["title"] == "100% of {A} & B_C: $x^2$ #1 ~ \\end TY - BOOK"
    assert entry["authors"] == ["Bo & Zoë", "The {Lab} and others"]
    assert entry["urls"] == [SOURCE.url]
    assert entry["year"] == "2026"


def test_csl_has_what_a_style_asks_for():
    (item,) = json.loads(csl_json(SOURCE))
    assert item["type"] == "webpage"
    assert item["author"] == [{"literal": "Bo & Zoë"}, {"literal": "The {Lab} and others"}]
    assert item["issued"] == {"date-parts": [[2026, 11, 2]]}
    assert item["title"] == ODD


def test_in_words_it_has_who_when_what_which_and_where():
    short = Source("k", ["Bo"], "Wie luistert?", date(2026, 1, 1), "https://x/", "nl", "CC0", "2", "Effenaar")
    assert in_words(short, "versie") == "Bo (2026). Wie luistert? (versie 2). Effenaar: Vliegwiel. https://x/"
    nobody = Source("k", [], "Wie luistert?", date(2026, 1, 1), "https://x/", "nl", "CC0")
    assert in_words(nobody, "versie") == "Vliegwiel (2026). Wie luistert? Vliegwiel. https://x/"


def test_every_article_says_how_it_is_cited_and_gives_it_to_programs(client, cast, settings):
    above = knowledge.experiment(hub=cast.effenaar)
    result = knowledge.result(above, on=date(2026, 10, 1), version="2", hub=cast.effenaar, **published())
    page = client.get(f"/nl/experiments/{above.slug}/{result.slug}/").content.decode()
    url = f"{settings.SITE_URL}/nl/experiments/{above.slug}/{result.slug}/"
    assert f"Bo (2026). Na een maand (versie 2). Effenaar: Vliegwiel. {url}" in page
    for form in ("bib", "ris", "json"):
        path = f"/nl/knowledge/cite/{result.pk}.{form}"
        assert f'href="{path}"' in page
        answer = client.get(path)
        assert answer.status_code == 200 and url in answer.content.decode()
        assert answer["Content-Disposition"] == f'attachment; filename="na-een-maand.{form}"'


def test_what_is_no_article_of_ours_or_not_live_cannot_be_cited(client, cast):
    article, draft = knowledge.how_to(), knowledge.how_to("Concept", live=False)
    shelf = article.get_parent()
    for path in (
        f"{draft.pk}.bib",
        f"{shelf.pk}.bib",
        "999999.bib",
        f"{article.pk}.xml",
        "99999999999999999999.bib",
    ):
        assert client.get(f"/nl/knowledge/cite/{path}").status_code == 404, path
