"""For whom one acts, and whether one may use one's roles: small pages that other pages send to."""

from allauth.mfa.models import Authenticator
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from members import current
from members.permissions import powers_of
from members.second_factor import shown_in_session


def next_url(request: HttpRequest, otherwise: str) -> str:
    """Where the reader wanted to go, if that is on this site."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    secure = request.is_secure()
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=secure):
        return wanted
    return otherwise


@login_required
@require_POST
def choose_organisation(request: HttpRequest) -> HttpResponse:
    """Act for the organisation whose uuid is posted as `organisation`, then go on to `next`."""
    current.choose(request, request.POST.get("organisation", ""))
    return redirect(next_url(request, reverse("members:organisations")))


@login_required
@require_GET
def second_factor(request: HttpRequest) -> HttpResponse:
    """Why a role asks for a second factor, and the way to set one up or to show it."""
    there = next_url(request, reverse("members:organisations"))
    powers = powers_of(request.user)
    if powers.has_second_factor and shown_in_session(request):
        return redirect(there)
    types = set(Authenticator.objects.filter(user_id=request.user.pk).values_list("type", flat=True))
    confirm = "mfa_reauthenticate" if "totp" in types else "mfa_reauthenticate_webauthn"
    return render(
        request,
        "members/second_factor.html",
        {"has_one": powers.has_second_factor, "confirm_url": reverse(confirm), "next": there},
    )
