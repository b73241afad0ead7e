"""For whom one acts, and whether one may use one's roles: small pages that other pages send to."""

from urllib.parse import urlencode

from allauth.mfa.models import Authenticator
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from hub.kit import clock
from members import current, mailbox
from members.forms import MailedCodeForm
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
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Why a role asks for a second factor, and the way to show it or to set one up; before the first, a code by mail.

    Posted: `do=send` for a code, or the `code`.
    """
    there = next_url(request, "")
    powers = powers_of(request.user)
    if powers.has_second_factor and shown_in_session(request):
        return redirect(there or reverse("members:organisations"))
    if request.method == "POST" and not powers.has_second_factor:
        return _by_mail(request, there)
    return _second_factor_page(request, there)


def _by_mail(request: HttpRequest, there: str) -> HttpResponse:
    person, now = current.person_of(request), clock.now()
    form = None
    try:
        if request.POST.get("do") == "send":
            mailbox.send_code(request, person, now=now)
        else:
            form = MailedCodeForm(request.POST)
            if not form.is_valid():
                return _second_factor_page(request, there, form=form)
            mailbox.try_code(request, person, code=form.cleaned_data["code"], now=now)
    except mailbox.WrongCode as refusal:
        if form:
            form.add_error("code", str(refusal))
        return _second_factor_page(request, there, form=form)
    return redirect(reverse("members:second_factor") + (f"?{urlencode({'next': there})}" if there else ""))


def _second_factor_page(
    request: HttpRequest, there: str, *, form: MailedCodeForm | None = None
) -> HttpResponse:
    person, now = current.person_of(request), clock.now()
    powers = powers_of(person)
    types = set(Authenticator.objects.filter(user_id=person.pk).values_list("type", flat=True))
    context = {
        "has_one": powers.has_second_factor,
        "needs_one": powers.need_second_factor,
        "confirm_url": reverse("mfa_reauthenticate" if "totp" in types else "mfa_reauthenticate_webauthn"),
        "next": there,
        "may_set_up": mailbox.shown(request, person, now=now),
        "form": (form or MailedCodeForm()) if mailbox.code_is_out(request, person, now=now) else None,
        "errors": form.errors if form else None,
    }
    return render(request, "members/second_factor.html", context, status=400 if form else 200)
