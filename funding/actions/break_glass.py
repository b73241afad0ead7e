from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from funding.actions._owners import tell_owners
from funding.models import BandDeclaration, BrokenGlass
from funding.permissions import pays
from hub.kit.audit import record
from hub.kit.errors import Forbidden, Refusal
from hub.kit.transactions import verb
from members.actions.grant_role import PayerNoReviewer
from members.permissions import Person, is_site_admin

OPEN_FOR = timedelta(hours=1)
SHORTEST, LONGEST = 20, 2_000


class GlassNeedsReason(Refusal):
    code = "glass_needs_reason"
    status = 400
    message = _("Say why you must see this, in %(least)s to %(most)s characters. The organisation reads it.")


@verb
def break_glass(*, declaration: BandDeclaration, reason: str, actor: Person, now: datetime) -> BrokenGlass:
    """A site administrator lets themselves in to the evidence of one declaration, for an hour. The owners are told at
    once, with the reason. Never for who is of a payer. Raises `GlassNeedsReason`, `PayerNoReviewer`, `Forbidden`."""
    if not is_site_admin(actor):
        raise Forbidden
    if pays(actor):
        raise PayerNoReviewer
    reason = reason.strip()
    if not SHORTEST <= len(reason) <= LONGEST:
        raise GlassNeedsReason(least=SHORTEST, most=LONGEST)
    glass = BrokenGlass.objects.create(
        declaration=declaration, person_id=actor.pk or 0, reason=reason, at=now, until=now + OPEN_FOR
    )
    record(
        action="funding.break_glass",
        about=declaration.ref,
        actor=actor,
        now=now,
        organisation_id=declaration.organisation_id,
        reason=reason,
        facts={"until": glass.until.isoformat()},
    )
    tell_owners(kind="declaration.glass", declaration=declaration, key=f"{glass.pk}", now=now, glass=glass.pk)
    return glass
