"""What closes a hub or a facility for a while, once or every year, and what opens it again."""

from datetime import date, datetime, time, timedelta

import pytest

from facilities.actions.add_closure import ClosureIsOver, ClosureTooLong, NotEveryYear, add_closure
from facilities.actions.lift_closure import NoClosure, lift_closure
from facilities.actions.set_opening_hours import set_opening_hours
from facilities.models import CalendarEntry, Facility, OpeningWindow
from facilities.rules.week import Hours
from hub.kit.audit import SITE
from hub.kit.models import AuditRow
from hub.kit.periods import EndBeforeStart, NoSuchTime, Period
from tests.cast import NOW, assemble
from tests.factories.facilities import AMSTERDAM

pytestmark = pytest.mark.django_db

OFFICE = [Hours(day, time(9), time(17)) for day in range(5)]
NIGHTS = [Hours(day, time(22), time(6)) for day in range(7)]
SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)


def clock(facility: Facility, on: date, days: int = 1) -> list[str]:
    """The facility's windows that touch some local days, as its hub's clock shows them."""
    first = datetime.combine(on, time(), AMSTERDAM)
    window = Period(first, datetime.combine(on + timedelta(days=days), time(), AMSTERDAM))
    found = OpeningWindow.objects.filter(facility=facility, during__overlap=window.to_range()).order_by(
        "during"
    )
    return [
        "–".join(f"{at:%d %H:%M%z}" for at in Period.from_range(row.during).local(AMSTERDAM)) for row in found
    ]


def test_a_closure_once_closes_and_lifting_it_opens_again():
    cast = assemble()
    set_opening_hours(hub=cast.effenaar, week=OFFICE, actor=cast.hanna, now=NOW)
    starts, ends = datetime(2026, 11, 26, 12), datetime(2026, 11, 27, 12)
    closed = add_closure(
        hub=cast.effenaar, starts=starts, ends=ends, reason="Floor is sanded", actor=cast.hanna, now=NOW
    )
    assert clock(cast.studio, date(2026, 11, 26), 2) == [
        "26 09:00+0100–26 12:00+0100",
        "27 12:00+0100–27 17:00+0100",
    ]
    lift_closure(hub=cast.effenaar, entry_id=closed.entry.pk, actor=cast.hanna, now=NOW)
    again = lift_closure(hub=cast.effenaar, entry_id=closed.entry.pk, actor=cast.hanna, now=NOW)
    assert (again.added, again.removed) == (0, 0)
    assert clock(cast.studio, date(2026, 11, 26)) == ["26 09:00+0100–26 17:00+0100"]
    assert AuditRow.objects.filter(action="facilities.lift_closure").count() == 1


def test_a_closure_of_one_facility_leaves_the_others_open():
    cast = assemble()
    set_opening_hours(hub=cast.effenaar, week=OFFICE, actor=cast.hanna, now=NOW)
    add_closure(
        hub=cast.effenaar,
        facility=cast.studio,
        starts=datetime(2026, 11, 26),
        ends=datetime(2026, 11, 27),
        actor=cast.hanna,
        now=NOW,
    )
    assert clock(cast.studio, date(2026, 11, 26)) == []
    assert len(clock(cast.engineer, date(2026, 11, 26))) == 1


def test_a_closure_of_every_year_comes_back():
    cast = assemble()
    set_opening_hours(hub=cast.effenaar, week=NIGHTS, actor=cast.hanna, now=NOW)
    starts, ends = datetime(2020, 12, 24), datetime(2021, 1, 2)
    add_closure(hub=cast.effenaar, starts=starts, ends=ends, yearly=True, actor=cast.hanna, now=NOW)
    for year in (2026, 2027):
        assert clock(cast.studio, date(year, 12, 23), 11) == [
            "22 22:00+0100–23 06:00+0100",
            "23 22:00+0100–24 00:00+0100",
            "02 00:00+0100–02 06:00+0100",
            "02 22:00+0100–03 06:00+0100",
        ]


@pytest.mark.parametrize(
    ("starts", "ends", "yearly", "refusal"),
    [
        (datetime(2026, 12, 2), datetime(2026, 12, 1), False, EndBeforeStart),
        (datetime(2026, 12, 2), datetime(2026, 12, 2), False, EndBeforeStart),
        (datetime(2026, 11, 1), datetime(2026, 11, 2), False, ClosureIsOver),
        (datetime(2026, 12, 1), datetime(2028, 12, 1), False, ClosureTooLong),
        (datetime(2027, 3, 28, 2, 30), datetime(2027, 3, 29), False, NoSuchTime),
        (datetime(2027, 3, 28, 2, 30), datetime(2027, 3, 29), True, NoSuchTime),
        (datetime(2028, 2, 29), datetime(2028, 3, 1), True, NotEveryYear),
    ],
)
def test_a_closure_that_makes_no_sense_is_refused(starts, ends, yearly, refusal):
    cast = assemble()
    with pytest.raises(refusal):
        add_closure(hub=cast.effenaar, starts=starts, ends=ends, yearly=yearly, actor=cast.hanna, now=NOW)
    assert not CalendarEntry.objects.exists()


def test_a_closure_at_a_time_that_exists_twice_is_the_longer_one():
    cast = assemble()
    set_opening_hours(hub=cast.effenaar, week=NIGHTS, actor=cast.hanna, now=NOW)
    for starts, ends in [
        (datetime(2027, 10, 31, 2, 30), datetime(2027, 10, 31, 4)),
        (datetime(2027, 10, 31, 1), datetime(2027, 10, 31, 2, 30)),
    ]:
        add_closure(hub=cast.effenaar, starts=starts, ends=ends, actor=cast.hanna, now=NOW)
    assert clock(cast.studio, AUTUMN)[:2] == ["30 22:00+0200–31 01:00+0200", "31 04:00+0100–31 06:00+0100"]


def test_another_hubs_closure_cannot_be_lifted():
    cast = assemble()
    closed = add_closure(
        hub=cast.tetem, starts=datetime(2026, 12, 1), ends=datetime(2026, 12, 2), actor=SITE, now=NOW
    )
    with pytest.raises(NoClosure):
        lift_closure(hub=cast.effenaar, entry_id=closed.entry.pk, actor=cast.hanna, now=NOW)
    assert CalendarEntry.objects.get().lifted_at is None
