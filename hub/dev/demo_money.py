"""Bookings that are paid by card, each in another state, for looking at: the demonstration region has none of them,
since they take a card processor. Runs inside `manage.py shell`, with that processor and the site beside it."""

import json
import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.request import Request, urlopen
from uuid import uuid4

from django.conf import settings

from bookings.actions.cancel import cancel
from bookings.actions.confirm import confirm
from bookings.actions.expire_holds import expire_holds
from bookings.actions.make_offer import make_offer
from bookings.actions.note_paid_back import note_paid_back
from bookings.actions.pay import pay
from bookings.actions.place import place
from bookings.models import Booking
from bookings.models.bookings import WAITING_STATES
from bookings.models.house_rules import current_house_rules
from bookings.rules.refusals import NotOpenThen, SlotTaken
from bookings.rules.request import BookingRequest
from facilities.models import Facility
from funding.actions._heard import heard
from funding.actions.apply_event import apply_event
from funding.actions.book_difference import book_difference
from funding.actions.cancel_payment import cancel_payment
from funding.actions.note_refund import note_refund
from funding.actions.reconcile import reconcile
from funding.actions.send_refund import send_refund
from funding.models import CardRefund, Difference, DifferenceKind, Invoice, Payment, StripeEvent
from funding.models.invoice_state import Which, standings
from funding.models.quoting import quote_facts
from funding.rules.lines import LineWish
from funding.rules.quote import quote
from funding.stripe import gateway
from hub.kit import clock
from hub.kit.periods import Period
from members.models import Organisation, User

# Where one looks for a free morning or afternoon, and how far ahead: a debit is taken only for what is weeks away.
THING, DAYS, HOURS = "studio-1", range(25, 120), (10, 14)
VISA, DEBIT = "pm_card_visa", "pm_sepa_debit"


def write() -> None:
    """The numbers of the bookings by what they show, as JSON."""
    # It tells each question and answer.
    logging.getLogger("stripe").setLevel(logging.WARNING)
    print(json.dumps(Makes().all()))


