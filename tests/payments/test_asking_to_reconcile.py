"""A site administrator has the card processor held against the books; once, however often the button is pressed."""

import pytest

from funding.actions.ask_reconciling import RECONCILE, ask_reconciling
from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow, OutboxMessage
from tests import cast
from tests.cast import NOW


@pytest.fixture
def people(db):
    return cast.assemble()


def test_pressed_twice_in_a_minute_it_is_done_once(people):
    for _press in range(2):
        ask_reconciling(days=2, actor=people.anna, now=NOW)
    message = OutboxMessage.objects.get(kind=RECONCILE)
    assert message.payload["since"][:10] == f"{NOW.date().replace(day=NOW.day - 2)}"
    assert AuditRow.objects.filter(action="funding.ask_reconciling", actor_id=people.anna.pk).count() == 2


@pytest.mark.parametrize("who", ["hanna", "fien", "bo"])
def test_nobody_else_may(people, who):
    with pytest.raises(Forbidden):
        ask_reconciling(days=2, actor=getattr(people, who), now=NOW)
    assert not OutboxMessage.objects.filter(kind=RECONCILE).exists()
