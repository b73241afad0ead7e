"""The hub's answer to who asks for its approval, and what is said back and forth meanwhile.

All of it stands on the booking's page; reading one of these addresses (after signing in) goes there.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bookings.actions.answer import answer
from bookings.actions.approve import approve
from bookings.actions.ask import ask
from bookings.actions.decline import decline
from bookings.forms.judging import JudgeForm, RemarkForm
from bookings.models import Booking
from bookings.permissions import booking_for, may_change, may_judge
from bookings.views.details import booking_page
from hub.kit import clock

door = require_http_methods(["GET", "HEAD", "POST"])


@door
@login_required
def approve_view(request: HttpRequest, number: str) -> HttpResponse:
    thanks = _("Approved: the organisation has its confirmation.")
    return _said(request, number, JudgeForm, approve, may_judge, thanks)


@door
@login_required
def decline_view(request: HttpRequest, number: str) -> HttpResponse:
    thanks = _("Declined: the organisation reads your reason in its mail.")
    return _said(request, number, JudgeForm, decline, may_judge, thanks)


@door
@login_required
def ask_view(request: HttpRequest, number: str) -> HttpResponse:
    return _said(request, number, RemarkForm, ask, may_judge, _("Sent. It stands here, and in their mail."))


@door
@login_required
def answer_view(request: HttpRequest, number: str) -> HttpResponse:
    return _said(
        request, number, RemarkForm, answer, may_change, _("Sent. It stands here, and in their mail.")
    )


def _said(
    request: HttpRequest,
    number: str,
    form_of: type[Form],
    verb: Callable[..., object],
    may: Callable[[Any, Booking], bool],
    thanks: str,
) -> HttpResponse:
    """Read the one field of the form and give it to the verb. Whoever may not say it hears that from the verb, before
    anything about their words."""
    found = booking_for(request.user, number)
    if request.method != "POST":
        return redirect("bookings:booking", found.number)
    form = form_of(request.POST)
    (name,) = form.fields
    if not form.is_valid() and may(request.user, found):
        return booking_page(request, found, {FORM_ON_PAGE[form_of]: form})
    verb(number=number, **{name: form.cleaned_data.get(name, "")}, actor=request.user, now=clock.now())
    messages.success(request, thanks)
    return redirect("bookings:booking", found.number)


FORM_ON_PAGE: dict[type[Form], str] = {JudgeForm: "judge_form", RemarkForm: "remark_form"}
