"""Posting, changing and closing what one's own organisation looks for. What comes back wrong keeps what was typed."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bookings.models.part_of import open_to
from funding.models.limits import COUNTRY
from hub.kit import clock
from hub.kit.errors import Refusal
from hub.kit.paging import page_number, page_of
from members.current import current_organisation, person_of
from members.models import Municipality
from region.access_to_needs import need_of_mine
from region.actions.change_need import change_need
from region.actions.close_need import close_need
from region.actions.post_need import post_need
from region.forms.needs import NeedForm, ReasonForm, again, fresh, initial_of
from region.models import Need, NeedState
from region.models.needs_reading import needs_of
from region.views.needs import need_page

A_PAGE = 20
# What another page may fill in: a search that found nothing, a kind on a map.
FROM_ADDRESS = ("sort", "kind", "town", "title", "project", "part_of")
door = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """All that the organisation looked for, the open ones first."""
    organisation = current_organisation(request)
    if organisation is None:
        return _nobody(request)
    context = {
        "page_obj": page_of(needs_of(organisation), page_number(request), A_PAGE),
        "organisation": organisation,
    }
    return render(request, "region/my_needs.html", context)


@door
@login_required
def post(request: HttpRequest) -> HttpResponse:
    """Say what is needed."""
    organisation, now = current_organisation(request), clock.now()
    if organisation is None:
        return _nobody(request)
    wholes = open_to(organisation.pk)
    if request.method != "POST":
        initial = _initial(request, organisation, now.astimezone(COUNTRY).date())
        return _form(request, NeedForm(initial=initial, now=now, wholes=wholes), organisation)
    form = NeedForm(request.POST, now=now, wholes=wholes)
    if form.is_valid():
        try:
            made = post_need(organisation=organisation, facts=form.facts(), actor=person_of(request), now=now)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return _form(request, form, organisation, status=refusal.status)
        messages.success(
            request, _("It is posted. Below is what we found near by; hubs can answer from now on.")
        )
        return redirect("region:need", made.uuid)
    return _form(request, form, organisation, status=400)


def _initial(request: HttpRequest, organisation: Any, today: date) -> dict[str, Any]:
    """What the form begins with: an earlier one of theirs that the address names, else what another page filled in."""
    if text := request.GET.get("again"):
        try:
            return again(need_of_mine(request.user, UUID(text)), today)
        except ValueError as error:
            raise Http404 from error
    seat = Municipality.objects.filter(pk=organisation.municipality_id).first()
    initial = fresh(today, get_language() or "nl", seat.name if seat else "")
    return initial | {name: request.GET[name][:200] for name in FROM_ADDRESS if name in request.GET}


@door
@login_required
def change(request: HttpRequest, uuid: Any) -> HttpResponse:
    """Say it otherwise."""
    need, now = need_of_mine(request.user, uuid), clock.now()
    if need.state != NeedState.OPEN:
        messages.info(request, _("This is not open any more."))
        return redirect("region:need", uuid)
    wholes = open_to(need.organisation_id)
    if request.method != "POST":
        form = NeedForm(initial=initial_of(need), now=now, wholes=wholes)
        return _form(request, form, need.organisation, need)
    form = NeedForm(request.POST, now=now, wholes=wholes)
    if form.is_valid():
        return _changed(request, form, need, now)
    return _form(request, form, need.organisation, need, status=400)


def _changed(request: HttpRequest, form: NeedForm, need: Need, now: datetime) -> HttpResponse:
    try:
        change_need(
            uuid=need.uuid,
            at_version=form.cleaned_data["version"] or 0,
            facts=form.facts(),
            actor=person_of(request),
            now=now,
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _form(request, form, need.organisation, need, status=refusal.status)
    messages.success(request, _("Changed."))
    return redirect("region:need", need.uuid)


@door
@login_required
def close(request: HttpRequest, uuid: Any) -> HttpResponse:
    """It was met in another way, or is not needed any more: `became` says which."""
    need = need_of_mine(request.user, uuid)
    if request.method != "POST":
        return redirect("region:need", uuid)
    form = ReasonForm(request.POST, needed=False, auto_id="close-%s")
    if not form.is_valid():
        return need_page(request, need, forms={"close_form": form}, status=400)
    try:
        close_need(
            uuid=uuid,
            met=request.POST.get("became") == "met",
            reason=form.cleaned_data["reason"],
            actor=person_of(request),
            now=clock.now(),
        )
    except Refusal as refusal:
        return need_page(request, need_of_mine(request.user, uuid), refusal=refusal, status=refusal.status)
    messages.success(request, _("It is closed. Hubs that had made an offer are told."))
    return redirect("region:my_needs")


def _form(
    request: HttpRequest, form: NeedForm, organisation: Any, need: Need | None = None, status: int = 200
) -> HttpResponse:
    towns = Municipality.objects.order_by("name").values_list("name", flat=True)
    context = {"form": form, "organisation": organisation, "need": need, "towns": towns}
    return render(request, "region/need_form.html", context, status=status)


def _nobody(request: HttpRequest) -> HttpResponse:
    messages.warning(request, _("Only for an organisation: register yours, or be invited by one."))
    return redirect("members:organisations")
