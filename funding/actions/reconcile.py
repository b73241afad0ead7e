from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from funding.actions._comparing import (
    Differs,
    compare_charges,
    compare_disputes,
    compare_intents,
    compare_refunds,
)
from funding.actions._differing import keep, let_go, may_look_again
from funding.models import DifferenceKind
from funding.models.disputes import undecided
from funding.models.reconciling import (
    PIECE,
    accounts,
    payments_on,
    pieces,
    refunds_on,
    still_under_way,
    whole_second,
)
from funding.stripe import gateway
from hub.kit.money import EUR
from hub.kit.transactions import demand_outside

T = TypeVar("T")
# How far back a night looks: a debit takes two weeks, a refund may fail for a month.
DAYS = 35
# What began later than this may still be on its way to us.
FRESH = timedelta(minutes=10)


@dataclass(slots=True)
class Reconciled:
    """What was looked at, and how many differences there are in that time; `gone` are no more. `unread` are accounts
    that the processor did not let us read: nothing is known of them."""

    intents: int = 0
    charges: int = 0
    refunds: int = 0
    found: int = 0
    gone: int = 0
    unread: list[str] = field(default_factory=list)


def reconcile(*, since: datetime, until: datetime, now: datetime) -> Reconciled:
    """Hold the payments, charges and refunds of all hubs' accounts, begun from `since` to before `until`, against the
    rows and the books, both ways. Nothing is booked by it: what differs is kept for the site's administrators, found
    again it is the same, and what differs no more is gone.

    It takes as much memory for a million payments as for a thousand. Two may do it at once. Takes network and time,
    outside any transaction.
    """
    demand_outside("reconciling")
    since, until = whole_second(since), whole_second(min(until, now - FRESH))
    done = Reconciled()
    for account in accounts():
        try:
            done.found += keep(_differences(account, since, until, now, done), now=now)
        except gateway.GatewayError as error:
            done.unread.append(account)
            if isinstance(error, gateway.NoAccess):
                keep([_no_access(account, now)], now=now)
        else:
            done.gone += let_go(account=account, since=since, until=until, now=now)
            done.gone += may_look_again(account=account, now=now)
    return done


def _no_access(account: str, now: datetime) -> Differs:
    """Its owner disconnected it, most likely: nothing is known of it until it is connected again."""
    return Differs(DifferenceKind.NO_ACCESS, account, account, now, EUR)


def _differences(
    account: str, since: datetime, until: datetime, now: datetime, done: Reconciled
) -> Iterator[Differs]:
    for start, end, payments in pieces(payments_on(account), "asked_at", since, until):
        listed = gateway.list_intents(account=account, since=start, until=end)
        yield from compare_intents(account, payments, _counted(listed, done, "intents"))
    differ: set[int] = set()
    for each in _refunds(account, since, until, now, done):
        if each.payment:
            differ.add(each.payment.pk)
        yield each
    disputes = gateway.list_disputes(account=account, since=since, until=until)
    yield from compare_disputes(account, undecided(account)[:PIECE], disputes)
    charges = gateway.list_charges(account=account, since=since, until=until)
    yield from compare_charges(account, _counted(charges, done, "charges"), differ)


def _refunds(
    account: str, since: datetime, until: datetime, now: datetime, done: Reconciled
) -> Iterator[Differs]:
    """Those of this time, and older ones that are still on their way."""
    for start, end, refunds in pieces(refunds_on(account), "begun_at", since, until):
        listed = gateway.list_refunds(account=account, since=start, until=end)
        yield from compare_refunds(account, refunds, _counted(listed, done, "refunds"), now)
    yield from compare_refunds(account, still_under_way(account, since)[:PIECE], (), now)


def _counted(pages: Iterable[list[T]], done: Reconciled, what: str) -> Iterator[list[T]]:
    for page in pages:
        setattr(done, what, getattr(done, what) + len(page))
        yield page
