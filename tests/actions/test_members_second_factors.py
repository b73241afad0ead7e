"""What is done to somebody's second factors is written down, and done by nobody who may not."""

import pytest

from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow, OutboxMessage
from members.actions.forget_second_factors import forget_second_factors
from members.actions.note_second_factor import note_second_factor
from tests.cast import NOW, assemble

pytestmark = pytest.mark.django_db


def test_a_change_is_a_row_of_the_audit_trail():
    hanna = assemble().hanna
    note_second_factor(person=hanna, what="added", kind="webauthn", actor=hanna, now=NOW)
    row = AuditRow.objects.get(action="members.second_factor_added")
    assert (row.action, str(row.about), row.facts) == (
        "members.second_factor_added",
        f"person:{hanna.pk}",
        {"kind": "webauthn"},
    )


@pytest.mark.parametrize("by", ["zoe", "hanna", "rosa", "fien"])
def test_a_stranger_takes_nobodys_away(by):
    cast = assemble()
    with pytest.raises(Forbidden):
        forget_second_factors(person=cast.fien, actor=getattr(cast, by), now=NOW)
    assert cast.fien.authenticator_set.exists()
    assert not AuditRow.objects.filter(action__contains="second_factor").exists()
    assert not OutboxMessage.objects.exists()


def test_who_has_none_is_not_told_of_it():
    cast = assemble()
    forget_second_factors(person=cast.zoe, actor=cast.anna, now=NOW)
    assert not AuditRow.objects.filter(action__contains="second_factor").exists()
    assert not OutboxMessage.objects.exists()
