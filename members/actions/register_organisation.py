from datetime import datetime

from django.db import IntegrityError

from hub.kit.audit import record
from hub.kit.errors import Forbidden
from hub.kit.transactions import savepoint, verb, violated
from members.actions._details import KvkTaken, checked
from members.models import Membership, Organisation, Post
from members.permissions import Person
from members.rules.details import Details


@verb
def register_organisation(*, details: Details, actor: Person, now: datetime) -> Organisation:
    """Any person with an account may register an organisation, and becomes its owner.

    A KvK or btw number is not demanded, but must be right where it is given. Raises the refusals of `_details`
    (`BadKvkNumber`, `BadVatNumber`, `CitizenNumber`, `KvkTaken`, `NameNeeded`, `KindUnknown`) and `Forbidden`.
    """
    if not actor.is_authenticated or not actor.is_active:
        raise Forbidden
    details = checked(details)
    organisation = Organisation(
        name=details.name,
        kind=details.kind,
        kvk_number=details.kvk_number,
        vat_number=details.vat_number,
        municipality_id=details.municipality_id,
        street=details.street,
        postcode=details.postcode,
        billing_email=details.billing_email,
        created_at=now,
    )
    try:
        with savepoint():
            organisation.save(force_insert=True)
    except IntegrityError as error:
        if violated(error) == "organisation_one_per_kvk":
            raise KvkTaken from None
        raise
    organisation.disciplines.set(details.discipline_ids)
    Membership.objects.create(person_id=actor.pk, organisation=organisation, post=Post.OWNER, since=now)
    record(
        action="members.register_organisation",
        about=organisation.ref,
        actor=actor,
        now=now,
        organisation_id=organisation.pk,
        facts={"kind": organisation.kind},
    )
    return organisation
