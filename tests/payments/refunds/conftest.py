"""The stage of refunds: a booking of Collectief Zout at Effenaar, and terms that can cost it something."""

import pytest

from tests import cast
from tests.factories.bookings import booked
from tests.factories.terms import DAY_HALF, terms


@pytest.fixture
def stage(cards, db):
    return cast.assemble()


@pytest.fixture
def booking(stage):
    """Studio and two microphones: € 180.00, all of it the organisation's own."""
    terms(stage.effenaar, DAY_HALF, no_show_bp=5_000)
    return booked(stage.bo, stage.zout, stage.studio, (stage.microphones, 2))
