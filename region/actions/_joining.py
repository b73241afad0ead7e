"""Steps that merging and its undoing share: who takes part, held in one order; and partners that become another."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q

from hub.kit.audit import Actor
from hub.kit.transactions import step
from region.actions._entries import keep_version
from region.models import AtlasEntry, Partner, Why

ROW = ("entry_id", "partner_id", "name", "sector", "role_nl", "role_en", "since", "source")


@step
def held_together(*, numbers: Iterable[int], also: Q) -> dict[int, AtlasEntry]:
    """These entries and others, each held until the transaction ends, in the order of their numbers: so no two merges
    wait for each other in a circle. `also` is asked first, without holding anything; a caller looks at versions."""
    wanted = {*numbers, *AtlasEntry.objects.filter(also).values_list("pk", flat=True)}
    rows = AtlasEntry.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk")
    return {entry.pk: entry for entry in rows}


def touched_by(loser_id: int) -> Q:
    """Entries that became part of this one before, and those that name it as a partner."""
    return Q(merged_into=loser_id) | Q(partners__partner=loser_id)


@step
def partners_turned(*, loser: AtlasEntry, winner: AtlasEntry) -> tuple[list[int], list[dict[str, Any]]]:
    """Who names the loser as a partner names the winner. Comes back: the rows that were turned, and those that went
    since the winner stood there too (or is itself the one)."""
    turned: list[int] = []
    gone: list[dict[str, Any]] = []
    named = Partner.objects.filter(partner=loser).exclude(entry__in=[loser, winner]).order_by("pk")
    already = set(Partner.objects.filter(partner=winner).values_list("entry_id", flat=True))
    for row in named:
        if row.entry_id in already:
            gone.append({name: getattr(row, name) for name in ROW})
            row.delete()
        else:
            turned.append(row.pk)
    Partner.objects.filter(pk__in=turned).update(partner=winner)
    return turned, gone


@step
def keep_each(*, entries: Iterable[AtlasEntry], why: Why, actor: Actor, now: datetime, note: str) -> None:
    """A version of each of those that changed along."""
    for entry in entries:
        keep_version(entry=entry, why=why, actor=actor, now=now, note=note[:300])
