import pytest
from django.db import connection

from members.models import Region
from tests.factories.members import RegionFactory
from tests.writes import Writes


@pytest.fixture
def writes(db):
    writes = Writes()
    assert writes.any()
    writes.forget()
    with writes.watched():
        yield writes


def test_what_only_looks_is_no_write(writes):
    assert not Region.objects.filter(slug="nowhere").exists()
    assert not writes.any()


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO members_region (slug, name, about_nl, about_en) VALUES ('a', 'a', '', '')",
        "UPDATE members_region SET name = 'b'",
        "DELETE FROM members_region WHERE false",
        "WITH a AS (UPDATE members_region SET name = 'b' RETURNING id) SELECT * FROM a",
    ],
)
def test_what_writes_is_seen_once(writes, statement):
    RegionFactory(slug="somewhere")
    writes.forget()
    with connection.cursor() as cursor:
        cursor.execute(statement)
    assert writes.any()
    writes.forget()
    assert not writes.any()


def test_a_question_in_parts_is_no_write(writes):
    with connection.cursor() as cursor:
        cursor.execute("WITH a AS (SELECT 1) SELECT * FROM a")
    assert not writes.any()
