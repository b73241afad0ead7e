"""What the site and its books know of payments and refunds, in pieces, to be held against the card processor."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import TypeVar

from django.db.models import Model, Q, QuerySet, Sum

from facilities.models import Hub
from funding.models.ledger import AccountKind, Posting
from funding.models.payments import LIVE_PAYMENTS, CardRefund, HubCards, Payment, RefundState
from funding.models.processor import Difference, DifferenceKind, StripeEvent

M = TypeVar("M", bound=Model)
# So many rows are kept at a time.
PIECE = 500
# The processor counts in seconds.
SECOND = timedelta(seconds=1)


def accounts() -> list[str]:
    """Those that hubs have, and those that were paid on."""
    theirs = HubCards.objects.exclude(account="").values_list("account", flat=True)
    return sorted({*theirs, *Payment.objects.values_list("account", flat=True).distinct()})


def payments_on(account: str) -> "QuerySet[Payment]":
    return Payment.objects.filter(account=account)


def refunds_on(account: str) -> "QuerySet[CardRefund]":
    return CardRefund.objects.filter(payment__account=account).select_related("payment")


def still_under_way(account: str, before: datetime) -> "QuerySet[CardRefund]":
    states = (RefundState.BEGUN, RefundState.SENT)
    return refunds_on(account).filter(state__in=states, begun_at__lt=before).order_by("pk")


def pieces(
    rows: "QuerySet[M]", at: str, since: datetime, until: datetime
) -> Iterator[tuple[datetime, datetime, list[M]]]:
    """The time from `since` to `until` (whole seconds) without a gap, in pieces with at most `PIECE` rows each, or what
    happened in one second, by the column `at`."""
    start = since
    while start < until:
        some = list(_between(rows, at, start, until).order_by(at)[: PIECE + 1])
        end = until
        if len(some) > PIECE:
            end = max(whole_second(getattr(some[PIECE], at)), start + SECOND)
            some = list(_between(rows, at, start, end))
        yield start, end, some
        start = end


def _between(rows: "QuerySet[M]", at: str, start: datetime, end: datetime) -> "QuerySet[M]":
    return rows.filter(**{f"{at}__gte": start, f"{at}__lt": end})


def whole_second(at: datetime) -> datetime:
    return at.replace(microsecond=0)


def known_payments(account: str, intents: Iterable[str], keys: Iterable[str]) -> dict[str, Payment]:
    """By the intent's id, and by our key where its answer was lost."""
    asked = Q(intent_id__in=list(intents)) | Q(key__in=list(keys), intent_id=None)
    found: dict[str, Payment] = {}
    for payment in payments_on(account).filter(asked):
        found[payment.intent_id or payment.key] = payment
    return found


def noted_cents(payments: Iterable[Payment]) -> dict[str, int]:
    """What the books say came in by each, by its key."""
    postings = Posting.objects.filter(
        entry__idempotency_key__in=[payment.key for payment in payments],
        account__kind=AccountKind.ORGANISATION,
    )
    found = postings.values_list("entry__idempotency_key").annotate(Sum("cents")).order_by()
    return dict(found)


def known_refunds(account: str, ids: Iterable[str], keys: Iterable[str]) -> dict[str, CardRefund]:
    asked = Q(stripe_id__in=list(ids)) | Q(key__in=list(keys), stripe_id=None)
    found: dict[str, CardRefund] = {}
    for refund in refunds_on(account).filter(asked):
        found[refund.stripe_id or refund.key] = refund
    return found


def refunded_cents(payments: Iterable[Payment]) -> dict[int, int]:
    """What of each went back as far as we know that the processor knows of it, by its id."""
    told = CardRefund.objects.filter(payment__in=list(payments), stripe_id__isnull=False)
    found = told.exclude(state=RefundState.FAILED).values_list("payment").annotate(Sum("cents")).order_by()
    return dict(found)


def open_differences() -> "QuerySet[Difference]":
    rows = Difference.objects.filter(gone_at=None, booked_at=None)
    return rows.select_related("hub", "payment", "refund__payment")


def booked_differences() -> "QuerySet[Difference]":
    rows = Difference.objects.exclude(booked_at=None).select_related(
        "hub", "payment", "refund__payment", "booked_by"
    )
    return rows.order_by("-booked_at", "-pk")


def out_of_reach() -> "QuerySet[Payment]":
    """What may still be paid on accounts that the site may not look at any more."""
    rows = Payment.objects.filter(state__in=LIVE_PAYMENTS, no_access_at__isnull=False)
    return rows.select_related("hub").order_by("no_access_at", "pk")


def lost_accounts(hub: Hub) -> list[str]:
    """Of those that this hub is paid on: which the site may not look at, by the last time it tried."""
    found = open_differences().filter(kind=DifferenceKind.NO_ACCESS, hub=hub)
    return sorted(
        {
            *found.values_list("account", flat=True),
            *out_of_reach().filter(hub=hub).values_list("account", flat=True),
        }
    )


def events_set_aside() -> "QuerySet[StripeEvent]":
    return StripeEvent.objects.exclude(set_aside="").order_by("-received_at")
