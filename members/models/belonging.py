"""What each room keeps of an organisation: told to its owners when they take it along.

The rooms above are not known here. Settings name who answers (`hub.belonging.BELONGING`).
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from members.models.invitations import Invitation
from members.models.organisations import Membership, Organisation

Tell = Callable[[Organisation], Mapping[str, Any]]


def told_of(organisation: Organisation) -> dict[str, dict[str, Any]]:
    """All of it by room, in plain values: as many statements however much there is."""
    found: Mapping[str, Tell] = import_string(settings.BELONGING)
    return {room: dict(tell(organisation)) for room, tell in found.items()}


def told(organisation: Organisation) -> dict[str, Any]:
    """What this room keeps: itself, who is of it, and who was invited."""
    people = Membership.objects.filter(organisation=organisation).order_by("since", "pk")
    invited = Invitation.objects.filter(organisation=organisation).order_by("invited_at", "pk")
    return {
        "details": {
            "number": str(organisation.uuid),
            "name": organisation.name,
            "kind": organisation.kind,
            "kvk_number": organisation.kvk_number,
            "vat_number": organisation.vat_number,
            "street": organisation.street,
            "postcode": organisation.postcode,
            "seat": organisation.municipality.name,
            "billing_email": organisation.billing_email,
            "disciplines": [each.name for each in organisation.disciplines.all()],
            "since": organisation.created_at,
        },
        "people": list(people.values("person__name", "person__email", "post", "since")),
        "invitations": list(invited.values("email", "post", "invited_at", "accepted_at", "revoked_at")),
    }
