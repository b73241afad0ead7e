"""What came in by card, as it is once the site has heard of it, and what the card processor knows of it."""

from datetime import datetime

from bookings.models import Booking
from facilities.models import Hub
from funding.actions._paid import came_in
from funding.models import EntryKind, HubCards, Payment, PaymentState
from funding.stripe import gateway
from funding.stripe.objects import Intent
from hub.kit.transactions import verb
from tests.cards import Cards
from tests.cast import NOW

ACCOUNT = "acct_effenaar"


def takes_cards(hub: Hub, *, on_account: bool = True) -> HubCards:
    return HubCards.objects.get_or_create(
        hub=hub, defaults={"account": ACCOUNT, "on_account": on_account, "set_at": NOW}
    )[0]


def paid_at_processor(
    cards: Cards, booking: Booking, cents: int | None = None, *, number: int = 1, card: str = "pm_card_visa"
) -> Intent:
    """Somebody paid, and the site has not heard of it."""
    takes_cards(booking.hub)
    intent = gateway.open_intent(
        account=ACCOUNT,
        key=f"pay:{booking.number}:{number}",
        cents=booking.own_cents if cents is None else cents,
        currency="EUR",
        methods=["card"],
        about=booking.ref,
        description="Booking",
    )
    cards.pay(intent.id, card)
    return gateway.read_intent(account=ACCOUNT, intent_id=intent.id)


def known(booking: Booking, intent: Intent, *, now: datetime = NOW) -> Payment:
    """The site asked for it, and has not heard more."""
    return Payment.objects.create(
        about=booking.ref,
        organisation=booking.organisation,
        hub=booking.hub,
        cents=intent.cents,
        state=PaymentState.OPEN,
        account=ACCOUNT,
        intent_id=intent.id,
        key=intent.key,
        asked_at=now,
        opened_at=now,
    )


@verb
def noted(payment: Payment, *, now: datetime = NOW) -> Payment:
    """The site has heard that it came in."""
    came_in(
        kind=EntryKind.PAY,
        about=payment.about,
        key=payment.key,
        organisation=payment.organisation,
        hub=payment.hub,
        cents=payment.cents,
        now=now,
    )
    payment.state, payment.paid_at, payment.method = PaymentState.PAID, now, "card"
    payment.save()
    return payment


def paid(
    cards: Cards,
    booking: Booking,
    cents: int | None = None,
    *,
    number: int = 1,
    card: str = "pm_card_visa",
    now: datetime = NOW,
) -> Payment:
    """Paid, and known and noted here."""
    return noted(
        known(booking, paid_at_processor(cards, booking, cents, number=number, card=card), now=now), now=now
    )
