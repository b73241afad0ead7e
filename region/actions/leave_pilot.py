from datetime import datetime

from django.utils.translation import gettext_lazy as _

from hub.kit.errors import Refusal
from hub.kit.transactions import verb
from members.models import User
from region.actions._pilots import held_asked, noted_of
from region.models import Pilot, Standing
from region.permissions_of_pilots import speaks_for_organisation

__all__ = ["NotOfIt", "leave_pilot"]


class NotOfIt(Refusal):
    code = "not_of_it"
    message = _("Your organisation is no partner of this pilot. Whose pilot it is ends it.")


@verb
def leave_pilot(*, slug: str, organisation_id: int, actor: User, now: datetime) -> Pilot:
    """A partner takes part no more; its bookings stay where they are.

    Raises `NotOfIt`; `Forbidden` for a member who only reads along, Http404 for a stranger.
    """
    speaks_for_organisation(actor, organisation_id)
    pilot = held_asked(slug, organisation_id, actor)
    partner = pilot.partners.filter(organisation=organisation_id, standing=Standing.IN).first()
    if partner is None:
        raise NotOfIt()
    partner.standing, partner.left_at = Standing.LEFT, now
    partner.save(update_fields=["standing", "left_at"])
    noted_of(pilot, "leave", actor, now, organisation_id=organisation_id, partner=partner.pk)
    return pilot
