"""A booking of a whole holds units of its leaves, and everybody else who wants those sees it."""

from datetime import datetime, time, timedelta

import pytest

from bookings.actions.cancel import cancel
from bookings.actions.expire_holds import expire_holds
from bookings.actions.place import place
from bookings.models import Booking, Occupancy
from bookings.models.availability import standing
from bookings.rules.refusals import QuantityOutOfBounds, SameThingTwice, SharedParts, SlotTaken
from facilities.actions._promises import BookingsAreHit
from facilities.actions.add_closure import add_closure
from facilities.actions.change_unit import change_unit
from facilities.actions.set_opening_hours import set_opening_hours
from facilities.actions.set_parts import PartWish, set_parts
from facilities.models import Facility
from facilities.rules.week import Hours
from funding.rules.lines import LineWish
from hub.wiring import INVARIANTS
from tests.cast import NOW, THURSDAY, Cast, assemble, thursday
from tests.factories.bookings import AFTERNOON, a_request, booked, held
from tests.factories.facilities import FacilityFactory, made_of
from tests.factories.funding import card

pytestmark = pytest.mark.django_db
EVENING = thursday(18, 20)


@pytest.fixture
def cast() -> Cast:
    return assemble()


def room(cast: Cast, **facts) -> Facility:
    made = FacilityFactory(hub=cast.effenaar, open_days=[THURSDAY], **facts)
    card(made, hour=1_000)
    return made


def whole(*parts: tuple[Facility, int], **facts) -> Facility:
    made = made_of(*parts, open_days=[THURSDAY], **facts)
    card(made, hour=3_000)
    return made


def taken(booking: Booking) -> list[tuple[str, str]]:
    rows = Occupancy.objects.live().filter(line__booking=booking).order_by("unit")
    return [(each.unit.facility.name, each.unit.label) for each in rows.select_related("unit__facility")]


def broken() -> dict[str, list[str]]:
    return {code: said for code, check in INVARIANTS.items() if (said := check())}


def test_a_whole_holds_its_leaves_at_the_price_of_the_whole(cast):
    a, b = room(cast, name="A"), room(cast, name="B")
    ab = whole((a, 1), (b, 1))
    booking = booked(cast.bo, cast.zout, ab)
    assert [name for name, _label in taken(booking)] == ["A", "B"]
    assert booking.list_cents == 4 * 3_000
    line = booking.lines.get()
    assert (line.facility, line.leaves) == (ab, {str(a.pk): 1, str(b.pk): 1})
    for each in (a, b, ab):
        with pytest.raises(SlotTaken):
            held(cast.ilse, cast.noord, each)
    cancel(number=booking.number, actor=cast.bo, now=NOW)
    assert taken(booked(cast.ilse, cast.noord, a)) == [("A", a.units.get().label)]
    with pytest.raises(SlotTaken):
        held(cast.bo, cast.zout, ab)
    assert broken() == {}


def test_what_is_no_whole_writes_down_no_leaves(cast):
    assert booked(cast.bo, cast.zout, cast.studio).lines.get().leaves == {}


def test_a_kit_takes_of_a_pool_as_many_as_it_holds(cast):
    kit = whole((cast.microphones, 2), (cast.engineer, 1))
    assert len(taken(booked(cast.bo, cast.zout, kit))) == 3
    booked(cast.ilse, cast.noord, (cast.microphones, 4))
    with pytest.raises(SlotTaken):
        held(cast.ilse, cast.noord, cast.microphones)
    with pytest.raises(QuantityOutOfBounds) as refused:
        held(cast.ilse, cast.noord, (kit, 2), period=EVENING)
    assert refused.value.facts["most"] == 1
    assert broken() == {}


def test_a_whole_and_its_part_in_one_booking_are_refused_in_words(cast):
    a, b = room(cast, name="A"), room(cast, name="B")
    ab = whole((a, 1), (b, 1), name="Studio AB")
    with pytest.raises(SharedParts) as refused:
        held(cast.bo, cast.zout, a, ab)
    assert "A and Studio AB both use A" in str(refused.value)
    # One after the other is fine.
    booking = held(cast.bo, cast.zout, a, (ab, 1, EVENING))
    assert len(taken(booking)) == 3
    with pytest.raises(SameThingTwice):
        held(cast.ilse, cast.noord, ab, ab, period=thursday(9, 11))


def test_two_kits_of_one_pool_are_counted_together(cast):
    one = whole((cast.microphones, 4))
    other = whole((cast.microphones, 2), (cast.engineer, 1))
    booking = held(cast.bo, cast.zout, one, other)
    assert len({label for _name, label in taken(booking)}) == 7
    with pytest.raises(SharedParts) as refused:
        held(cast.bo, cast.zout, one, other, cast.microphones, period=EVENING)
    assert refused.value.facts["there"] == 6
    assert broken() == {}


