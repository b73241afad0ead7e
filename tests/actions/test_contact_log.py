"""What a quartermaster notes of a conversation, and how the person it was with is forgotten."""

from datetime import date

import pytest
from django.http import Http404

from cms.invariants_of_talk import contact_logs_are_audited, contact_logs_stay_private
from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow, OutboxMessage
from region.actions._noting import NoteChanged
from region.actions.change_contact import change_contact
from region.actions.delete_contact import delete_contact
from region.actions.follow_up_contact import NothingToFollowUp, follow_up_contact
from region.actions.forget_contact import TooShort, forget_contact
from region.models import ContactNote, EntryVersion, Reach, Stage
from region.models.contact import contact_notes_of, notes_about
from region.models.desk import to_follow_up
from tests.cast import MONDAY, NOW, Cast, assemble
from tests.factories.atlas import an_entry
from tests.factories.desk import ADDRESS, MARKER, PERSON, note_facts, noted, ready


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


def changed(note, actor, version=1, **more):
    facts = note_facts("We spoke again.", **more)
    return change_contact(note_id=note.pk, at_version=version, facts=facts, actor=actor, now=NOW)


def test_a_conversation_is_noted_changed_and_deleted_and_the_trail_holds_none_of_it(cast):
    note = noted(ready(), cast.karim)
    assert (note.by, note.with_name) == (cast.karim, PERSON)
    changed(note, cast.karim)
    delete_contact(note_id=note.pk, actor=cast.karim, now=NOW)
    assert not ContactNote.objects.exists()
    rows = AuditRow.objects.filter(action__startswith="region.contact").order_by("pk")
    assert [row.action for row in rows] == [
        "region.contact.added",
        "region.contact.changed",
        "region.contact.deleted",
    ]
    said = str(list(AuditRow.objects.values_list())) + str(list(OutboxMessage.objects.values_list()))
    said += str(list(EntryVersion.objects.values_list()))
    assert not any(each in said for each in (MARKER, PERSON, ADDRESS))


def test_nobody_but_a_quartermaster_of_the_region_writes_or_reads_a_note(cast):
    entry = ready()
    note = noted(entry, cast.karim, follow_up_on=MONDAY)
    # Not even who administers the site.
    for stranger in (cast.anna, cast.zoe, cast.hanna, cast.fien, cast.rosa):
        for verb in (
            lambda who=stranger: noted(entry, who),
            lambda who=stranger: changed(note, who),
            lambda who=stranger: delete_contact(note_id=note.pk, actor=who, now=NOW),
            lambda who=stranger: follow_up_contact(note_id=note.pk, actor=who, now=NOW),
        ):
            with pytest.raises(Http404):
                verb()
    elsewhere = ready("Noorderlab", town=cast.noord.municipality)
    with pytest.raises(Http404):
        noted(elsewhere, cast.karim)
    assert ContactNote.objects.count() == 1


def test_who_writes_over_a_note_that_was_changed_is_told(cast):
    note = noted(ready(), cast.karim)
    changed(note, cast.karim)
    with pytest.raises(NoteChanged):
        changed(note, cast.karim)


def test_what_one_comes_back_to_is_due_until_it_is_done(cast):
    entry = ready()
    note = noted(entry, cast.karim, follow_up_on=MONDAY)
    noted(entry, cast.karim, follow_up_on=date(2026, 11, 24))
    national = an_entry("Net", reach=Reach.NATIONAL)
    noted(national, cast.karim, follow_up_on=date(2026, 11, 2))
    gone = noted(ready("Gone", stage=Stage.TAKEN_OFF), cast.karim, follow_up_on=MONDAY)
    due = list(to_follow_up(cast.brabant.pk, MONDAY))
    assert [each.entry.name for each in due] == ["Net", "Lab"]
    follow_up_contact(note_id=note.pk, actor=cast.karim, now=NOW)
    assert note not in to_follow_up(cast.brabant.pk, MONDAY) and gone.pk
    with pytest.raises(NothingToFollowUp):
        follow_up_contact(note_id=note.pk, actor=cast.karim, now=NOW)
    changed(note, cast.karim, version=2, follow_up_on=date(2026, 11, 20))
    assert note in to_follow_up(cast.brabant.pk, MONDAY)


