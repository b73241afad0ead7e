"""What is sent again after an answer got lost on the way is there once."""

from uuid import uuid4

import pytest
from django.http import Http404

from hub.kit.errors import Busy, Forbidden
from region.actions import add_entry as verb
from region.actions.add_contact import add_contact
from region.actions.add_entry import add_entry
from region.models import AtlasEntry, ContactNote
from tests.cast import NOW, Cast, assemble
from tests.factories.atlas import entry_facts
from tests.factories.desk import note_facts, ready


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


def test_an_entry_that_is_sent_twice_is_there_once(cast):
    key = uuid4()
    first, again = (
        add_entry(facts=entry_facts(name), key=key, actor=cast.karim, now=NOW) for name in ("Lab", "Lab two")
    )
    assert first == again and (again.name, again.version) == ("Lab", 1)
    assert add_entry(facts=entry_facts("Lab"), key=uuid4(), actor=cast.karim, now=NOW).slug == "lab-2"


def test_the_key_of_another_region_opens_nothing(cast):
    key = uuid4()
    made = add_entry(facts=entry_facts(town=cast.noord.municipality), key=key, actor=cast.anna, now=NOW)
    assert made.region != cast.brabant
    with pytest.raises(Forbidden):
        add_entry(facts=entry_facts(), key=key, actor=cast.karim, now=NOW)


def test_of_two_of_one_key_at_the_same_moment_the_database_takes_one(cast, monkeypatch):
    """The later one does not see the first yet: it is asked to try again, and is shown it then."""
    key = uuid4()
    add_entry(facts=entry_facts("Lab"), key=key, actor=cast.karim, now=NOW)
    with monkeypatch.context() as unseen:
        unseen.setattr(verb.AtlasEntry.objects, "filter", lambda **_asked: AtlasEntry.objects.none())
        with pytest.raises(Busy):
            add_entry(facts=entry_facts("Lab anew"), key=key, actor=cast.karim, now=NOW)
    assert add_entry(facts=entry_facts("Lab anew"), key=key, actor=cast.karim, now=NOW).name == "Lab"


def test_a_conversation_that_is_sent_twice_is_noted_once(cast):
    entry, other, key = ready("Lab"), ready("Werf"), uuid4()
    sent = {"facts": note_facts(), "key": key, "actor": cast.karim, "now": NOW}
    assert add_contact(entry_id=entry.pk, **sent) == add_contact(entry_id=entry.pk, **sent)
    assert ContactNote.objects.count() == 1
    with pytest.raises(Http404):
        add_contact(entry_id=other.pk, **sent)
