"""A file of entries is undone as a whole: what it changed is put back, what it made is taken off, and nobody's work
since is lost."""

from datetime import timedelta

import pytest

from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow, OutboxMessage
from hub.kit.spreadsheet import csv_of
from knowledgebase.models import Theme
from members.models import User
from region.actions._filing import SomethingElseByNow
from region.actions.age_entries import age_entries
from region.actions.change_entry import change_entry
from region.actions.merge_entries import merge_entries
from region.actions.take_back_entries import (
    FileIsUndone,
    FileTooOld,
    NothingToUndo,
    NotTakenOver,
    take_back_entries,
)
from region.actions.take_off_entry import take_off_entry
from region.invariants import entries_are_as_kept, entries_are_audited
from region.models import AtlasEntry, EntryFile, Partner, Sector
from region.models.bringing import entries_of, told_of
from region.models.snapshots import snapshot
from region.models.undoing import AS_LONG_AS, Since, undoing
from region.outbound.entry_files import table
from region.rules.facts import EntryFacts, PartnerFacts, ThingFacts
from tests.cast import NOW, Cast, assemble
from tests.factories.atlas import an_entry, entry_facts
from tests.factories.coming_in import claimed, suggested
from tests.factories.desk import noted, ready
from tests.factories.entry_files import HEAD, seen, taken_over, undone
from tests.factories.facilities import KindFactory
from tests.factories.imports import csv_file


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


def rewritten(entry: AtlasEntry, actor: User) -> AtlasEntry:
    entry.refresh_from_db()
    facts = entry_facts("Anders")
    return change_entry(entry_id=entry.pk, at_version=entry.version, facts=facts, actor=actor, now=NOW)


def brought(cast: Cast, *names: str) -> EntryFile:
    rows = [(name, "venue", "Eindhoven", f"https://{name.lower()}.example") for name in names]
    return taken_over(cast.brabant, csv_file(HEAD, *rows), cast.karim, begins_as="mapped")


def stays(file: EntryFile) -> list[tuple[str, str]]:
    return [(each.entry.name, each.since.value) for each in undoing(file).stays]


def rich(cast: Cast, name: str) -> AtlasEntry:
    theme = Theme.objects.create(slug="sensors", name_nl="sensoren", name_en="sensors")
    return ready(
        name,
        about_nl="Oud.",
        theme_ids=(theme.pk,),
        partners=(
            PartnerFacts(Sector.KNOWLEDGE, an_entry("Hogeschool").pk, "", "meet", "measures", 2020, "site"),
            PartnerFacts(Sector.CULTURE, None, "Collectief"),
        ),
        things=(ThingFacts(KindFactory(slug="studio").pk, "Zaal", "groot", "large", "https://zaal.example"),),
    )


FILE_OVER_ALL = csv_file(
    (*HEAD, "Omschrijving", "Deelnemers", "Wat er is", "Thema's", "Breedtegraad", "Lengtegraad"),
    (
        "Lab",
        "venue",
        "Eindhoven",
        "https://lab.example",
        "Nieuw.",
        "Ander | business",
        "",
        "",
        "51.45",
        "5.47",
    ),
)


def facts_of(name: str) -> EntryFacts:
    return told_of(AtlasEntry.objects.get(name=name))


def test_what_a_file_changed_says_again_all_that_it_said(cast):
    entry, before = rich(cast, "Lab"), facts_of("Lab")
    done = taken_over(cast.brabant, FILE_OVER_ALL, cast.karim)
    assert done.made["changed"] == 1 and facts_of("Lab") != before
    undone(done, cast.anna)
    assert facts_of("Lab") == before
    entry.refresh_from_db()
    last = entry.versions.last()
    assert (entry.version, entry.stage) == (3, "mapped")
    assert (last.why, last.note, last.made_by, last.file) == ("put_back", "labs.csv", cast.anna, done)
    assert last.content == snapshot(entry)
    assert [*entries_are_as_kept(), *entries_are_audited()] == []


def test_what_a_file_made_is_taken_off_and_keeps_its_past(cast):
    file = undone(brought(cast, "A", "B"), cast.karim)
    assert (file.state, file.undone_at) == ("undone", NOW)
    assert file.made == {
        "made": 2, "changed": 0, "left": 0, "put_back": 0, "taken_off": 2, "stayed": 0
    }  # fmt: skip
    for entry in AtlasEntry.objects.all():
        assert (entry.stage, [each.why for each in entry.versions.all()]) == (
            "taken_off",
            ["imported", "taken_back"],
        )
    note = AuditRow.objects.get(action="region.take_back_entries")
    assert (note.actor_id, note.facts["taken_off"]) == (cast.karim.pk, 2)
    assert [*entries_are_as_kept(), *entries_are_audited()] == []


