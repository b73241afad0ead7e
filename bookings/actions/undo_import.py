from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from schedule.models import Calendar

from bookings.actions._import_blocks import hold_blocks, lift_blocks
from bookings.models import Import, ImportOf, ImportState
from bookings.models.imports import last_written
from bookings.models.undoing import Obstacle, moved_blocks, obstacles
from facilities.actions._projection import lock_hubs
from facilities.actions._promises import hold_back
from facilities.models import Facility, Unit
from facilities.permissions import demand_manager
from funding.actions._cards import NewCard, write_card
from funding.models import RateCard, VatSetting
from funding.rules.surcharges import SurchargeFacts
from hub.kit.audit import Actor, record
from hub.kit.errors import Refusal
from hub.kit.transactions import step, verb


class NotTheLast(Refusal):
    code = "not_the_last"
    message = _("Only the last file that was taken over can be undone, and only once.")


class StandsInTheWay(Refusal):
    """Carries what does as `obstacles`."""

    code = "stands_in_the_way"
    message = _("What came with this file is used by now, so it cannot be undone. Nothing was changed.")

    def __init__(self, found: list[Obstacle]) -> None:
        self.obstacles = found
        super().__init__(kinds=sorted({each.kind for each in found}))


@verb
def undo_import(*, found: Import, actor: Actor, now: datetime) -> Import:
    """Take back everything that the hub's last file made and changed, as long as nothing depends on it: no booking, no
    block, nothing that somebody changed since. All or nothing.

    For the hub's managers. Raises `Forbidden`, `NotTheLast`, `StandsInTheWay`.
    """
    demand_manager(actor, found.hub)
    made = _hold(found, now)
    lock_hubs([found.hub_id], now)
    fresh = Import.objects.select_for_update(of=("self",), no_key=True).select_related("hub").get(pk=found.pk)
    last = last_written(fresh.hub)
    if fresh.state != ImportState.WRITTEN or last is None or last.pk != fresh.pk:
        raise NotTheLast()
    if fresh.of == ImportOf.CALENDAR:
        if moved := moved_blocks(made["blocks"]):
            raise StandsInTheWay(moved)
        lift_blocks(made, actor, now)
    else:
        _undo_facilities(made, fresh.hub_id, actor, now)
    fresh.state, fresh.undone_at, fresh.preview = ImportState.UNDONE, now, {}
    fresh.save(update_fields=["state", "undone_at", "preview"])
    record(action="bookings.undo_import", about=fresh.ref, actor=actor, now=now, hub_id=fresh.hub_id)
    return fresh


@step
def _hold(found: Import, now: datetime) -> dict[str, Any]:
    """Nobody books what it made from here on; what that is never changes once it is written. Keys of facilities come
    before the hub, as everywhere (docs/locking.md)."""
    made: dict[str, Any] = Import.objects.values_list("made", flat=True).get(pk=found.pk)
    if found.of == ImportOf.FACILITIES and made:
        kept = Unit.objects.filter(pk__in=made["units"]).values_list("facility", flat=True)
        hold_back({*made["facilities"], *kept})
    elif made:
        hold_blocks(made, now)
    return made


@step
def _undo_facilities(made: dict[str, Any], hub_id: int, actor: Actor, now: datetime) -> None:
    if found_now := obstacles(made):
        raise StandsInTheWay(found_now)
    _put_back(made, hub_id, actor, now)
    _take_away(made)


@step
def _put_back(made: dict[str, Any], hub_id: int, actor: Actor, now: datetime) -> None:
    """What was changed is what it was."""
    for each in made["changed"]:
        facility = Facility.objects.get(pk=each["id"])
        before = dict(each["before"])
        if "features" in before:
            facility.features.set(before.pop("features"))
        for name, value in before.items():
            setattr(facility, f"{name}_id" if name in ("kind", "provided_by") else name, value)
        facility.save()
    for each in made["changed_units"]:
        Unit.objects.filter(pk=each["id"]).update(**each["before"])
    for each in made.get("vats", ()):
        own = VatSetting.objects.filter(facility=each["facility"], valid_from=each["on"])
        if each["before"] is None:
            own.delete()
        else:
            rate_bp, reason = each["before"]
            own.update(rate_bp=rate_bp, exemption_reason=reason)
    for each in made["cards"]:
        card = RateCard.objects.get(facility=each["facility"], valid_from=each["on"])
        if each["before"] is None:
            card.delete()
            continue
        surcharges = [SurchargeFacts.from_json(one) for one in card.surcharges]
        as_before = NewCard(card.facility, card.valid_from, each["before"], surcharges)
        write_card(as_before, hub_id=hub_id, actor=actor, now=now)


@step
def _take_away(made: dict[str, Any]) -> None:
    Unit.objects.filter(pk__in=made["units"]).delete()
    calendars = list(Facility.objects.filter(pk__in=made["facilities"]).values_list("calendar", flat=True))
    Facility.objects.filter(pk__in=made["facilities"]).delete()
    Calendar.objects.filter(pk__in=calendars).delete()
