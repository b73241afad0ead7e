"""Sessions as Django keeps them, read together with whom they belong to: one statement where every page asked three.

allauth writes down whose session it is when somebody signs in. That only says whose row to read along; whether they are
signed in is decided by what the session itself holds (`signed_in`), and what is not plainly in order by Django.
"""

from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import auth
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends import db
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject

from hub.kit import clock
from hub.kit.sql import row
from members.models import User
from members.permissions import SECOND_FACTORS, powers_from

FIELDS = [field.attname for field in User._meta.concrete_fields]
READ = f"""
SELECT session.session_data,
    ARRAY(
        SELECT ARRAY[held.role::text, held.scope::text]
        FROM members_grant held WHERE held.person_id = person.id AND held.revoked_at IS NULL
    ),
    EXISTS (
        SELECT FROM {Authenticator._meta.db_table} shown
        WHERE shown.user_id = person.id AND shown.type = ANY(%(factors)s)
    ),
    {", ".join(f'person."{name}"' for name in FIELDS)}
FROM django_session session
LEFT JOIN usersessions_usersession whose ON whose.session_key = session.session_key
LEFT JOIN members_user person ON person.id = whose.user_id
WHERE session.session_key = %(key)s AND session.expire_date > %(now)s
"""
FACTORS = [str(factor.value) for factor in SECOND_FACTORS]


class SessionStore(db.SessionStore):
    # Whose session it is said to be, with their roles; None where nobody has said so.
    person: User | None = None

    def load(self) -> dict[str, Any]:
        found = row(READ, {"key": self.session_key, "now": clock.now(), "factors": FACTORS})
        if found is None:
            self._session_key = None
            return {}
        data, held, second, *person = found
        if person[0] is not None:
            self.person = User.from_db("default", FIELDS, person)
            self.person._powers = powers_from(self.person, held, second)  # type: ignore[attr-defined]
        decoded: dict[str, Any] = self.decode(data)
        return decoded


def signed_in(request: HttpRequest) -> User | AnonymousUser:
    """Who asks. The row that came with the session counts when the session names that person, and their password is
    still the one they signed in with."""
    session: Any = request.session
    said = session.get(auth.SESSION_KEY)
    person: User | None = getattr(session, "person", None)
    if (
        person is not None
        and said == str(person.pk)
        and person.is_active
        and session.get(auth.BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS
        and constant_time_compare(session.get(auth.HASH_SESSION_KEY) or "", person.get_session_auth_hash())
    ):
        return person
    found: User | AnonymousUser = auth.get_user(request)
    return found


class PersonMiddleware(AuthenticationMiddleware):
    """`request.user`, read together with the session."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: self._person(request))  # type: ignore[assignment]

    def _person(self, request: HttpRequest) -> Any:
        # Where Django itself keeps it, so that `auth.login` and others find it.
        if not hasattr(request, "_cached_user"):
            request._cached_user = signed_in(request)  # type: ignore[attr-defined]
        return request._cached_user  # type: ignore[attr-defined]
