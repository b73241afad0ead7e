"""Posts in an organisation: owners give and take them, and one owner always stays."""

import pytest

from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow
from members.actions._posts import LastOwner, NotAPost
from members.actions.change_post import change_post
from members.actions.leave import leave
from members.actions.remove_member import remove_member
from members.models import Membership, Post
from tests.cast import NOW, assemble

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return assemble()


def membership(cast, person) -> Membership:
    return cast.zout.memberships.get(person=person)


def post_of(cast, person) -> str | None:
    found = cast.zout.memberships.filter(person=person).first()
    return found and found.post


def test_an_owner_makes_a_booker_an_owner(cast):
    change_post(membership=membership(cast, cast.bo), post=Post.OWNER, actor=cast.zoe, now=NOW)
    assert post_of(cast, cast.bo) == Post.OWNER
    row = AuditRow.objects.get(action="members.change_post")
    assert row.facts == {"person": cast.bo.pk, "before": "booker", "after": "owner"}


def test_the_same_post_again_is_no_change(cast):
    change_post(membership=membership(cast, cast.bo), post=Post.BOOKER, actor=cast.zoe, now=NOW)
    assert not AuditRow.objects.filter(action="members.change_post").exists()


@pytest.mark.parametrize("who", ["bo", "mira", "ilse", "teun", "anna"])
def test_others_change_no_posts_and_remove_nobody(cast, who):
    actor, bo = getattr(cast, who), membership(cast, cast.bo)
    with pytest.raises(Forbidden):
        change_post(membership=bo, post=Post.OWNER, actor=actor, now=NOW)
    with pytest.raises(Forbidden):
        remove_member(membership=bo, actor=actor, now=NOW)
    assert post_of(cast, cast.bo) == Post.BOOKER


def test_a_post_must_be_one(cast):
    with pytest.raises(NotAPost):
        change_post(membership=membership(cast, cast.bo), post="king", actor=cast.zoe, now=NOW)


def test_the_last_owner_stays_owner(cast):
    zoe = membership(cast, cast.zoe)
    with pytest.raises(LastOwner):
        change_post(membership=zoe, post=Post.BOOKER, actor=cast.zoe, now=NOW)
    with pytest.raises(LastOwner):
        remove_member(membership=zoe, actor=cast.zoe, now=NOW)
    with pytest.raises(LastOwner):
        leave(organisation=cast.zout, actor=cast.zoe, now=NOW)
    assert post_of(cast, cast.zoe) == Post.OWNER


def test_an_owner_whose_account_is_shut_is_no_owner_to_rely_on(cast):
    change_post(membership=membership(cast, cast.bo), post=Post.OWNER, actor=cast.zoe, now=NOW)
    cast.bo.is_active = False
    cast.bo.save()
    with pytest.raises(LastOwner):
        leave(organisation=cast.zout, actor=cast.zoe, now=NOW)


def test_an_owner_leaves_when_another_stays(cast):
    change_post(membership=membership(cast, cast.bo), post=Post.OWNER, actor=cast.zoe, now=NOW)
    leave(organisation=cast.zout, actor=cast.zoe, now=NOW)
    assert post_of(cast, cast.zoe) is None
    assert AuditRow.objects.filter(action="members.leave", actor_id=cast.zoe.pk).count() == 1


def test_an_owner_removes_a_member(cast):
    remove_member(membership=membership(cast, cast.mira), actor=cast.zoe, now=NOW)
    assert post_of(cast, cast.mira) is None
    row = AuditRow.objects.get(action="members.remove_member")
    assert row.facts == {"person": cast.mira.pk, "before": "member"}


def test_a_member_leaves(cast):
    leave(organisation=cast.zout, actor=cast.mira, now=NOW)
    assert post_of(cast, cast.mira) is None


def test_who_is_no_member_cannot_leave(cast):
    with pytest.raises(Forbidden):
        leave(organisation=cast.zout, actor=cast.ilse, now=NOW)


def test_a_membership_that_has_ended_cannot_be_changed(cast):
    mira = membership(cast, cast.mira)
    leave(organisation=cast.zout, actor=cast.mira, now=NOW)
    with pytest.raises(Forbidden):
        change_post(membership=mira, post=Post.OWNER, actor=cast.zoe, now=NOW)
