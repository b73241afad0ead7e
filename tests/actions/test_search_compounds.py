"""A compound is found by the word that it ends with: an opnamestudio is a studio."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.models import SearchWord
from cms.models.asked import taken
from cms.models.compounds import with_compounds
from tests.factories import knowledge
from tests.factories.search import index, titles

WORDS = ("Opname", "Geluid", "Licht", "Ver", "Podcasts")


@pytest.fixture
def known(db) -> None:
    """Words of other articles, so that the parts are known."""
    for word in WORDS:
        knowledge.how_to(word)
    for title in (
        "De opnamestudio",
        "Een geluidsopname",
        "Twee podcaststudio's",
        "Goed verlicht",
        "Onbekende xystudio",
    ):
        knowledge.how_to(title)
    index()


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("studio", {"De opnamestudio", "Twee podcaststudio's"}),
        ("studio's", {"De opnamestudio", "Twee podcaststudio's"}),
        ("opname", {"Opname", "Een geluidsopname", "De opnamestudio"}),
    ],
)
def test_a_compound_is_found_by_its_end(known, asked, found):
    assert set(titles(asked)) == found


def test_what_only_looks_like_one_is_not(known):
    """Neither what makes another word of it, nor what begins with nothing that anybody wrote."""
    assert titles("licht") == ["Licht"]
    assert "Onbekende xystudio" not in titles("studio")


@pytest.mark.parametrize("asked", ["oos", "a", "%_\\", "studio" * 40, "'\"", "ⅷ"])
def test_an_odd_question_has_no_compounds(known, asked):
    assert all(
        each.lexemes == other.lexemes
        for each, other in zip(with_compounds(taken([asked])), taken([asked]), strict=True)
    )


def test_they_are_looked_up_from_their_end_however_many_words_there_are(db):
    SearchWord.objects.bulk_create([SearchWord(word=f"w{number}studio", rows=1) for number in range(3_000)])
    SearchWord.objects.bulk_create([SearchWord(word=f"word{number}", rows=1) for number in range(20_000)])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE cms_searchword")
    with CaptureQueriesContext(connection) as captured:
        with_compounds(taken(["word77"]))
    statement = captured.captured_queries[-1]["sql"]
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + statement.replace("%", "%%"), [])
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "search_word_ends" in plan and not re.search("Seq Scan on cms_searchword", plan)
