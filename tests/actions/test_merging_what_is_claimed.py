"""Two entries become one that two organisations spoke for: one of them does from then on, and can leave."""

import pytest

from hub.kit.models import OutboxMessage
from region.actions.agree_to_claim import agree_to_claim
from region.actions.merge_entries import merge_entries
from region.actions.undo_merge import undo_merge
from region.actions.withdraw_claim import withdraw_claim
from region.invariants import entries_are_as_kept, entries_are_audited
from region.models import AtlasEntry, Claim, ClaimState, Merge
from tests.cast import NOW, Cast, assemble
from tests.factories.coming_in import claimed
from tests.factories.desk import ready


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


@pytest.fixture
def merged(cast) -> Merge:
    """Zout's and Noord's; it is Noord's, since the loser was."""
    both = [ready("Lab"), ready("Labor")]
    for entry, whose, owner in zip(both, (cast.zout, cast.noord), (cast.zoe, cast.ilse), strict=True):
        agree_to_claim(uuid=claimed(entry, whose, owner).uuid, actor=cast.karim, now=NOW)
        entry.refresh_from_db()
    winner, loser = both
    return merge_entries(
        winner_id=winner.pk,
        loser_id=loser.pk,
        at_versions=(winner.version, loser.version),
        from_loser=["organisation"],
        actor=cast.karim,
        now=NOW,
    )


def stands(organisation) -> tuple[str, str]:
    claim = Claim.objects.select_related("entry").get(organisation=organisation)
    return claim.entry.name, claim.state


def test_who_gave_way_is_told_and_whose_it_is_may_leave(cast, merged):
    assert stands(cast.zout) == ("Lab", ClaimState.DECLINED)
    assert stands(cast.noord) == ("Lab", ClaimState.AGREED)
    theirs = Claim.objects.get(organisation=cast.zout)
    assert OutboxMessage.objects.filter(kind="claim.answered", about=theirs.ref).count() == 2
    withdraw_claim(uuid=Claim.objects.get(organisation=cast.noord).uuid, actor=cast.ilse, now=NOW)
    assert AtlasEntry.objects.get(pk=merged.winner_id).organisation is None
    again = claimed(AtlasEntry.objects.get(pk=merged.winner_id), cast.zout, cast.zoe)
    assert agree_to_claim(uuid=again.uuid, actor=cast.karim, now=NOW).state == ClaimState.AGREED
    assert [*entries_are_as_kept(), *entries_are_audited()] == []


def test_undone_each_has_its_own_again(cast, merged):
    undo_merge(merge_id=merged.pk, actor=cast.karim, now=NOW)
    assert stands(cast.zout) == ("Lab", ClaimState.AGREED)
    assert stands(cast.noord) == ("Labor", ClaimState.AGREED)
    assert AtlasEntry.objects.get(name="Lab").organisation == cast.zout
    assert [*entries_are_as_kept(), *entries_are_audited()] == []
