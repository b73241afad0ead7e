import re
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from funding.models import AidDeclaration
from funding.models.aiding import next_year
from funding.permissions import demand
from hub.kit.audit import Actor, record
from hub.kit.errors import Refusal
from hub.kit.locks import LockKind, lock
from hub.kit.transactions import verb
from members.models import Organisation
from members.permissions import administers

# Of NACE: a division, group or class, such as 90, 90.0 or 59.20.
SECTOR = re.compile(r"[0-9]{2}(\.[0-9]{1,2})?")


class NoSuchSector(Refusal):
    code = "no_such_sector"
    status = 400
    message = _("Give the sector as two digits, or with a point and one or two more: 90, 59.20.")


@verb
def declare_aid(
    *,
    organisation: Organisation,
    other_cents: int,
    undertaking: str,
    sector: str,
    actor: Actor,
    now: datetime,
) -> AidDeclaration:
    """What an organisation, with who belongs to the same undertaking, had of de minimis aid elsewhere in the last three
    years. It counts for a year and takes the place of the one before.

    For the organisation's owners. Raises `NoSuchSector`, `Forbidden`.
    """
    demand(administers, actor, organisation)
    if not SECTOR.fullmatch(sector):
        raise NoSuchSector()
    # Bookings of this organisation wait: what it may still be granted is counted under the same key.
    lock([(LockKind.ORGANISATION, organisation.pk)])
    AidDeclaration.objects.filter(organisation=organisation, replaced=False).update(replaced=True)
    declaration = AidDeclaration.objects.create(
        organisation=organisation,
        declared_by_id=actor.pk,
        declared_at=now,
        other_cents=other_cents,
        undertaking=undertaking.strip(),
        sector=sector,
        valid_until=next_year(now),
    )
    record(
        action="funding.declare_aid",
        about=declaration.ref,
        actor=actor,
        now=now,
        organisation_id=organisation.pk,
        facts={"sector": sector, "valid_until": declaration.valid_until.isoformat()},
    )
    return declaration
