"""Two at the same moment: the last owners leave, one invitation in two tabs, two roles that exclude each other."""

import threading
from typing import Any

import pytest

from hub.kit.refs import Ref
from members.actions import _posts
from members.actions import grant_role as granting
from members.actions import leave as leaving
from members.actions._posts import LastOwner
from members.actions.accept_invitation import InvitationUsed, accept_invitation
from members.actions.grant_role import PayerNoReviewer, grant_role
from members.actions.invite import invite
from members.actions.leave import leave
from members.models import Grant, Membership, Organisation, Post, Role, User
from members.permissions import SITE
from tests.cast import NOW
from tests.factories.members import GrantFactory, MembershipFactory, OrganisationFactory, UserFactory
from tests.own_database import OwnDatabase

pytestmark = pytest.mark.race
ROUNDS = 3


def meet_after(monkeypatch: Any, owner: Any, name: str) -> None:
    """Both stand just behind this check together, having passed it, before either goes on."""
    barrier = threading.Barrier(2, timeout=20)
    original = getattr(owner, name)

    def together(*args: Any, **kwargs: Any) -> Any:
        answer = original(*args, **kwargs)
        barrier.wait()
        return answer

    monkeypatch.setattr(owner, name, together)


def two_owners() -> tuple[Organisation, list[User]]:
    organisation = OrganisationFactory()
    owners = [MembershipFactory(organisation=organisation, post=Post.OWNER).person for _ in range(2)]
    return organisation, owners


def both_leave(database: OwnDatabase) -> tuple[list[object], int]:
    organisation, owners = two_owners()
    outcomes = database.crowd(2, lambda n: leave(organisation=organisation, actor=owners[n], now=NOW))
    return outcomes, Membership.objects.filter(organisation=organisation, post=Post.OWNER).count()


def test_of_two_last_owners_who_leave_at_once_one_stays(own_database):
    for _round in range(ROUNDS):
        outcomes, owners = both_leave(own_database)
        assert owners == 1
        assert sorted(type(each) for each in outcomes if each) == [LastOwner]


def test_without_the_lock_both_leave(own_database, monkeypatch):
    monkeypatch.setattr(_posts, "lock", lambda keys: None)
    meet_after(monkeypatch, leaving, "keep_an_owner")
    outcomes, owners = both_leave(own_database)
    assert owners == 0 and outcomes == [None, None]


def test_one_invitation_in_two_tabs_is_accepted_once(own_database):
    for _round in range(ROUNDS):
        organisation, owners = two_owners()
        person = UserFactory()
        invitation = invite(
            organisation=organisation, email=person.email, post=Post.BOOKER, actor=owners[0], now=NOW
        )
        outcomes = own_database.crowd(
            2, lambda n, key=invitation.key, who=person: accept_invitation(key=key, actor=who, now=NOW)
        )
        assert sorted(type(each) for each in outcomes if isinstance(each, Exception)) == [InvitationUsed]
        assert Membership.objects.filter(person=person).count() == 1


def payer_and_reviewer(database: OwnDatabase) -> tuple[list[object], set[str]]:
    admin = GrantFactory(role=Role.SITE_ADMIN, scope=SITE).person
    person = UserFactory()
    wanted = [(Role.FUNDER, Ref("organisation", "1")), (Role.REVIEWER, Ref("region", "1"))]
    outcomes = database.crowd(
        2,
        lambda n: grant_role(person=person, role=wanted[n][0], scope=wanted[n][1], actor=admin, now=NOW),
    )
    return outcomes, set(Grant.objects.filter(person=person).values_list("role", flat=True))


def test_nobody_becomes_payer_and_reviewer_in_the_same_moment(own_database):
    for _round in range(ROUNDS):
        outcomes, roles = payer_and_reviewer(own_database)
        assert len(roles) == 1
        assert [type(each) for each in outcomes if isinstance(each, Exception)] == [PayerNoReviewer]


def test_without_the_lock_one_becomes_both(own_database, monkeypatch):
    monkeypatch.setattr(granting, "lock_roles", lambda person: None)
    meet_after(monkeypatch, granting, "_not_payer_and_reviewer")
    _outcomes, roles = payer_and_reviewer(own_database)
    assert roles == {"funder", "reviewer"}
