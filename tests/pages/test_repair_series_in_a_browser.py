"""All dates of a series that cannot be kept, put right at once, in a browser: from 320 pixels on, in both themes."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from bookings.models import Booking, Occupancy
from facilities.models import Facility, Unit, UnitState
from hub.kit import clock
from hub.kit.periods import Period, day
from tests.cast import assemble, declare_band_a
from tests.factories.facilities import AMSTERDAM, open_on
from tests.factories.repairs import other_studio
from tests.factories.series import series_of
from tests.looking import enter, fits_a_finger, looked_at

pytestmark = pytest.mark.browser


def test_three_dates_get_another_microphone_and_three_another_room(browser_page, site, own_database):
    cast, now = assemble(), clock.now()
    declare_band_a(cast.zout)
    first = now.astimezone(AMSTERDAM).date() + timedelta(days=3)
    other = other_studio(cast)
    things = (cast.studio, cast.microphones, other)
    for thing in things:
        thing.openings.all().delete()
        open_on(thing, [first + timedelta(weeks=number) for number in range(3)])
    Facility.objects.filter(pk__in=[each.pk for each in things]).update(horizon_days=60)
    start = day(first, AMSTERDAM).start + timedelta(hours=13)
    when = Period(start, start + timedelta(hours=2))
    microphones = series_of(cast.bo, cast.zout, cast.microphones, period=when, count=3, now=now).series
    rooms = series_of(cast.bo, cast.zout, cast.studio, period=when, count=3, now=now).series
    broken = [cast.microphones.units.order_by("pk")[0].pk, cast.studio.units.get().pk]
    Unit.objects.filter(pk__in=broken).update(state=UnitState.IN_REPAIR)
    served, page = site(), browser_page
    enter(page, served, cast.teun)
    for series, button in ((microphones, "Andere exemplaren voor 3 data"), (rooms, "Verplaats 3 data")):
        page.goto(f"{served.url}/nl/desk/effenaar/repair/")
        page.get_by_role("link", name=series.number).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("3 data kunnen niet doorgaan zoals geboekt")
        looked_at(page, button)
        fits_a_finger(page, button)
        page.get_by_label("Waarom?").fill("Het viel om")
        page.get_by_role("button", name=button).click()
        expect(page.get_by_text("3 data zijn gewijzigd").first).to_be_visible()
    expect(page.get_by_role("main").get_by_text("Elke komende boeking kan gewoon doorgaan.")).to_be_visible()
    held = Occupancy.objects.live().filter(line__booking__series=microphones)
    assert set(held.values_list("unit__label", flat=True)) == {"microphones-002"}
    dates = Booking.objects.filter(series=rooms)
    assert {line.facility for each in dates for line in each.lines.all()} == {other}
