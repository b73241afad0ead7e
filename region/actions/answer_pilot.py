from datetime import datetime

from django.utils.translation import gettext_lazy as _

from hub.kit.errors import Refusal
from hub.kit.transactions import verb
from members.models import User
from region.actions._pilots import held_asked, noted_of
from region.models import Pilot, Standing
from region.permissions_of_pilots import speaks_for_organisation

__all__ = ["NothingToAnswer", "answer_pilot"]


class NothingToAnswer(Refusal):
    code = "nothing_to_answer"
    message = _("Your organisation is not asked to take part in this pilot, or it has answered.")


@verb
def answer_pilot(*, slug: str, yes: bool, organisation_id: int, actor: User, now: datetime) -> Pilot:
    """An organisation says yes or no to taking part, and may say yes after its no while the pilot is not over; or to a
    pilot that the quartermaster wrote down for it: by its yes everybody sees it, by its no it is gone.

    Raises `NothingToAnswer`; `Forbidden` for a member who only reads along, Http404 for a stranger.
    """
    speaks_for_organisation(actor, organisation_id)
    pilot = held_asked(slug, organisation_id, actor)
    if pilot.owner_id == organisation_id and pilot.owner_agreed_at is None:
        _as_owner(pilot, yes, actor, now)
        return pilot
    answers = [Standing.ASKED, Standing.DECLINED] if yes and pilot.is_open else [Standing.ASKED]
    partner = pilot.partners.filter(organisation=organisation_id, standing__in=answers).first()
    if partner is None:
        raise NothingToAnswer()
    partner.standing = Standing.IN if yes else Standing.DECLINED
    partner.agreed_at = now if yes else None
    partner.save(update_fields=["standing", "agreed_at"])
    what = "join" if yes else "decline"
    noted_of(pilot, what, actor, now, organisation_id=organisation_id, partner=partner.pk)
    return pilot


def _as_owner(pilot: Pilot, yes: bool, actor: User, now: datetime) -> None:
    noted_of(pilot, "accept" if yes else "refuse", actor, now)
    if yes:
        pilot.owner_agreed_at = now
        pilot.save(update_fields=["owner_agreed_at"])
    else:
        # Nobody but its writer and its owner saw it, and nothing is under it.
        pilot.delete()
