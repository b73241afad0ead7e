"""When there is nothing to wait for, or nobody may: each says why, and nothing is written."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.http import Http404
from django.utils.translation import override

from bookings.actions.join_waitlist import FreeNow, KeyReused, join_waitlist
from bookings.models import WaitlistEntry
from bookings.rules.refusals import NotOnGrid, NotOpenThen, QuantityOutOfBounds, TooLong, TooShort
from bookings.rules.waitlist import (
    AlreadyInLine,
    NeedsCompany,
    NoChanceLeft,
    TooManyInLine,
    WindowTooLong,
    WindowTooShort,
)
from facilities.models import CompanionRule, Facility
from hub.kit.errors import Forbidden
from hub.kit.periods import Period
from tests import cast
from tests.cast import NOW, thursday
from tests.concurrency.rivals import broken_invariants, rivals
from tests.factories.bookings import AFTERNOON, booked
from tests.factories.waitlist import in_line, wait_request


@pytest.fixture
def stage(db):
    with override("en"):
        stage = cast.assemble()
        (rival,) = rivals(1)
        booked(rival.person, rival.organisation, stage.studio, period=thursday(9, 23))
        yield stage
    assert broken_invariants() == {}


def test_what_is_free_is_booked_and_not_waited_for(stage):
    with pytest.raises(FreeNow):
        in_line(stage.bo, stage.zout, stage.microphones)
    assert not WaitlistEntry.objects.exists()


def test_the_same_request_again_is_the_same_place(stage):
    key = uuid4()
    first = in_line(stage.bo, stage.zout, stage.studio, key=key)
    assert in_line(stage.bo, stage.zout, stage.studio, key=key) == first
    with pytest.raises(KeyReused):
        in_line(stage.bo, stage.zout, stage.studio, period=thursday(9, 12), key=key)


def test_nobody_stands_in_a_line_twice(stage):
    in_line(stage.bo, stage.zout, stage.studio)
    with pytest.raises(AlreadyInLine):
        in_line(stage.zoe, stage.zout, stage.studio)


def test_places_in_line_are_few(stage):
    for hour in range(9, 14):
        in_line(stage.bo, stage.zout, stage.studio, period=thursday(hour, hour + 1))
    with pytest.raises(TooManyInLine):
        in_line(stage.zoe, stage.zout, stage.studio, period=thursday(20, 21))


@pytest.mark.parametrize(
    ("wanted", "refusal"),
    [
        ({"quantity": 2}, QuantityOutOfBounds),
        ({"period": thursday(13, 14), "minutes": 61}, WindowTooShort),
        (
            {"period": Period(AFTERNOON.start, AFTERNOON.start + timedelta(days=9)), "minutes": 60},
            WindowTooLong,
        ),
        ({"period": Period(NOW - timedelta(hours=2), NOW - timedelta(hours=1))}, NoChanceLeft),
        ({"period": Period(AFTERNOON.start + timedelta(minutes=1), AFTERNOON.end)}, NotOnGrid),
        ({"period": Period(AFTERNOON.start - timedelta(hours=12), AFTERNOON.start)}, NotOpenThen),
    ],
)
def test_what_can_never_be_offered_is_refused(stage, wanted, refusal):
    with pytest.raises(refusal):
        in_line(stage.bo, stage.zout, stage.studio, **wanted)
    assert not WaitlistEntry.objects.exists()


def test_its_lengths_are_kept(stage):
    Facility.objects.filter(pk=stage.studio.pk).update(min_minutes=120, max_minutes=300)
    with pytest.raises(TooShort):
        in_line(stage.bo, stage.zout, stage.studio, period=thursday(9, 23), minutes=60)
    with pytest.raises(TooLong):
        in_line(stage.bo, stage.zout, stage.studio, period=thursday(9, 23), minutes=360)


def test_what_comes_with_company_is_not_waited_for(stage):
    CompanionRule.objects.create(facility=stage.studio, companion=stage.engineer, position=1, why="always")
    with pytest.raises(NeedsCompany):
        in_line(stage.bo, stage.zout, stage.studio)


def test_who_reads_along_may_not_join_and_a_stranger_finds_nothing(stage):
    with pytest.raises(Forbidden):
        in_line(stage.mira, stage.zout, stage.studio)
    with pytest.raises(Http404):
        in_line(stage.ilse, stage.zout, stage.studio)
    request = wait_request(stage.zout, stage.studio)
    Facility.objects.filter(pk=stage.studio.pk).update(state="draft")
    with pytest.raises(Http404):
        join_waitlist(request=request, actor=stage.bo, now=NOW)
    assert not WaitlistEntry.objects.exists()
