from typing import Any

from facilities.models.inductions import InductionGrant
from members.models import User

GRANT = ("induction__name_nl", "induction__hub__name", "given_at", "valid_from", "valid_until", "reason")


def told(person: User) -> dict[str, Any]:
    """Somebody's inductions, for the file that they take along."""
    held = InductionGrant.objects.filter(person=person).order_by("given_at", "pk")
    return {"inductions": list(held.values(*GRANT, "withdrawn_at", "withdrawn_why"))}
