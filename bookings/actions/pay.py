from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from bookings.actions._confirming import AcceptHouseRules, NotToConfirm, lapsed_refusal
from bookings.actions._reaching import held_row
from bookings.models import Booking, BookingState
from bookings.models.house_rules import terms_of
from bookings.models.owed import due_cents
from bookings.permissions import may_change
from funding.actions._payments import call_off, held_live_payment, new_payment
from funding.actions.open_payment import Opened, open_payment
from funding.models import HubCards, Payment, PaymentState
from funding.models.paid import cards_of_hub
from funding.rules.paying import methods_for, too_little
from hub.kit.audit import record
from hub.kit.errors import Forbidden, Refusal
from hub.kit.transactions import step, verb
from members.models import User


class NoCards(Refusal):
    code = "no_cards"
    message = _("%(hub)s is not paid by card. It sends an invoice.")


class NothingToPay(Refusal):
    code = "nothing_to_pay"
    message = _("There is nothing to pay by card for this booking.")


class AnswerFirst(Refusal):
    """The hub looks first: nobody pays for what may be declined."""

    code = "answer_first"
    message = _("%(hub)s looks at this booking first. You pay once it has said yes.")


class BegunTooOften(Refusal):
    """Each beginning asks the processor, which limits the site as a whole."""

    code = "begun_too_often"
    status = 429
    message = _(
        "You began to pay many times within an hour. Nothing was charged by that; try again in an hour."
    )


class BeingCalledOff(Refusal):
    code = "being_called_off"
    message = _("An earlier payment for this is just being called off. Try again in a minute.")


@dataclass(frozen=True, slots=True)
class Paying:
    """What the browser of who pays needs."""

    booking: Booking
    opened: Opened


def pay(*, number: str, house_rules_version: int | None, actor: User, now: datetime) -> Paying:
    """Begin to pay by card what is still owed for a booking: for what is held, or in option, all of it, and it is
    confirmed when the money has come in; for what is confirmed or over, what is left. Again goes on with the same
    payment.

    The version is that of the house rules that were read and accepted, looked at only for what is not confirmed yet.
    The processor is asked outside of the transaction; a key that is stored before makes it the same payment whatever
    is lost in between. Raises `HoldLapsed` and its kinds, `AcceptHouseRules`, `AnswerFirst`, `NothingToPay`, `NoCards`,
    `BeingCalledOff`, `NotToConfirm`, funding's `ProcessorAway` and `AccountGone`; `Forbidden` for who sees it but may
    not change it, Http404 for a stranger.
    """
    booking, payment = _begin(number=number, version=house_rules_version, actor=actor, now=now)
    if payment.state == PaymentState.CANCELLING:
        raise BeingCalledOff()
    return Paying(booking, open_payment(payment=payment, now=now))


@verb
def _begin(*, number: str, version: int | None, actor: User, now: datetime) -> tuple[Booking, Payment]:
    booking = held_row(number=number, actor=actor)
    if not may_change(actor, booking):
        raise Forbidden()
    if booking.state in (BookingState.HELD, BookingState.OPTION, BookingState.EXPIRED):
        _may_be_paid(booking, version, now)
    elif booking.state == BookingState.REQUESTED:
        raise AnswerFirst(hub=booking.hub.name)
    cents = due_cents(booking)
    if too_little(cents):
        raise NotToConfirm() if booking.state == BookingState.CANCELLED else NothingToPay()
    cards = cards_of_hub(booking.hub)
    if cards is None:
        raise NoCards(hub=booking.hub.name)
    return booking, _before(booking, cards, cents, now) or _new(booking, cards, cents, actor, now)


def _may_be_paid(booking: Booking, version: int | None, now: datetime) -> None:
    """What waits: in time, the hub needs not look first, and the house rules were accepted."""
    if booking.state == BookingState.EXPIRED or booking.held_until <= now:
        raise lapsed_refusal(booking)
    terms = terms_of(booking, now)
    if terms.asks_approval:
        raise AnswerFirst(hub=booking.hub.name)
    if terms.house_rules and terms.house_rules.version != version:
        raise AcceptHouseRules(hub=booking.hub.name, version=terms.house_rules.version)
    booking.house_rules = terms.house_rules
    booking.house_rules_accepted_at = now if booking.house_rules else None


@step
def _before(booking: Booking, cards: HubCards, cents: int, now: datetime) -> Payment | None:
    """The payment that was begun already; one that does not fit any more is called off: of another amount, on an
    account that the hub has no more, or that the site may not ask about."""
    payment = held_live_payment(booking.ref)
    if payment and (
        (payment.account, payment.cents) != (cards.account, cents)
        or payment.no_access_at
        or payment.state == PaymentState.CANCELLING
    ):
        call_off(payment=payment, now=now)
    return payment


@step
def _new(booking: Booking, cards: HubCards, cents: int, actor: User, now: datetime) -> Payment:
    ahead = (booking.period.start - now).days
    payment = new_payment(
        about=booking.ref,
        organisation=booking.organisation,
        hub=booking.hub,
        account=cards.account,
        cents=cents,
        methods=methods_for(
            offered=settings.STRIPE_METHODS, days_ahead=ahead, debit_days=settings.STRIPE_DEBIT_DAYS
        ),
        now=now,
    )
    if booking.state in (BookingState.HELD, BookingState.OPTION):
        booking.paying = True
        booking.save(update_fields=["paying", "house_rules", "house_rules_accepted_at"])
    record(
        action="bookings.pay",
        about=booking.ref,
        actor=actor,
        now=now,
        organisation_id=booking.organisation_id,
        hub_id=booking.hub_id,
        facts={"cents": cents, "payment": payment.pk},
    )
    return payment
