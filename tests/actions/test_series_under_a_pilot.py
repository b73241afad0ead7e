"""A series is part of a pilot from the start, or all of its dates are made so at once."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.http import Http404

from bookings.actions.cancel import cancel
from bookings.actions.cancel_series import cancel_series
from bookings.actions.place_series import place_series
from bookings.actions.put_series_under import ItIsOver, NotPartOf, put_series_under
from bookings.actions.put_under import put_under
from bookings.models import Booking, Series
from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow
from hub.kit.refs import Ref
from region.invariants_of_pilots import bookings_are_part_of_theirs, pilots_are_audited
from region.models import Pilot
from tests.cast import NOW, Cast, assemble
from tests.factories.pilots import a_pilot
from tests.factories.series import a_series, open_thursdays, series_of

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def cast(db) -> Cast:
    cast = assemble()
    open_thursdays(cast.studio)
    return cast


def all_is_well() -> bool:
    return [*bookings_are_part_of_theirs(), *pilots_are_audited()] == []


def parts() -> list[str]:
    rows = Booking.objects.order_by("during").values_list("part_of", flat=True)
    return [str(each or "") for each in rows]


def put(series: Series, part_of: Ref | None, actor) -> list[Booking]:
    return put_series_under(number=series.number, part_of=part_of, actor=actor, now=LATER)


def let_go(cast: Cast, number: str) -> None:
    cancel(number=number, actor=cast.bo, now=LATER, reason="")


def test_each_date_of_a_series_is_part_of_the_pilot(cast):
    pilot = a_pilot(cast)
    asked = a_series(cast.zout, cast.studio, count=3, part_of=pilot.ref)
    placing = {"house_rules_version": None, "actor": cast.bo, "now": NOW}
    assert len(place_series(request=asked, **placing).bookings) == 3
    assert parts() == [str(pilot.ref)] * 3
    assert place_series(request=asked, **placing).again
    assert all_is_well()


def test_a_series_without_a_pilot_has_the_digest_that_it_had(cast):
    plain = a_series(cast.zout, cast.studio, count=3)
    assert plain.digest() != replace(plain, part_of=Ref("pilot", "x")).digest()
    assert replace(plain, part_of=None).digest() == plain.digest()


def test_a_series_is_not_part_of_a_strangers_pilot(cast):
    pilot = a_pilot(cast)
    asked = a_series(cast.noord, cast.studio, count=3, part_of=pilot.ref)
    with pytest.raises(NotPartOf):
        place_series(request=asked, house_rules_version=None, actor=cast.ilse, now=NOW)
    assert not Booking.objects.exists()


def test_all_dates_are_put_under_a_pilot_at_once_and_taken_off(cast):
    pilot, placed = a_pilot(cast), series_of(cast.bo, cast.zout, cast.studio, count=3)
    put_under(number=placed.bookings[0].number, part_of=pilot.ref, actor=cast.bo, now=LATER)
    assert len(put(placed.series, pilot.ref, cast.bo)) == 2
    assert put(placed.series, pilot.ref, cast.bo) == [] and parts() == [str(pilot.ref)] * 3
    assert AuditRow.objects.filter(action="bookings.put_under").count() == 3
    assert all_is_well()
    assert len(put(placed.series, None, cast.bo)) == 3 and parts() == [""] * 3
    assert all_is_well()


def test_what_was_let_go_of_a_series_is_put_under_nothing(cast):
    pilot, placed = a_pilot(cast), series_of(cast.bo, cast.zout, cast.studio, count=3)
    let_go(cast, placed.bookings[0].number)
    assert len(put(placed.series, pilot.ref, cast.bo)) == 2
    assert parts() == ["", str(pilot.ref), str(pilot.ref)]
    first = min(each.period.start for each in placed.bookings)
    cancel_series(number=placed.series.number, start=first, actor=cast.bo, now=LATER)
    other = a_pilot(cast, title_en="Another")
    with pytest.raises(ItIsOver):
        put(placed.series, other.ref, cast.bo)
    assert len(put(placed.series, None, cast.bo)) == 2, "it is taken off what it was part of"


@pytest.mark.parametrize(("name", "error"), [("mira", Forbidden), ("teun", Forbidden), ("ilse", Http404)])
def test_who_may_not_change_a_series_puts_it_under_nothing(cast, name, error):
    pilot, placed = a_pilot(cast), series_of(cast.bo, cast.zout, cast.studio, count=3)
    with pytest.raises(error):
        put(placed.series, pilot.ref, getattr(cast, name))
    with pytest.raises(NotPartOf):
        put(placed.series, Ref("pilot", "nothing"), cast.bo)
    assert parts() == [""] * 3 and Pilot.objects.count() == 1
