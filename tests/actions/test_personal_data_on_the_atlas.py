"""What the atlas keeps about a person: theirs to take along by an address that is theirs, and gone when they are."""

import json
from typing import Any
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from django.core.serializers.json import DjangoJSONEncoder

from hub.wiring import INVARIANTS
from members.actions.erase_person import erase_person
from members.actions.take_data import take_data
from members.models import User
from region.models import ContactNote, Suggestion
from tests.cast import NOW, Cast, assemble
from tests.factories.desk import noted, ready

ADDRESS, MARKER = "bo@example.org", "zwanenzang-7731"


@pytest.fixture
def cast(db) -> Cast:
    """A quartermaster spoke to Bo, who also suggested something without signing in."""
    cast = assemble()
    lab = ready("Lab", town=cast.zout.municipality)
    noted(lab, cast.karim, f"Bo ({ADDRESS}) said: {MARKER}.", with_name="Bo", with_email="Bo@example.org")
    Suggestion.objects.create(
        uuid=uuid4(), entry=lab, region=cast.brabant, words=MARKER, sender_email=ADDRESS, sent_at=NOW
    )
    return cast


def shows_to_be_theirs(person: User, *, verified: bool) -> None:
    EmailAddress.objects.update_or_create(
        user=person, email=ADDRESS, defaults={"verified": verified, "primary": False}
    )


def taken_along(person: User) -> dict[str, Any]:
    found = take_data(person=person, actor=person, now=NOW)
    told: dict[str, Any] = json.loads(json.dumps(found, cls=DjangoJSONEncoder))
    return told["region"] | told["contacts"]


def test_somebody_reads_what_was_noted_of_them_by_their_own_address(cast):
    shows_to_be_theirs(cast.bo, verified=True)
    told = taken_along(cast.bo)
    assert [MARKER in each["text"] for each in told["conversations"]] == [True]
    assert [each["words"] for each in told["suggested"]] == [MARKER]


def test_an_address_that_anybody_could_type_opens_nothing(cast):
    EmailAddress.objects.filter(email=ADDRESS).delete()
    shows_to_be_theirs(cast.ilse, verified=False)
    User.objects.filter(pk=cast.ilse.pk).update(name="Bo")
    assert MARKER not in json.dumps(taken_along(cast.ilse))


def test_who_is_erased_is_in_no_note_and_sent_nothing(cast):
    shows_to_be_theirs(cast.bo, verified=True)
    erase_person(person=cast.bo, actor=cast.anna, now=NOW)
    note, sent = ContactNote.objects.get(), Suggestion.objects.get()
    assert (note.with_name, note.with_email, ADDRESS in note.text) == ("", "", False)
    assert MARKER in note.text
    assert (sent.sender_email, sent.words) == ("", MARKER)
    assert [each for code in ("I16", "I25", "I25b") for each in INVARIANTS[code]()] == []
