from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from funding.actions.make_pledge import WasOpen
from funding.models import HourPledge
from funding.permissions import demand, sets_rates_of
from funding.rules.time import local_day
from hub.kit.audit import Actor, record
from hub.kit.errors import Refusal
from hub.kit.transactions import verb


class HasEnded(Refusal):
    code = "has_ended"
    message = _("Its last day is set already: %(ends_on)s.")


class NotBegunBefore(Refusal):
    code = "not_begun_before"
    message = _("It begins on %(starts_on)s, so it cannot end before.")


@verb
def end_pledge(*, pledge: HourPledge, ends_on: date, actor: Actor, now: datetime) -> HourPledge:
    """The last day on which a facility is opened in kind, today at the earliest. What is reserved stays, on later days
    too; nothing more is taken for these.

    For the hub's managers. Raises `HasEnded`, `WasOpen`, `NotBegunBefore`, `Forbidden`.
    """
    hub = pledge.facility.hub
    demand(sets_rates_of, actor, hub)
    # Whoever reserves hours of it holds this row too.
    held = HourPledge.objects.select_for_update(no_key=True).get(pk=pledge.pk)
    if held.ends_on is not None:
        raise HasEnded(ends_on=held.ends_on)
    if ends_on < local_day(now, hub.zone):
        raise WasOpen()
    if ends_on < held.starts_on:
        raise NotBegunBefore(starts_on=held.starts_on)
    held.ends_on, held.ended_at = ends_on, now
    held.save(update_fields=["ends_on", "ended_at"])
    record(
        action="funding.end_pledge",
        about=held.ref,
        actor=actor,
        now=now,
        organisation_id=held.giver_id,
        hub_id=hub.pk,
        facts={"ends_on": ends_on.isoformat()},
    )
    return held
