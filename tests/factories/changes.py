"""Changes the way people make them: at the price that was shown, through the verb."""

from datetime import datetime

from bookings.actions.change import Changed, change
from bookings.models import Booking, Occupancy
from bookings.models.changing import plan_of, reckon, wishes_of
from bookings.permissions import may_change
from bookings.rules.changing import Change
from bookings.rules.request import Visit
from facilities.models import Facility
from funding.models import Account, Allocation, Entry, Fund
from funding.rules.lines import LineWish
from hub.kit.models import AuditRow, OutboxMessage
from hub.kit.periods import Period
from members.models import User
from tests.cast import NOW, Cast, assemble, declare_band_a, two_funds
from tests.factories.bookings import AFTERNOON, _line
from tests.factories.money import fill


def carried_stage() -> Cast:
    """The cast, with two funds that carry what Zout books and of which the second bears fees."""
    stage = assemble()
    declare_band_a(stage.zout)
    two_funds(stage)
    Fund.objects.filter(slug="open-doors").update(bears_cancellation_fees=True)
    for fund in Fund.objects.all():
        fill(fund, 100_000)
    return stage


def rows_of(booking: Booking) -> tuple[object, ...]:
    """Everything that a refusal must leave as it was."""
    booking = Booking.objects.get(pk=booking.pk)
    return (
        booking.__dict__ | {"_state": None},
        list(booking.lines.values()),
        list(Occupancy.objects.order_by("pk").values()),
        list(Allocation.objects.order_by("pk").values()),
        list(Account.objects.order_by("pk").values()),
        Entry.objects.count(),
        AuditRow.objects.count(),
        OutboxMessage.objects.count(),
    )


def a_change(
    actor: User,
    booking: Booking,
    *wanted: Facility | tuple[Facility, int] | tuple[Facility, int, Period],
    period: Period = AFTERNOON,
    now: datetime = NOW,
    purpose: str | None = None,
    visit: Visit | None = None,
    reason: str = "",
    price_digest: str | None = None,
) -> Change:
    """So is the booking to be; without things as it is."""
    found = Booking.objects.select_related("hub", "organisation__municipality").get(pk=booking.pk)
    lines = list(found.lines.order_by("position"))
    wishes: tuple[LineWish, ...] = tuple(_line(each, period) for each in wanted) or wishes_of(lines)
    if price_digest is None:
        price_digest = ""
        if plan_of(lines, wishes).changes(wishes_of(lines)):
            as_guest = bool(may_change(actor, found))
            price_digest = reckon(
                booking=found, lines=lines, wishes=wishes, as_guest=as_guest, now=now
            ).digest()
    return Change(
        number=found.number,
        lines=wishes,
        purpose=found.purpose if purpose is None else purpose,
        visit=found.visit if visit is None else visit,
        price_digest=price_digest,
        reason=reason,
    )


def changed(actor: User, booking: Booking, *wanted, now: datetime = NOW, **asked) -> Changed:
    return change(request=a_change(actor, booking, *wanted, now=now, **asked), actor=actor, now=now)
