"""How far a quartermaster is with an entry: moving it, checking it, taking it off, putting it back as it was."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.http import Http404

from hub.kit.models import AuditRow
from region.actions._entries import EntryChanged
from region.actions._moving import NotReady
from region.actions.age_entries import age_entries
from region.actions.change_entry import change_entry
from region.actions.move_entry import IsThere, NotThisWay, move_entry
from region.actions.restore_version import IsAsItIs, restore_version
from region.actions.take_off_entry import IsOff, NoReason, take_off_entry
from region.actions.verify_entry import HowUnknown, verify_entry
from region.invariants import entries_are_as_kept, entries_are_audited
from region.models import EntryCheck, Partner, Sector, Stage
from region.rules.facts import PartnerFacts, ThingFacts
from tests.cast import NOW, Cast, assemble
from tests.factories.atlas import an_entry, entry_facts
from tests.factories.desk import ready


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


def moved(entry, stage, actor, at_version=1):
    return move_entry(entry_id=entry.pk, at_version=at_version, stage=stage, actor=actor, now=NOW)


def test_an_entry_moves_along_and_back(cast):
    entry = ready(stage=Stage.HEARD_OF)
    assert moved(entry, "mapped", cast.karim).is_public
    back = moved(entry, "contacted", cast.karim, at_version=2)
    assert not back.is_public
    assert [each.why for each in back.versions.all()] == ["created", "moved_on", "moved_on"]
    assert [*entries_are_as_kept(), *entries_are_audited()] == []


def test_nobody_sees_what_says_nothing_of_itself(cast):
    entry = an_entry("Lab", stage=Stage.VISITED)
    with pytest.raises(NotReady) as refused:
        moved(entry, "mapped", cast.karim)
    assert "a source, or words about it" in str(refused.value)
    with pytest.raises(NotReady):
        verify_entry(entry_id=entry.pk, at_version=1, how="called", actor=cast.karim, now=NOW)


@pytest.mark.parametrize("stage", ["verified", "stale", "taken_off", "", "anywhere"])
def test_a_stage_that_has_its_own_form_is_not_moved_to(cast, stage):
    with pytest.raises(NotThisWay):
        moved(ready(), stage, cast.karim)


def test_who_moves_it_to_where_it_stands_is_told(cast):
    with pytest.raises(IsThere):
        moved(ready(), "mapped", cast.karim)


def test_a_check_says_when_by_whom_and_how(cast):
    entry = ready()
    late = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    found = verify_entry(
        entry_id=entry.pk, at_version=1, how="visited", note="The dome is new.", actor=cast.karim, now=late
    )
    # It is Tuesday in Eindhoven.
    assert (found.stage, found.verified_on, found.verified_by) == ("verified", date(2026, 11, 24), cast.karim)
    assert EntryCheck.objects.get(entry=entry).how == "visited"
    assert found.versions.get(number=2).note == "The dome is new."


def test_a_check_says_how(cast):
    with pytest.raises(HowUnknown):
        verify_entry(entry_id=ready().pk, at_version=1, how="", actor=cast.karim, now=NOW)


def test_what_is_taken_off_has_a_reason_and_can_come_back(cast):
    entry = ready()
    off = {"entry_id": entry.pk, "actor": cast.karim, "now": NOW}
    with pytest.raises(NoReason):
        take_off_entry(**off, at_version=1, reason="  ")
    assert not take_off_entry(**off, at_version=1, reason="It closed.").is_public
    with pytest.raises(IsOff):
        take_off_entry(**off, at_version=2, reason="It closed.")
    assert moved(entry, "mapped", cast.karim, at_version=2).is_public


VERBS = [
    lambda entry, actor, version: moved(entry, "visited", actor, version),
    lambda entry, actor, version: verify_entry(
        entry_id=entry.pk, at_version=version, how="read", actor=actor, now=NOW
    ),
    lambda entry, actor, version: take_off_entry(
        entry_id=entry.pk, at_version=version, reason="Gone.", actor=actor, now=NOW
    ),
    lambda entry, actor, version: restore_version(
        entry_id=entry.pk, number=1, at_version=version, actor=actor, now=NOW
    ),
]


@pytest.mark.parametrize("verb", VERBS)
def test_only_its_quartermaster_moves_an_entry_and_from_what_they_saw(cast, verb):
    entry = ready()
    elsewhere = ready("Noorderlab", town=cast.noord.municipality)
    for stranger in (cast.zoe, cast.teun, cast.hanna, cast.fien):
        with pytest.raises(Http404):
            verb(entry, stranger, 1)
    with pytest.raises(Http404):
        verb(elsewhere, cast.karim, 1)
    with pytest.raises(EntryChanged):
        verb(entry, cast.karim, 7)
    entry.refresh_from_db()
    assert (entry.version, entry.stage) == (1, "mapped")


def test_an_older_version_is_put_back_as_a_new_one(cast):
    school = PartnerFacts(sector=Sector.KNOWLEDGE, name="Een hogeschool")
    dome = ThingFacts(kind_id=cast.studio.kind_id, name="Dome")
    entry = ready(partners=(school,), things=(dome,), hub_id=cast.effenaar.pk)
    verify_entry(entry_id=entry.pk, at_version=1, how="read", actor=cast.karim, now=NOW)
    facts = entry_facts("Other", source="hearsay")
    change_entry(entry_id=entry.pk, at_version=2, facts=facts, actor=cast.karim, now=NOW)
    found = restore_version(entry_id=entry.pk, number=1, at_version=3, actor=cast.karim, now=NOW)
    assert (found.name, found.hub, found.stage, found.version) == ("Lab", cast.effenaar, "verified", 4)
    assert [each.name for each in Partner.objects.filter(entry=found)] == ["Een hogeschool"]
    assert [each.name for each in found.described.all()] == ["Dome"]
    assert entries_are_as_kept() == []
    with pytest.raises(IsAsItIs):
        restore_version(entry_id=entry.pk, number=4, at_version=4, actor=cast.karim, now=NOW)
    with pytest.raises(Http404):
        restore_version(entry_id=entry.pk, number=9, at_version=4, actor=cast.karim, now=NOW)


def test_a_hub_that_is_another_entrys_now_stays_there(cast):
    entry = ready(hub_id=cast.effenaar.pk)
    change_entry(entry_id=entry.pk, at_version=1, facts=entry_facts("Lab"), actor=cast.karim, now=NOW)
    ready("The hub", hub_id=cast.effenaar.pk)
    found = restore_version(entry_id=entry.pk, number=1, at_version=2, actor=cast.karim, now=NOW)
    assert found.hub is None


def test_what_was_checked_a_year_ago_is_to_be_checked_again(cast):
    today = date(2026, 11, 23)
    just = ready("A year", verified_on=date(2025, 11, 23))
    older = ready("Longer", verified_on=date(2025, 11, 22))
    assert age_entries(now=NOW) == 1
    assert age_entries(now=NOW + timedelta(hours=1)) == 0
    just.refresh_from_db()
    older.refresh_from_db()
    assert (just.stage, older.stage, older.is_public) == ("verified", "stale", True)
    assert older.versions.last().made_by is None
    assert AuditRow.objects.filter(action="region.entry.stale").count() == 1
    assert age_entries(now=NOW + timedelta(days=1)) == 1, today
    assert [*entries_are_as_kept(), *entries_are_audited()] == []
