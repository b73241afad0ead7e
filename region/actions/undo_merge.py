from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from hub.kit.errors import Refusal
from hub.kit.transactions import step, verb
from members.models import User
from region.actions._claiming import agree_again
from region.actions._entries import keep_version, written
from region.actions._joining import held_together, keep_each
from region.actions._pointing import turn_back
from region.models import AtlasEntry, EntryVersion, Merge, Partner, Why
from region.models.restoring import facts_of
from region.permissions import maps

AS_LONG_AS = timedelta(days=30)


class TooLate(Refusal):
    code = "merge_too_old"
    message = _(
        "Merged more than 30 days ago. Put an older version back instead, and add the other entry anew."
    )


class ChangedSince(Refusal):
    code = "merged_entry_changed"
    message = _(
        "The entry was changed after the merge, and undoing it would lose that. Put an older version back instead."
    )


class IsUndone(Refusal):
    code = "merge_is_undone"
    message = _("That was undone before.")


@verb
def undo_merge(*, merge_id: int, actor: User, now: datetime) -> AtlasEntry:
    """The two are two again, each as it was; what was moved goes back, what was added since stays with the winner.
    Whole or not at all. Answers the one that is there again.

    Raises Http404, `IsUndone`, `TooLate`, `ChangedSince`.
    """
    merge = Merge.objects.select_for_update().filter(pk=merge_id).first()
    if merge is None:
        raise Http404
    moved = merge.moved
    rows = Partner.objects.filter(pk__in=moved["partners"])
    gone = [row["entry_id"] for row in moved["partners_gone"]]
    along = Q(pk__in=[*moved["merged"], *gone]) | Q(partners__in=rows)
    found = held_together(numbers=(merge.winner_id, merge.loser_id), also=along)
    winner, loser = found[merge.winner_id], found[merge.loser_id]
    _demand(merge, winner, loser, actor, now)
    _is_there_again(loser)
    _partners_back(moved, winner, loser)
    turn_back(turned=moved["rows"], loser=loser, winner=winner)
    agree_again(numbers=moved.get("declined", []), actor=actor, now=now)
    winner_was, content = _contents(merge)
    _as_before(winner, winner_was, actor, now, note=loser.name)
    loser.hub_id, loser.organisation_id = content["hub_id"], content["organisation_id"]
    loser.save(update_fields=["hub", "organisation"])
    keep_version(entry=loser, why=Why.UNMERGED, actor=actor, now=now, note=winner.name)
    for each in (found[pk] for pk in moved["merged"] if found[pk].merged_into_id == winner.pk):
        each.merged_into = loser
        each.save(update_fields=["merged_into"])
    others = [each for pk, each in found.items() if pk not in (loser.pk, winner.pk)]
    keep_each(entries=others, why=Why.UNMERGED, actor=actor, now=now, note=f"{loser.name}, {winner.name}")
    merge.undone_at = now
    merge.save(update_fields=["undone_at"])
    return loser


def _demand(merge: Merge, winner: AtlasEntry, loser: AtlasEntry, actor: User, now: datetime) -> None:
    if not maps(actor, winner.region_id) or not maps(actor, loser.region_id):
        raise Http404
    if merge.undone_at:
        raise IsUndone()
    if now > merge.at + AS_LONG_AS:
        raise TooLate()
    if winner.version != merge.winner_became or winner.merged_into_id:
        raise ChangedSince()


def _contents(merge: Merge) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the winner and the loser were."""
    both = Q(entry=merge.winner_id, number=merge.winner_was) | Q(entry=merge.loser_id, number=merge.loser_was)
    kept = {each.entry_id: each.content for each in EntryVersion.objects.filter(both)}
    return kept[merge.winner_id], kept[merge.loser_id]


@step
def _is_there_again(loser: AtlasEntry) -> None:
    """Before the winner is written: it may have been a partner of it."""
    loser.merged_into = None
    loser.save(update_fields=["merged_into"])


@step
def _partners_back(moved: dict[str, Any], winner: AtlasEntry, loser: AtlasEntry) -> None:
    """Rows that an entry has written anew since are its own now, and stay."""
    Partner.objects.filter(pk__in=moved["partners"], partner=winner).update(partner=loser)
    for row in moved["partners_gone"]:
        if not Partner.objects.filter(entry=row["entry_id"], partner=loser).exists():
            Partner.objects.create(**row)


@step
def _as_before(winner: AtlasEntry, content: dict[str, Any], actor: User, now: datetime, *, note: str) -> None:
    winner.stage, winner.organisation_id = content["stage"], content["organisation_id"]
    checked = content["verified_on"]
    winner.verified_on = date.fromisoformat(checked) if checked else None
    winner.verified_by_id = content["verified_by_id"]
    written(facts=facts_of(content, winner), entry=winner, actor=actor, now=now, why=Why.UNMERGED, note=note)
