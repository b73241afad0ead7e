"""A series of which several dates cannot be kept is put right in one go, with one mail."""

import re

import pytest
import time_machine
from django.core import mail
from django.http import Http404

from bookings.actions._judging import SayWhy
from bookings.actions.change_series import NotOfThisSeries
from bookings.actions.exchange_series import exchange_series
from bookings.actions.exchange_units import NoSpareUnit
from bookings.models import Booking, Occupancy
from bookings.models.hits import hits
from bookings.rules.repairing import as_seen
from facilities.models import Unit, UnitState
from hub.kit.errors import Forbidden
from hub.kit.outbox import work_off
from tests.cast import NOW, Cast, assemble, declare_band_a
from tests.concurrency.rivals import broken_invariants
from tests.factories.bookings import booked, held
from tests.factories.facilities import open_on
from tests.factories.repairs import other_studio
from tests.factories.series import EVENING, open_thursdays, series_of, thursdays
from tests.pages.test_facilities_promises import text
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db

LIST = "/en/desk/effenaar/repair/"


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def cast() -> Cast:
    cast = assemble()
    declare_band_a(cast.zout)
    open_thursdays(cast.studio, cast.microphones, cast.engineer, count=10)
    return cast


@pytest.fixture
def teun(cast):
    return signed_in(cast.teun)


def page_of(number: str) -> str:
    return f"{LIST}series/{number}/"


def tokens(page: str) -> list[str]:
    return re.findall(r'name="do" value="([^"]+)"', page)


def out(*units: Unit) -> None:
    Unit.objects.filter(pk__in=[each.pk for each in units]).update(state=UnitState.IN_REPAIR)


def told() -> list[str]:
    mail.outbox.clear()
    while work_off():
        pass
    return sorted(address for each in mail.outbox for address in each.to)


def units_of(placed) -> list[list[str]]:
    rows = Occupancy.objects.live().filter(line__booking__in=placed.bookings)
    by_date: dict[int, list[str]] = {}
    for pk, label in rows.order_by("during", "unit_id").values_list("line__booking_id", "unit__label"):
        by_date.setdefault(pk, []).append(label)
    return list(by_date.values())


def test_all_dates_get_the_same_other_unit_where_it_is_free_with_one_mail(cast, teun):
    placed = series_of(cast.bo, cast.zout, cast.microphones, count=4)
    first, second = cast.microphones.units.order_by("pk")[:2]
    # The second is taken on one of the dates, so the third, which is free on all, comes first.
    second_taken = booked(cast.ilse, cast.noord, cast.microphones, period=placed.bookings[2].period)
    assert Occupancy.objects.live().get(line__booking=second_taken).unit == second
    told()
    out(first)
    page = text(teun.get(LIST))
    assert f"Collectief Zout, {placed.series.number}: 4 dates at once" in page
    page = text(teun.get(page_of(placed.series.number)))
    assert page.count("microphones-003</b>") == 4 and "Other units for 4 dates" in page
    (token,) = tokens(page)
    assert "One thing to put right" in text(teun.post(page_of(placed.series.number), {"do": token}), 422)
    asked = {"do": token, "reason": "It fell"}
    page = text(teun.post(page_of(placed.series.number), asked, follow=True))
    assert "4 dates are changed" in page and "Every booking to come can be kept" in page
    assert units_of(placed) == [["microphones-003"]] * 4
    assert told() == sorted([cast.bo.email, cast.effenaar.email])
    assert all("It fell" in each.body for each in mail.outbox) and broken_invariants() == {}
    # Sent again it is refused: nothing is as it was seen.
    answer = teun.post(page_of(placed.series.number), asked)
    assert answer.status_code == 302 and told() == []


