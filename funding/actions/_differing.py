"""Differences that were found are kept: found again they are the same, and once they are gone that is noted.

One that was dealt with stays so; the same object with other amounts, or one that differs again, is another one."""

from collections.abc import Iterable
from datetime import datetime
from itertools import islice

from funding.actions._comparing import Differs
from funding.models import Difference, DifferenceKind, HubCards
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
    before = _before(some)
    rows = {each.key: _row(each, before.get(each.key, []), hubs, now) for each in some}
    Difference.objects.bulk_create(
        rows.values(),
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["found_at", "gone_at", "books_cents", "processor_cents"],
    )


def _before(some: list[Differs]) -> dict[str, list[Difference]]:
    """By kind and object, the oldest first."""
    rows: dict[str, list[Difference]] = {}
    for row in Difference.objects.filter(object_id__in=[each.object_id for each in some]).order_by("pk"):
        rows.setdefault(f"{row.kind}:{row.object_id}", []).append(row)
    return rows


def _row(each: Differs, before: list[Difference], hubs: dict[str, int], now: datetime) -> Difference:
    return Difference(
        kind=each.kind,
        key=_key(each, before),
        object_id=each.object_id,
        account=each.account,
        hub_id=each.payment.hub_id if each.payment else hubs.get(each.account),
        payment=each.payment,
        refund=each.refund,
        says=each.says,
        books_cents=each.books_cents,
        processor_cents=each.processor_cents,
        currency=each.currency,
        happened_at=each.happened_at,
        found_at=now,
    )


def _key(each: Differs, before: list[Difference]) -> str:
    if not before:
        return each.key
    last = before[-1]
    is_same = (last.books_cents, last.processor_cents) == (each.books_cents, each.processor_cents)
    if last.booked_at is None or is_same and last.gone_at is None:
        return last.key
    return f"{each.key}#{len(before) + 1}"


@verb
def let_go(*, account: str, since: datetime, until: datetime, now: datetime) -> int:
    """What was found before, in a time that was looked through, and was not found now; returns how many of them nobody
    had dealt with."""
    rows = Difference.objects.filter(account=account, happened_at__gte=since, happened_at__lt=until)
    rows = rows.filter(found_at__lt=now, gone_at=None)
    rows.exclude(booked_at=None).update(gone_at=now)
    return int(rows.filter(booked_at=None).update(gone_at=now))


@verb
def may_look_again(*, account: str, now: datetime) -> int:
    """The site may look at the account again; returns how many differences are gone by that."""
    rows = Difference.objects.filter(kind=DifferenceKind.NO_ACCESS, account=account, gone_at=None)
    rows.exclude(booked_at=None).update(gone_at=now)
    return int(rows.update(gone_at=now))