def test_a_person_gets_what_is_noted_about_them_and_is_forgotten(cast):
    entry = ready()
    text = (
        f"{PERSON.upper()} calls back on 06 12345678; Jo\nVerzonnen knows of {MARKER}. Verzonnendorp is near."
    )
    noted(entry, cast.karim, text)
    noted(entry, cast.karim, "Nobody in particular.", with_name="Els", with_email="", with_phone="")
    assert [each["email"] for each in notes_about(ADDRESS.upper())] == [ADDRESS]
    assert len(notes_about(PERSON)) == 1
    assert forget_contact(words=ADDRESS, actor=cast.anna, now=NOW) == 1
    kept = ContactNote.objects.get(with_name="", entry=entry)
    assert kept.text == f"… calls back on …; … knows of {MARKER}. Verzonnendorp is near."
    assert (kept.with_email, kept.with_phone, kept.with_role) == ("", "", "")
    assert notes_about(PERSON) == notes_about(ADDRESS) == []
    assert forget_contact(words=ADDRESS, actor=cast.anna, now=NOW) == 0
    trail = str(list(AuditRow.objects.filter(action="region.contact.forgotten").values_list()))
    assert ADDRESS not in trail


def test_who_is_named_by_another_in_passing_goes_from_the_text_and_the_other_stays(cast):
    note = noted(ready(), cast.karim, "Ask Piet Bedacht, too.")
    assert forget_contact(words="piet  bedacht", actor=cast.karim, now=NOW) == 1
    note.refresh_from_db()
    assert (note.text, note.with_name) == ("Ask …, too.", PERSON)


def test_forgetting_is_for_quartermasters_in_their_regions_and_for_who_administers_the_site(cast):
    noted(ready(), cast.karim)
    with pytest.raises(Forbidden):
        forget_contact(words=PERSON, actor=cast.zoe, now=NOW)
    with pytest.raises(TooShort):
        forget_contact(words=" Jo ", actor=cast.karim, now=NOW)
    ContactNote.objects.update(entry=an_entry("Noorderlab", town=cast.noord.municipality))
    assert forget_contact(words=PERSON, actor=cast.karim, now=NOW) == 0
    assert len(notes_about(PERSON)) == 1


def test_the_export_of_a_region_holds_its_notes_and_no_others(cast):
    mine = noted(ready(), cast.karim)
    national = noted(an_entry("Net", reach=Reach.NATIONAL), cast.karim)
    assert set(contact_notes_of([cast.brabant.pk])) == {mine}
    assert set(contact_notes_of([cast.brabant.pk, None])) == {mine, national}
    assert not contact_notes_of([cast.groningen.pk])


def test_what_was_said_stands_nowhere_else_and_where_it_does_is_found(cast):
    note = noted(ready(), cast.karim, f'They said: "{MARKER}"\nand more of it.')
    assert [*contact_logs_stay_private(), *contact_logs_are_audited()] == []
    AuditRow.objects.create(at=NOW, action="x.y", about=note.entry.ref, facts={"text": note.text})
    emitted = {"text": f"Look: {note.text}"}
    OutboxMessage.objects.create(
        kind="x", about=note.entry.ref, payload=emitted, key="x", created_at=NOW, due_at=NOW
    )
    ready("Told", about_nl=note.text)
    assert len(contact_logs_stay_private()) == 3
    ContactNote.objects.create(entry=note.entry, at=MONDAY, how="call", text="By hand.", written_at=NOW)
    assert len(contact_logs_are_audited()) == 1