def test_another_room_for_all_dates_that_it_is_free_on(cast, teun):
    placed = series_of(cast.bo, cast.zout, cast.studio, count=4)
    other = other_studio(cast)
    open_on(
        other, [on for on in thursdays(10) if on not in {e.during.lower.date() for e in other.openings.all()}]
    )
    type(other).objects.filter(pk=other.pk).update(horizon_days=70)
    held(cast.ilse, cast.noord, other, period=placed.bookings[1].period)
    told()
    out(*cast.studio.units.all())
    page = text(teun.get(page_of(placed.series.number)))
    assert "Studio 5 instead, at the same times" in page and "not free; it stays in the list" in page
    (token,) = tokens(page)
    page = text(teun.post(page_of(placed.series.number), {"do": token, "reason": "New floor"}, follow=True))
    assert "3 dates are changed" in page
    where = [
        each.lines.get().facility.name
        for each in Booking.objects.filter(series=placed.series).order_by("during")
    ]
    assert where == ["Studio 5", "Studio 2", "Studio 5", "Studio 5"]
    assert [hit.number for hit in hits(hub=cast.effenaar, now=NOW)] == [placed.bookings[1].number]
    assert told() == sorted([cast.bo.email, cast.effenaar.email]) and broken_invariants() == {}


def test_what_changed_since_it_was_seen_changes_nothing_at_all(cast, teun):
    placed = series_of(cast.bo, cast.zout, cast.microphones, count=3)
    out(cast.microphones.units.order_by("pk").first())
    (token,) = tokens(text(teun.get(page_of(placed.series.number))))
    Booking.objects.filter(pk=placed.bookings[1].pk).update(sequence=1)
    asked = {"do": token, "reason": "It fell"}
    page = text(teun.post(page_of(placed.series.number), asked, follow=True))
    assert "Nothing was changed" in page
    assert units_of(placed) == [["microphones-001"]] * 3


def test_where_no_unit_is_left_on_one_date_none_is_exchanged(cast):
    placed = series_of(cast.bo, cast.zout, cast.microphones, count=3)
    out(cast.microphones.units.order_by("pk").first())
    seen = {each.number: as_seen("confirmed", 0) for each in placed.bookings}
    held(cast.ilse, cast.noord, (cast.microphones, 5), period=placed.bookings[2].period)
    facts = {"number": placed.series.number, "seen": seen, "now": NOW}
    with pytest.raises(NoSpareUnit):
        exchange_series(reason="It fell", actor=cast.teun, **facts)
    with pytest.raises(SayWhy):
        exchange_series(reason=" ", actor=cast.teun, **facts)
    with pytest.raises(NotOfThisSeries):
        exchange_series(
            reason="Why", actor=cast.teun, **facts | {"seen": {**seen, "AAAA-AAAA": "confirmed.0"}}
        )
    for somebody, refusal in ((cast.bo, Forbidden), (cast.wim, Http404), (cast.ilse, Http404)):
        with pytest.raises(refusal):
            exchange_series(reason="Why", actor=somebody, **facts)
    assert units_of(placed) == [["microphones-001"]] * 3


def test_what_was_not_sealed_here_is_not_there(cast, teun):
    placed = series_of(cast.bo, cast.zout, cast.microphones, count=3)
    other = series_of(cast.bo, cast.zout, cast.engineer, count=3)
    out(cast.microphones.units.order_by("pk").first())
    (token,) = tokens(text(teun.get(page_of(placed.series.number))))
    for forged in ("", "x", "\x00", token[:-2] + "xx"):
        asked = {"do": forged, "reason": "Why"}
        assert teun.post(page_of(placed.series.number), asked).status_code == 404
    elsewhere = {"do": token, "reason": "Why"}
    assert teun.post(page_of(other.series.number), elsewhere).status_code == 404
    assert teun.get(page_of("AAAA-AAAA")).status_code == 302
    assert signed_in(cast.wim).post(
        f"/en/desk/tetem/repair/series/{placed.series.number}/", {"do": token, "reason": "Why"}
    ).status_code == 404  # fmt: skip
    assert units_of(placed) == [["microphones-001"]] * 3


def test_a_single_date_and_a_whole_that_cannot_be_helped_are_left_to_the_list(cast, teun):
    placed = series_of(cast.bo, cast.zout, cast.studio, count=3, period=EVENING)
    out(*cast.studio.units.all())
    page = text(teun.get(page_of(placed.series.number)))
    assert "Nothing would do for several of them at once" in page and tokens(page) == []
