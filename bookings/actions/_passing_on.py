"""What happens to who waits behind a booking, in the transaction in which that booking ends or becomes firm.

Between the end of the first and the turn of the second nobody else can be: the keys of what the second wants are held
before the row of the first, and both are done before the transaction is. docs/locking.md tells the order.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import uuid4

from django.http import Http404
from django.utils.translation import override

from bookings.actions._between import Between
from bookings.actions._ending import lock_all_funds_and_pledges, release_lapsed
from bookings.actions._optioned import optioned
from bookings.actions._placing import promised
from bookings.actions._seconds import end_second, leave_first
from bookings.actions._telling import BECAME_FIRST
from bookings.models import Booking, BookingState, SecondOption, SecondState
from bookings.models.behind import Behind, behind, look_for
from bookings.rules import admission
from bookings.rules.options import as_first
from bookings.rules.refusals import NotLive
from bookings.rules.request import BookingRequest
from funding.models.quoting import quote_facts
from funding.rules.quote import quote
from hub.kit.audit import SITE
from hub.kit.errors import Busy, Refusal
from hub.kit.locks import LockKind, lock
from hub.kit.transactions import savepoint, step


@step
def lock_behind(*, number: str, now: datetime) -> Behind | None:
    """Who waits behind a booking that may end, and the keys of what they want; before the booking's row is held."""
    found = behind(number, now)
    if found:
        keys = [(LockKind.FACILITY, id_) for id_ in found.leaf_ids]
        lock([*keys, (LockKind.ORGANISATION, found.organisation_id), (LockKind.PERSON, found.person_id)])
    return found


@contextmanager
def passing_on(*, first: Booking, waits: Behind | None, now: datetime) -> Iterator[None]:
    """Around what ends a booking: whoever waits behind it is first now, or is told why not. The caller holds the
    booking's row, and `waits` is what `lock_behind` gave; who came or went since then: `Busy`."""
    second = _second_of(first, waits)
    if second is None or waits is None:
        yield
        return
    # All rows of bookings before all funds: what has lapsed in the second's way goes now.
    release_lapsed(facility_ids=waits.leaf_ids, now=now)
    lock_all_funds_and_pledges()
    leave_first(first)
    yield
    _make_first(second, waits, now)


def _second_of(first: Booking, waits: Behind | None) -> SecondOption | None:
    if not first.has_second:
        return None
    second = (
        SecondOption.objects.select_related("hub", "organisation__municipality", "placed_by", "behind")
        .filter(behind=first, state=SecondState.WAITING)
        .get()
    )
    if waits is None or waits.second_id != second.pk:
        raise Busy()
    return second


def _make_first(second: SecondOption, waits: Behind, now: datetime) -> None:
    try:
        with savepoint():
            booking = _taken_over(second, waits, now)
    except Busy:
        raise
    except Refusal as refusal:
        with override(second.placed_by.language):
            why = str(refusal)
        end_second(second=second, state=SecondState.FAILED, actor=SITE, now=now, why=why)
        return
    optioned(booking=booking, actor=SITE, now=now, kind=BECAME_FIRST)
    end_second(second=second, state=SecondState.BECAME, actor=SITE, now=now, became=booking)


def _taken_over(second: SecondOption, waits: Behind, now: datetime) -> Booking:
    """The option that it becomes, at the price of this moment: it costs nothing, and its people read both prices."""
    seen = look_for(second, now)
    if seen is None:
        raise NotLive(facility=second.hub.name)
    if not waits.leaf_ids >= seen.leaf_ids:
        raise Busy()
    admission.check(seen.facts)
    wishes = second.lines
    try:
        price = quote(quote_facts(wishes=wishes, hub=second.hub, organisation=second.organisation, now=now))
    except Http404 as error:
        raise NotLive(facility=second.hub.name) from error
    request = BookingRequest(
        organisation_id=second.organisation_id,
        hub_id=second.hub_id,
        lines=wishes,
        purpose=second.purpose,
        reference=second.reference,
        price_digest=price.digest(),
        request_key=uuid4(),
        visit=second.visit,
    )
    between = Between(second.organisation, second.hub, placed_by=second.placed_by, actor=SITE)
    booking = promised(request=request, seen=seen, price=price, between=between, now=now)
    booking.state, booking.optioned_at = BookingState.OPTION, now
    booking.held_until = as_first(
        asked=second.until,
        hours=second.hub.challenge_hours if second.challenged_at else None,
        start=booking.period.start,
        now=now,
    )
    booking.save(update_fields=["state", "held_until", "optioned_at"])
    return booking
