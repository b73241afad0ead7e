"""What the verbs about second options share: reaching one with its first held, and how it ends."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from bookings.actions._telling import SECOND_ENDED, tell_second
from bookings.models import Booking, SecondOption, SecondState
from bookings.permissions import may_change, second_for
from hub.kit.audit import SITE, Actor, record
from hub.kit.errors import Forbidden, Refusal
from hub.kit.transactions import step
from members.models import User


class NotSecond(Refusal):
    code = "not_second"
    message = _("This second option is over, so there is nothing left to do. See what became of it.")


@step
def waiting_second(*, number: str, actor: User) -> SecondOption:
    """A second option that waits, with the row of the first held, which guards both. Raises `NotSecond`; `Forbidden`
    for who sees it but may not change it, Http404 for a stranger."""
    second = second_for(actor, number)
    if not may_change(actor, second):
        raise Forbidden()
    first = hold_first(second.behind_id)
    second.refresh_from_db(fields=["state", "challenged_at", "first_until", "until"])
    if second.state != SecondState.WAITING:
        raise NotSecond()
    second.behind = first
    return second


@step
def hold_first(booking_id: int) -> Booking:
    """The row of a booking, held until the transaction ends."""
    rows = Booking.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("hub", "organisation", "placed_by").get(pk=booking_id)


@step
def end_second(
    *,
    second: SecondOption,
    state: SecondState,
    actor: Actor,
    now: datetime,
    why: str = "",
    became: Booking | None = None,
) -> None:
    """It waits no more, and its people read why; the caller holds the row of the first and has said there that nobody
    waits behind it. What became the first is told as a booking."""
    second.state, second.ended_at, second.why, second.became = state, now, why[:300], became
    second.save(update_fields=["state", "ended_at", "why", "became"])
    record_second(second=second, how=f"second_{state}", actor=actor, now=now)
    if state not in (SecondState.BECAME, SecondState.WITHDRAWN):
        tell_second(kind=SECOND_ENDED, second=second, now=now)


@step
def leave_first(first: Booking) -> None:
    """Nobody waits behind it any more; the caller holds its row."""
    first.has_second = False
    first.save(update_fields=["has_second"])


@step
def record_second(*, second: SecondOption, how: str, actor: Actor, now: datetime, **facts: object) -> None:
    record(
        action=f"bookings.{how}",
        about=second.ref,
        actor=actor,
        now=now,
        organisation_id=second.organisation_id,
        hub_id=second.hub_id,
        facts={"behind": second.behind.number, **facts},
    )


@step
def end_of_second(*, first: Booking, now: datetime) -> None:
    """The first is a booking: who waits behind it is told. The caller holds its row; nothing is given back by this, so
    it needs no key."""
    if not first.has_second:
        return
    second = SecondOption.objects.select_related("behind").get(behind=first, state=SecondState.WAITING)
    leave_first(first)
    end_second(second=second, state=SecondState.GONE, actor=SITE, now=now)
