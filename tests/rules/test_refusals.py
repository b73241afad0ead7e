"""What a refusal says to people."""

from datetime import date

import pytest
from django.utils.translation import override

from funding.actions.receive_tranche import AlreadyReceived
from hub.kit.errors import Busy


@pytest.mark.parametrize(("language", "day"), [("nl", "3 april 2026"), ("en", "3 April 2026")])
def test_a_day_in_a_refusal_is_written_as_its_reader_writes_it(language, day):
    with override(language):
        assert day in str(AlreadyReceived(on=date(2026, 4, 3)))


def test_a_refusal_without_facts_is_its_message():
    with override("en"):
        assert str(Busy()).startswith("Many people want this")
