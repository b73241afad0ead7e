"""Proof that whoever sets up a first second factor reads the mail of the account: a code, mailed to its own address.

A password is what gets stolen. Without this, whoever has somebody's could set up a second factor of his own before its
owner does, and hold with it every role that its owner is given (docs/decisions/0030-first-second-factor.md).
"""

import re
from datetime import datetime, timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.core import ratelimit
from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hub.kit.errors import Refusal
from members.models import User

GOOD_FOR = timedelta(minutes=15)
# Time enough to find an app and install it.
SHOWN_FOR = timedelta(hours=1)
MOST_GUESSES = 5
SENT, SHOWN = "mailbox_code", "mailbox_shown"


class NoAddress(Refusal):
    code = "no_address"
    status = 409
    message = _("Your account has no e-mail address that was confirmed. Confirm one first.")


class TooManyCodes(Refusal):
    code = "too_many_codes"
    status = 429
    message = _("Too many codes were asked for or tried. Try again in an hour.")


class WrongCode(Refusal):
    code = "wrong_code"
    status = 400
    message = _("That is not the code, or it is too old. Look again, or ask for a new one.")


def address_of(person: User) -> str:
    """The account's own address, if it was ever confirmed; raises `NoAddress`."""
    verified = EmailAddress.objects.filter(user=person, verified=True).order_by("-primary", "pk").first()
    if verified is None:
        raise NoAddress
    return str(verified.email)


def send_code(request: HttpRequest, person: User, *, now: datetime) -> None:
    """Mail a code that is good for a quarter of an hour, in this session alone. Raises `NoAddress`, `TooManyCodes`."""
    address = address_of(person)
    if not ratelimit.consume(request, action="mailbox_code"):
        raise TooManyCodes
    code = get_adapter().generate_email_verification_code()
    # Hashed: who reads the sessions' table reads no code.
    request.session[SENT] = {
        "person": person.pk,
        "code": make_password(_plain(code)),
        "until": (now + GOOD_FOR).timestamp(),
        "guesses": 0,
    }
    password_url = settings.SITE_URL + reverse("account_reset_password")
    get_adapter().send_mail("mail/second_factor_code", address, {"code": code, "password_url": password_url})


def try_code(request: HttpRequest, person: User, *, code: str, now: datetime) -> None:
    """Remember for an hour, in this session, that they read their mail. Raises `WrongCode`, `TooManyCodes`."""
    if not ratelimit.consume(request, action="mailbox_guess"):
        raise TooManyCodes
    if not code_is_out(request, person, now=now):
        raise WrongCode
    sent = request.session[SENT]
    if not check_password(_plain(code), sent["code"]):
        request.session[SENT] = sent | {"guesses": sent["guesses"] + 1}
        raise WrongCode
    del request.session[SENT]
    request.session[SHOWN] = {"person": person.pk, "until": (now + SHOWN_FOR).timestamp()}


def code_is_out(request: HttpRequest, person: User, *, now: datetime) -> bool:
    """Whether a code was sent that still counts."""
    sent = request.session.get(SENT)
    return bool(sent and _counts(sent, person, now) and sent["guesses"] < MOST_GUESSES)


def shown(request: HttpRequest, person: User, *, now: datetime) -> bool:
    """Whether they proved in this session, within the last hour, to read their mail."""
    return _counts(request.session.get(SHOWN), person, now)


def _counts(kept: dict[str, Any] | None, person: User, now: datetime) -> bool:
    return kept is not None and kept["person"] == person.pk and now.timestamp() < kept["until"]


def _plain(code: str) -> str:
    """As it is compared: people leave the hyphen out, and write small letters."""
    return re.sub(r"[^A-Z0-9]", "", code.upper())[:40]
