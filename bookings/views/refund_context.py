"""What a booking's page says of money that goes back, and what the hub's managers may do about what did not."""

from dataclasses import dataclass
from typing import Any

from bookings.forms.refunds import PaidBackForm
from bookings.models import Booking
from bookings.models.going_back import surplus_cents
from bookings.permissions import may_move_money
from bookings.views.money_context import Money
from funding.models import CardRefund, RefundState
from funding.models.refunds import refunds_of


@dataclass(frozen=True, slots=True)
class RefundRow:
    refund: CardRefund

    @property
    def waits(self) -> bool:
        """It failed, and nobody has done anything about it."""
        refund = self.refund
        return refund.state == RefundState.FAILED and not (refund.again_id or refund.by_bank_at)


def refunds_context(person: Any, found: Booking, money: Money | None) -> dict[str, Any]:
    """One query where nothing goes back."""
    refunds = [RefundRow(each) for each in refunds_of(found.ref)]
    too_much = money is not None and money.paid > money.owed
    if not refunds and not too_much:
        return {}
    surplus = surplus_cents(found)
    may_act = bool(surplus) and bool(may_move_money(person, found))
    return {
        "refunds": refunds,
        "surplus_cents": surplus,
        "may_move_money": may_act,
        "paid_back_form": PaidBackForm(initial={"cents": surplus}, auto_id=False) if may_act else None,
    }
