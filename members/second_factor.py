"""Whether whoever asks has shown a second factor in this very session, and what happens to those who must and did not.

Having one set up is not enough for power: a session opened with the password alone, before it was set up, stays weak.
"""

from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from hub.kit.errors import Refusal

SET_UP_HERE = "second_factor_set_up_here"


class SecondFactorNeeded(Refusal):
    """Somebody whose role needs a second factor asks without one."""

    code = "second_factor_needed"
    status = 403
    message = _(
        "Your role asks for a second factor. Sign in on the site and set one up, or confirm it is you."
    )


def remember_set_up(request: HttpRequest) -> None:
    """Setting one up proves as much as using it: the same device answered, after the password was asked again."""
    request.session[SET_UP_HERE] = request.user.pk


def shown_in_session(request: HttpRequest) -> bool:
    """True when this session was opened or confirmed with an app's code, a passkey or a recovery code."""
    if request.session.get(SET_UP_HERE) == request.user.pk:
        return True
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))
