"""Two site administrators erase two owners of one organisation at the same moment: it keeps one."""

import pytest

from members.actions import erase_person as erasing
from members.actions.erase_person import OnlyOwner, erase_person
from members.models import Membership, Post, Role, User
from tests.cast import NOW
from tests.concurrency.rivals import broken_invariants
from tests.concurrency.test_members_rivals import meet_after
from tests.factories.members import GrantFactory, MembershipFactory, OrganisationFactory
from tests.own_database import OwnDatabase

pytestmark = pytest.mark.race


def both_erased(database: OwnDatabase) -> tuple[list[object], int]:
    """What became of it, and how many owners are left beside the one who only reads along."""
    organisation = OrganisationFactory()
    owners = [MembershipFactory(organisation=organisation, post=Post.OWNER).person for _ in range(2)]
    MembershipFactory(organisation=organisation, post=Post.MEMBER)
    admins: list[User] = [GrantFactory(role=Role.SITE_ADMIN).person for _ in range(2)]
    outcomes = database.crowd(2, lambda n: erase_person(person=owners[n], actor=admins[n], now=NOW))
    return outcomes, Membership.objects.filter(organisation=organisation, post=Post.OWNER).count()


def test_of_two_owners_who_are_erased_at_once_one_stays(own_database):
    outcomes, left = both_erased(own_database)
    assert sorted(type(each).__name__ for each in outcomes) == ["NoneType", OnlyOwner.__name__]
    assert left == 1 and broken_invariants() == {}


def test_without_the_lock_the_organisation_is_left_without_an_owner(own_database, monkeypatch):
    monkeypatch.setattr(erasing, "lock", lambda keys: None)
    meet_after(monkeypatch, erasing, "_demand_another_owner")
    outcomes, left = both_erased(own_database)
    assert outcomes == [None, None] and left == 0
