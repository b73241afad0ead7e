"""What an organisation paid for a thing, by the books, and how its hub is paid."""

from collections.abc import Iterable

from django.conf import settings
from django.db.models import Sum

from facilities.models import Hub
from funding.models.disputes import taken_cents
from funding.models.ledger import AccountKind, EntryKind, Posting
from funding.models.payments import LIVE_PAYMENTS, HubCards, Payment, RefundState
from hub.kit.refs import Ref

# Entries in which an organisation's money comes in or goes back.
MONEY = (
    EntryKind.PAY,
    EntryKind.TRANSFER,
    EntryKind.REFUND,
    EntryKind.REFUND_FAILED,
    EntryKind.DISPUTE,
    EntryKind.DISPUTE_WON,
)


def paid_cents(about: Ref) -> int:
    """What came in for it, by card or bank, less what is on its way back or was paid back."""
    return paid_of([about]).get(about, 0)


def paid_of(abouts: Iterable[Ref]) -> dict[Ref, int]:
    """The same of several, in one query; what was never paid for is not in the answer."""
    postings = Posting.objects.filter(
        entry__about__in=list(abouts), entry__kind__in=MONEY, account__kind=AccountKind.ORGANISATION
    )
    found = postings.values_list("entry__about").annotate(Sum("cents")).order_by()
    return dict(found)


def with_the_bank(abouts: Iterable[Ref]) -> set[Ref]:
    """Of these the ones that a bank has a payment for and may take days over (a debit); one query."""
    rows = Payment.objects.filter(
        about__in=list(abouts), state__in=LIVE_PAYMENTS, processing_at__isnull=False
    )
    return set(rows.values_list("about", flat=True))


def left_cents(payment: Payment) -> int:
    """What of a payment that came in is neither back, nor on its way back, nor taken back by the payer's bank."""
    gone = payment.refunds.exclude(state=RefundState.FAILED).aggregate(cents=Sum("cents"))["cents"] or 0
    return max(payment.cents - int(gone) - taken_cents(payment), 0)


def cards_of_hub(hub: Hub) -> HubCards | None:
    """The hub's own account, where it has one and the site takes cards at all."""
    if not settings.CARDS:
        return None
    return HubCards.objects.filter(hub=hub).exclude(account="").first()


def live_payment_of(about: Ref) -> Payment | None:
    """What may still be paid for it. Nothing is held."""
    return Payment.objects.filter(about=about, state__in=LIVE_PAYMENTS).first()


def last_payment_of(about: Ref) -> Payment | None:
    return Payment.objects.filter(about=about).order_by("-pk").first()
