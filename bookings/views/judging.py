"""The hub's answer to who asks for its approval, and what is said back and forth meanwhile.

All of it stands on the booking's page; reading one of these addresses (after signing in) goes there.
"""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
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
    found = booking_for(request.user, number)
    if request.method != "POST":
        return redirect("bookings:booking", found.number)
    form = JudgeForm(request.POST)
    if not form.is_valid() and may_judge(request.user, found):
        return booking_page(request, found, judge_form=form)
    reason = form.cleaned_data.get("reason", "")
    approve(number=number, reason=reason, actor=request.user, now=clock.now())  # type: ignore[arg-type]
    messages.success(request, _("Approved: the organisation has its confirmation."))
    return redirect("bookings:booking", found.number)


@door
@login_required
def decline_view(request: HttpRequest, number: str) -> HttpResponse:
    found = booking_for(request.user, number)
    if request.method != "POST":
        return redirect("bookings:booking", found.number)
    form = JudgeForm(request.POST)
    if not form.is_valid() and may_judge(request.user, found):
        return booking_page(request, found, judge_form=form)
    reason = form.cleaned_data.get("reason", "")
    decline(number=number, reason=reason, actor=request.user, now=clock.now())  # type: ignore[arg-type]
    messages.success(request, _("Declined: the organisation reads your reason in its mail."))
    return redirect("bookings:booking", found.number)


@door
@login_required
def ask_view(request: HttpRequest, number: str) -> HttpResponse:
    found = booking_for(request.user, number)
    if request.method != "POST":
        return redirect("bookings:booking", found.number)
    form = RemarkForm(request.POST)
    if not form.is_valid() and may_judge(request.user, found):
        return booking_page(request, found, remark_form=form)
    text = form.cleaned_data.get("text", "")
    ask(number=number, text=text, actor=request.user, now=clock.now())  # type: ignore[arg-type]
    return _sent(request, found)


@door
@login_required
def answer_view(request: HttpRequest, number: str) -> HttpResponse:
    found = booking_for(request.user, number)
    if request.method != "POST":
        return redirect("bookings:booking", found.number)
    form = RemarkForm(request.POST)
    if not form.is_valid() and may_change(request.user, found):
        return booking_page(request, found, remark_form=form)
    text = form.cleaned_data.get("text", "")
    answer(number=number, text=text, actor=request.user, now=clock.now())  # type: ignore[arg-type]
    return _sent(request, found)


def _sent(request: HttpRequest, found: Booking) -> HttpResponse:
    messages.success(request, _("Sent. It stands here, and in their mail."))
    return redirect("bookings:booking", found.number)
