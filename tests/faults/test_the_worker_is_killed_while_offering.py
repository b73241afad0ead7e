"""`kill -9` between each two steps of an offer: all of it is there, or none and the next round makes it."""

import pytest

from bookings.actions.cancel import cancel
from bookings.actions.expire_waitlist import expire_waitlist
from bookings.actions.offer_places import offer_places
from bookings.models import WaitState
from tests import cast
from tests.cast import NOW, thursday
from tests.factories.bookings import AFTERNOON, booked
from tests.factories.waitlist import in_line
from tests.faults.test_the_server_is_killed_while_changing import ANY
from tests.faults.test_the_worker_is_killed import killed_after_each, stage

__all__ = ["stage"]
pytestmark = [pytest.mark.race, pytest.mark.timeout(600)]


def test_what_came_free_is_offered_as_a_whole_or_not_at_all(own_database, stage):
    cast.declare_band_a(stage.noord)
    taken = booked(stage.bo, stage.zout, stage.studio)
    entry = in_line(stage.ilse, stage.noord, stage.studio)
    cancel(number=taken.number, actor=stage.bo, now=NOW)
    tables = [
        ("bookings_booking", "INSERT"),
        ("bookings_line", "INSERT"),
        ("bookings_occupancy", "INSERT"),
        ("funding_allocation", ANY),
        ("funding_posting", "INSERT"),
        ("bookings_booking", "UPDATE"),
        ("bookings_waitlistentry", "UPDATE"),
        ("kit_auditrow", "INSERT"),
        ("kit_outboxmessage", "INSERT"),
    ]
    killed_after_each(own_database, lambda: offer_places(now=NOW), tables)
    entry.refresh_from_db()
    assert entry.state == WaitState.OFFERED and entry.offer.period == thursday(13, 17)


def test_waiting_in_vain_ends_as_a_whole(own_database, stage):
    booked(stage.bo, stage.zout, stage.studio)
    entry = in_line(stage.ilse, stage.noord, stage.studio)
    tables = [
        ("bookings_waitlistentry", "UPDATE"),
        ("kit_auditrow", "INSERT"),
        ("kit_outboxmessage", "INSERT"),
    ]
    killed_after_each(own_database, lambda: expire_waitlist(now=AFTERNOON.start), tables)
    entry.refresh_from_db()
    assert entry.state == WaitState.OVER
