"""Among ten thousand rows the search looks at those that have its words, and at no others."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.models import SearchRow
from cms.models.searching import Filters, search, suggested

ROWS = 10_000
# Row n has `rareN` for its hundreds, and `other` but for one in ten.
FILL = """
INSERT INTO cms_searchrow (ref, language, sort, address, title, place, text, themes, bookable, for_nl, for_en, position,
    title_words, text_words)
SELECT 'page:' || n, 'nl', 'how-to', '/how-tos/' || n || '/', 'Title', '', '', '{}', false, true, true, -n,
    'title' || n, 'rare' || n / 100 || CASE WHEN n %% 10 > 0 THEN ' other' ELSE '' END
FROM generate_series(1, %s) AS n
"""


@pytest.fixture
def many(db) -> None:
    with connection.cursor() as cursor:
        cursor.execute(FILL, [ROWS])
        cursor.execute("ANALYZE cms_searchrow")


def plans(captured: CaptureQueriesContext) -> list[str]:
    """Of each statement that reads the rows."""
    found = []
    for query in captured.captured_queries:
        if "cms_searchrow" in query["sql"]:
            with connection.cursor() as cursor:
                cursor.execute("EXPLAIN " + query["sql"].replace("%", "%%"), [])
                found.append("\n".join(row[0] for row in cursor.fetchall()))
    return found


def looks_at_all(plan: str) -> bool:
    return bool(re.search(r"Seq Scan on cms_searchrow", plan))


def test_words_are_looked_up(many):
    with CaptureQueriesContext(connection) as captured:
        assert search("rare7", reader="nl", filters=Filters()).total == 100
    found, shown = plans(captured)
    assert "Function Scan on cms_search_ids" in found
    assert not looks_at_all(found) and not looks_at_all(shown)


@pytest.mark.parametrize("word", ["rare7", "other", "rare7 & other"])
def test_a_word_is_looked_up_in_the_index_however_common_it_is(many, word):
    """What `cms_search_ids` does, whose own plan nobody is shown."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc, proconfig FROM pg_proc WHERE proname = 'cms_search_ids'")
        body, settings = cursor.fetchone()
        assert settings == ["enable_seqscan=off"]
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN " + body.replace("words", "%s::tsquery"), [word])
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "Bitmap Index Scan on search_words" in plan


def test_what_is_suggested_is_looked_up_by_its_title(many):
    with CaptureQueriesContext(connection) as captured:
        assert len(suggested("title12", reader="nl")) == 7
    (plan,) = plans(captured)
    assert "search_title_words" in plan
    assert not looks_at_all(plan)


def test_the_check_sees_who_looks_at_all(many):
    """The negative control."""
    with CaptureQueriesContext(connection) as captured:
        SearchRow.objects.filter(place="nowhere").exists()
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + captured.captured_queries[0]["sql"])
        assert looks_at_all("\n".join(row[0] for row in cursor.fetchall()))
