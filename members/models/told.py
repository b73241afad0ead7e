"""What this room, and the trail of changes, keep about a person: for the file that they take along."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from hub.kit.models import AuditRow
from members.models.grants import Grant
from members.models.invitations import Invitation
from members.models.organisations import Membership
from members.models.people import User


def told(person: User) -> dict[str, Any]:
    """Secrets, such as a password's hash, are not among it."""
    return {
        "account": {
            "number": person.pk,
            "name": person.name,
            "email": person.email,
            "language": person.language,
            "since": person.date_joined,
            "last_signed_in": person.last_login,
        },
        "addresses": _rows(EmailAddress.objects.filter(user=person), "email", "verified", "primary"),
        "second_factors": _rows(
            Authenticator.objects.filter(user=person), "type", "created_at", "last_used_at"
        ),
        "signed_in_at": _rows(
            UserSession.objects.filter(user=person), "ip", "user_agent", "created_at", "last_seen_at"
        ),
        "memberships": _rows(Membership.objects.filter(person=person), "organisation__name", "post", "since"),
        "roles": [
            {"role": each.role, "scope": str(each.scope), "from": each.granted_at, "until": each.revoked_at}
            for each in Grant.objects.filter(person=person).order_by("pk")
        ],
        "invitations": _rows(
            Invitation.objects.filter(email__iexact=person.email),
            *("organisation__name", "post", "invited_at", "accepted_at", "revoked_at"),
        ),
        "done": [
            {"at": each.at, "action": each.action, "about": str(each.about)}
            for each in AuditRow.objects.filter(actor_id=person.pk).order_by("at", "pk").iterator()
        ],
    }


def _rows(found: Any, *names: str) -> list[dict[str, Any]]:
    return list(found.order_by("pk").values(*names))
