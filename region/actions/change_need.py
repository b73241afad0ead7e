from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from bookings.actions._part_of import demand_part
from hub.kit.errors import Refusal
from hub.kit.transactions import verb
from members.models import User
from region.access_to_needs import demand_member
from region.actions._needs import NeedOver, held_need, note
from region.actions.post_need import demand_days, write
from region.models import Need, NeedState, OfferState
from region.rules.needs import NeedFacts


class NeedChanged(Refusal):
    code = "need_changed"
    message = _("Somebody else changed this while you wrote. Look at what it says now, and try again.")


class OffersWait(Refusal):
    code = "offers_wait"
    message = _(
        "Hubs have answered what it says now. Answer their offers first, or withdraw it and post it anew."
    )


@verb
def change_need(*, uuid: UUID, at_version: int, facts: NeedFacts, actor: User, now: datetime) -> Need:
    """Say it otherwise, by any member of its organisation, as long as nobody's offer waits: an offer answers what it
    said then. `at_version` is what the writer saw.

    Raises `NeedOver`, `NeedChanged`, `OffersWait`, `DaysDoNotFit`, `NotPartOf`; Http404 for a stranger.
    """
    need = held_need(uuid)
    demand_member(actor, need.organisation_id)
    if need.state != NeedState.OPEN:
        raise NeedOver(need.state)
    if need.version != at_version:
        raise NeedChanged()
    if need.offers.filter(state=OfferState.OPEN, valid_until__gt=now).exists():
        raise OffersWait()
    demand_days(facts, now)
    if facts.part_of != (need.part_of or None):
        demand_part(facts.part_of, need.organisation_id)
    write(need, facts, now)
    need.version += 1
    need.save()
    need.themes.set(facts.theme_ids)
    note(need=need, action="change_need", actor=actor, now=now)
    return need
