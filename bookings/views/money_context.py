"""What a booking's page says of money: what is owed, what was paid, and whether one can pay by card."""

from dataclasses import dataclass
from typing import Any

from bookings.forms.refunds import GiveUpForm
from bookings.models import Booking, BookingState
from bookings.models.advances import advances_of, invoice_to_note_on
from bookings.models.bookings import WAITING_STATES
from bookings.models.owed import owed_cents
from bookings.permissions import may_give_up_payments, may_move_money
from funding.forms.invoicing import TransferForm
from funding.models import HubCards, Payment
from funding.models.disputes import disputes_of
from funding.models.paid import cards_of_hub, last_payment_of, paid_cents
from funding.models.payments import LIVE_PAYMENTS
from funding.rules.paying import too_little


@dataclass(frozen=True, slots=True)
class Money:
    """Cents. `payment` is the last that was begun."""

    owed: int
    paid: int
    cards: HubCards | None
    payment: Payment | None

    @property
    def due(self) -> int:
        return max(self.owed - self.paid, 0)

    @property
    def can_pay(self) -> bool:
        return self.cards is not None and not too_little(self.due)

    @property
    def on_account(self) -> bool:
        return self.cards is None or self.cards.on_account

    @property
    def is_under_way(self) -> bool:
        return self.payment is not None and self.payment.state in LIVE_PAYMENTS

    @property
    def is_out_of_reach(self) -> bool:
        """The site cannot ask what becomes of it: the hub has disconnected its account."""
        return self.is_under_way and self.payment is not None and self.payment.no_access_at is not None

    @property
    def is_with_the_bank(self) -> bool:
        return self.is_under_way and self.payment is not None and self.payment.processing_at is not None


def money_of(found: Booking) -> Money:
    """Five queries at most. The booking comes with its hub."""
    return Money(
        owed=owed_cents(found),
        paid=paid_cents(found.ref),
        cards=cards_of_hub(found.hub),
        payment=last_payment_of(found.ref),
    )


def _by_bank(person: Any, found: Booking, money: Money, is_sure: bool) -> dict[str, Any]:
    """What came in by bank before there was an invoice, and the forms of who manages the hub. Where nothing was paid
    and nothing is due there is nothing to ask."""
    if not money.paid and not money.due:
        return {}
    advances, manages = advances_of(found), bool(may_move_money(person, found))
    may_note = is_sure and manages and money.due > 0 and not invoice_to_note_on(found)
    return {
        "advances": advances,
        "may_undo_advances": manages,
        "advance_form": TransferForm() if may_note else None,
    }


def money_context(person: Any, found: Booking, *, may_change: bool) -> dict[str, Any]:
    """For the page of what is sure, or was; of what never became sure, only where something was paid for it."""
    money = money_of(found)
    is_sure = found.state not in WAITING_STATES
    shows = is_sure and (money.paid or money.owed and found.state != BookingState.EXPIRED)
    return {
        "money": money if shows or money.is_under_way else None,
        "may_pay": may_change and is_sure and money.can_pay,
        **_by_bank(person, found, money, is_sure),
        "disputes": disputes_of(found.ref) if money.payment else [],
        "give_up_form": GiveUpForm()
        if money.is_out_of_reach and may_give_up_payments(person, found)
        else None,
    }
