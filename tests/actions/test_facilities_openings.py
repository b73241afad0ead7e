"""From the hours that a manager sets to the windows that can be booked."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import IntegrityError
from schedule.models import Event, Rule

from facilities.actions.add_closure import add_closure
from facilities.actions.lift_closure import lift_closure
from facilities.actions.load_holidays import load_holidays
from facilities.actions.project_openings import project_all, project_openings
from facilities.actions.set_opening_hours import HoursOverlap, set_opening_hours
from facilities.models import CalendarEntry, EntryMeaning, Facility, OpeningWindow
from facilities.models.definitions import definition
from facilities.rules.recurrence import NotSupported, occurrences
from facilities.rules.week import Hours
from hub.kit.audit import SITE
from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow
from hub.kit.periods import Period
from tests.cast import MONDAY, NOW, assemble
from tests.factories.facilities import AMSTERDAM, FacilityFactory, HubFactory, open_on

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


def test_weekly_hours_open_every_facility_of_the_hub_for_18_months():
    cast = assemble()
    done = set_opening_hours(hub=cast.effenaar, week=OFFICE, actor=cast.hanna, now=NOW)
    assert done.facilities == 3
    for facility in (cast.studio, cast.microphones, cast.engineer):
        assert clock(facility, MONDAY) == ["23 09:00+0100–23 17:00+0100"]
        assert clock(facility, date(2026, 11, 28), 2) == []
        assert clock(facility, date(2028, 5, 25)) == ["25 09:00+0200–25 17:00+0200"]
    assert AuditRow.objects.get(action="facilities.set_opening_hours").hub_id == cast.effenaar.pk


def test_nights_end_by_the_clock_when_it_changes():
    cast = assemble()
    set_opening_hours(hub=cast.effenaar, week=NIGHTS, actor=cast.hanna, now=NOW)
    assert clock(cast.studio, SPRING)[0] == "27 22:00+0100–28 06:00+0200"
    assert clock(cast.studio, AUTUMN)[0] == "30 22:00+0200–31 06:00+0100"


def test_hours_that_begin_in_the_hour_left_out_keep_to_the_clock_on_all_other_days():
    cast = assemble()
    on_the_day = datetime(2027, 3, 30, 9, tzinfo=UTC)
    early = [Hours(6, time(2, 30), time(8))]
    set_opening_hours(hub=cast.effenaar, week=early, actor=cast.hanna, now=on_the_day)
    assert clock(cast.studio, date(2027, 4, 4)) == ["04 02:30+0200–04 08:00+0200"]
    assert clock(cast.studio, date(2028, 3, 26)) == ["26 03:00+0200–26 08:00+0200"]


def test_django_scheduler_finds_the_same_occurrences():
    cast = assemble()
    set_opening_hours(
        hub=cast.effenaar, week=[*OFFICE, Hours(6, time(11), time(16))], actor=cast.hanna, now=NOW
    )
    first, last = date(2027, 3, 1), date(2027, 4, 30)
    for event in Event.objects.filter(calendar=cast.effenaar.calendar, entry__meaning=EntryMeaning.OPENING):
        theirs = event.get_occurrences(
            datetime.combine(first, time(), AMSTERDAM),
            datetime.combine(last + timedelta(days=1), time(), AMSTERDAM),
        )
        ours = occurrences(definition(event, AMSTERDAM), first, last)
        assert [each.start.astimezone(AMSTERDAM).replace(tzinfo=None) for each in theirs] == [
            start for start, _end in ours
        ]


def test_a_facility_with_hours_of_its_own_keeps_them_and_follows_the_hub_again_without():
    cast = assemble()
    set_opening_hours(hub=cast.effenaar, week=OFFICE, actor=cast.hanna, now=NOW)
    own = [Hours(0, time(19), time(0))]
    set_opening_hours(hub=cast.effenaar, facility=cast.studio, week=own, actor=cast.hanna, now=NOW)
    assert clock(cast.studio, MONDAY, 3) == ["23 19:00+0100–24 00:00+0100"]
    assert len(clock(cast.microphones, MONDAY, 3)) == 3
    set_opening_hours(hub=cast.effenaar, facility=cast.studio, week=[], actor=cast.hanna, now=NOW)
    assert clock(cast.studio, MONDAY, 3) == clock(cast.microphones, MONDAY, 3)


def test_new_hours_leave_the_past_as_it_was():
    cast = assemble()
    last_night = Period(datetime(2026, 11, 22, 21, tzinfo=UTC), datetime(2026, 11, 23, 5, tzinfo=UTC))
    OpeningWindow.objects.all().delete()
    OpeningWindow.objects.create(facility=cast.studio, during=last_night.to_range())
    open_on(cast.studio, [date(2026, 11, 20)])
    set_opening_hours(hub=cast.effenaar, week=OFFICE, actor=cast.hanna, now=NOW)
    assert clock(cast.studio, date(2026, 11, 20), 4) == [
        "20 09:00+0100–20 23:00+0100",
        "22 22:00+0100–23 00:00+0100",
        "23 09:00+0100–23 17:00+0100",
    ]


def test_hours_that_overlap_are_refused_and_change_nothing():
    cast = assemble()
    before = OpeningWindow.objects.count()
    sunday_night = [Hours(6, time(22), time(6)), Hours(0, time(5), time(9))]
    for week in ([*OFFICE, Hours(0, time(16), time(20))], sunday_night):
        with pytest.raises(HoursOverlap):
            set_opening_hours(hub=cast.effenaar, week=week, actor=cast.hanna, now=NOW)
    assert OpeningWindow.objects.count() == before
    assert not AuditRow.objects.filter(action__startswith="facilities.").exists()


def test_who_does_not_manage_the_hub_changes_nothing_about_when_it_is_open():
    cast = assemble()
    with pytest.raises(Forbidden):
        set_opening_hours(hub=cast.effenaar, week=OFFICE, actor=cast.teun, now=NOW)
    for person in (cast.zoe, cast.wim, cast.karim):
        with pytest.raises(Forbidden):
            set_opening_hours(hub=cast.effenaar, week=OFFICE, actor=person, now=NOW)
        with pytest.raises(Forbidden):
            add_closure(
                hub=cast.effenaar,
                starts=datetime(2026, 12, 1),
                ends=datetime(2026, 12, 2),
                actor=person,
                now=NOW,
            )
        with pytest.raises(Forbidden):
            lift_closure(hub=cast.effenaar, entry_id=1, actor=person, now=NOW)
        with pytest.raises(Forbidden):
            load_holidays(hub=cast.effenaar, actor=person, now=NOW)
        with pytest.raises(Forbidden):
            project_openings(hub_ids=[cast.effenaar.pk], actor=person, now=NOW)
    assert not CalendarEntry.objects.exists()
    assert not AuditRow.objects.filter(action__startswith="facilities.").exists()


def test_public_holidays_close_the_hub_but_for_those_it_opens_on():
    cast = assemble()
    set_opening_hours(
        hub=cast.effenaar, week=[Hours(day, time(9), time(17)) for day in range(7)], actor=cast.hanna, now=NOW
    )
    load_holidays(hub=cast.effenaar, actor=cast.hanna, now=NOW)
    assert clock(cast.studio, date(2026, 12, 25), 3) == ["27 09:00+0100–27 17:00+0100"]
    assert clock(cast.studio, date(2027, 4, 27)) == []
    second = CalendarEntry.objects.get(reason="Tweede kerstdag", event__start__year=2026)
    lift_closure(hub=cast.effenaar, entry_id=second.pk, actor=cast.hanna, now=NOW)
    done = load_holidays(hub=cast.effenaar, actor=cast.hanna, now=NOW)
    assert (done.added, done.removed) == (0, 0)
    assert clock(cast.studio, date(2026, 12, 25), 3)[0] == "26 09:00+0100–26 17:00+0100"
    lift_closure(hub=cast.effenaar, entry_id=second.pk, lifted=False, actor=cast.hanna, now=NOW)
    assert len(clock(cast.studio, date(2026, 12, 25), 3)) == 1


def test_every_night_another_day_comes_into_view_and_the_rest_stays_in_its_rows():
    cast = assemble()
    everyday = [Hours(day, time(9), time(17)) for day in range(7)]
    set_opening_hours(hub=cast.effenaar, week=everyday, actor=cast.hanna, now=NOW)
    project_all(now=NOW)
    rows = set(OpeningWindow.objects.filter(facility=cast.studio).values_list("pk", flat=True))
    again = project_all(now=NOW)
    assert (again.added, again.removed) == (0, 0)
    tomorrow = project_all(now=NOW + timedelta(days=1))
    assert (tomorrow.added, tomorrow.removed) == (3, 0)
    assert rows < set(OpeningWindow.objects.filter(facility=cast.studio).values_list("pk", flat=True))


def test_a_hub_that_never_closes_has_one_window_however_often_it_is_projected():
    cast = assemble()
    always = [Hours(day, time(0), time(0)) for day in range(7)]
    hub = HubFactory(slug="always", holidays_of="")
    room = FacilityFactory(hub=hub)
    set_opening_hours(hub=hub, week=always, actor=cast.anna, now=NOW)
    for days in range(3):
        project_all(now=NOW + timedelta(days=days))
    found = OpeningWindow.objects.filter(facility=room).order_by("during")
    assert len(found) == 3
    assert [row.during.lower for row in found[1:]] == [row.during.upper for row in found[:2]]


def test_many_hubs_take_as_many_queries_as_few(django_assert_max_num_queries):
    cast = assemble()
    for number in range(30):
        hub = HubFactory(slug=f"hub-{number:02d}")
        FacilityFactory.create_batch(2, hub=hub, units=0)
    set_opening_hours(hub=hub, week=OFFICE, actor=SITE, now=NOW)
    project_all(now=NOW)
    with django_assert_max_num_queries(1 + 2 * 13):
        done = project_all(now=NOW + timedelta(days=1))
    assert done.facilities == 63
    assert not cast.tetem.facilities.exists()


def test_a_rule_that_we_did_not_write_is_refused_and_not_misread():
    cast = assemble()
    set_opening_hours(hub=cast.effenaar, week=OFFICE, actor=cast.hanna, now=NOW)
    Rule.objects.update(params="byweekday:2TU")
    with pytest.raises(NotSupported):
        project_openings(hub_ids=[cast.effenaar.pk], actor=SITE, now=NOW)


def test_the_database_refuses_two_windows_over_each_other():
    cast = assemble()
    with pytest.raises(IntegrityError):
        open_on(cast.studio, [MONDAY])
