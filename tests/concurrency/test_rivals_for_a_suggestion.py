"""Two quartermasters answer a suggestion at once, or agree to two claims of one entry: one answer counts."""

import pytest

from members.models import Role
from region.actions import decline_suggestion as declining
from region.actions import take_over_suggestion as taking
from region.actions._claiming import ClaimAnswered
from region.actions._suggesting import AnsweredAlready
from region.actions.agree_to_claim import agree_to_claim
from region.actions.decline_suggestion import decline_suggestion
from region.actions.take_over_suggestion import take_over_suggestion
from region.models import AtlasEntry, Claim, Suggestion
from tests.cast import NOW, Cast, assemble
from tests.concurrency.rivals import broken_invariants
from tests.concurrency.test_members_rivals import meet_after
from tests.factories.atlas import an_entry
from tests.factories.coming_in import claimed, suggested
from tests.factories.members import GrantFactory

pytestmark = pytest.mark.race


@pytest.fixture
def cast(own_database) -> Cast:
    cast = assemble()
    GrantFactory(person=cast.rosa, role=Role.QUARTERMASTER, scope=f"region:{cast.brabant.pk}")
    return cast


def both_take(own_database, cast: Cast, found: Suggestion) -> list[object]:
    people = (cast.karim, cast.rosa)

    def one(number: int) -> object:
        facts, town = found.facts, found.municipality_id
        return take_over_suggestion(uuid=found.uuid, facts=facts, town_id=town, actor=people[number], now=NOW)

    return own_database.crowd(2, one)


def test_of_two_who_take_it_over_at_once_one_does(own_database, cast):
    outcomes = both_take(own_database, cast, suggested())
    assert sorted(type(each).__name__ for each in outcomes) == [AnsweredAlready.__name__, "Suggestion"]
    assert AtlasEntry.objects.count() == 1
    assert broken_invariants() == {}


def test_without_the_lock_it_is_taken_over_twice(own_database, cast, monkeypatch):
    entry = an_entry("Klankwerf")
    found = suggested(entry, {"about": "Anders."})
    monkeypatch.setattr(Suggestion.objects, "select_for_update", lambda **how: Suggestion.objects.all())
    meet_after(monkeypatch, taking, "held_suggestion")
    both_take(own_database, cast, found)
    entry.refresh_from_db()
    assert entry.version == 3


def one_takes_and_one_declines(own_database, cast: Cast, found: Suggestion) -> list[object]:
    def one(number: int) -> object:
        if number:
            return decline_suggestion(uuid=found.uuid, reason="Nee.", actor=cast.rosa, now=NOW)
        facts, town = found.facts, found.municipality_id
        return take_over_suggestion(uuid=found.uuid, facts=facts, town_id=town, actor=cast.karim, now=NOW)

    return own_database.crowd(2, one)


def test_one_declines_while_another_takes_it_over(own_database, cast):
    found = suggested()
    outcomes = one_takes_and_one_declines(own_database, cast, found)
    assert sorted(type(each).__name__ for each in outcomes) == [AnsweredAlready.__name__, "Suggestion"]
    found.refresh_from_db()
    assert AtlasEntry.objects.exists() == (found.state == "taken_over")


def test_without_the_lock_it_is_taken_over_and_declined(own_database, cast, monkeypatch):
    found = suggested()
    monkeypatch.setattr(Suggestion.objects, "select_for_update", lambda **how: Suggestion.objects.all())
    meet_after(monkeypatch, taking, "held_suggestion")
    # The same meeting, so that they meet each other.
    monkeypatch.setattr(declining, "held_suggestion", taking.held_suggestion)
    outcomes = one_takes_and_one_declines(own_database, cast, found)
    assert [type(each) for each in outcomes] == [Suggestion, Suggestion]
    assert AtlasEntry.objects.count() == 1


def test_of_two_claims_of_one_entry_one_is_agreed_to(own_database, cast):
    entry = an_entry("Klankwerf")
    both = claimed(entry, cast.zout, cast.zoe), claimed(entry, cast.noord, cast.ilse)

    def one(number: int) -> object:
        return agree_to_claim(uuid=both[number].uuid, actor=(cast.karim, cast.rosa)[number], now=NOW)

    outcomes = own_database.crowd(2, one)
    assert sorted(type(each).__name__ for each in outcomes) == ["Claim", ClaimAnswered.__name__]
    assert Claim.objects.filter(state="agreed").count() == Claim.objects.filter(state="declined").count() == 1
    assert broken_invariants() == {}
