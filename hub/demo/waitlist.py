"""Who stands in line: for something that is booked in the days to come, the first maker before another; and what came
free and is offered to the first maker, with the other behind. A request that its desk should answer soon is among the
bookings."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from itertools import product
from random import Random
from uuid import UUID

from bookings.actions._between import Between
from bookings.actions._placing import promised
from bookings.actions._telling import OFFERED, tell
from bookings.actions._waitlist import end_waiting, record_waiting
from bookings.models import Booking, BookingState, WaitlistEntry, WaitState
from bookings.models.admission import Look, look
from bookings.models.availability import first_free
from bookings.rules import admission
from bookings.rules.numbers import new_number
from bookings.rules.request import BookingRequest
from bookings.rules.waitlist import offer_until
from facilities.models import Facility, Hub
from funding.models.quoting import quote_facts
from funding.rules.lines import LineWish
from funding.rules.quote import quote
from hub.demo.people import Maker
from hub.kit.audit import SITE
from hub.kit.errors import Refusal
from hub.kit.models import OutboxMessage
from hub.kit.periods import Period
from hub.kit.transactions import step

AN_HOUR = timedelta(hours=1)
WAITED_FOR, MOST_LOOKED_AT = 2, 60


@step
def make_waitlist(*, makers: Sequence[Maker], random: Random, now: datetime) -> None:
    """The first maker waits for exactly a time and for some time around another; another stands behind."""
    soon = now + timedelta(days=2)
    taken = Booking.objects.filter(state=BookingState.CONFIRMED, during__startswith__gt=soon)
    ours = {maker.organisation.pk for maker in (makers[0], makers[3])}
    found = taken.exclude(organisation__in=ours).select_related("hub").order_by("during", "pk")
    waited = 0
    for booking in found[:MOST_LOOKED_AT]:
        line = booking.lines.select_related("facility__hub__municipality").order_by("position").first()
        if line is None or line.facility.companion_rules.exists():
            continue
        # Wider by too little for another place beside what is taken: nobody is to be offered the night of a house that
        # never closes, nor what there is more than one of.
        around = Period(line.period.start - AN_HOUR, line.period.end + AN_HOUR)
        window = around if waited and line.period.length > AN_HOUR else line.period
        if first_free(facilities=[line.facility], minutes=line.period.minutes, window=window, now=now):
            continue
        _in_line(makers, line.facility, window, line.period.minutes, random, now)
        waited += 1
        if waited == WAITED_FOR:
            return


@step
def make_an_offer(*, makers: Sequence[Maker], hub: Hub, random: Random, now: datetime) -> None:
    """Of a room for an evening that somebody gave back an hour ago."""
    today = now.astimezone(hub.zone).date()
    rooms = Facility.objects.filter(
        hub=hub, state="live", asks_approval=False, kind__family="studio", companion_rules=None, parts=None
    )
    for ahead, room in product(range(5, 9), rooms.select_related("hub__municipality").order_by("pk")):
        start = datetime.combine(today + timedelta(days=ahead), time(19), hub.zone)
        wish = LineWish(room.pk, 1, Period(start, start + 3 * AN_HOUR))
        seen = look(wishes=[wish], hub_id=hub.pk, organisation_id=0, person_id=0, now=now)
        try:
            admission.check(seen.facts)
        except Refusal:
            continue
        first, _behind = _in_line(makers, room, wish.period, wish.period.minutes, random, now)
        _offered(first, wish, seen, random, now)
        return


def _offered(entry: WaitlistEntry, wish: LineWish, seen: Look, random: Random, now: datetime) -> None:
    hub, at = entry.hub, now - timedelta(minutes=5)
    price = quote(quote_facts(wishes=(wish,), hub=hub, organisation=entry.organisation, now=at))
    request = BookingRequest(
        organisation_id=entry.organisation_id,
        hub_id=hub.pk,
        lines=(wish,),
        purpose=entry.purpose,
        reference="",
        price_digest=price.digest(),
        request_key=UUID(int=random.getrandbits(128), version=4),
    )
    between = Between(entry.organisation, hub, placed_by=entry.placed_by, actor=SITE)
    booking = promised(request=request, seen=seen, price=price, between=between, now=at)
    booking.offered_at = at
    booking.held_until = offer_until(hours=hub.offer_hours, start=wish.period.start, now=at, zone=hub.zone)
    booking.save(update_fields=["offered_at", "held_until"])
    end_waiting(entry=entry, state=WaitState.OFFERED, actor=SITE, now=at, offer=booking)
    tell(kind=OFFERED, booking=booking, now=at)
    # Nobody is mailed about what is made up.
    OutboxMessage.objects.filter(about=booking.ref).update(done_at=now)


def _in_line(
    makers: Sequence[Maker], facility: Facility, window: Period, minutes: int, random: Random, now: datetime
) -> list[WaitlistEntry]:
    """The first maker, and another an hour later."""
    made = []
    for place, maker in enumerate((makers[0], makers[3])):
        entry = WaitlistEntry.objects.create(
            number=new_number(random),
            organisation=maker.organisation,
            hub=facility.hub,
            facility=facility,
            placed_by=maker.booker,
            quantity=1,
            during=window.to_range(),
            minutes=minutes,
            purpose="Try-out",
            joined_at=now - (2 - place) * AN_HOUR,
            until=window.end - timedelta(minutes=minutes),
            request_key=UUID(int=random.getrandbits(128), version=4),
            request_digest="demo",
        )
        record_waiting(entry=entry, how="join_waitlist", actor=maker.booker, now=entry.joined_at)
        made.append(entry)
    return made
