"""Two quartermasters merge the same entries at once: one wins, the other is told, and no circle and no lost past."""

import pytest

from region.actions import merge_entries as merging
from region.actions._entries import EntryChanged
from region.actions.merge_entries import MergedMeanwhile, merge_entries
from region.invariants import entries_are_as_kept
from region.models import AtlasEntry, Merge
from tests.cast import NOW, Cast, assemble
from tests.concurrency.rivals import broken_invariants, from_a_deadlock
from tests.concurrency.test_members_rivals import meet_after
from tests.factories.desk import ready

pytestmark = pytest.mark.race
ROUNDS = 3
TOLD = (EntryChanged, MergedMeanwhile)


@pytest.fixture
def cast(own_database) -> Cast:
    return assemble()


def both_merge(own_database, cast: Cast, *pairs):
    """The n-th merges the n-th pair: (winner, loser), from pages that show both at version one."""
    people = (cast.karim, cast.anna)

    def one(number: int) -> Merge:
        winner, loser = pairs[number]
        return merge_entries(
            winner_id=winner.pk,
            loser_id=loser.pk,
            at_versions=(1, 1),
            from_loser=(),
            actor=people[number],
            now=NOW,
        )

    return own_database.crowd(2, one)


WAYS = {
    "the same": lambda a, b, c: ((a, b), (a, b)),
    "the other way round": lambda a, b, c: ((a, b), (b, a)),
    "one into two": lambda a, b, c: ((b, a), (c, a)),
    "a chain": lambda a, b, c: ((b, a), (c, b)),
}


@pytest.mark.parametrize("way", WAYS)
def test_of_two_who_merge_at_once_one_does_and_the_other_is_told(own_database, cast, way):
    for number in range(ROUNDS):
        three = [ready(f"Lab {number} {each}") for each in "abc"]
        outcomes = both_merge(own_database, cast, *WAYS[way](*three))
        assert sorted(isinstance(each, Merge) for each in outcomes) == [False, True], outcomes
        (told,) = (each for each in outcomes if isinstance(each, Exception))
        assert isinstance(told, TOLD) and not from_a_deadlock(told)
        merged = AtlasEntry.objects.filter(pk__in=[each.pk for each in three]).exclude(merged_into=None)
        assert merged.count() == 1
    assert broken_invariants() == {}


def test_without_the_locks_the_other_is_not_told_in_words(own_database, cast, monkeypatch):
    first, second = ready("Lab a"), ready("Lab b")

    def not_held(*, numbers, also):
        return AtlasEntry.objects.in_bulk(list(numbers))

    monkeypatch.setattr(merging, "held_together", not_held)
    meet_after(monkeypatch, merging, "_both")
    outcomes = both_merge(own_database, cast, (first, second), (second, first))
    assert not any(isinstance(each, TOLD) for each in outcomes), outcomes
    assert any(isinstance(each, Exception) for each in outcomes) or entries_are_as_kept() != []
