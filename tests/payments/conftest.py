"""The stage of payments: Effenaar has an account of its own, and Bo holds the studio for Collectief Zout."""

import pytest
from django.core.management import call_command

from tests import cast
from tests.factories.bookings import held
from tests.factories.cards import takes_cards


@pytest.fixture
def stage(db, cards):
    stage = cast.assemble()
    takes_cards(stage.effenaar)
    yield stage
    call_command("check_invariants")


@pytest.fixture
def booking(stage):
    """Held until a quarter past, for EUR 160."""
    return held(stage.bo, stage.zout, stage.studio)
