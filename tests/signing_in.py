"""Somebody at the door: signed in as allauth would have left them, second factor shown where they have one."""

import time

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.internal.userkit import user_id_to_str
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.usersessions.models import UserSession
from django.test import Client

from members.models import User
from tests.factories.members import TOTP_SECRET


def code(secret: str = TOTP_SECRET) -> str:
    """What the app of somebody with a second factor shows now."""
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def sign_in(client: Client, person: User, *, second_factor: bool | None = None) -> Client:
    """Open a session. The second factor counts as shown when the person has one; `second_factor=False` says not."""
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    has_one = person.authenticator_set.exists()
    methods = [{"method": "password", "at": time.time()}]
    if has_one if second_factor is None else second_factor:
        methods.append({"method": "mfa", "type": "totp", "at": time.time()})
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = methods
    session["account_authentication_methods_user"] = user_id_to_str(person)
    session.save()
    UserSession.objects.update_or_create(
        session_key=session.session_key, defaults={"user": person, "ip": "127.0.0.1"}
    )
    return client


def signed_in(person: User, *, second_factor: bool | None = None, language: str = "en") -> Client:
    """A browser of its own, signed in."""
    return sign_in(Client(headers={"accept-language": language}), person, second_factor=second_factor)
