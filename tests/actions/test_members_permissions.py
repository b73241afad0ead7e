"""Who may do what for an organisation, and whose roles count."""

from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from members import permissions
from members.models import Role
from tests.cast import assemble
from tests.factories.members import LONG_AGO, GrantFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_posts_are_believed_only_for_their_own_organisation():
    cast = assemble()
    assert permissions.administers(cast.zoe, cast.zout)
    assert permissions.may_book(cast.zoe, cast.zout)
    assert permissions.may_book(cast.bo, cast.zout) and not permissions.administers(cast.bo, cast.zout)
    assert permissions.is_member(cast.mira, cast.zout) and not permissions.may_book(cast.mira, cast.zout)
    assert not permissions.is_member(cast.ilse, cast.zout)
    assert not permissions.is_member(AnonymousUser(), cast.zout)
    assert not permissions.may_book(cast.zoe, None)


def test_somebody_who_was_shut_out_has_no_posts_and_no_roles():
    cast = assemble()
    for person in (cast.zoe, cast.anna):
        person.is_active = False
        person.save()
    assert not permissions.is_member(cast.zoe, cast.zout)
    assert not permissions.is_site_admin(cast.anna)


def test_a_foreign_organisation_and_a_missing_one_are_the_same_404():
    cast = assemble()
    assert permissions.organisation_for(cast.mira, cast.zout.uuid) == cast.zout
    assert permissions.organisation_for(cast.mira, str(cast.zout.uuid)) == cast.zout
    for person, uuid in [
        (cast.ilse, cast.zout.uuid),
        (cast.anna, cast.zout.uuid),
        (cast.mira, uuid4()),
        (cast.mira, "nonsense"),
    ]:
        with pytest.raises(Http404):
            permissions.organisation_for(person, uuid)


def test_a_site_administrator_may_look_at_any_organisation():
    cast = assemble()
    assert permissions.organisation_seen_by(cast.anna, cast.zout.uuid) == cast.zout
    with pytest.raises(Http404):
        permissions.organisation_seen_by(cast.ilse, cast.zout.uuid)


def test_organisations_are_those_one_is_a_member_of():
    cast = assemble()
    assert permissions.organisations_of(cast.mira) == [cast.zout]
    assert permissions.organisations_of(cast.anna) == []
    assert permissions.organisations_of(AnonymousUser()) == []


def test_staff_and_manager_work_at_their_own_hub_alone():
    cast = assemble()
    assert permissions.works_at(cast.teun, cast.effenaar)
    assert not permissions.manages(cast.teun, cast.effenaar)
    assert permissions.works_at(cast.hanna, cast.effenaar) and permissions.manages(cast.hanna, cast.effenaar)
    assert not permissions.works_at(cast.wim, cast.effenaar)
    assert not permissions.works_at(AnonymousUser(), cast.effenaar)


def test_a_strong_role_counts_only_with_a_second_factor():
    cast = assemble()
    cast.hanna.authenticator_set.all().delete()
    assert not permissions.manages(cast.hanna, cast.effenaar)
    assert not permissions.works_at(cast.hanna, cast.effenaar)
    assert permissions.powers_of(cast.hanna).need_second_factor


def test_recovery_codes_alone_are_no_second_factor():
    cast = assemble()
    cast.hanna.authenticator_set.update(type="recovery_codes")
    assert not permissions.manages(cast.hanna, cast.effenaar)


def test_a_role_that_was_taken_back_does_not_count():
    cast = assemble()
    cast.teun.grants.update(revoked_at=LONG_AGO)
    assert not permissions.works_at(cast.teun, cast.effenaar)


def test_a_role_is_over_exactly_one_thing():
    cast = assemble()
    assert permissions.holds(cast.fien, Role.FUNDER, cast.makersfonds.ref)
    assert not permissions.holds(cast.fien, Role.FUNDER, cast.zout.ref)
    assert not permissions.holds(cast.fien, Role.REVIEWER, cast.makersfonds.ref)


def test_a_superuser_is_a_site_administrator_once_there_is_a_second_factor():
    person = UserFactory(is_superuser=True, is_staff=True)
    assert not permissions.is_site_admin(person)
    GrantFactory(person=person, role=Role.SITE_ADMIN)
    assert permissions.is_site_admin(person)


def test_roles_are_one_query(django_assert_num_queries):
    cast = assemble()
    with django_assert_num_queries(1):
        permissions.keep_powers(cast.hanna)
        permissions.manages(cast.hanna, cast.effenaar)
        permissions.works_at(cast.hanna, cast.effenaar)
