"""Two organisations say at once that an entry is theirs, two quartermasters agree to one each: one speaks for it."""

import pytest

from members.models import Role
from region.actions import agree_to_claim as agreeing
from region.actions._claiming import ClaimAnswered
from region.actions.agree_to_claim import agree_to_claim
from region.actions.claim_entry import ClaimedBefore
from region.models import AtlasEntry, Claim
from tests.cast import NOW, Cast, assemble
from tests.concurrency.rivals import broken_invariants, from_a_deadlock, meet_before
from tests.concurrency.test_members_rivals import meet_after
from tests.factories.atlas import an_entry
from tests.factories.coming_in import claimed
from tests.factories.members import GrantFactory

pytestmark = pytest.mark.race


@pytest.fixture
def cast(own_database) -> Cast:
    cast = assemble()
    GrantFactory(person=cast.rosa, role=Role.QUARTERMASTER, scope=f"region:{cast.brabant.pk}")
    return cast


def test_two_organisations_claim_at_once_and_both_wait(own_database, cast):
    entry = an_entry("Klankwerf")
    who = (cast.zout, cast.zoe), (cast.noord, cast.ilse)
    outcomes = own_database.crowd(2, lambda number: claimed(entry, *who[number]))
    assert [type(each) for each in outcomes] == [Claim, Claim]
    assert broken_invariants() == {}


def both_claim_for_one(own_database, cast: Cast, entry: AtlasEntry) -> list[object]:
    return own_database.crowd(2, lambda _number: claimed(entry, cast.zout, cast.zoe))


def test_an_organisation_that_claims_in_two_tabs_claims_once(own_database, cast):
    outcomes = both_claim_for_one(own_database, cast, an_entry("Klankwerf"))
    assert sorted(type(each).__name__ for each in outcomes) == ["Claim", ClaimedBefore.__name__]


def without_lock(monkeypatch) -> None:
    for model in (AtlasEntry, Claim):
        monkeypatch.setattr(
            model.objects, "select_for_update", lambda model=model, **_how: model.objects.all()
        )


def test_without_the_entrys_lock_nobody_is_told_that_it_is_claimed(own_database, cast, monkeypatch):
    entry = an_entry("Klankwerf")
    without_lock(monkeypatch)
    meet_before(monkeypatch, Claim.objects, "create", 2)
    outcomes = both_claim_for_one(own_database, cast, entry)
    assert ClaimedBefore not in {type(each) for each in outcomes}


def both_agree(own_database, cast: Cast) -> list[object]:
    entry = an_entry("Klankwerf")
    both = claimed(entry, cast.zout, cast.zoe), claimed(entry, cast.noord, cast.ilse)

    def one(number: int) -> object:
        return agree_to_claim(uuid=both[number].uuid, actor=(cast.karim, cast.rosa)[number], now=NOW)

    return own_database.crowd(2, one)


def test_without_the_lock_the_database_has_to_refuse_the_second(own_database, cast, monkeypatch):
    without_lock(monkeypatch)
    meet_after(monkeypatch, agreeing, "waiting_claim")
    outcomes = both_agree(own_database, cast)
    assert ClaimAnswered not in {type(each) for each in outcomes}
    (refused,) = [each for each in outcomes if isinstance(each, Exception)]
    assert from_a_deadlock(refused) or "one_agreed" in str(refused) or "unique" in str(refused)
    assert Claim.objects.filter(state="agreed").count() == 1
