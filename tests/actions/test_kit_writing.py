"""Rows written by prepared statements are what the ORM would have written."""

import pytest
from django.db import DatabaseError, IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from hub.kit.models import AuditRow, OutboxMessage
from hub.kit.refs import Ref
from hub.kit.sql import rows
from hub.kit.transactions import savepoint, verb, violated
from hub.kit.writing import MOST_PREPARED, insert, update
from tests.cast import NOW

ABOUT = Ref("booking", "K7QM-3D2X")


def audit(reason: str, **other) -> AuditRow:
    return AuditRow(
        at=NOW, action="kit.try", about=ABOUT, reason=reason, facts={"cents": [1, None, "é"]}, **other
    )


def message(key: str) -> OutboxMessage:
    return OutboxMessage(kind="try", about=ABOUT, key=key, created_at=NOW, due_at=NOW)


@pytest.mark.parametrize("count", [1, 2, MOST_PREPARED, MOST_PREPARED + 1])
def test_rows_are_read_back_as_they_were_written_in_their_order(db, count):
    written = insert([audit(f"reason {number}", actor_id=number or None) for number in range(count)])
    assert [row.pk for row in written] == sorted(row.pk for row in written)
    for row in written:
        found = AuditRow.objects.get(pk=row.pk)
        for field in AuditRow._meta.concrete_fields:
            assert getattr(found, field.attname) == getattr(row, field.attname)
        assert row == found
        assert not row._state.adding


def test_nothing_is_nothing(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert insert([]) == []


def test_what_is_there_already_is_left_as_it_is_and_out_of_the_answer(db):
    (first,) = insert([message("a")], once_by="key")
    OutboxMessage.objects.filter(pk=first.pk).update(attempts=2)
    again, new = message("a"), message("b")
    assert insert([again, new], once_by="key") == [new]
    assert again.pk is None
    assert dict(OutboxMessage.objects.values_list("key", "attempts")) == {"a": 2, "b": 0}


def test_without_that_the_constraint_speaks(db):
    insert([message("a")])
    with pytest.raises(IntegrityError) as refused, savepoint():
        insert([message("a")])
    assert violated(refused.value) == "kit_outboxmessage_key_key"


def test_only_the_named_fields_are_changed_and_a_row_that_is_gone_is_said(db):
    (row,) = insert([message("a")])
    row.attempts, row.done_at, row.last_error = 3, NOW, "not this"
    update(row, "attempts", "done_at")
    found = OutboxMessage.objects.get(pk=row.pk)
    assert (found.attempts, found.done_at, found.last_error) == (3, NOW, "")
    found.delete()
    with pytest.raises(DatabaseError):
        update(row, "attempts")


def test_what_a_verb_wrote_is_undone_with_it(own_database):
    @verb
    def fails() -> None:
        insert([message("a")])
        raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()
    assert not OutboxMessage.objects.exists()


def test_a_statement_is_prepared_once_whatever_the_size_of_its_numbers(own_database):
    statement = "SELECT %(one)s::bigint, %(many)s::bigint[], 'of many sizes'"
    sizes = [1, -1, 70_000, 2**40, 2**63 - 1]
    for size in sizes:
        assert rows(statement, {"one": size, "many": [size, 1]}) == [(size, [size, 1], "of many sizes")]
    kept = rows(
        "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %(like)s",
        {"like": "%of many sizes%"},
    )
    assert kept == [(1,)]


def test_a_prepared_statement_takes_each_value_by_its_name_however_often_it_is_named(db):
    asked = "SELECT %(name)s::text || ' is ' || %(share)s::int || '%%', %(name)s::text LIKE 'Zo%%'"
    assert rows(asked, {"share": 40, "unused": None, "name": "Zout"}) == [("Zout is 40%", True)]
    assert rows("SELECT %s::int, %s::text, '%%'", [7, "%s"]) == [(7, "%s", "%")]
    assert rows("SELECT '$1', 100", {}) == [("$1", 100)]


def test_a_prepared_statement_is_told_with_its_values_in_their_places(db):
    with CaptureQueriesContext(connection) as told:
        rows("SELECT %(name)s::text, %(share)s::int", {"share": 40, "name": "Zout"})
    assert told.captured_queries[0]["sql"] == "SELECT 'Zout'::text, 40::int"
