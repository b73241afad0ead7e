"""Makers declare while an administrator replaces the very table of bands that they declare under."""

import time
from collections import Counter
from threading import Barrier

import pytest
from django.db import IntegrityError

from funding.actions import declare_band as declaring
from funding.actions import set_bands as setting
from funding.actions.declare_band import Turnover, declare_band
from funding.actions.set_bands import DeclaredUnderThem, set_bands
from funding.models import BandDeclaration, RateBand
from funding.rules.bands import Band
from hub.kit.locks import LockKind
from tests.cast import MONDAY, NOW, Cast, assemble
from tests.concurrency.rivals import broken_invariants
from tests.factories.members import MembershipFactory
from tests.own_database import OwnDatabase

pytestmark = pytest.mark.race

EACH = 4


@pytest.fixture
def cast(own_database) -> Cast:
    stage = assemble()
    replaced(stage, 0)
    return stage


def replaced(cast: Cast, number: int) -> object:
    bands = [Band("A", 0, 5_000_000, 3_500 + number), Band("B", 5_000_000, None, 10_000)]
    return set_bands(valid_from=MONDAY, bands=bands, provisional_cap_cents=1, actor=cast.anna, now=NOW)


def together(database: OwnDatabase, cast: Cast) -> list[object]:
    """Half declare, each for an organisation of their own, half replace the table of today."""
    owners = [MembershipFactory(post="owner") for _ in range(EACH)]

    def one(number: int) -> object:
        if number >= EACH:
            return replaced(cast, number)
        owner = owners[number]
        turnover = Turnover(fiscal_year=2025, turnover_cents=3_000_000)
        return declare_band(organisation=owner.organisation, turnover=turnover, actor=owner.person, now=NOW)

    return database.crowd(2 * EACH, one)


def test_each_declares_under_a_table_that_stays_or_the_administrator_is_told(
    own_database, cast, monkeypatch
) -> None:
    linger(monkeypatch)
    outcomes = together(own_database, cast)
    kinds = Counter(type(each) for each in outcomes)
    assert kinds[BandDeclaration] == EACH
    assert kinds[DeclaredUnderThem] + kinds[list] == EACH
    assert set(BandDeclaration.objects.values_list("band__valid_from", flat=True)) == {MONDAY}
    assert RateBand.objects.filter(valid_from=MONDAY).count() == 2
    assert broken_invariants() == {}


def linger(monkeypatch) -> None:
    """Who has read the table takes a moment before writing under it."""
    original = declaring._replace_earlier

    def slowly(*args):
        time.sleep(0.05)
        return original(*args)

    monkeypatch.setattr(declaring, "_replace_earlier", slowly)


def test_control_without_the_key_the_foreign_key_refuses_with_an_error(
    own_database, cast, monkeypatch
) -> None:
    both = Barrier(2, timeout=20)
    for module in (declaring, setting):
        only_theirs(monkeypatch, module)
    read, written = declaring._replace_earlier, setting._row
    # One has read the band, the other has seen that nobody declared under it: now both write.
    monkeypatch.setattr(declaring, "_replace_earlier", lambda *args: (both.wait(), read(*args))[1])
    waited: list[int] = []

    def once(*args):
        if not waited:
            waited.append(both.wait())
        return written(*args)

    monkeypatch.setattr(setting, "_row", once)
    turnover = Turnover(fiscal_year=2025, turnover_cents=3_000_000)

    def one(number: int) -> object:
        if number:
            return replaced(cast, number)
        return declare_band(organisation=cast.zout, turnover=turnover, actor=cast.zoe, now=NOW)

    outcomes = own_database.crowd(2, one)
    assert any(isinstance(each, IntegrityError) for each in outcomes), outcomes


def only_theirs(monkeypatch, module) -> None:
    lock = module.lock
    monkeypatch.setattr(module, "lock", lambda keys: lock([key for key in keys if key[0] != LockKind.BANDS]))
