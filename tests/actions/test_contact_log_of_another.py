"""A conversation with somebody else is theirs: neither an address that ends alike nor a mention in passing opens it."""

import pytest
from allauth.account.models import EmailAddress

from members.actions.erase_person import erase_person
from members.models import User
from region.actions.forget_contact import forget_contact
from region.models import ContactNote, told_of_contacts
from tests.cast import NOW, Cast, assemble
from tests.factories.desk import ADDRESS, PERSON, noted, ready

# What the address of Jo (`jo.verzonnen@example.org`) ends on.
SHORTER = "verzonnen@example.org"


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


def has(person: User, address: str) -> None:
    EmailAddress.objects.create(user=person, email=address, verified=True, primary=False)


@pytest.mark.parametrize("address", [SHORTER, "jo.verzonnen@example.or", "o.verzonnen@example.org"])
def test_an_address_that_is_part_of_anothers_neither_reads_nor_changes_what_was_noted(cast, address):
    text = f"Write to {ADDRESS}, or to j-{ADDRESS}."
    note = noted(ready(), cast.karim, text)
    has(cast.bo, address)
    assert told_of_contacts.told(cast.bo)["conversations"] == []
    assert forget_contact(words=address, actor=cast.karim, now=NOW) == 0
    erase_person(person=cast.bo, actor=cast.anna, now=NOW)
    note.refresh_from_db()
    assert (note.text, note.with_email, note.version) == (text, ADDRESS, 1)


@pytest.mark.parametrize("text", ["Bo (%s) knows.", "Ask %s.", "mailto:%s", "%s\nand so on", "<%s>, <x@y.z>"])
def test_an_address_in_a_text_is_found_between_whatever_marks(cast, text):
    noted(ready(), cast.karim, text % SHORTER.upper())
    assert forget_contact(words=SHORTER, actor=cast.karim, now=NOW) == 1
    assert ContactNote.objects.get().text == text % "…"


def test_who_is_named_in_passing_reads_that_and_not_with_whom_it_was(cast):
    noted(ready(), cast.karim, f"{PERSON} (06 12345678) says: ask {SHORTER}.", with_role="director")
    has(cast.bo, SHORTER)
    (told,) = told_of_contacts.told(cast.bo)["conversations"]
    assert [told[each] for each in ("name", "role", "email", "phone")] == ["", "", "", ""]
    assert told["text"] == f"… (…) says: ask {SHORTER}."


def test_who_it_was_with_reads_all_of_it(cast):
    noted(ready(), cast.karim, with_role="director")
    has(cast.bo, ADDRESS)
    (told,) = told_of_contacts.told(cast.bo)["conversations"]
    assert [told[each] for each in ("name", "role", "email")] == [PERSON, "director", ADDRESS]
