"""Somebody at the door: signed in as allauth would have left them, second factor shown where they have one."""

import time
from typing import Any

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.internal.userkit import user_id_to_str
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import update_last_login
from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.test import Client
from django.utils.crypto import get_random_string

from members.models import User
from members.sessions import SessionStore
from tests.factories.members import TOTP_SECRET

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def code(secret: str = TOTP_SECRET) -> str:
    """What the app of somebody with a second factor shows now: the middle of the codes that are taken."""
    counters = list(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(secret, counters[len(counters) // 2]))


def sign_in(client: Client, person: User, *, second_factor: bool | None = None) -> Client:
    """Open a session. The second factor counts as shown when the person has one; `second_factor=False` says not."""
    methods = [{"method": "password", "at": time.time()}]
    if person.authenticator_set.exists() if second_factor is None else second_factor:
        methods.append({"method": "mfa", "type": "totp", "at": time.time()})
    shown = {
        AUTHENTICATION_METHODS_SESSION_KEY: methods,
        "account_authentication_methods_user": user_id_to_str(person),
    }
    known = settings.SESSION_COOKIE_NAME in client.cookies
    key = _again(client, person, shown) if known else _opened(person, shown)
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    return client


def _again(client: Client, person: User, shown: dict[str, Any]) -> str:
    """Whoever has a session already, with a basket maybe, goes through Django's own `login`."""
    client.force_login(person, backend=BACKEND)
    session = client.session
    session.update(shown)
    session.save()
    UserSession.objects.update_or_create(
        session_key=session.session_key, defaults={"user": person, "ip": "127.0.0.1"}
    )
    return str(session.session_key)


def _opened(person: User, shown: dict[str, Any]) -> str:
    """What that leaves in a new session, in three statements: most tests sign somebody in."""
    update_last_login(type(person), person)
    session = SessionStore()
    session.update(
        {
            SESSION_KEY: str(person.pk),
            BACKEND_SESSION_KEY: BACKEND,
            HASH_SESSION_KEY: person.get_session_auth_hash(),
            **shown,
        }
    )
    session._session_key = get_random_string(32, VALID_KEY_CHARS)
    session.create_model_instance(dict(session.items())).save(force_insert=True)
    key = str(session.session_key)
    UserSession(session_key=key, user=person, ip="127.0.0.1").save(force_insert=True)
    return key


def signed_in(person: User, *, second_factor: bool | None = None, language: str = "en") -> Client:
    """A browser of its own, signed in."""
    return sign_in(Client(headers={"accept-language": language}), person, second_factor=second_factor)
