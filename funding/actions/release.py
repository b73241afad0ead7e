from datetime import datetime

from django.db.models import Q

from funding.actions._held import held, moved, put
from funding.actions._hours import NO_HOURS, held_hours, write_for
from funding.actions._ledger import post
from funding.models import Allocation, AllocationState, Entry, EntryKind, HourEntryKind
from hub.kit.audit import Actor
from hub.kit.refs import Ref
from hub.kit.transactions import step


@step
def release(*, about: Ref, now: datetime, actor: Actor) -> list[Allocation]:
    """Give back what is still reserved for something: to the funds, to what caps count by, and hours to their pledges.

    What was settled stays settled. Returns what was released; nothing when there is nothing left (so twice is once).
    """
    ours = held(about=about, which=Q(state=AllocationState.RESERVED))
    hours = held_hours(about) if ours.of_hub else NO_HOURS
    cents = ours.by_fund
    if cents:
        amounts = moved(ours.funds, reserved={id_: -each for id_, each in cents.items()}, free=cents)
        key = f"release:{about}"
        post(
            kind=EntryKind.RELEASE, about=about, key=key, amounts=amounts, now=now, reverses=_reserved(about)
        )
    put(ours.rows, AllocationState.RELEASED, now)
    write_for(HourEntryKind.RELEASE, about, hours, now)
    return ours.rows


def _reserved(about: Ref) -> Entry | None:
    """The entry that is reversed; none where changes made more than one of it."""
    entries = Entry.objects.filter(about=about)
    if entries.filter(kind=EntryKind.CHANGE).exists():
        return None
    return entries.get(kind=EntryKind.RESERVE)
