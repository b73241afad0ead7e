"""Requests and bookings the way people make them: through the verbs, at the price that was shown."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from bookings.actions.confirm import confirm
from bookings.actions.place import place
from bookings.models import Booking
from bookings.rules.request import BookingRequest, Visit
from facilities.models import Facility
from funding.models.quoting import quote_facts
from funding.rules.lines import LineWish
from funding.rules.quote import quote
from hub.kit.periods import Period
from members.models import Organisation, User
from tests.cast import NOW, thursday

AFTERNOON = thursday(13, 17)


def a_request(
    organisation: Organisation,
    *wanted: Facility | tuple[Facility, int] | tuple[Facility, int, Period],
    period: Period = AFTERNOON,
    now: datetime = NOW,
    key: UUID | None = None,
    price_digest: str | None = None,
    purpose: str = "Recording our film",
    visit: Visit | None = None,
) -> BookingRequest:
    """Facilities, with how many and when where it matters, at the price of this moment unless told otherwise."""
    lines = tuple(_line(each, period) for each in wanted)
    first = wanted[0] if isinstance(wanted[0], Facility) else wanted[0][0]
    if price_digest is None:
        facts = quote_facts(wishes=lines, hub=first.hub, organisation=organisation, now=now)
        price_digest = quote(facts).digest()
    return BookingRequest(
        organisation_id=organisation.pk,
        hub_id=first.hub_id,
        lines=lines,
        purpose=purpose,
        reference="",
        price_digest=price_digest,
        request_key=key or uuid4(),
        visit=visit or Visit(),
    )


def _line(wanted: Facility | tuple[Facility, int] | tuple[Facility, int, Period], period: Period) -> LineWish:
    if isinstance(wanted, Facility):
        return LineWish(wanted.pk, 1, period)
    facility, quantity, *when = wanted
    return LineWish(facility.pk, quantity, when[0] if when else period)


def held(actor: User, organisation: Organisation, *wanted, now: datetime = NOW, **request) -> Booking:
    """A booking that is held for 15 minutes."""
    asked = a_request(organisation, *wanted, now=now, **request)
    return place(request=asked, actor=actor, now=now).booking


def booked(actor: User, organisation: Organisation, *wanted, now: datetime = NOW, **request) -> Booking:
    """A booking that both sides count on."""
    booking = held(actor, organisation, *wanted, now=now, **request)
    return confirm(
        number=booking.number, house_rules_version=None, actor=actor, now=now + timedelta(minutes=1)
    )
