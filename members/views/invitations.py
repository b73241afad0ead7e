"""Inviting somebody, withdrawing that, and the page that the mail's link opens."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from hub.kit import clock
from hub.kit.errors import Forbidden, Refusal
from hub.kit.web import refused
from members import current
from members.actions.accept_invitation import accept_invitation, invitation_by_key
from members.actions.invite import invite as send_invitation
from members.actions.revoke_invitation import revoke_invitation
from members.forms import InvitationForm
from members.permissions import administers, organisation_for


def tells_no_address(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The page's address is a secret: browsers send nobody more of it than the site's name, not even the site itself.

    Not `no-referrer`: with it a form is sent with `Origin: null`, which the CSRF guard refuses.
    """

    @wraps(view)
    def quiet(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except Refusal as refusal:
            response = refused(request, refusal)
        response["Referrer-Policy"] = "strict-origin"
        return response

    return quiet


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest, uuid: UUID) -> HttpResponse:
    found = organisation_for(request.user, uuid)
    if request.method != "POST" and not administers(request.user, found):
        raise Forbidden
    form = InvitationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        email, post = form.cleaned_data["email"], form.cleaned_data["post"]
        try:
            send_invitation(organisation=found, email=email, post=post, actor=request.user, now=clock.now())
        except Refusal as refusal:
            if refusal.status == 403:
                raise
            form.refused(refusal)
        else:
            messages.success(request, _("An invitation goes to %(email)s.") % {"email": email})
            return redirect(found.get_absolute_url())
    elif not administers(request.user, found):
        raise Forbidden
    status = 400 if form.is_bound else 200
    return render(request, "members/invite.html", {"form": form, "organisation": found}, status=status)


@login_required
@require_POST
def revoke(request: HttpRequest, uuid: UUID, pk: int) -> HttpResponse:
    found = organisation_for(request.user, uuid)
    invitation = get_object_or_404(found.invitations.select_related("organisation"), pk=pk)
    revoke_invitation(invitation=invitation, actor=request.user, now=clock.now())
    messages.success(request, _("The invitation of %(email)s is withdrawn.") % {"email": invitation.email})
    return redirect(found.get_absolute_url())


@tells_no_address
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, key: str) -> HttpResponse:
    """Who invites whom to what. Shown to whoever has the link; accepted by whom it was sent to."""
    if request.method == "POST":
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        membership = accept_invitation(key=key, actor=current.person_of(request), now=clock.now())
        current.choose(request, membership.organisation.uuid)
        words = _("You are in. What you book from now on is for %(organisation)s.")
        messages.success(request, words % {"organisation": membership.organisation})
        return redirect(membership.organisation.get_absolute_url())
    found = invitation_by_key(key=key, now=clock.now())
    return render(
        request, "members/invitation.html", {"invitation": found, "organisation": found.organisation}
    )
