"""Many who want the same thing at the same moment, and switches that take a guard away to see what it is good for."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import psycopg
from django.db.models import F
from django.utils.translation import override
from psycopg import errors as pg

from bookings.actions import _placing
from bookings.actions.confirm import confirm
from bookings.actions.place import Placed, place
from bookings.rules.request import BookingRequest
from funding.actions._ledger import Slot
from funding.models import Account
from hub.kit.periods import Period
from hub.wiring import INVARIANTS
from members.models import Organisation, Post, User
from tests.cast import NOW, thursday
from tests.factories.members import MembershipFactory, OrganisationFactory
from tests.own_database import OwnDatabase

Outcome = Placed | Exception


@dataclass(frozen=True)
class Rival:
    person: User
    organisation: Organisation


def rivals(count: int) -> list[Rival]:
    """So many organisations with somebody who books for them, all from the same town."""
    town = OrganisationFactory().municipality
    made = [MembershipFactory(post=Post.BOOKER, organisation__municipality=town) for _ in range(count)]
    return [Rival(each.person, each.organisation) for each in made]


def race(database: OwnDatabase, crowd: list[Rival], *asked: BookingRequest) -> list[Outcome]:
    """Everybody places at once, the n-th rival the n-th request (round and round), each for themselves."""

    def one(number: int) -> Placed:
        rival = crowd[number]
        request = asked[number % len(asked)]
        request = replace(request, organisation_id=rival.organisation.pk, request_key=uuid4())
        with override("en"):
            return place(request=request, actor=rival.person, now=NOW)

    return database.crowd(len(crowd), one)


def winners(outcomes: list[Outcome]) -> list[Placed]:
    return [each for each in outcomes if isinstance(each, Placed)]


def keep(outcomes: list[Outcome]) -> None:
    """The winners confirm, so that no limit on holds comes into the next round."""
    for won in winners(outcomes):
        number, person = won.booking.number, won.booking.placed_by
        confirm(number=number, house_rules_version=None, actor=person, now=NOW)


def losers(outcomes: list[Outcome]) -> list[Exception]:
    return [each for each in outcomes if isinstance(each, Exception)]


def from_a_deadlock(error: BaseException | None) -> bool:
    """Whether PostgreSQL had to break a circle, whatever the visitor was told afterwards."""
    while error is not None:
        if isinstance(error, pg.DeadlockDetected):
            return True
        error = error.__cause__ or error.__context__
    return False


def broken_invariants() -> dict[str, list[str]]:
    return {code: said for code, check in INVARIANTS.items() if (said := check())}


def hour(number: int) -> Period:
    """Another hour each round, ten a day from Thursday on."""
    start = thursday(9, 10).start + timedelta(days=number // 10, hours=number % 10)
    return Period(start, start + timedelta(hours=1))


# Switches.


def without_advisory_lock(monkeypatch: Any) -> None:
    with_another_lock(monkeypatch, lambda keys: None)


def with_another_lock(monkeypatch: Any, lock: Callable[[Any], None]) -> None:
    """Everybody takes the way of those who find somebody before them, and locks like this."""
    monkeypatch.setattr(_placing, "lock_unless_taken", lambda keys: False)
    monkeypatch.setattr(_placing, "lock", lock)


def without_constraint(database: OwnDatabase, table: str, name: str, *, index: bool = False) -> None:
    """In this test's own database, as its owner: the runtime role may not. `index`: a constraint with a condition is
    one to PostgreSQL."""
    with psycopg.connect(database.owner_url, autocommit=True) as connection:
        connection.execute(f"DROP INDEX {name}" if index else f"ALTER TABLE {table} DROP CONSTRAINT {name}")


def moved_anyhow(cents: dict[Slot, int], of_booking: bool) -> dict[Slot, int]:
    """Instead of `_ledger._moved`: asks after no floor."""
    accounts = {
        slot: account
        for slot in cents
        for account in Account.objects.filter(
            kind=slot.kind, owner=slot.owner, currency=slot.currency
        ).values_list("pk", flat=True)
    }
    if len(accounts) < len(cents):
        return {}
    for slot in sorted(cents, key=lambda each: accounts[each]):
        Account.objects.filter(pk=accounts[slot]).update(balance_cents=F("balance_cents") + cents[slot])
    return accounts


def meet_before(monkeypatch: Any, owner: Any, name: str, parties: int) -> None:
    """All rivals stand just before this step together, having looked, before the first of them takes it."""
    barrier = threading.Barrier(parties, timeout=20)
    original: Callable[..., Any] = getattr(owner, name)

    def together(*args: Any, **kwargs: Any) -> Any:
        barrier.wait()
        return original(*args, **kwargs)

    monkeypatch.setattr(owner, name, together)
