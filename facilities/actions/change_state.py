from datetime import datetime

from django.utils.translation import gettext_lazy as _

from facilities.actions._projection import lock_hubs, project
from facilities.models import Facility, FacilityState
from facilities.models.parts import in_service
from facilities.permissions import demand_manager
from hub.kit.audit import Actor, record
from hub.kit.errors import Refusal
from hub.kit.transactions import verb


class NothingToBook(Refusal):
    code = "nothing_to_book"
    message = _("%(facility)s has no unit in service yet. Add one first: the room itself is one too.")


class NotADraftAgain(Refusal):
    code = "not_a_draft_again"
    message = _(
        "%(facility)s was shown already. Retire it instead: it disappears from the site, its bookings stay."
    )


@verb
def change_state(*, facility: Facility, to: FacilityState | str, actor: Actor, now: datetime) -> Facility:
    """Show a facility to everybody (`live`), or take it off the site (`retired`), from where it may come back.

    Its bookings stay what they are. Raises `Forbidden`, `NothingToBook`, `NotADraftAgain`.
    """
    demand_manager(actor, facility.hub)
    lock_hubs([facility.hub_id], now)
    fresh = Facility.objects.select_related("hub").get(pk=facility.pk)
    before, to = fresh.state, FacilityState(to)
    if before == to:
        return fresh
    if to == FacilityState.DRAFT:
        raise NotADraftAgain(facility=fresh.name)
    if to == FacilityState.LIVE and not in_service([fresh.pk])[fresh.pk]:
        raise NothingToBook(facility=fresh.name)
    fresh.state = to
    fresh.save(update_fields=["state"])
    project(hub_ids=[fresh.hub_id], now=now)
    record(
        action="facilities.change_state",
        about=fresh.ref,
        actor=actor,
        now=now,
        hub_id=fresh.hub_id,
        facts={"before": before, "after": to},
    )
    return fresh
