import re
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from hub.kit.errors import Refusal
from hub.kit.transactions import step, verb
from members.models import Organisation, User
from region.actions._asking import AskedTooOften, NotAgreedYet, demand_agreed, held_to_ask, mail_is_due
from region.actions._pilots import (
    ASKED,
    MOST_BESIDE,
    PilotIsOver,
    TooMuchBeside,
    noted_of,
    tell_owners,
)
from region.models import AtlasEntry, Pilot, PilotPartner, Standing
from region.rules.pilots import PartnerWish

__all__ = [
    "AskedPartner",
    "AskedTooOften",
    "MoreThanOne",
    "NotAgreedYet",
    "PartnerIsThere",
    "PilotIsOver",
    "SaidNo",
    "TooMuchBeside",
    "ask_partner",
]

KVK = re.compile(r"[0-9]{8}")


class PartnerIsThere(Refusal):
    code = "partner_is_there"
    message = _("%(who)s takes part already, or was asked.")


class SaidNo(Refusal):
    code = "said_no"
    message = _(
        "%(who)s said no to this pilot and is not asked again. It can still say yes itself, on the pilot's page."
    )


class MoreThanOne(Refusal):
    code = "more_than_one"
    status = 400
    message = _("More than one organisation here is called %(who)s. Give the KvK number instead.")


@dataclass(frozen=True, slots=True)
class AskedPartner:
    """`is_mailed`: a mail asks it now. It is not where nobody is to be asked, or where one was asked lately."""

    partner: PilotPartner
    is_mailed: bool = False


@verb
def ask_partner(*, slug: str, wish: PartnerWish, actor: User, now: datetime) -> AskedPartner:
    """Add who takes part. An organisation of this site is asked by mail, once in a while, and not named before it
    agrees; an entry of the atlas, and who is neither, are named as the writer says.

    Raises `PartnerIsThere`, `SaidNo`, `NotAgreedYet`, `AskedTooOften`, `MoreThanOne`, `TooMuchBeside`, `PilotIsOver`;
    `Forbidden` and Http404 as `change_pilot`.
    """
    pilot = held_to_ask(slug, actor)
    who = " ".join(wish.who.split())
    if organisation := _organisation(who):
        return _asked(pilot, organisation, wish, actor, now)
    entry = AtlasEntry.objects.public().filter(name__iexact=who).first()
    same = {"entry": entry} if entry else {"name__iexact": who}
    if pilot.partners.filter(**same).exists():
        raise PartnerIsThere(who=who)
    _demand_room(pilot)
    partner = PilotPartner(pilot=pilot, entry=entry, name="" if entry else who, standing=Standing.IN)
    _write(partner, wish, now)
    noted_of(pilot, "ask_partner", actor, now, partner=partner.pk, asked=False)
    return AskedPartner(partner)


@step
def _asked(
    pilot: Pilot, organisation: Organisation, wish: PartnerWish, actor: User, now: datetime
) -> AskedPartner:
    """Who was asked and taken away again is asked in the same row, so that it is known when it was."""
    demand_agreed(pilot)
    of_it = pilot.partners.filter(organisation=organisation).exclude(standing=Standing.LEFT)
    partner = of_it.first()
    if partner and partner.standing == Standing.DECLINED:
        raise SaidNo(who=organisation.name)
    if organisation.pk == pilot.owner_id or (partner and partner.standing != Standing.WITHDRAWN):
        raise PartnerIsThere(who=organisation.name)
    _demand_room(pilot)
    if partner is None:
        partner = PilotPartner(pilot=pilot, organisation=organisation)
    partner.standing = Standing.ASKED
    _write(partner, wish, now)
    is_mailed = mail_is_due(pilot, now, organisation=organisation)
    noted_of(pilot, "ask_partner", actor, now, partner=partner.pk, asked=True, mailed=is_mailed)
    if is_mailed:
        tell_owners(kind=ASKED, pilot=pilot, organisation=organisation, now=now)
    return AskedPartner(partner, is_mailed)


@step
def _write(partner: PilotPartner, wish: PartnerWish, now: datetime) -> None:
    partner.sector, partner.added_at = wish.sector, now
    partner.role_nl, partner.role_en = wish.role_nl, wish.role_en
    partner.save()


def _demand_room(pilot: Pilot) -> None:
    """Who was asked once, or took part, takes no room: that is kept and cannot be taken away."""
    if pilot.partners.filter(standing__in=[Standing.ASKED, Standing.IN]).count() >= MOST_BESIDE:
        raise TooMuchBeside(most=MOST_BESIDE)


def _organisation(who: str) -> Organisation | None:
    known = Organisation.objects.known()
    by = {"kvk_number": who} if KVK.fullmatch(who) else {"name__iexact": who}
    found = list(known.filter(**by)[:2])
    if len(found) > 1:
        raise MoreThanOne(who=who)
    return found[0] if found else None
