"""Two who ask the same organisation for a pilot at once mail it once; and what one organisation asks within a day is
counted, also at the same moment."""

from datetime import timedelta

import pytest

from hub.kit.models import OutboxMessage
from region.actions import _asking, ask_budget, ask_partner
from region.actions._asking import AskedTooOften
from region.actions.ask_partner import AskedPartner, PartnerIsThere
from region.models import Asking, Pilot, PilotPartner
from region.rules.pilots import PartnerWish
from tests.cast import NOW, Cast, assemble
from tests.concurrency.rivals import broken_invariants, meet_before, without_constraint
from tests.factories.funding import FundFactory
from tests.factories.pilots import a_pilot

pytestmark = pytest.mark.race
ROUNDS = 3


@pytest.fixture
def cast(own_database) -> Cast:
    return assemble()


def both_ask(own_database, cast: Cast, *pilots: Pilot) -> list[object]:
    people = (cast.zoe, cast.karim)
    wish = PartnerWish(who="Kwartet Noord", sector="culture")

    def one(number: int) -> object:
        slug, now = pilots[number % len(pilots)].slug, NOW + timedelta(seconds=number)
        return ask_partner.ask_partner(slug=slug, wish=wish, actor=people[number], now=now)

    return own_database.crowd(2, one)


def mails(kind: str = "asked") -> int:
    return OutboxMessage.objects.filter(kind=f"pilot.{kind}").count()


def names(outcomes: list[object]) -> list[str]:
    return sorted(type(each).__name__ for each in outcomes)


def test_two_who_ask_the_same_one_mail_it_once(own_database, cast):
    for number in range(ROUNDS):
        outcomes = both_ask(own_database, cast, a_pilot(cast))
        assert names(outcomes) == [AskedPartner.__name__, PartnerIsThere.__name__]
        assert mails() == number + 1
    assert broken_invariants() == {}


def test_without_the_locks_and_the_constraints_it_is_asked_and_mailed_twice(own_database, cast, monkeypatch):
    pilot = a_pilot(cast)
    without_constraint(own_database, "region_asking", "asking_leaves_organisations_in_peace")
    without_constraint(own_database, "region_pilotpartner", "pilot_partner_once", index=True)
    monkeypatch.setattr(Pilot.objects.all().__class__, "select_for_update", lambda rows, **how: rows)
    monkeypatch.setattr(_asking, "lock", lambda keys: None)
    meet_before(monkeypatch, PilotPartner, "save", 2)
    meet_before(monkeypatch, Asking, "save", 2)
    assert names(both_ask(own_database, cast, pilot)) == [AskedPartner.__name__] * 2
    assert mails() == 2


def test_without_the_locks_the_database_still_mails_it_once(own_database, cast, monkeypatch):
    pilot = a_pilot(cast)
    monkeypatch.setattr(Pilot.objects.all().__class__, "select_for_update", lambda rows, **how: rows)
    monkeypatch.setattr(_asking, "lock", lambda keys: None)
    meet_before(monkeypatch, PilotPartner, "save", 2)
    assert names(both_ask(own_database, cast, pilot)) == [AskedPartner.__name__, "IntegrityError"]
    assert mails() == 1


def test_the_last_of_a_day_is_asked_for_one_of_two_pilots(own_database, cast, monkeypatch):
    monkeypatch.setattr(_asking, "MOST_ASKED_A_DAY", 1)
    outcomes = both_ask(own_database, cast, a_pilot(cast), a_pilot(cast, title_en="Another"))
    assert names(outcomes) == [AskedPartner.__name__, AskedTooOften.__name__] and mails() == 1


def test_without_the_key_both_are_the_last_of_the_day(own_database, cast, monkeypatch):
    monkeypatch.setattr(_asking, "MOST_ASKED_A_DAY", 1)
    monkeypatch.setattr(_asking, "lock", lambda keys: None)
    meet_before(monkeypatch, Asking, "save", 2)
    outcomes = both_ask(own_database, cast, a_pilot(cast), a_pilot(cast, title_en="Another"))
    assert names(outcomes) == [AskedPartner.__name__] * 2 and mails() == 2


def both_ask_for_money(own_database, cast: Cast, pilot: Pilot) -> list[object]:
    FundFactory(slug="makers", agreement__funder=cast.makersfonds)
    people = (cast.zoe, cast.karim)

    def one(number: int) -> object:
        cents, now = 5_000 + number, NOW + timedelta(seconds=number)
        return ask_budget.ask_budget(
            slug=pilot.slug, fund_slug="makers", cents=cents, actor=people[number], now=now
        )

    return own_database.crowd(2, one)


def test_two_who_ask_for_other_amounts_mail_the_funder_once(own_database, cast):
    outcomes = both_ask_for_money(own_database, cast, a_pilot(cast))
    assert names(outcomes) == ["AskedBudget", "AskedBudget"], outcomes
    assert mails("budget_asked") == 1 and broken_invariants() == {}


def test_without_the_locks_the_change_of_the_pilot_still_comes_before_the_mail(
    own_database, cast, monkeypatch
):
    without_constraint(own_database, "region_asking", "asking_leaves_funds_in_peace")
    monkeypatch.setattr(Pilot.objects.all().__class__, "select_for_update", lambda rows, **how: rows)
    monkeypatch.setattr(_asking, "lock", lambda keys: None)
    pilot = a_pilot(cast)
    meet_before(monkeypatch, Pilot, "save", 2)
    both_ask_for_money(own_database, cast, pilot)
    assert mails("budget_asked") == 1