def test_what_somebody_changed_since_stays_and_is_named_with_who_did_what(cast):
    was_there = ready("B")
    file = brought(cast, "A", "B", "C", "D")
    rewritten(was_there, cast.anna), rewritten(AtlasEntry.objects.get(name="C"), cast.anna)
    plan = undoing(file)
    assert [(each.since, each.last.why, each.last.made_by) for each in plan.stays] == [
        (Since.CHANGED, "changed", cast.anna)
    ] * 2
    undone(file, cast.karim)
    assert AtlasEntry.objects.filter(name="Anders", stage="mapped").count() == 2
    assert set(AtlasEntry.objects.filter(stage="taken_off").values_list("name", flat=True)) == {"A", "D"}
    assert stays(file) == [("Anders", "changed")] * 2


def test_what_others_build_on_by_now_is_not_taken_off(cast):
    file = brought(cast, "Claimed", "Named", "Noted", "Suggested", "Unused")
    by_name = {each.name: each for each in AtlasEntry.objects.all()}
    claimed(by_name["Claimed"], cast.zout, cast.zoe)
    noted(by_name["Noted"], cast.karim)
    suggested(by_name["Suggested"], {"about": "Nieuw."})
    ready("Netwerk", partners=(PartnerFacts(Sector.CULTURE, by_name["Named"].pk),))
    assert stays(file) == [
        ("Claimed", "used"), ("Named", "named"), ("Noted", "used"), ("Suggested", "used")
    ]  # fmt: skip
    undone(file, cast.karim)
    assert list(AtlasEntry.objects.filter(stage="taken_off")) == [by_name["Unused"]]


def test_what_was_there_before_is_put_back_also_where_others_build_on_it(cast):
    noted(ready("Lab", website="https://oud.example"), cast.karim)
    undone(brought(cast, "Lab"), cast.karim)
    assert AtlasEntry.objects.get().website == "https://oud.example"


def test_an_entry_that_was_merged_since_stays(cast):
    file = brought(cast, "A", "B")
    a, b = AtlasEntry.objects.order_by("name")
    AtlasEntry.objects.update(source="hun site")
    merge_entries(winner_id=a.pk, loser_id=b.pk, at_versions=(1, 1), from_loser=(), actor=cast.karim, now=NOW)
    assert stays(file) == [("A", "changed"), ("B", "changed")]
    with pytest.raises(NothingToUndo):
        undone(file, cast.karim)


def test_that_a_check_grew_old_is_nobodys_change(cast):
    ready("Lab", website="https://oud.example", verified_on=NOW.date() - timedelta(days=364))
    file = brought(cast, "Lab")
    later = NOW + timedelta(days=3)
    age_entries(now=later)
    undone(file, cast.karim, now=later)
    entry = AtlasEntry.objects.get()
    assert (entry.stage, entry.website, entry.version) == ("stale", "https://oud.example", 4)


def test_of_two_files_the_later_is_undone_first_and_then_the_earlier(cast):
    ready("Lab", website="https://oud.example")
    first = brought(cast, "Lab")
    row = csv_file(HEAD, ("Lab", "museum", "Eindhoven", ""))
    second = taken_over(cast.brabant, row, cast.karim)
    assert stays(first) == [("Lab", "changed")]
    undone(second, cast.karim)
    assert AtlasEntry.objects.get().kind == "venue"
    undone(first, cast.karim)
    entry = AtlasEntry.objects.get()
    assert (entry.kind, entry.website, entry.version) == ("lab", "https://oud.example", 5)
    assert [*entries_are_as_kept(), *entries_are_audited()] == []


def test_other_than_what_was_shown_is_not_undone(cast):
    file = brought(cast, "A", "B")
    shown = undoing(file).digest
    rewritten(AtlasEntry.objects.get(name="B"), cast.anna)
    with pytest.raises(SomethingElseByNow):
        take_back_entries(found=file, seen=shown, actor=cast.karim, now=NOW)
    assert not AtlasEntry.objects.filter(stage="taken_off").exists()


