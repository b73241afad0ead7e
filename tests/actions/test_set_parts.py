"""What a facility is made of: by its manager, for new bookings, never in a circle; and what the database refuses."""

from datetime import time

import pytest
from django.db import IntegrityError, connection

from facilities.actions._promises import BookingsAreHit
from facilities.actions.add_units import MadeOfOthers, NewUnit, add_units
from facilities.actions.change_state import NothingToBook, change_state
from facilities.actions.set_opening_hours import set_opening_hours
from facilities.actions.set_parts import (
    MOST_UNITS,
    InsideItself,
    NotAPart,
    PartWish,
    TooManyInside,
    WholeHasNoUnits,
    set_parts,
)
from facilities.invariants import leaves_are_the_parts
from facilities.models import Facility, FacilityState, Leaf, OpeningWindow, Part
from facilities.rules.week import Hours
from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow
from hub.kit.transactions import savepoint, violated
from tests.cast import NOW, Cast, assemble, thursday
from tests.factories.bookings import booked
from tests.factories.facilities import FacilityFactory
from tests.factories.funding import card

EVERY_DAY = [Hours(day, time(9), time(23)) for day in range(7)]


@pytest.fixture
def cast(db) -> Cast:
    cast = assemble()
    set_opening_hours(hub=cast.effenaar, week=EVERY_DAY, actor=cast.hanna, now=NOW)
    return cast


def empty(cast: Cast, **facts) -> Facility:
    return FacilityFactory(hub=cast.effenaar, units=0, **facts)


def make(cast: Cast, whole: Facility, *parts: tuple[Facility, int], actor=None, knowing=()) -> Facility:
    wishes = [PartWish(part.pk, quantity) for part, quantity in parts]
    return set_parts(facility=whole, parts=wishes, knowing=knowing, actor=actor or cast.hanna, now=NOW)


def leaves_of(facility: Facility) -> dict[str, int]:
    return {each.leaf.name: each.quantity for each in facility.leaves.select_related("leaf")}


def test_a_kit_holds_what_it_is_made_of_and_that_is_written_down(cast):
    kit = empty(cast)
    assert leaves_of(kit) == {kit.name: 1}
    make(cast, kit, (cast.microphones, 2), (cast.engineer, 1))
    assert leaves_of(kit) == {"Condenser microphone": 2, "Sound engineer": 1}
    row = AuditRow.objects.get(action="facilities.set_parts")
    assert row.hub_id == cast.effenaar.pk
    assert row.facts == {"before": [], "after": [[cast.microphones.pk, 2], [cast.engineer.pk, 1]]}
    make(cast, kit, (cast.microphones, 2), (cast.engineer, 1))
    assert AuditRow.objects.filter(action="facilities.set_parts").count() == 1
    make(cast, kit)
    assert leaves_of(kit) == {kit.name: 1}
    assert leaves_are_the_parts() == []


def test_what_contains_it_follows_when_a_part_changes(cast):
    kit, everything = empty(cast), empty(cast)
    make(cast, kit, (cast.microphones, 2))
    make(cast, everything, (kit, 2), (cast.studio, 1), (cast.microphones, 1))
    assert leaves_of(everything) == {"Condenser microphone": 5, "Studio 2": 1}
    make(cast, kit, (cast.microphones, 1), (cast.engineer, 1))
    assert leaves_of(everything) == {"Condenser microphone": 3, "Studio 2": 1, "Sound engineer": 2}
    assert leaves_are_the_parts() == []


def test_a_whole_is_open_when_all_its_leaves_are(cast):
    whole = empty(cast)
    set_opening_hours(
        hub=cast.effenaar,
        facility=cast.engineer,
        week=[Hours(3, time(12), time(15))],
        actor=cast.hanna,
        now=NOW,
    )
    make(cast, whole, (cast.studio, 1), (cast.engineer, 1))
    windows = OpeningWindow.objects.filter(facility=whole).order_by("during")
    first = next(each.during for each in windows if each.during.lower >= thursday(0, 1).start)
    assert (first.lower, first.upper) == (thursday(12, 15).start, thursday(12, 15).end)
    change_state(facility=cast.engineer, to=FacilityState.RETIRED, actor=cast.hanna, now=NOW)
    assert not OpeningWindow.objects.filter(facility=whole, during__startswith__gt=NOW).exists()


def test_nothing_is_inside_itself(cast):
    one, other = empty(cast, name="One"), empty(cast, name="Other")
    make(cast, one, (other, 1), (cast.studio, 1))
    with pytest.raises(InsideItself) as refused:
        make(cast, other, (cast.microphones, 1), (one, 1))
    assert refused.value.facts == {"way": "Other › One › Other"}
    with pytest.raises(InsideItself):
        make(cast, one, (one, 1))


