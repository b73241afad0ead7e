from datetime import datetime, time, timedelta

from bookings.models import Booking
from bookings.models.billing import unbilled, wanted_of
from facilities.models import Hub
from funding.actions.issue_invoice import issue_invoice
from funding.models import InvoiceSetting, Rhythm
from funding.models.invoicing import invoices_since, setting_on
from funding.rules.time import local_day
from hub.kit.audit import SITE
from hub.kit.batches import each_alone
from hub.kit.transactions import verb

# What is invoiced booking by booking is left to the message that tells of it for this long.
GRACE = timedelta(hours=6)


def bill_due(*, now: datetime) -> int:
    """Every night: one invoice for each organisation and month that is over, at hubs that invoice so; elsewhere, and of
    what was paid ahead, what was left behind. Returns how many organisations got one. Each in a transaction of its own;
    any number of workers may do it at once."""
    hubs = Hub.objects.filter(pk__in=InvoiceSetting.objects.values("hub"))
    return sum(_of_hub(hub, now) for hub in hubs.order_by("pk"))


def _of_hub(hub: Hub, now: datetime) -> int:
    today = local_day(now, hub.zone)
    setting, since = setting_on(hub, today), invoices_since(hub)
    if setting is None or since is None:
        return 0
    month = datetime.combine(today.replace(day=1), time(), hub.zone)
    before = month if setting.rhythm == Rhythm.MONTH else now - GRACE
    waiting = dict(unbilled(hub, since, before))
    return each_alone(
        "bill_due", lambda id_: _bill(hub=hub, ids=waiting[id_], before=before, now=now), list(waiting)
    )


@verb
def _bill(*, hub: Hub, ids: list[int], before: datetime, now: datetime) -> bool:
    """All of them on one invoice (and the fees that are outside VAT on another). False when somebody was first."""
    bookings = list(
        Booking.objects.select_for_update(no_key=True, of=("self",))
        .filter(pk__in=ids)
        .select_related("hub", "organisation__municipality")
        .order_by("pk")
    )
    wanted = [part for booking in bookings for part in wanted_of(booking)]
    made = issue_invoice(
        hub=hub,
        organisation=bookings[0].organisation,
        abouts=[booking.ref for booking in bookings],
        wanted=wanted,
        actor=SITE,
        now=now,
    )
    return bool(made)
