"""Two entries that are one: what becomes of both, of what pointed at them, and how they become two again."""

from datetime import date, timedelta

import pytest
from django.http import Http404

from hub.kit.models import AuditRow
from knowledgebase.models import Theme
from region.actions._entries import EntryChanged
from region.actions._moving import NotReady
from region.actions.change_entry import change_entry
from region.actions.merge_entries import MergedMeanwhile, WithItself, merge_entries
from region.actions.tell_apart import tell_apart
from region.actions.undo_merge import ChangedSince, IsUndone, TooLate, undo_merge
from region.invariants import entries_are_as_kept, entries_are_audited
from region.models import AtlasEntry, ContactNote, NotTheSame, Partner, Sector, Stage
from region.models.duplicates import duplicate_pairs
from region.models.pointing import pointing
from region.models.snapshots import snapshot
from region.rules.facts import PartnerFacts, ThingFacts
from tests.cast import NOW, Cast, assemble
from tests.factories.atlas import an_entry, entry_facts
from tests.factories.desk import noted, ready


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


def merged(winner, loser, actor, versions=(1, 1), chosen=()):
    return merge_entries(
        winner_id=winner.pk, loser_id=loser.pk, at_versions=versions, from_loser=chosen, actor=actor, now=NOW
    )


def partner(entry, sector=Sector.CULTURE):
    return PartnerFacts(sector=sector, partner_id=entry.pk)


@pytest.fixture
def scene(cast):
    """Two that are one, each with its own; a network that names both, and one that names the loser."""
    theme, other = (
        Theme.objects.create(slug=slug, name_nl=slug, name_en=slug) for slug in ("sound", "light")
    )
    named = PartnerFacts(sector=Sector.KNOWLEDGE, name="Een hogeschool")
    dome = ThingFacts(kind_id=cast.studio.kind_id, name="Dome")
    winner = ready("Lab", theme_ids=(theme.pk,), partners=(named,), website="https://lab.example")
    loser = ready(
        "Stichting Lab",
        theme_ids=(other.pk,),
        partners=(named, partner(winner)),
        things=(dome,),
        hub_id=cast.effenaar.pk,
        about_en="The better words.",
        since=1999,
        verified_on=date(2026, 10, 1),
    )
    both = ready("Network", partners=(partner(winner), partner(loser)))
    one = ready("Other network", partners=(partner(loser),))
    note = noted(loser, cast.karim)
    return cast, winner, loser, both, one, note


def test_what_each_says_and_all_that_pointed_at_the_one_is_with_the_other(scene):
    cast, winner, loser, both, one, note = scene
    merge = merged(winner, loser, cast.karim, chosen=("about_en",))
    winner, loser = AtlasEntry.objects.get(pk=winner.pk), AtlasEntry.objects.get(pk=loser.pk)
    assert (winner.name, winner.about_en, winner.since, winner.hub) == (
        "Lab",
        "The better words.",
        1999,
        cast.effenaar,
    )
    assert (winner.stage, winner.verified_on) == (Stage.VERIFIED, date(2026, 10, 1))
    assert winner.themes.count() == 2
    assert [str(each) for each in winner.partners.all()] == ["Een hogeschool"]
    assert [each.name for each in winner.described.all()] == ["Dome"]
    assert (loser.merged_into, loser.hub, loser.is_public) == (winner, None, False)
    assert [each.partner for each in both.partners.all()] == [winner]
    assert [each.partner for each in one.partners.all()] == [winner]
    assert ContactNote.objects.get(pk=note.pk).entry == winner
    assert merge.winner_became == winner.version == 2
    assert [*entries_are_as_kept(), *entries_are_audited()] == []


def test_a_merge_is_undone_and_everything_is_as_it_was(scene):
    cast, *entries, note = scene
    winner, loser = entries[:2]
    before = [snapshot(each) for each in entries]
    merge = merged(winner, loser, cast.karim, chosen=("about_en", "name"))
    later = noted(winner, cast.karim, "Said afterwards.")
    again = undo_merge(merge_id=merge.pk, actor=cast.karim, now=NOW + timedelta(days=30))
    assert again == loser
    assert [snapshot(AtlasEntry.objects.get(pk=each.pk)) for each in entries] == before
    assert ContactNote.objects.get(pk=note.pk).entry == loser
    assert ContactNote.objects.get(pk=later.pk).entry == winner
    assert [*entries_are_as_kept(), *entries_are_audited()] == []
    with pytest.raises(IsUndone):
        undo_merge(merge_id=merge.pk, actor=cast.karim, now=NOW)
    assert merged(winner, loser, cast.karim, versions=(3, 3)).pk


