from datetime import datetime

from bookings.models import Booking, BookingState
from bookings.models.billing import wanted_of
from funding.actions.issue_invoice import issue_invoice
from funding.models import Invoice, Rhythm
from funding.models.invoices import PRICE
from funding.models.invoicing import setting_on
from funding.rules.time import local_day
from hub.kit.audit import SITE
from hub.kit.transactions import verb


@verb
def bill(*, number: str, now: datetime) -> list[Invoice]:
    """Invoice what is to be invoiced of a booking by now, and credit what is so no more; again changes nothing. Where
    the hub invoices by the month, what is new waits for its end, but for what was paid ahead. For the worker, after
    what has changed is committed."""
    booking = (
        Booking.objects.select_for_update(no_key=True, of=("self",))
        .select_related("hub", "organisation__municipality")
        .get(number=number)
    )
    setting = setting_on(booking.hub, local_day(now, booking.hub.zone))
    wanted = wanted_of(booking)
    ahead = booking.state == BookingState.CONFIRMED and any(part.what == PRICE for part in wanted)
    return issue_invoice(
        hub=booking.hub,
        organisation=booking.organisation,
        abouts=[booking.ref],
        wanted=wanted,
        actor=SITE,
        now=now,
        only_again=bool(setting and setting.rhythm == Rhythm.MONTH and not ahead),
    )
