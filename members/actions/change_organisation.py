from datetime import datetime

from django.db import IntegrityError

from hub.kit.audit import record
from hub.kit.errors import Forbidden
from hub.kit.transactions import savepoint, verb, violated
from members.actions._details import KvkTaken, checked
from members.models import Organisation
from members.permissions import Person, administers
from members.rules.details import Details

COLUMNS = (
    "name",
    "kind",
    "kvk_number",
    "vat_number",
    "municipality_id",
    "street",
    "postcode",
    "billing_email",
)


@verb
def change_organisation(
    *, organisation: Organisation, details: Details, actor: Person, now: datetime
) -> Organisation:
    """An owner changes what the organisation says of itself; what was booked before keeps its price.

    Raises `Forbidden` for who is no owner, and the refusals of `_details`.
    """
    if not administers(actor, organisation):
        raise Forbidden
    details = checked(details)
    changed = [name for name in COLUMNS if getattr(organisation, name) != getattr(details, name)]
    try:
        with savepoint():
            Organisation.objects.filter(pk=organisation.pk).update(
                **{name: getattr(details, name) for name in COLUMNS}
            )
    except IntegrityError as error:
        if violated(error) == "organisation_one_per_kvk":
            raise KvkTaken from None
        raise
    organisation.disciplines.set(details.discipline_ids)
    record(
        action="members.change_organisation",
        about=organisation.ref,
        actor=actor,
        now=now,
        organisation_id=organisation.pk,
        facts={"changed": changed},
    )
    organisation.refresh_from_db()
    return organisation
