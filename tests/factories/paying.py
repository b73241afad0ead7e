"""What the card processor knows, and the site has not heard of; step by step. All at once: `tests.factories.cards`."""

from bookings.models import Booking
from funding.actions._heard import heard
from funding.models import Payment
from funding.stripe import gateway
from funding.stripe.objects import Intent
from tests.cards import Cards
from tests.factories.cards import ACCOUNT, IN_A_MINUTE, paying, takes_cards

__all__ = ["ACCOUNT"]


def unheard(cards: Cards, booking: Booking, card: str = "pm_card_visa") -> Payment:
    """Begun here and paid there, and the site has not heard that it was."""
    takes_cards(booking.hub)
    payment = paying(booking, booking.placed_by).opened.payment
    cards.pay(str(payment.intent_id), card)
    return payment


def noted(payment: Payment) -> Payment:
    """The site has heard of it."""
    intent = gateway.read_intent(account=payment.account, intent_id=str(payment.intent_id))
    heard(payment=payment, intent=intent, now=IN_A_MINUTE)
    payment.refresh_from_db()
    return payment


def paid(cards: Cards, booking: Booking, card: str = "pm_card_visa") -> Payment:
    """All that is due for it, known and noted here."""
    return noted(unheard(cards, booking, card))


def paid_elsewhere(cards: Cards, booking: Booking, number: int = 1) -> Intent:
    """For this booking, by what it says itself, and the site has no row of it."""
    takes_cards(booking.hub)
    intent = gateway.open_intent(
        account=ACCOUNT,
        key=f"pay:{booking.number}:{number}",
        cents=booking.own_cents,
        currency="EUR",
        methods=["card"],
        about=booking.ref,
        description="Booking",
    )
    cards.pay(intent.id)
    return gateway.read_intent(account=ACCOUNT, intent_id=intent.id)
