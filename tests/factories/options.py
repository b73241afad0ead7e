"""Options and requests the way people make them: through the verbs."""

from datetime import date, datetime, timedelta

from bookings.actions.confirm import confirm
from bookings.actions.take_option import take_option
from bookings.models import Booking
from facilities.models import Facility
from members.models import Organisation, User
from tests.cast import NOW, THURSDAY
from tests.factories.bookings import held

TUESDAY = THURSDAY - timedelta(days=2)


def gives_options(*facilities: Facility, days: int = 30, notice_hours: int = 24) -> None:
    pks = [facility.pk for facility in facilities]
    Facility.objects.filter(pk__in=pks).update(options_until_days=days, options_notice_hours=notice_hours)


def asks_first(*facilities: Facility) -> None:
    Facility.objects.filter(pk__in=[facility.pk for facility in facilities]).update(asks_approval=True)


def optioned(
    actor: User, organisation: Organisation, *wanted, on: date = TUESDAY, now: datetime = NOW, **request
) -> Booking:
    """An option until Tuesday, on what gives options."""
    booking = held(actor, organisation, *wanted, now=now, **request)
    return take_option(number=booking.number, on=on, actor=actor, now=now)


def requested(actor: User, organisation: Organisation, *wanted, now: datetime = NOW, **request) -> Booking:
    """Asked for, on what the hub wants to look at first."""
    booking = held(actor, organisation, *wanted, now=now, **request)
    return confirm(number=booking.number, house_rules_version=None, actor=actor, now=now)
