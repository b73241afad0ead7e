"""Who waits behind an option: the first maker, whose log-in is told, and one that has asked for a decision; and who
stands in line."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from bookings.actions._seconds import record_second
from bookings.models import Booking, BookingState, SecondOption
from bookings.models.second_options import as_wishes
from bookings.rules.numbers import new_number
from bookings.rules.options import after_challenge
from bookings.rules.request import BookingRequest
from funding.models.quoting import quote_facts
from funding.rules.lines import LineWish
from funding.rules.quote import quote
from hub.demo.people import Maker
from hub.demo.waitlist import make_waitlist
from hub.kit.transactions import step

AN_HOUR = timedelta(hours=1)


@step
def make_seconds(*, makers: Sequence[Maker], random: Random, now: datetime) -> None:
    options = Booking.objects.filter(state=BookingState.OPTION).order_by("held_until", "pk")
    others = options.exclude(organisation=makers[0].organisation).select_related("hub")
    first, challenged = others[:2]
    _second(makers[0], first, random, now - AN_HOUR)
    waits = _second(makers[3], challenged, random, now - 2 * AN_HOUR)
    waits.challenged_at, waits.first_until = now - AN_HOUR, challenged.held_until
    waits.save(update_fields=["challenged_at", "first_until"])
    challenged.held_until = after_challenge(
        held_until=challenged.held_until, hours=challenged.hub.challenge_hours, now=now - AN_HOUR
    )
    challenged.save(update_fields=["held_until"])
    record_second(second=waits, how="challenge", actor=waits.placed_by, now=now - AN_HOUR)
    make_waitlist(makers=makers, random=random, now=now)


def _second(maker: Maker, first: Booking, random: Random, at: datetime) -> SecondOption:
    """The same as the first, for who waits behind it."""
    wishes = tuple(LineWish(line.facility_id, line.quantity, line.period) for line in first.lines.all())
    price = quote(quote_facts(wishes=wishes, hub=first.hub, organisation=maker.organisation, now=at))
    request = BookingRequest(
        organisation_id=maker.organisation.pk,
        hub_id=first.hub_id,
        lines=wishes,
        purpose="Try-out",
        reference="",
        price_digest=price.digest(),
        request_key=UUID(int=random.getrandbits(128), version=4),
    )
    second = SecondOption.objects.create(
        number=new_number(random),
        organisation=maker.organisation,
        hub=first.hub,
        placed_by=maker.booker,
        behind=first,
        purpose=request.purpose,
        wishes=as_wishes(wishes),
        visit_said=request.visit.to_json(),
        during=first.during,
        list_cents=price.list_cents,
        own_cents=price.own_cents,
        taken_at=at,
        until=min(first.held_until + timedelta(days=1), first.period.start),
        request_key=request.request_key,
        request_digest=request.digest(),
    )
    first.has_second = True
    first.save(update_fields=["has_second"])
    record_second(second=second, how="take_second", actor=maker.booker, now=at)
    return second
