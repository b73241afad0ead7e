"""Somebody takes along what is kept about them, and asks to be erased: nothing is left that says who they were."""

import json

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import override

from bookings.models import Booking, Feed, MailOptOut
from bookings.models.messages import DIGEST
from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow
from hub.wiring import INVARIANTS
from knowledgebase.models import Author, Contribution, Question
from knowledgebase.models.following import Follow
from members.actions.erase_person import NotYourOwnAccount, OnlyOwner, erase_person
from members.actions.invite import invite
from members.actions.take_data import take_data
from members.models import Grant, Invitation, Membership, Post, User
from tests.cast import NOW, Cast, assemble
from tests.factories import judging, knowledge
from tests.factories.bookings import booked
from tests.factories.feeds import a_link
from tests.factories.following import followed
from tests.factories.inductions import asked_at, given
from tests.factories.talking import said
from tests.factories.writing import draft, published


@pytest.fixture
def cast(db) -> Cast:
    """Bo has left traces in every room."""
    cast = assemble()
    given(asked_at(cast.studio), cast.bo)
    booking = booked(cast.bo, cast.zout, cast.studio)
    said(booking, cast.bo, "Bring the long cable.")
    a_link(cast.bo, own=True, name="Bo's telephone")
    MailOptOut.objects.create(person=cast.bo, kind=DIGEST, since=NOW)
    published(cast.bo, cast.effenaar, cast.teun)
    draft(cast.bo, cast.effenaar)
    judging.asked(knowledge.how_to("Something else"), cast.bo)
    followed(cast.bo, cast.effenaar)
    invite(organisation=cast.noord, email="Bo@example.org", post=Post.MEMBER, actor=cast.ilse, now=NOW)
    return cast


def broken() -> list[str]:
    return [
        each for code in ("I16", "I16b", "I16c", "I17c", "I21", "I21c", "I17n") for each in INVARIANTS[code]()
    ]


def test_what_is_taken_along_comes_from_every_room(cast):
    found = take_data(person=cast.bo, actor=cast.bo, now=NOW)
    text = json.dumps(found, cls=DjangoJSONEncoder, ensure_ascii=False)
    for words in (
        "bo@example.org",
        "Collectief Zout",
        "Bring the long cable.",
        "Which cable?",
        "Bo's telephone",
    ):
        assert words in text, words
    assert len(found["knowledge"]["written"]) == 2
    assert [each["number"] for each in found["bookings"]["booked"]] == [Booking.objects.get().number]
    assert found["inductions"]["inductions"][0]["reason"]
    assert "key_hash" not in text and cast.bo.password not in text
    assert AuditRow.objects.filter(action="members.take_data", actor_id=cast.bo.pk).count() == 1


def test_nobody_takes_along_what_is_anothers(cast):
    found = json.dumps(take_data(person=cast.ilse, actor=cast.ilse, now=NOW), cls=DjangoJSONEncoder)
    assert "long cable" not in found and "Zout" not in found
    with pytest.raises(Forbidden):
        take_data(person=cast.bo, actor=cast.zoe, now=NOW)


def test_who_is_erased_is_nobody_and_what_others_need_stays(cast):
    erase_person(person=cast.bo, actor=cast.anna, now=NOW)
    bo = User.objects.get(pk=cast.bo.pk)
    with override("en"):
        assert (str(bo), bo.is_active, bo.has_usable_password()) == ("somebody", False, False)
    assert not Membership.objects.filter(person=bo).exists() and not Follow.objects.filter(person=bo).exists()
    written = Contribution.objects.get()
    assert written.author is None and written.page
    assert "Bo" not in Author.objects.filter(page=written.page).values_list("name", flat=True)
    assert Question.objects.get().person is None
    assert Booking.objects.get().placed_by == bo
    assert Feed.objects.get().revoked_at == NOW and not MailOptOut.objects.exists()
    assert not Invitation.objects.filter(email__iexact="bo@example.org").exists()
    assert AuditRow.objects.get(action="members.erase_person").facts == {"organisations": [cast.zout.pk]}
    assert not broken()


def test_again_changes_nothing(cast):
    erase_person(person=cast.bo, actor=cast.anna, now=NOW)
    count = AuditRow.objects.count()
    erase_person(person=cast.bo, actor=cast.anna, now=NOW)
    assert AuditRow.objects.count() == count


def test_roles_are_taken_back_with_a_row_for_each(cast):
    erase_person(person=cast.hanna, actor=cast.anna, now=NOW)
    assert not Grant.objects.filter(person=cast.hanna, revoked_at=None).exists()
    assert not broken()


@pytest.mark.parametrize("by", ["bo", "zoe", "hanna", "rosa"])
def test_nobody_but_who_administers_the_site_erases(cast, by):
    with pytest.raises(Forbidden):
        erase_person(person=cast.bo, actor=getattr(cast, by), now=NOW)
    assert User.objects.get(pk=cast.bo.pk).name == "Bo"


def test_an_administrator_does_not_erase_themselves(cast):
    with pytest.raises(NotYourOwnAccount):
        erase_person(person=cast.anna, actor=cast.anna, now=NOW)


def test_the_only_owner_hands_over_first_and_who_is_alone_need_not(cast):
    with pytest.raises(OnlyOwner, match="Collectief Zout"):
        erase_person(person=cast.zoe, actor=cast.anna, now=NOW)
    Membership.objects.filter(person=cast.bo).update(post=Post.OWNER)
    erase_person(person=cast.zoe, actor=cast.anna, now=NOW)
    erase_person(person=cast.ilse, actor=cast.anna, now=NOW)
    assert not broken()


def test_what_a_room_forgot_to_forget_is_seen(cast):
    """The invariant can fail: of each room something is put back."""
    erase_person(person=cast.bo, actor=cast.anna, now=NOW)
    User.objects.filter(pk=cast.bo.pk).update(name="Bo")
    Feed.objects.update(name="Bo's telephone")
    Question.objects.update(person=cast.bo)
    words = " ".join(broken())
    for what in ("a name or a way in", "a calendar link", "something they said"):
        assert what in words, what
