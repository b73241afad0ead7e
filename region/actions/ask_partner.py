import re
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from hub.kit.errors import Refusal
from hub.kit.transactions import verb
from members.models import Organisation, User
from region.actions._pilots import (
    ASKED,
    MOST_BESIDE,
    PilotIsOver,
    TooMuchBeside,
    held_to_write,
    noted_of,
    tell_owners,
)
from region.models import AtlasEntry, Pilot, PilotPartner, Standing
from region.rules.pilots import PartnerWish

__all__ = ["MoreThanOne", "PartnerIsThere", "PilotIsOver", "TooMuchBeside", "ask_partner"]

KVK = re.compile(r"[0-9]{8}")


class PartnerIsThere(Refusal):
    code = "partner_is_there"
    message = _("%(who)s takes part already, or was asked.")


class MoreThanOne(Refusal):
    code = "more_than_one"
    status = 400
    message = _("More than one organisation here is called %(who)s. Give the KvK number instead.")


@verb
def ask_partner(*, slug: str, wish: PartnerWish, actor: User, now: datetime) -> PilotPartner:
    """Add who takes part. An organisation of this site is asked by mail and not named before it agrees; an entry of
    the atlas, and who is neither, are named as the writer says.

    Raises `PartnerIsThere`, `MoreThanOne`, `TooMuchBeside`, `PilotIsOver`; `Forbidden` and Http404 as `change_pilot`.
    """
    pilot = held_to_write(slug, actor)
    if pilot.partners.count() >= MOST_BESIDE:
        raise TooMuchBeside(most=MOST_BESIDE)
    who = " ".join(wish.who.split())
    organisation = _organisation(who)
    entry = None if organisation else AtlasEntry.objects.public().filter(name__iexact=who).first()
    _demand_new(pilot, who, organisation, entry)
    partner = PilotPartner.objects.create(
        pilot=pilot,
        organisation=organisation,
        entry=entry,
        name="" if organisation or entry else who,
        sector=wish.sector,
        role_nl=wish.role_nl,
        role_en=wish.role_en,
        standing=Standing.ASKED if organisation else Standing.IN,
        added_at=now,
    )
    noted_of(pilot, "ask_partner", actor, now, partner=partner.pk, asked=bool(organisation))
    if organisation:
        tell_owners(kind=ASKED, pilot=pilot, organisation=organisation, now=now)
    return partner


def _organisation(who: str) -> Organisation | None:
    known = Organisation.objects.known()
    by = {"kvk_number": who} if KVK.fullmatch(who) else {"name__iexact": who}
    found = list(known.filter(**by)[:2])
    if len(found) > 1:
        raise MoreThanOne(who=who)
    return found[0] if found else None


def _demand_new(pilot: Pilot, who: str, organisation: Organisation | None, entry: AtlasEntry | None) -> None:
    if organisation:
        there = pilot.partners.filter(
            organisation=organisation, standing__in=[Standing.ASKED, Standing.IN]
        ).exists()
        there = there or organisation.pk == pilot.owner_id
    elif entry:
        there = pilot.partners.filter(entry=entry).exists()
    else:
        there = pilot.partners.filter(name__iexact=who).exists()
    if there:
        raise PartnerIsThere(who=who)