def test_a_whole_has_no_units_of_its_own(cast):
    with pytest.raises(WholeHasNoUnits):
        make(cast, cast.studio, (cast.microphones, 1))
    kit = empty(cast)
    make(cast, kit, (cast.microphones, 1))
    with pytest.raises(MadeOfOthers):
        add_units(facility=kit, units=[NewUnit("Kit 1")], actor=cast.hanna, now=NOW)


def test_parts_are_of_the_same_house_each_once_and_countable(cast):
    kit, elsewhere = empty(cast), FacilityFactory(hub=cast.tetem)
    for wrong in (
        [(elsewhere, 1)],
        [(cast.microphones, 1), (cast.microphones, 2)],
        [(cast.microphones, 0)],
        [(cast.microphones, -3)],
    ):
        with pytest.raises(NotAPart):
            make(cast, kit, *wrong)
    for many in (MOST_UNITS + 1, 10**9):
        with pytest.raises(TooManyInside):
            make(cast, kit, (cast.microphones, many))
    make(cast, kit, (cast.microphones, 20))
    with pytest.raises(TooManyInside) as refused:
        make(cast, empty(cast), (kit, 2), (cast.studio, 1))
    assert refused.value.facts["units"] == 41
    assert not Part.objects.exclude(whole=kit).exists()


@pytest.mark.parametrize("name", ["teun", "wim", "zoe", "fien", "karim"])
def test_only_the_hubs_manager_says_what_is_inside(cast, name):
    with pytest.raises(Forbidden):
        make(cast, empty(cast), (cast.studio, 1), actor=getattr(cast, name))
    assert not Part.objects.exists()


def test_a_kit_is_shown_only_when_there_is_enough_for_one(cast):
    kit = empty(cast, state=FacilityState.DRAFT)
    make(cast, kit, (cast.microphones, 7))
    with pytest.raises(NothingToBook):
        change_state(facility=kit, to=FacilityState.LIVE, actor=cast.hanna, now=NOW)
    make(cast, kit, (cast.microphones, 6))
    assert change_state(facility=kit, to=FacilityState.LIVE, actor=cast.hanna, now=NOW).state == "live"


def test_coming_bookings_are_shown_first_and_keep_what_they_hold(cast):
    kit, everything = empty(cast), empty(cast)
    make(cast, kit, (cast.microphones, 2))
    make(cast, everything, (kit, 1), (cast.studio, 1))
    for each in (kit, everything):
        card(each, hour=1_000)
    booking = booked(cast.bo, cast.zout, everything)
    held = sorted(booking.lines.get().occupancies.values_list("unit", flat=True))
    with pytest.raises(BookingsAreHit) as refused:
        make(cast, kit, (cast.microphones, 3))
    assert [each.number for each in refused.value.promises] == [booking.number]
    assert leaves_of(kit) == {"Condenser microphone": 2}
    make(cast, kit, (cast.microphones, 3), knowing={booking.number})
    assert sorted(booking.lines.get().occupancies.values_list("unit", flat=True)) == held
    assert leaves_of(everything) == {"Condenser microphone": 3, "Studio 2": 1}


def refused(constraint: str, act) -> None:
    with pytest.raises(IntegrityError) as seen, savepoint():
        act()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert violated(seen.value) == constraint


def test_the_database_refuses_what_is_not_so(cast):
    kit, other = empty(cast), empty(cast)
    make(cast, kit, (cast.microphones, 2))
    make(cast, other, (kit, 1))
    elsewhere = FacilityFactory(hub=cast.tetem)

    def part(whole, part, quantity=1):
        return lambda: Part.objects.create(whole=whole, part=part, quantity=quantity)

    leaf = Leaf.objects.filter(whole=other, leaf=cast.microphones)
    refused("part_has_a_number", part(kit, cast.engineer, 0))
    refused("part_is_not_the_whole", part(kit, kit))
    refused("part_once", part(kit, cast.microphones))
    refused("part_at_the_same_hub", part(kit, elsewhere))
    refused("whole_has_no_units", part(cast.studio, kit))
    refused("whole_has_no_units", lambda: kit.units.create(label="Kit 1"))
    for act in (
        part(kit, other),
        part(kit, cast.engineer),
        leaf.delete,
        lambda: leaf.update(quantity=3),
        lambda: Leaf.objects.create(whole=cast.studio, leaf=cast.engineer, quantity=1),
        lambda: Part.objects.filter(whole=kit).update(quantity=1),
        lambda: Part.objects.filter(whole=kit).delete(),
    ):
        refused("leaves_are_the_parts", act)
    assert leaves_are_the_parts() == []
