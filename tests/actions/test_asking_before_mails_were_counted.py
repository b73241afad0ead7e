"""Who was asked for a pilot before mails were counted is left in peace as who is asked now."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection

from region.actions.agree_budget import agree_budget
from region.actions.ask_budget import FundSaidNo, ask_budget
from region.actions.drop_partner import drop_partner
from region.invariants_of_pilots import pilots_are_audited
from region.models import Asking, Pilot
from region.rules.pilots import AFTER_A_NO, QUIET
from tests.cast import NOW, Cast, assemble
from tests.factories.funding import FundFactory
from tests.factories.pilots import a_pilot, asked

HOUR = timedelta(hours=1)


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


def counted_afterwards() -> None:
    Asking.objects.all().delete()
    migration = import_module("region.migrations.0167_who_was_asked_before")
    with connection.cursor() as cursor:
        for _again in range(2):
            cursor.execute(migration.PARTNERS)
            cursor.execute(migration.FUNDS)


def test_a_partner_that_was_asked_before_is_not_mailed_again_at_once(cast):
    pilot = a_pilot(cast)
    drop_partner(slug=pilot.slug, partner_id=asked(cast, pilot).pk, actor=cast.zoe, now=NOW)
    counted_afterwards()
    kept = Asking.objects.get()
    assert (kept.organisation, kept.asker, kept.quiet.upper) == (cast.noord, cast.zout, NOW + QUIET)
    assert pilots_are_audited() == []


def test_a_fund_that_said_no_before_is_not_asked_again_at_once(cast):
    pilot = a_pilot(cast)
    FundFactory(slug="makers", agreement__funder=cast.makersfonds)
    wish = {"slug": pilot.slug, "fund_slug": "makers", "actor": cast.zoe}
    ask_budget(**wish, cents=5_000, now=NOW)
    agree_budget(slug=pilot.slug, yes=False, cents=5_000, is_public=False, actor=cast.fien, now=NOW + HOUR)
    counted_afterwards()
    assert Asking.objects.get().declined_at == Pilot.objects.get().budget_answered_at
    assert pilots_are_audited() == []
    with pytest.raises(FundSaidNo):
        ask_budget(**wish, cents=4_000, now=NOW + AFTER_A_NO)
    assert ask_budget(**wish, cents=4_000, now=NOW + HOUR + AFTER_A_NO).is_mailed