class Makes:
    def __init__(self) -> None:
        self.noor, self.hanna, self.anna = (
            User.objects.get(email=f"{name}@demo.test") for name in ("noor", "hanna", "anna")
        )
        self.ours = Organisation.objects.get(name="Collectief Zout")
        self.thing = Facility.objects.select_related("hub").get(hub__slug="effenaar", slug=THING)
        # Of those who hold nothing at the moment: nobody may hold much.
        hold = Booking.objects.filter(state__in=WAITING_STATES).values("organisation")
        others = Booking.objects.filter(hub=self.thing.hub).exclude(organisation=self.ours)
        before = (
            others.exclude(organisation__in=hold).select_related("placed_by", "organisation").earliest("pk")
        )
        self.other, self.theirs = before.placed_by, before.organisation
        zone, today = self.thing.hub.zone, clock.now().date()
        days = (today + timedelta(days=days) for days in DAYS)
        starts = (datetime(day.year, day.month, day.day, hour, tzinfo=zone) for day in days for hour in HOURS)
        self.periods = (Period(start, start + timedelta(hours=3)) for start in starts)

    def all(self) -> dict[str, str]:
        made = {
            name: make().number
            for name, make in {
                "late_honoured": self.late,
                "late_back": lambda: self.late(resold=True),
                "paid": self.paid,
                "coming_back": lambda: self.given_back(sent=False),
                "came_back": self.given_back,
                "not_back": lambda: self.failed(self.given_back()),
                "back_by_bank": self.by_bank,
                "offered": self.offered,
            }.items()
        }
        self.differ()
        return {
            **made,
            "called_off": self.called_off().number,
            "with_bank": self.with_bank().number,
            "paying": self.paying().number,
            **self.invoices(),
        }

    def invoices(self) -> dict[str, str]:
        """The latest of each, as the hub sees them; and one that is theirs to pay."""
        today = clock.now().date()
        wanted = {
            f"invoice_{state}": Which(today, hub=self.thing.hub, state=state)
            for state in ("open", "overdue", "paid")
        }
        wanted["invoice_ours"] = Which(today, organisation=self.ours)
        found = {name: standings(which, most=1)[0].invoice for name, which in wanted.items()}
        found["invoice_credit"] = Invoice.objects.filter(hub=self.thing.hub, kind="credit_note").latest("pk")
        return {name: invoice.number for name, invoice in found.items()}

    def held(self, now: datetime, period: Period | None = None, who: User | None = None) -> Booking:
        who = who or self.noor
        organisation = self.ours if who == self.noor else self.theirs
        for at in [period] if period else self.periods:
            lines = (LineWish(self.thing.pk, 1, at),)
            facts = quote_facts(wishes=lines, hub=self.thing.hub, organisation=organisation, now=now)
            asked = BookingRequest(
                organisation_id=organisation.pk,
                hub_id=self.thing.hub_id,
                lines=lines,
                purpose="Recording the second film",
                reference="",
                price_digest=quote(facts).digest(),
                request_key=uuid4(),
            )
            try:
                return place(request=asked, actor=who, now=now).booking
            except (NotOpenThen, SlotTaken):
                if period:
                    raise
        raise LookupError(f"Nothing is free at {self.thing}.")

    def begun(self, now: datetime, who: User | None = None) -> tuple[Booking, Payment]:
        booking = self.held(now, who=who)
        rules = current_house_rules(booking.hub, now)
        opened = pay(
            number=booking.number,
            house_rules_version=rules.version if rules else None,
            actor=booking.placed_by,
            now=now + timedelta(minutes=1),
        )
        return opened.booking, opened.opened.payment

    def hear(self, payment: Payment) -> None:
        payment.refresh_from_db()
        intent = gateway.read_intent(account=payment.account, intent_id=str(payment.intent_id))
        heard(payment=payment, intent=intent, now=clock.now())

    def paid(self) -> Booking:
        booking, payment = self.begun(clock.now())
        tell(f"_intents/{payment.intent_id}/pay", card=VISA)
        self.hear(payment)
        booking.refresh_from_db()
        return booking

    def paying(self) -> Booking:
        return self.begun(clock.now())[0]

    def with_bank(self) -> Booking:
        booking, payment = self.begun(clock.now())
        tell(f"_intents/{payment.intent_id}/pay", card=DEBIT)
        self.hear(payment)
        return booking

    def called_off(self) -> Booking:
        """Its time is over, and the processor has not been asked yet."""
        booking, _payment = self.begun(clock.now() - timedelta(minutes=20))
        expire_holds(now=clock.now())
        return booking

    def late(self, *, resold: bool = False) -> Booking:
        """Paid when it was called off already: booked all the same, or given back where somebody else has it."""
        booking, payment = self.begun(clock.now() - timedelta(minutes=20))
        expire_holds(now=clock.now())
        cancel_payment(payment_id=payment.pk, now=clock.now())
        if resold:
            self.held(clock.now(), booking.period, self.other)
        other = gateway.open_intent(
            account=payment.account,
            key=f"other:{uuid4()}",
            cents=payment.cents,
            currency=payment.currency,
            methods=["card"],
            about=payment.about,
            description="Another",
        )
        charge = tell(f"_intents/{other.id}/pay", card=VISA)["latest_charge"]
        tell(
            f"_objects/{payment.intent_id}",
            status="succeeded",
            amount_received=payment.cents,
            latest_charge=charge,
        )
        self.hear(payment)
        return booking

    def given_back(self, *, sent: bool = True) -> Booking:
        booking = self.paid()
        cancel(number=booking.number, actor=self.noor, now=clock.now())
        if sent:
            send_refund(refund_id=self.refund(booking).pk, now=clock.now())
        return booking

    def refund(self, booking: Booking) -> CardRefund:
        return CardRefund.objects.select_related("payment").get(payment__about=booking.ref)

    def failed(self, booking: Booking) -> Booking:
        refund = self.refund(booking)
        tell(f"_refunds/{refund.stripe_id}/fail")
        account = refund.payment.account
        said = gateway.read_refund(account=account, refund_id=str(refund.stripe_id))
        note_refund(said=said, account=account, now=clock.now())
        return booking

    def by_bank(self) -> Booking:
        booking = self.failed(self.given_back())
        cents = self.refund(booking).cents
        note_paid_back(number=booking.number, cents=cents, actor=self.hanna, now=clock.now())
        return booking

    def offered(self) -> Booking:
        """Confirmed on account, with a quote."""
        now = clock.now()
        booking = self.held(now)
        rules = current_house_rules(booking.hub, now)
        version = rules.version if rules else None
        booking = confirm(number=booking.number, house_rules_version=version, actor=self.noor, now=now)
        make_offer(number=booking.number, actor=self.noor, now=now)
        return booking

    def differ(self) -> None:
        """What is told and not applied, and differences of some kinds, one of which is dealt with."""
        wait_for(StripeEvent.objects.exists)
        for event in StripeEvent.objects.order_by("pk"):
            apply_event(event_id=event.pk, now=clock.now())
        for _number in range(2):
            _booking, payment = self.begun(clock.now(), self.other)
            tell(f"_intents/{payment.intent_id}/pay", card=VISA)
        back, known = self.paid(), self.paid()
        first, other = (Payment.objects.get(about=each.ref) for each in (back, known))
        tell("_refunds", payment_intent=first.intent_id, amount=500)
        tell(f"_objects/{other.intent_id}", amount=other.cents + 100, amount_received=other.cents + 100)
        soon = clock.now() + timedelta(minutes=15)
        reconcile(since=soon - timedelta(days=1), until=soon, now=soon)
        for difference in Difference.objects.filter(kind=DifferenceKind.NOT_NOTED)[:1]:
            book_difference(difference_id=difference.pk, reason="", actor=self.anna, now=clock.now())


def tell(path: str, **asked: Any) -> Any:
    """To the card processor of development: what a payer, a bank or its dashboard does."""
    body = json.dumps(asked).encode()
    request = Request(f"{settings.STRIPE_API_BASE}/{path}", body, {"Content-Type": "application/json"})
    with urlopen(request, timeout=30) as answer:
        return json.load(answer)


def wait_for(true: Callable[[], bool]) -> None:
    """It is on its way from another process; after ten seconds it does without."""
    for _tenth in range(100):
        if true():
            return
        time.sleep(0.1)