def test_what_was_changed_since_or_is_long_ago_stays_merged(cast):
    winner, loser = ready("Lab"), ready("Lab")
    merge = merged(winner, loser, cast.karim)
    with pytest.raises(TooLate):
        undo_merge(merge_id=merge.pk, actor=cast.karim, now=NOW + timedelta(days=30, seconds=1))
    with pytest.raises(Http404):
        undo_merge(merge_id=merge.pk, actor=cast.zoe, now=NOW)
    change_entry(entry_id=winner.pk, at_version=2, facts=entry_facts("Lab"), actor=cast.karim, now=NOW)
    with pytest.raises(ChangedSince):
        undo_merge(merge_id=merge.pk, actor=cast.karim, now=NOW)
    loser.refresh_from_db()
    assert loser.merged_into == winner


def test_a_path_of_merges_is_one_step_long_and_unwinds(cast):
    first, second, third = ready("First"), ready("Second"), ready("Third")
    merged(second, third, cast.karim)
    later = merged(first, second, cast.karim, versions=(1, 2))
    third.refresh_from_db()
    assert third.merged_into == first
    assert entries_are_as_kept() == []
    undo_merge(merge_id=later.pk, actor=cast.karim, now=NOW)
    third.refresh_from_db()
    assert third.merged_into == second
    assert entries_are_as_kept() == []


def test_who_comes_too_late_or_from_an_older_page_is_told(cast):
    first, second, third = ready("First"), ready("Second"), ready("Third")
    with pytest.raises(EntryChanged):
        merged(first, second, cast.karim, versions=(1, 7))
    merged(first, second, cast.karim)
    with pytest.raises(MergedMeanwhile):
        merged(third, second, cast.karim, versions=(1, 1))
    with pytest.raises(WithItself):
        merged(third, third, cast.karim)


def test_only_who_looks_after_both_merges_them(cast):
    mine, elsewhere = ready("Lab"), ready("Lab", town=cast.noord.municipality)
    for winner, loser, who in (
        (mine, elsewhere, cast.karim),
        (elsewhere, mine, cast.karim),
        (mine, ready(), cast.zoe),
    ):
        with pytest.raises(Http404):
            merged(winner, loser, who)
    assert merged(mine, elsewhere, cast.anna).winner == mine


def test_what_everybody_sees_still_says_what_it_is(cast):
    winner, loser = an_entry("Lab", stage=Stage.HEARD_OF), an_entry("Lab", stage=Stage.MAPPED)
    with pytest.raises(NotReady):
        merged(winner, loser, cast.karim)
    winner.refresh_from_db()
    assert (winner.version, winner.stage) == (1, Stage.HEARD_OF)


def test_every_table_that_names_an_entry_is_turned_or_is_its_own():
    named = {f"{model._meta.label_lower}.{column}" for model, column in pointing()}
    assert "region.contactnote.entry" in named
    own = {"entryversion", "entrycheck", "partner", "describedfacility", "merge", "notthesame"}
    assert not named & {f"region.{each}.entry" for each in own}
    assert not [each for each in named if "atlasentry" in each.rsplit(".", 1)[0]]


def test_a_pair_that_is_not_the_same_is_proposed_no_more(cast):
    first, second = ready("Stichting Lab Brabant"), ready("Lab Brabant")
    assert [(each.first, each.second) for each in duplicate_pairs(cast.brabant.pk)] == [(first.pk, second.pk)]
    for _ in range(2):
        tell_apart(one_id=second.pk, other_id=first.pk, actor=cast.karim, now=NOW)
    assert duplicate_pairs(cast.brabant.pk) == []
    assert (
        NotTheSame.objects.count() == AuditRow.objects.filter(action="region.entry.told_apart").count() == 1
    )
    with pytest.raises(Http404):
        tell_apart(one_id=second.pk, other_id=first.pk, actor=cast.zoe, now=NOW)
    with pytest.raises(Http404):
        tell_apart(one_id=second.pk, other_id=second.pk, actor=cast.karim, now=NOW)


def test_a_pair_is_proposed_as_soon_as_it_is_one_and_no_longer(cast):
    first, second = ready("Glashuis"), ready("Zandlab")
    assert duplicate_pairs(cast.brabant.pk) == []
    change_entry(
        entry_id=second.pk,
        at_version=1,
        facts=entry_facts("Glashuis", source="-"),
        actor=cast.karim,
        now=NOW,
    )
    assert len(duplicate_pairs(cast.brabant.pk)) == 1
    merged(first, second, cast.karim, versions=(1, 2))
    assert duplicate_pairs(cast.brabant.pk) == [] and not Partner.objects.exists()
