"""Who stands in line: for something that is booked in the days to come, the first maker before another, and one offer
that came of it. A request that its desk should answer soon is among the bookings."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from bookings.actions._waitlist import record_waiting
from bookings.models import Booking, BookingState, WaitlistEntry
from bookings.rules.numbers import new_number
from hub.demo.people import Maker
from hub.kit.periods import day
from hub.kit.transactions import step

AN_HOUR = timedelta(hours=1)


@step
def make_waitlist(*, makers: Sequence[Maker], random: Random, now: datetime) -> None:
    """The first maker waits for exactly a time and for some hours of a day; another stands behind."""
    soon = now + timedelta(days=2)
    taken = Booking.objects.filter(state=BookingState.CONFIRMED, during__startswith__gt=soon)
    ours = {maker.organisation.pk for maker in (makers[0], makers[3])}
    found = taken.exclude(organisation__in=ours).select_related("hub").order_by("during", "pk")
    for number, booking in enumerate(found[:2]):
        line = booking.lines.select_related("facility").order_by("position").first()
        if line is None or line.facility.companion_rules.exists():
            continue
        whole = day(line.period.start.astimezone(booking.hub.zone).date(), booking.hub.zone)
        window = whole if number and whole.contains(line.period) else line.period
        for place, maker in enumerate((makers[0], makers[3])):
            entry = WaitlistEntry.objects.create(
                number=new_number(random),
                organisation=maker.organisation,
                hub=booking.hub,
                facility=line.facility,
                placed_by=maker.booker,
                quantity=1,
                during=window.to_range(),
                minutes=line.period.minutes,
                purpose="Try-out",
                joined_at=now - (2 - place) * AN_HOUR,
                until=window.end - timedelta(minutes=line.period.minutes),
                request_key=UUID(int=random.getrandbits(128), version=4),
                request_digest="demo",
            )
            record_waiting(entry=entry, how="join_waitlist", actor=maker.booker, now=entry.joined_at)
