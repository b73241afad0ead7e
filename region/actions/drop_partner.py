from datetime import datetime

from django.http import Http404

from hub.kit.transactions import verb
from members.models import User
from region.actions._pilots import PilotIsOver, held_to_write, noted_of
from region.models import Standing

__all__ = ["PilotIsOver", "drop_partner"]


@verb
def drop_partner(*, slug: str, partner_id: int, actor: User, now: datetime) -> None:
    """Take a partner away. That an organisation took part for a while, or was asked, stays known to who looks after the
    pilot.

    Raises `PilotIsOver`; `Forbidden` and Http404 as `change_pilot`, Http404 also for who is no partner (any more).
    """
    pilot = held_to_write(slug, actor)
    partner = pilot.partners.filter(pk=partner_id, standing__in=[Standing.ASKED, Standing.IN]).first()
    if partner is None:
        raise Http404
    noted_of(pilot, "drop_partner", actor, now, partner=partner.pk, standing=partner.standing)
    if partner.standing == Standing.ASKED:
        partner.standing = Standing.WITHDRAWN
        partner.save(update_fields=["standing"])
    elif partner.agreed_at:
        partner.standing, partner.left_at = Standing.LEFT, now
        partner.save(update_fields=["standing", "left_at"])
    else:
        partner.delete()
