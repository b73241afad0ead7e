"""Differences that were found are kept: found again they are the same, and once they are gone that is noted."""

from collections.abc import Iterable
from datetime import datetime
from itertools import islice

from funding.actions._comparing import Differs
from funding.models import Difference, HubCards
from hub.kit.transactions import verb

AT_A_TIME = 100


def keep(found: Iterable[Differs], *, now: datetime) -> int:
    """Returns how many. What is found is looked for between transactions, never in one."""
    count, rest = 0, iter(found)
    while some := list(islice(rest, AT_A_TIME)):
        _kept(some=some, now=now)
        count += len(some)
    return count


@verb
def _kept(*, some: list[Differs], now: datetime) -> None:
    hubs = dict(HubCards.objects.values_list("account", "hub_id"))
    rows = {each.key: _row(each, hubs, now) for each in some}
    Difference.objects.bulk_create(
        rows.values(),
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["found_at", "gone_at", "books_cents", "processor_cents"],
    )


def _row(each: Differs, hubs: dict[str, int], now: datetime) -> Difference:
    return Difference(
        kind=each.kind,
        key=each.key,
        object_id=each.object_id,
        account=each.account,
        hub_id=each.payment.hub_id if each.payment else hubs.get(each.account),
        payment=each.payment,
        refund=each.refund,
        books_cents=each.books_cents,
        processor_cents=each.processor_cents,
        currency=each.currency,
        happened_at=each.happened_at,
        found_at=now,
    )


@verb
def let_go(*, account: str, since: datetime, until: datetime, now: datetime) -> int:
    """What was found before, in a time that was looked through, and was not found now."""
    rows = Difference.objects.filter(account=account, happened_at__gte=since, happened_at__lt=until)
    return int(rows.filter(found_at__lt=now, gone_at=None, booked_at=None).update(gone_at=now))
