"""What each request learns about who asks: their organisation, their roles, and whether their second factor is due."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from hub.kit import clock
from hub.kit.web import problem
from members import mailbox
from members.current import current_organisation, person_of
from members.models import Role
from members.permissions import SITE, Powers, keep_powers
from members.second_factor import SecondFactorNeeded, shown_in_session

GetResponse = Callable[[HttpRequest], HttpResponse]

SECOND_FACTOR_PAGE = "members:second_factor"
# Where somebody without a second factor may still go: to sign in, set one up, confirm it, or leave. Not to their
# addresses: a thief of the password would have the code mailed to his own.
OPEN_NAMES = ("account_", "mfa_", "usersessions_", SECOND_FACTOR_PAGE)
CLOSED_NAME = "account_email"
# Where a second factor is set up. The first one asks for a code from the mail before.
SET_UP = ("mfa_activate_totp", "mfa_add_webauthn")
# Where somebody may go who has one and has not shown it: to show it, or leave. Not to the pages that add, read or
# remove one: those ask for the password at most, and so a password would be enough for everything.
TO_SHOW_IT = ("account_logout", "mfa_reauthenticate", SECOND_FACTOR_PAGE)
# Asked with a second factor shown of everybody who has one, with power or without: it may come later.
SECOND_FACTORS = ("mfa_", "account_reauthenticate")
# The editors' admin and the database admin.
ADMIN_DOORS = ("/cms/", "/django-admin/")


class OrganisationMiddleware:
    """`request.organisation`: for whom the reader acts, or None. Asks the database when somebody looks at it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.organisation = SimpleLazyObject(lambda: current_organisation(request))  # type: ignore[attr-defined]
        return self.get_response(request)


class SecondFactorMiddleware:
    """Nobody uses a role that needs a second factor without it, nor changes a second factor without showing one, nor
    sets up a first one without a code from their mail; and only site administrators enter the admins.

    Roles are read with the session, anew for each request, so that a grant or a removed passkey counts at once.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if not request.user.is_authenticated:
            return None
        powers = keep_powers(request.user)
        name = request.resolver_match.view_name if request.resolver_match else ""
        uses_it = powers.need_second_factor or (powers.has_second_factor and name.startswith(SECOND_FACTORS))
        if uses_it and not (powers.has_second_factor and shown_in_session(request)):
            answer = self._demand(request, name, TO_SHOW_IT if powers.has_second_factor else OPEN_NAMES)
            return answer or self._guard_first(request, powers, name)
        return self._guard_first(request, powers, name) or self._guard_admins(request, powers)

    def _demand(self, request: HttpRequest, name: str, open_names: tuple[str, ...]) -> HttpResponse | None:
        if name.startswith(open_names) and name != CLOSED_NAME:
            return None
        if request.path_info.startswith("/api/"):
            return problem(SecondFactorNeeded())
        there = request.get_full_path() if request.method == "GET" else ""
        query = f"?{urlencode({'next': there})}" if there else ""
        return HttpResponseRedirect(reverse(SECOND_FACTOR_PAGE) + query)

    def _guard_first(self, request: HttpRequest, powers: Powers, name: str) -> HttpResponse | None:
        if name not in SET_UP or powers.has_second_factor:
            return None
        if mailbox.shown(request, person_of(request), now=clock.now()):
            return None
        return HttpResponseRedirect(reverse(SECOND_FACTOR_PAGE))

    def _guard_admins(self, request: HttpRequest, powers: Powers) -> HttpResponse | None:
        if request.path_info.startswith(ADMIN_DOORS) and not powers.hold(Role.SITE_ADMIN, SITE):
            # A refusal raised before the view would not be answered in words; this is.
            raise PermissionDenied
        return None