def test_a_file_is_undone_once_and_for_thirty_days(cast):
    file = brought(cast, "A")
    with pytest.raises(FileTooOld):
        undone(file, cast.karim, now=NOW + AS_LONG_AS + timedelta(seconds=1))
    undone(file, cast.karim, now=NOW + AS_LONG_AS)
    with pytest.raises(FileIsUndone):
        undone(file, cast.karim)


def test_what_was_not_taken_over_cannot_be_undone(cast):
    found = seen(cast.brabant, csv_file(HEAD, ("A", "lab", "Eindhoven", "")), cast.karim)
    with pytest.raises(NotTakenOver):
        undone(found, cast.karim)


@pytest.mark.parametrize("name", ["zoe", "hanna", "ilse", "fien"])
def test_a_stranger_undoes_nothing(cast, name):
    file = brought(cast, "A")
    with pytest.raises(Forbidden):
        undone(file, getattr(cast, name))
    assert AtlasEntry.objects.get().version == 1


def test_owners_hear_that_their_entry_was_put_back(cast):
    entry = ready("Lab")
    AtlasEntry.objects.filter(pk=entry.pk).update(organisation=cast.zout)
    undone(brought(cast, "Lab"), cast.karim)
    told = OutboxMessage.objects.filter(kind="entry.changed").order_by("pk")
    assert [each.payload for each in told] == [{"version": 2}, {"version": 3}]


def test_what_is_gone_from_the_site_meanwhile_stays_away(cast):
    entry = rich(cast, "Lab")
    file = taken_over(cast.brabant, FILE_OVER_ALL, cast.karim)
    Theme.objects.all().delete()
    undone(file, cast.karim)
    entry.refresh_from_db()
    assert (entry.about_nl, entry.themes.count(), entry.partners.count()) == ("Oud.", 0, 2)
    assert Partner.objects.filter(entry=entry, partner__name="Hogeschool").exists()


def test_the_statements_do_not_grow_with_what_is_undone(cast, django_assert_max_num_queries):
    for number in range(20):
        ready(f"V{number}")
    AtlasEntry.objects.update(organisation=cast.zout)
    names = [f"{kind}{number}" for kind in "NV" for number in range(20)]
    file = brought(cast, *names)
    seen_digest = undoing(file).digest
    with django_assert_max_num_queries(55):
        take_back_entries(found=file, seen=seen_digest, actor=cast.karim, now=NOW)
    file.refresh_from_db()
    assert (file.made["put_back"], file.made["taken_off"]) == (20, 20)


def test_a_file_that_was_undone_can_be_brought_along_again_and_undone_again(cast):
    row = csv_file((*HEAD, "Stand"), ("Lab", "lab", "Eindhoven", "", "in kaart"))
    undone(taken_over(cast.brabant, row, cast.karim), cast.karim)
    found = seen(cast.brabant, row, cast.karim)
    assert [(each["proposed"], each["changed"]) for each in found.preview["asked"]] == [("update", ["stage"])]
    again = taken_over(cast.brabant, row, cast.karim)
    entry = AtlasEntry.objects.get()
    assert (again.made["changed"], entry.slug, entry.stage) == (1, "lab", "mapped")
    assert undoing(again).take_off == [entry]
    undone(again, cast.karim)
    entry.refresh_from_db()
    assert (entry.stage, entry.version) == ("taken_off", 4)
    assert [*entries_are_as_kept(), *entries_are_audited()] == []


def test_what_was_taken_off_by_hand_is_moved_by_no_file(cast):
    entry = ready("Lab")
    take_off_entry(entry_id=entry.pk, at_version=1, reason="Weg.", actor=cast.karim, now=NOW)
    file = brought(cast, "Lab")
    entry.refresh_from_db()
    assert (file.made["changed"], entry.stage) == (1, "taken_off")
    undone(file, cast.karim)
    brought(cast, "Lab")
    entry.refresh_from_db()
    assert (entry.stage, entry.kind) == ("taken_off", "venue")


def test_what_an_undone_file_took_off_stays_off_when_the_atlas_is_taken_along_and_brought_back(cast):
    undone(brought(cast, "Lab"), cast.karim)
    whole = csv_of(table(entries_of(cast.brabant), "nl"), "nl")
    found = seen(cast.brabant, whole, cast.karim)
    assert (found.preview["same_count"], found.preview["asked"]) == (1, [])
