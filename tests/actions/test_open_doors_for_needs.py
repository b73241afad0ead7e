"""Hours that a place gives and nobody uses are proposed to who looks for just that."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.utils.translation import override

from bookings.actions.choose_mail import choose_mail
from hub.kit.models import OutboxMessage
from members.models import User
from region.actions.close_need import close_need
from region.actions.propose_open_doors import propose_open_doors
from region.outbound.needs import send
from tests.cast import NOW, Cast, assemble, declare_band_a
from tests.factories.hours import pledged
from tests.factories.needs import a_need


@pytest.fixture
def cast(db) -> Cast:
    with override("en"):
        cast = assemble()
        User.objects.update(language="en")
        declare_band_a(cast.zout)
        return cast


def proposed(cast: Cast, **when) -> int:
    with override("en"):
        return propose_open_doors(now=NOW + timedelta(**when))


def told() -> list[str]:
    found = OutboxMessage.objects.filter(kind="need.open_door").order_by("key")
    return list(found.values_list("key", flat=True))


def test_who_looks_and_the_hub_are_told_once_a_week(cast):
    pledged(cast.studio)
    need = a_need(cast, until_date=date(2026, 12, 20), answer_by=date(2026, 12, 10))
    assert [proposed(cast), proposed(cast, days=6), proposed(cast, days=7)] == [1, 0, 1]
    days = [f"need.open_door:{need.uuid}:2026-11-{day}" for day in (23, 30)]
    assert told() == [f"{day}:{who}" for day in days for who in (cast.zoe.pk, "hub")]


def test_each_reads_where_to_click(cast):
    pledged(cast.studio)
    need = a_need(cast)
    proposed(cast)
    for message in OutboxMessage.objects.filter(kind="need.open_door").order_by("key"):
        send(message)
    theirs, hubs = mail.outbox
    assert theirs.to == [cast.zoe.email] and hubs.to == [cast.effenaar.email]
    assert "/book/at/effenaar/studio-2/?date=2026-11-25" in theirs.body
    assert f"/needs/{need.uuid}/offer/effenaar/?date=2026-11-25" in hubs.body
    assert "List-Unsubscribe" in theirs.extra_headers and "List-Unsubscribe" not in hubs.extra_headers


def test_who_wants_no_such_mails_gets_none(cast):
    choose_mail(person=cast.zoe, wanted=[], actor=cast.zoe, now=NOW)
    pledged(cast.studio)
    a_need(cast)
    proposed(cast)
    for message in OutboxMessage.objects.filter(kind="need.open_door"):
        send(message)
    assert [each.to for each in mail.outbox] == [[cast.effenaar.email]]


@pytest.mark.parametrize(
    "other",
    [
        {"kind_id": None, "sort": "partner"},
        {"from_date": date(2026, 12, 14), "until_date": date(2026, 12, 20)},
    ],
)
def test_what_does_not_fit_is_not_proposed(cast, other):
    pledged(cast.studio)
    a_need(cast, **{"answer_by": date(2026, 11, 30), **other})
    assert proposed(cast) == 0 and told() == []


def test_a_pledge_for_others_is_not_proposed(cast):
    pledged(cast.studio, bands=("C",))
    a_need(cast)
    assert proposed(cast) == 0


def test_without_hours_left_nothing_is_asked(cast, django_assert_num_queries):
    a_need(cast)
    with django_assert_num_queries(1):
        assert proposed(cast) == 0


def test_what_is_over_by_then_is_not_written_about(cast):
    pledged(cast.studio)
    need = a_need(cast)
    proposed(cast)
    close_need(uuid=need.uuid, met=True, actor=cast.zoe, now=NOW)
    for message in OutboxMessage.objects.filter(kind="need.open_door"):
        send(message)
    assert mail.outbox == []
