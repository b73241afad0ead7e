"""Standing in line: joining, seeing how it stands, leaving."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bookings.actions.join_waitlist import FreeNow, join_waitlist
from bookings.actions.leave_waitlist import leave_waitlist
from bookings.forms.periods import PERIOD_FIELDS
from bookings.forms.search import refuse_long
from bookings.forms.waitlist import WaitForm
from bookings.models import WaitlistEntry, WaitState
from bookings.models.in_line import place_in_line
from bookings.models.inducted import may_come
from bookings.permissions import may_change, waiting_for
from bookings.rules.waitlist import WaitRequest
from bookings.showing import waited_for
from facilities.models import Facility
from facilities.permissions import facility_for
from hub.kit import clock
from hub.kit.errors import Refusal
from members.current import current_organisation
from members.models import Organisation
from members.permissions import is_member, may_book, works_at


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def wait(request: HttpRequest, hub: str, facility: str) -> HttpResponse:
    """Wait for a facility that is taken; the time may stand in the address already."""
    refuse_long(request.GET)
    found, organisation = facility_for(hub, facility), current_organisation(request)
    colleagues = may_come(organisation, [found], request.user)
    if request.method != "POST":
        names = (*PERIOD_FIELDS, "quantity")
        given = {name: request.GET[name] for name in names if name in request.GET}
        asked = WaitForm(initial={"quantity": "1", **given}, facility=found, colleagues=colleagues)
        return _page(request, found, organisation, asked)
    form = WaitForm(request.POST, facility=found, colleagues=colleagues)
    if organisation is None or not form.is_valid():
        return _page(request, found, organisation, form)
    try:
        entry = join_waitlist(
            request=_wanted(form, found, organisation),
            actor=request.user,  # type: ignore[arg-type]
            now=clock.now(),
        )
    except Refusal as refusal:
        if refusal.status not in (400, 409):
            raise
        form.add_error(None, str(refusal))
        is_free = isinstance(refusal, FreeNow)
        return _page(request, found, organisation, form, status=refusal.status, is_free=is_free)
    messages.success(request, _("You are in line. We mail you as soon as it is your turn."))
    return redirect("bookings:waiting", entry.number)


def _wanted(form: WaitForm, facility: Facility, organisation: Organisation) -> WaitRequest:
    data = form.cleaned_data
    return WaitRequest(
        organisation_id=organisation.pk,
        hub_id=facility.hub_id,
        facility_id=facility.pk,
        quantity=data["quantity"],
        window=form.window(),
        minutes=data["period"].minutes,
        purpose=data["purpose"],
        until=form.waits_until(),
        request_key=data["key"],
        used_by_id=data.get("used_by"),
    )


def _page(
    request: HttpRequest,
    facility: Facility,
    organisation: Organisation | None,
    form: WaitForm,
    *,
    status: int = 200,
    is_free: bool = False,
) -> HttpResponse:
    context = {
        "facility": facility,
        "hub": facility.hub,
        "form": form,
        "organisation": organisation,
        "may_book": bool(organisation and may_book(request.user, organisation)),
        "is_free": is_free,
        "start_url": _start_address(facility, form) if is_free else "",
    }
    return render(request, "bookings/wait.html", context, status=status)


def _start_address(facility: Facility, form: WaitForm) -> str:
    """Where what was typed can be booked at once."""
    typed = {name: form.data[name] for name in (*PERIOD_FIELDS, "quantity") if form.data.get(name)}
    return f"{reverse('bookings:start', args=[facility.hub.slug, facility.slug])}?{urlencode(typed)}"


@require_safe
@login_required
def waiting(request: HttpRequest, number: str) -> HttpResponse:
    """How it stands, for its organisation and for the hub. Once it was offered: what was offered."""
    found, now = waiting_for(request.user, number), clock.now()
    if found.offer:
        return redirect("bookings:booking", found.offer.number)
    return render(request, "bookings/waiting.html", _context(request.user, found, now))


def _context(person: Any, found: WaitlistEntry, now: Any) -> dict[str, Any]:
    waits = found.state == WaitState.WAITING and found.until > now
    return {
        "entry": found,
        "hub": found.hub,
        "when": waited_for(found),
        "waits": waits,
        "place": place_in_line(found, now) if waits else None,
        "ours": bool(is_member(person, found.organisation)),
        "is_desk": bool(works_at(person, found.hub)),
        "may_leave": waits and bool(may_change(person, found)),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def leave_view(request: HttpRequest, number: str) -> HttpResponse:
    """Wait no longer. Reading it (after signing in) shows how it stands."""
    found = waiting_for(request.user, number)
    if request.method == "POST":
        leave_waitlist(number=found.number, actor=request.user, now=clock.now())  # type: ignore[arg-type]
        messages.success(request, _("You do not wait for it any more."))
    return redirect("bookings:waiting", found.number)
