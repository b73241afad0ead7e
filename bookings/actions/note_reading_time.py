from datetime import datetime, timedelta

from bookings.actions._reading_time import reading_time_noted
from facilities.models import Hub
from hub.kit.transactions import verb


@verb
def note_reading_time(*, hub: Hub, took: timedelta, now: datetime) -> None:
    """A calendar file that a hub brings along was read for so long, from `now` on: it counts as those that are read all
    day do."""
    reading_time_noted(hub_id=hub.pk, took=took, now=now)
