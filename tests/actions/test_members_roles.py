"""Roles: site administrators give them, a hub's manager those of its staff; nobody more than their own."""

import pytest

from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow
from hub.kit.refs import Ref
from members.actions._roles import RoleUnknown, WrongScope
from members.actions.grant_role import AlreadyHeld, PayerNoReviewer, PayersMember, grant_role
from members.actions.revoke_role import NotYourself, revoke_role
from members.models import Grant, Role
from members.permissions import SITE, is_site_admin, works_at
from tests.cast import NOW, assemble
from tests.factories.funding import FundingAgreementFactory
from tests.factories.members import GrantFactory, MembershipFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return assemble()


def grant_of(person) -> Grant:
    return person.grants.get(revoked_at=None)


def test_a_manager_takes_somebody_on_and_lets_them_go(cast):
    grant = grant_role(
        person=cast.mira, role=Role.HUB_STAFF, scope=cast.effenaar.ref, actor=cast.hanna, now=NOW
    )
    assert works_at(cast.mira, cast.effenaar) and not works_at(cast.mira, cast.tetem)
    row = AuditRow.objects.get(action="members.grant_role", at=NOW)
    assert (row.hub_id, row.facts) == (cast.effenaar.pk, {"person": cast.mira.pk, "role": "hub_staff"})
    revoke_role(grant=grant, actor=cast.hanna, now=NOW)
    assert not works_at(cast.mira, cast.effenaar)
    assert AuditRow.objects.filter(action="members.revoke_role").count() == 1


def test_taking_back_twice_is_no_harm(cast):
    grant = grant_of(cast.teun)
    revoke_role(grant=grant, actor=cast.anna, now=NOW)
    revoke_role(grant=grant, actor=cast.anna, now=NOW)
    assert AuditRow.objects.filter(action="members.revoke_role").count() == 1


def test_a_role_can_be_given_again_after_it_was_taken(cast):
    revoke_role(grant=grant_of(cast.teun), actor=cast.hanna, now=NOW)
    grant_role(person=cast.teun, role=Role.HUB_STAFF, scope=cast.effenaar.ref, actor=cast.hanna, now=NOW)
    assert works_at(cast.teun, cast.effenaar)


@pytest.mark.parametrize(
    ("who", "role", "place"),
    [
        ("hanna", Role.HUB_MANAGER, "effenaar"),
        ("hanna", Role.HUB_STAFF, "tetem"),
        ("teun", Role.HUB_STAFF, "effenaar"),
        ("wim", Role.HUB_STAFF, "effenaar"),
        ("zoe", Role.HUB_STAFF, "effenaar"),
        ("karim", Role.HUB_STAFF, "effenaar"),
    ],
)
def test_nobody_gives_a_role_above_or_beside_their_own(cast, who, role, place):
    with pytest.raises(Forbidden):
        grant_role(
            person=cast.mira, role=role, scope=getattr(cast, place).ref, actor=getattr(cast, who), now=NOW
        )
    assert not cast.mira.grants.exists()


def test_a_manager_without_a_second_factor_gives_nothing(cast):
    cast.hanna.authenticator_set.all().delete()
    with pytest.raises(Forbidden):
        grant_role(person=cast.mira, role=Role.HUB_STAFF, scope=cast.effenaar.ref, actor=cast.hanna, now=NOW)


@pytest.mark.parametrize("who", ["teun", "wim", "zoe", "hanna"])
def test_others_take_no_managers_role(cast, who):
    with pytest.raises(Forbidden):
        revoke_role(grant=grant_of(cast.hanna), actor=getattr(cast, who), now=NOW)
    assert grant_of(cast.hanna)


def test_a_site_administrator_gives_every_role_over_its_own_kind_of_thing(cast):
    scopes = {
        Role.HUB_STAFF: cast.tetem.ref,
        Role.HUB_MANAGER: cast.tetem.ref,
        Role.QUARTERMASTER: Ref("region", "1"),
        Role.FUNDER: cast.zout.ref,
        Role.SITE_ADMIN: SITE,
    }
    for role, scope in scopes.items():
        grant_role(person=cast.mira, role=role, scope=scope, actor=cast.anna, now=NOW)
    assert cast.mira.grants.count() == 5


@pytest.mark.parametrize(
    ("role", "scope"),
    [
        (Role.HUB_STAFF, Ref("region", "1")),
        (Role.FUNDER, SITE),
        (Role.SITE_ADMIN, Ref("site", "one")),
        (Role.REVIEWER, Ref("organisation", "1")),
    ],
)
def test_a_role_is_over_its_kind_of_thing(cast, role, scope):
    with pytest.raises(WrongScope):
        grant_role(person=cast.mira, role=role, scope=scope, actor=cast.anna, now=NOW)


def test_a_role_must_be_one(cast):
    with pytest.raises(RoleUnknown):
        grant_role(person=cast.mira, role="king", scope=SITE, actor=cast.anna, now=NOW)


def test_a_role_is_held_once(cast):
    with pytest.raises(AlreadyHeld):
        grant_role(person=cast.teun, role=Role.HUB_STAFF, scope=cast.effenaar.ref, actor=cast.anna, now=NOW)


def test_who_pays_does_not_review_and_who_reviews_does_not_pay(cast):
    region = Ref("region", str(cast.brabant.pk))
    with pytest.raises(PayerNoReviewer):
        grant_role(person=cast.fien, role=Role.REVIEWER, scope=region, actor=cast.anna, now=NOW)
    with pytest.raises(PayerNoReviewer):
        grant_role(person=cast.rosa, role=Role.FUNDER, scope=cast.makersfonds.ref, actor=cast.anna, now=NOW)
    revoke_role(grant=grant_of(cast.fien), actor=cast.anna, now=NOW)
    assert grant_role(person=cast.fien, role=Role.REVIEWER, scope=region, actor=cast.anna, now=NOW)


def test_nor_does_a_member_of_an_organisation_that_pays_or_vouches(cast):
    region = Ref("region", str(cast.brabant.pk))
    paid, vouched = FundingAgreementFactory(), FundingAgreementFactory(guarantor=OrganisationFactory())
    for payer in (paid.funder, vouched.guarantor):
        person = MembershipFactory(organisation=payer).person
        with pytest.raises(PayersMember) as refused:
            grant_role(person=person, role=Role.REVIEWER, scope=region, actor=cast.anna, now=NOW)
        assert "The role would have no effect." in str(refused.value)
        # Of other roles it says nothing.
        assert grant_role(
            person=person, role=Role.HUB_STAFF, scope=cast.effenaar.ref, actor=cast.anna, now=NOW
        )


def test_a_site_administrator_gets_the_admins_doors_and_loses_them(cast):
    grant = grant_role(person=cast.mira, role=Role.SITE_ADMIN, scope=SITE, actor=cast.anna, now=NOW)
    cast.mira.refresh_from_db()
    assert cast.mira.is_staff and cast.mira.is_superuser
    revoke_role(grant=grant, actor=cast.anna, now=NOW)
    cast.mira.refresh_from_db()
    assert not cast.mira.is_staff and not cast.mira.is_superuser


def test_nobody_takes_the_administrators_role_from_themselves(cast):
    with pytest.raises(NotYourself):
        revoke_role(grant=grant_of(cast.anna), actor=cast.anna, now=NOW)
    assert is_site_admin(cast.anna)
    GrantFactory(person=cast.mira, role=Role.SITE_ADMIN)
    revoke_role(grant=grant_of(cast.anna), actor=cast.mira, now=NOW)
    assert not is_site_admin(cast.anna)
