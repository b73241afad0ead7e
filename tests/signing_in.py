"""Somebody at the door: signed in as allauth would have left them, second factor shown where they have one."""

import time

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.internal.userkit import user_id_to_str
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import update_last_login
from django.contrib.sessions.backends.base import SessionBase
from django.test import Client

from members.models import User
from members.sessions import SessionStore
from tests.factories.members import TOTP_SECRET

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def code(secret: str = TOTP_SECRET) -> str:
    """What the app of somebody with a second factor shows now."""
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def sign_in(client: Client, person: User, *, second_factor: bool | None = None) -> Client:
    """Open a session. The second factor counts as shown when the person has one; `second_factor=False` says not."""
    has_one = person.authenticator_set.exists()
    methods = [{"method": "password", "at": time.time()}]
    if has_one if second_factor is None else second_factor:
        methods.append({"method": "mfa", "type": "totp", "at": time.time()})
    session = _opened(client, person)
    session[AUTHENTICATION_METHODS_SESSION_KEY] = methods
    session["account_authentication_methods_user"] = user_id_to_str(person)
    session.save()
    UserSession.objects.update_or_create(
        session_key=session.session_key, defaults={"user": person, "ip": "127.0.0.1"}
    )
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return client


def _opened(client: Client, person: User) -> SessionBase:
    """What Django's `login` leaves in a session. Whoever has one already, with a basket maybe, goes through it; for
    everybody else that is twenty statements where two will do."""
    if settings.SESSION_COOKIE_NAME in client.cookies:
        client.force_login(person, backend=BACKEND)
        return client.session
    update_last_login(type(person), person)
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = BACKEND
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    return session


def signed_in(person: User, *, second_factor: bool | None = None, language: str = "en") -> Client:
    """A browser of its own, signed in."""
    return sign_in(Client(headers={"accept-language": language}), person, second_factor=second_factor)