def test_lines_that_share_a_pool_get_units_that_are_free_for_both(cast):
    """The first could have any unit, the second only the lowest: they are not given the same one."""
    pool = room(cast, units=2)
    low, high = pool.units.order_by("pk")
    booked(cast.ilse, cast.noord, (pool, 2), period=EVENING)
    Occupancy.objects.live().filter(unit=low).update(released_at=NOW)
    kit = whole((pool, 1))
    early, late = (pool, 1, thursday(16, 18)), (kit, 1, thursday(17, 19))
    request = a_request(cast.zout, early, late)
    booking = place(request=request, actor=cast.bo, now=NOW).booking
    units = {line.facility_id: line.occupancies.get().unit_id for line in booking.lines.all()}
    assert units == {pool.pk: high.pk, kit.pk: low.pk}


def test_the_longer_turnaround_is_held_on_each_leaf(cast):
    a = room(cast, turnaround_minutes=60)
    b = room(cast, turnaround_minutes=0)
    ab = whole((a, 1), (b, 1), turnaround_minutes=30)
    booking = booked(cast.bo, cast.zout, ab)
    ends = {each.unit.facility_id: each.during.upper for each in booking.lines.get().occupancies.all()}
    assert ends == {
        a.pk: AFTERNOON.end + timedelta(minutes=60),
        b.pk: AFTERNOON.end + timedelta(minutes=30),
    }
    wishes = [LineWish(each.pk, 1, thursday(11, 13)) for each in (a, b, ab)]
    assert [len(each.free) for each in standing(wishes=wishes, now=NOW)] == [0, 1, 0]


def test_a_hold_on_the_whole_that_has_lapsed_is_let_go_for_its_part(cast):
    a, b = room(cast), room(cast)
    ab, elsewhere = whole((a, 1), (b, 1)), room(cast)
    lapsed, other = held(cast.bo, cast.zout, ab), held(cast.bo, cast.zout, elsewhere)
    later = NOW + timedelta(minutes=20)
    booking = held(cast.ilse, cast.noord, a, now=later)
    lapsed.refresh_from_db()
    other.refresh_from_db()
    assert (lapsed.state, other.state) == ("expired", "held")
    assert len(taken(booking)) == 1
    expire_holds(now=later)
    assert broken() == {}


def test_a_hold_on_the_part_that_has_lapsed_is_let_go_for_the_whole(cast):
    a, b = room(cast), room(cast)
    lapsed = held(cast.bo, cast.zout, a)
    booking = held(cast.ilse, cast.noord, whole((a, 1), (b, 1)), now=NOW + timedelta(minutes=20))
    lapsed.refresh_from_db()
    assert lapsed.state == "expired"
    assert len(taken(booking)) == 2


def test_who_closes_a_leaf_or_takes_its_unit_out_sees_the_bookings_of_the_whole(cast):
    set_opening_hours(
        hub=cast.effenaar,
        week=[Hours(day, time(9), time(23)) for day in range(7)],
        actor=cast.hanna,
        now=NOW,
    )
    ab = FacilityFactory(hub=cast.effenaar, units=0, name="AB")
    card(ab, hour=1_000)
    a, b, c = (FacilityFactory(hub=cast.effenaar) for _n in range(3))
    parts = [PartWish(a.pk, 1), PartWish(b.pk, 1)]
    set_parts(facility=ab, parts=parts, actor=cast.hanna, now=NOW)
    booking = booked(cast.bo, cast.zout, ab)
    with pytest.raises(BookingsAreHit):
        change_unit(
            unit=a.units.get(),
            label="A",
            serial_number="",
            state="in_repair",
            note="",
            actor=cast.teun,
            now=NOW,
        )
    # What it holds counts, also when the whole is made of something else by now.
    parts = [PartWish(a.pk, 1), PartWish(c.pk, 1)]
    set_parts(facility=ab, parts=parts, knowing={booking.number}, actor=cast.hanna, now=NOW)
    with pytest.raises(BookingsAreHit) as refused:
        add_closure(
            hub=cast.effenaar,
            facility=b,
            starts=datetime(2026, 11, 26),
            ends=datetime(2026, 11, 27),
            actor=cast.hanna,
            now=NOW,
        )
    assert [(each.number, each.facility) for each in refused.value.promises] == [(booking.number, "AB")]
    assert broken() == {}


def test_a_booking_that_holds_something_else_than_it_was_promised_is_found(cast):
    a, b = room(cast), room(cast)
    booking = booked(cast.bo, cast.zout, whole((a, 1), (b, 1)))
    line = booking.lines.get()
    line.leaves = {str(a.pk): 2}
    line.save(update_fields=["leaves"])
    assert set(broken()) == {"I1"}
