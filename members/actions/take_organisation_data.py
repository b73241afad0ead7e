from datetime import datetime
from typing import Any

from hub.kit.audit import record
from hub.kit.errors import Forbidden
from hub.kit.transactions import verb
from members.models import Organisation
from members.models.belonging import told_of
from members.permissions import Person, administers


@verb
def take_organisation_data(*, organisation: Organisation, actor: Person, now: datetime) -> dict[str, Any]:
    """All that the site keeps of an organisation, by room, in plain values; it is written down that it was taken. For
    its owners. Raises `Forbidden`."""
    if not administers(actor, organisation):
        raise Forbidden()
    record(
        action="members.take_organisation_data",
        about=organisation.ref,
        actor=actor,
        now=now,
        organisation_id=organisation.pk,
    )
    return told_of(organisation)
