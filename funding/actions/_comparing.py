"""How the card processor and the site are held against each other, a page at a time. Reads only."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from funding.models import (
    CardRefund,
    DifferenceKind,
    Dispute,
    DisputeState,
    Payment,
    PaymentState,
    RefundState,
)
from funding.models.reconciling import known_payments, known_refunds, noted_cents, refunded_cents
from funding.stripe import gateway, objects
from funding.stripe.objects import ARRIVED, FAILED, PAID, Charge, Intent, Refund

# Until then it may just be on its way to the processor.
GIVEN_UP = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Differs:
    """One object that is otherwise at the processor than here."""

    kind: DifferenceKind
    object_id: str
    account: str
    happened_at: datetime
    currency: str
    processor_cents: int = 0
    books_cents: int = 0
    payment: Payment | None = None
    refund: CardRefund | None = None
    says: str = ""

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.object_id}"


def compare_intents(
    account: str, rows: Iterable[Payment], pages: Iterable[list[Intent]]
) -> Iterator[Differs]:
    """`rows` are the payments begun here in the time that the pages are of."""
    unseen = {row.intent_id: row for row in rows if row.intent_id}
    for page in pages:
        known = known_payments(account, [each.id for each in page], [each.key for each in page if each.key])
        noted = noted_cents(known.values())
        for intent in page:
            unseen.pop(intent.id, None)
            payment = known.get(intent.id) or known.get(intent.key)
            yield from _intent(account, intent, payment, noted)
    for payment in unseen.values():  # made a moment later than it was begun here; or not there at all
        yield from _asked(account, payment)


def _asked(account: str, payment: Payment) -> Iterator[Differs]:
    try:
        intent = gateway.read_intent(account=account, intent_id=str(payment.intent_id))
    except gateway.Missing:
        if payment.state == PaymentState.PAID:
            yield Differs(
                DifferenceKind.NOT_PAID,
                str(payment.intent_id),
                account,
                payment.asked_at,
                payment.currency,
                books_cents=payment.cents,
                payment=payment,
            )
        return
    yield from _intent(account, intent, payment, noted_cents([payment]))


def _intent(
    account: str, intent: Intent, payment: Payment | None, noted: dict[str, int]
) -> Iterator[Differs]:
    books = noted.get(payment.key, 0) if payment else 0
    kind = _kind_of(intent, payment, books)
    if kind:
        came_in = intent.received_cents if intent.status == PAID else 0
        yield Differs(
            kind,
            intent.id,
            account,
            intent.created,
            intent.currency,
            came_in,
            books,
            payment=payment,
            says="" if payment else intent.about[:80],
        )


def _kind_of(intent: Intent, payment: Payment | None, books: int) -> DifferenceKind | None:
    if payment is None:
        # What the hub does on its account beside this site is no business of ours.
        return DifferenceKind.UNKNOWN_PAYMENT if intent.status == PAID and intent.about else None
    if intent.status != PAID:
        return DifferenceKind.NOT_PAID if payment.state == PaymentState.PAID else None
    if (intent.received_cents, intent.currency) != (payment.cents, payment.currency):
        return DifferenceKind.OTHER_AMOUNT
    if payment.state != PaymentState.PAID:
        return DifferenceKind.NOT_NOTED
    return DifferenceKind.OTHER_AMOUNT if books != intent.received_cents else None


def compare_refunds(
    account: str, rows: Iterable[CardRefund], pages: Iterable[list[Refund]], now: datetime
) -> Iterator[Differs]:
    """The same of refunds; `rows` may be any, pages none."""
    unseen = {row.pk: row for row in rows}
    for page in pages:
        known = known_refunds(account, [each.id for each in page], [each.key for each in page if each.key])
        payments = known_payments(account, [each.intent_id for each in page], [])
        for said in page:
            refund = known.get(said.id) or known.get(said.key)
            if refund:
                unseen.pop(refund.pk, None)
            yield from _refund(account, said, refund, payments.get(said.intent_id))
    for refund in unseen.values():
        yield from _refund_asked(account, refund, now)


def _refund_asked(account: str, refund: CardRefund, now: datetime) -> Iterator[Differs]:
    said = None
    if refund.stripe_id:
        with suppress(gateway.Missing):
            said = gateway.read_refund(account=account, refund_id=refund.stripe_id)
    elif refund.state == RefundState.FAILED or now - refund.begun_at < GIVEN_UP:
        return
    else:
        there = gateway.refunds_of(account=account, intent_id=str(refund.payment.intent_id))
        said = next((each for each in there if each.key == refund.key), None)
    if said:
        yield from _refund(account, said, refund, refund.payment)
    elif refund.state != RefundState.FAILED:
        yield Differs(
            DifferenceKind.REFUND_NOT_THERE,
            refund.stripe_id or refund.key,
            account,
            refund.begun_at,
            refund.payment.currency,
            books_cents=refund.cents,
            payment=refund.payment,
            refund=refund,
        )


def _refund(
    account: str, said: Refund, refund: CardRefund | None, payment: Payment | None
) -> Iterator[Differs]:
    kind = _kind_of_refund(said, refund, payment)
    if kind:
        back = 0 if said.status in FAILED else said.cents
        books = refund.cents if refund and refund.state != RefundState.FAILED else 0
        yield Differs(
            kind, said.id, account, said.created, said.currency, back, books, payment=payment, refund=refund
        )


def _kind_of_refund(
    said: Refund, refund: CardRefund | None, payment: Payment | None
) -> DifferenceKind | None:
    if refund is None:
        # Of a payment that is not ours, or one that took nothing: no business of ours.
        return DifferenceKind.UNKNOWN_REFUND if payment and said.status not in FAILED else None
    if said.cents != refund.cents:
        return DifferenceKind.OTHER_AMOUNT
    if said.status in FAILED:
        return None if refund.state == RefundState.FAILED else DifferenceKind.REFUND_NOT_NOTED
    if refund.state == RefundState.FAILED:
        return DifferenceKind.OTHER_AMOUNT  # it went out all the same
    as_far = (RefundState.ARRIVED,) if said.status == ARRIVED else (RefundState.SENT, RefundState.ARRIVED)
    return None if refund.state in as_far else DifferenceKind.REFUND_NOT_NOTED


def compare_charges(account: str, pages: Iterable[list[Charge]], differ: set[int]) -> Iterator[Differs]:
    """What went back of each charge, as a whole: refunds that are older than what was looked at are in it. Payments
    with refunds that `differ` are told of already."""
    for page in pages:
        known = known_payments(account, [each.intent_id for each in page], [])
        ours = refunded_cents(known.values())
        for charge in page:
            payment = known.get(charge.intent_id)
            if payment is None or payment.pk in differ or payment.state != PaymentState.PAID:
                continue
            back = ours.get(payment.pk, 0)
            if charge.refunded_cents != back:
                yield Differs(
                    DifferenceKind.OTHER_AMOUNT,
                    charge.id,
                    account,
                    charge.created,
                    charge.currency,
                    charge.refunded_cents,
                    back,
                    payment=payment,
                )


def compare_disputes(
    account: str, rows: Iterable[Dispute], pages: Iterable[list[objects.Dispute]]
) -> Iterator[Differs]:
    """Disputes of payments of ours, and `rows` that were not decided yet when they were noted."""
    unseen = {row.stripe_id: row for row in rows}
    for page in pages:
        payments = known_payments(account, [each.intent_id for each in page], [])
        known = {
            each.stripe_id: each for each in Dispute.objects.filter(stripe_id__in=[each.id for each in page])
        }
        for said in page:
            unseen.pop(said.id, None)
            payment = payments.get(said.intent_id)
            if payment:
                yield from _dispute(account, said, known.get(said.id), payment)
    for row in unseen.values():
        with suppress(gateway.Missing):
            said = gateway.read_dispute(account=account, dispute_id=row.stripe_id)
            yield from _dispute(account, said, row, row.payment)


def _dispute(
    account: str, said: objects.Dispute, dispute: Dispute | None, payment: Payment
) -> Iterator[Differs]:
    there = said.cents if said.status in objects.TAKEN else 0
    here = dispute.cents if dispute and dispute.taken_at and not dispute.returned_at else 0
    is_further = said.status == objects.LOST and (dispute is None or dispute.state != DisputeState.LOST)
    if there != here or is_further:
        yield Differs(
            DifferenceKind.DISPUTE_NOT_NOTED,
            said.id,
            account,
            said.created,
            said.currency,
            there,
            here,
            payment,
        )
