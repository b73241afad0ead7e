from datetime import datetime

from django.utils.translation import gettext_lazy as _

from bookings.actions._ending import lock_all_funds_and_pledges
from bookings.actions._fees import lifted
from bookings.actions._giving_back import give_back_surplus, hold_what_was_paid
from bookings.actions._judging import SayWhy
from bookings.actions._reaching import held_row
from bookings.actions._telling import WAIVED, tell_of_fee
from bookings.models import Booking, Fee
from bookings.models.terms import waivable
from bookings.permissions import may_judge
from funding.actions.waive import waive
from hub.kit.audit import record
from hub.kit.errors import Forbidden, Refusal
from hub.kit.transactions import verb
from members.models import User


class NothingToWaive(Refusal):
    code = "nothing_to_waive"
    message = _("There is no fee on this booking that could be waived.")


@verb
def waive_fee(*, number: str, reason: str, actor: User, now: datetime) -> Booking:
    """The hub's staff go without what cancelling or changing late has cost: nobody owes it any more, and what funds
    paid of it is theirs again.

    Raises `SayWhy`, `NothingToWaive`, funding's `AgreementIsClosed`; `Forbidden` for who
    sees it but does not work at the hub, Http404 for a stranger.
    """
    booking = held_row(number=number, actor=actor)
    if not may_judge(actor, booking):
        raise Forbidden()
    if not reason.strip():
        raise SayWhy()
    fees = waivable(booking)
    if not fees:
        raise NothingToWaive()
    hold_what_was_paid(booking=booking)
    if len(fees) > 1:
        lock_all_funds_and_pledges()  # each fee may be of other funds, and there is one order
    for fee in fees:
        _waive(booking, fee, reason.strip(), actor, now)
    give_back_surplus(booking=booking, now=now)
    tell_of_fee(kind=WAIVED, booking=booking, fee=fees[-1], now=now)
    return booking


def _waive(booking: Booking, fee: Fee, reason: str, actor: User, now: datetime) -> None:
    waive(
        about=booking.ref,
        number=fee.number,
        organisation=booking.organisation,
        hub=booking.hub,
        own_cents=fee.own_cents,
        now=now,
        actor=actor,
    )
    lifted(fee=fee, reason=reason, now=now)
    record(
        action="bookings.waive_fee",
        about=booking.ref,
        actor=actor,
        now=now,
        organisation_id=booking.organisation_id,
        hub_id=booking.hub_id,
        reason=reason,
        facts={"fee": fee.number, "own_cents": fee.own_cents, "funds_cents": fee.funds_cents},
    )
