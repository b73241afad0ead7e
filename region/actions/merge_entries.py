from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from hub.kit.errors import Forbidden, Refusal
from hub.kit.transactions import step, verb
from members.models import User
from region.actions._claiming import give_way
from region.actions._entries import demand_version, keep_version, region_of, written
from region.actions._joining import held_together, keep_each, partners_turned, touched_by
from region.actions._moving import demand_ready
from region.actions._pointing import turn
from region.models import AtlasEntry, Merge, Why
from region.models.restoring import facts_of
from region.models.snapshots import snapshot
from region.permissions import maps
from region.rules.facts import EntryFacts
from region.rules.joining import further, joined


class MergedMeanwhile(Refusal):
    code = "entry_merged_meanwhile"
    message = _("Somebody else merged %(name)s just now. Look at what there is, and merge again if need be.")


class WithItself(Refusal):
    code = "merged_with_itself"
    status = 400
    message = _("That is one and the same entry.")


@verb
def merge_entries(
    *,
    winner_id: int,
    loser_id: int,
    at_versions: tuple[int, int],
    from_loser: Iterable[str],
    actor: User,
    now: datetime,
) -> Merge:
    """Two entries are one: the loser's address leads to the winner, and what pointed at the one points at the other.
    `from_loser` names what is taken from the loser (`region.rules.joining.CHOICES`, and `organisation`); what only one
    of them says is kept anyway, and how far one is is the further of the two. Undone by `undo_merge`.

    Raises Http404 where the actor does not look after both, `WithItself`, `MergedMeanwhile`, `EntryChanged`,
    `NotReady`, `Forbidden` for taking a place in a region of somebody else.
    """
    if winner_id == loser_id:
        raise WithItself()
    found = held_together(numbers=(winner_id, loser_id), also=touched_by(loser_id))
    winner, loser = _both(found, (winner_id, loser_id), at_versions, actor)
    was, spoke = (winner.version, loser.version), winner.organisation_id
    facts = _joined(winner, loser, set(from_loser), actor)
    # Before the claims of the loser are turned: one organisation speaks for an entry.
    declined = give_way(entry=winner, before=spoke, actor=actor, now=now)
    moved = {**_give_up(loser, winner, found, actor, now), "declined": declined}
    written(facts=facts, entry=winner, actor=actor, now=now, why=Why.MERGED, note=loser.name)
    if winner.is_public:
        demand_ready(winner)
    return Merge.objects.create(
        loser=loser,
        winner=winner,
        loser_was=was[1],
        winner_was=was[0],
        winner_became=winner.version,
        moved=moved,
        by=actor,
        at=now,
    )


def _both(
    found: dict[int, AtlasEntry], pair: tuple[int, int], at_versions: tuple[int, int], actor: User
) -> list[AtlasEntry]:
    if not all(pk in found and maps(actor, found[pk].region_id) for pk in pair):
        raise Http404
    both = [found[pk] for pk in pair]
    for entry, at_version in zip(both, at_versions, strict=True):
        if entry.merged_into_id:
            raise MergedMeanwhile(name=entry.name)
        demand_version(entry, at_version)
    return both


def _joined(winner: AtlasEntry, loser: AtlasEntry, chosen: set[str], actor: User) -> EntryFacts:
    """What the winner will say. Who claimed it, and how far one is with it, is put on its row at once."""
    facts = joined(
        facts_of(snapshot(winner), winner),
        facts_of(snapshot(loser), loser),
        from_loser=chosen,
        both=(winner.pk, loser.pk),
    )
    if not maps(actor, region_of(facts)):
        raise Forbidden()
    if loser.organisation_id and ("organisation" in chosen or not winner.organisation_id):
        winner.organisation_id = loser.organisation_id
    if further(loser.stage, winner.stage):
        winner.stage, winner.verified_on = loser.stage, loser.verified_on
        winner.verified_by_id = loser.verified_by_id
    return facts


@step
def _give_up(
    loser: AtlasEntry, winner: AtlasEntry, found: dict[int, AtlasEntry], actor: User, now: datetime
) -> dict[str, Any]:
    """The loser leads to the winner, and so does all that led to the loser. Answers what was moved."""
    before = [each for each in found.values() if each.merged_into_id == loser.pk]
    for each in before:
        each.merged_into = winner
        each.save(update_fields=["merged_into"])
    loser.merged_into, loser.hub = winner, None
    loser.organisation = None
    loser.save(update_fields=["merged_into", "hub", "organisation"])
    turned, gone = partners_turned(loser=loser, winner=winner)
    keep_version(entry=loser, why=Why.MERGED, actor=actor, now=now, note=winner.name)
    others = [each for pk, each in found.items() if pk not in (loser.pk, winner.pk)]
    keep_each(entries=others, why=Why.MERGED, actor=actor, now=now, note=f"{loser.name}, {winner.name}")
    return {
        "rows": turn(loser=loser, winner=winner),
        "partners": turned,
        "partners_gone": gone,
        "merged": [each.pk for each in before],
    }
