"""When a hub is closed though its hours say open, and open for once though they say closed."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from facilities.actions.add_closure import add_closure
from facilities.actions.add_opening import add_opening
from facilities.actions.lift_closure import lift_closure
from facilities.actions.withdraw_opening import withdraw_opening
from facilities.forms.hubs import ClosureForm
from facilities.forms.knowing import Knowing
from facilities.forms.openings import OpeningForm
from facilities.models import Hub
from facilities.outbound import hours as words
from facilities.permissions import managed_hub_for, staffed_hub_for
from facilities.views.doing import FORM_METHODS, done, done_over, page, posted, tried
from hub.kit import clock


@require_http_methods(FORM_METHODS)
@login_required
def closures(request: HttpRequest, hub: str) -> HttpResponse:
    """What closes the hub or a facility of it, and a form for one more."""
    found = staffed_hub_for(request.user, hub)
    now = clock.now()
    form = ClosureForm(posted(request), hub=found)
    if request.method == "POST" and form.is_valid():
        starts, ends = form.times()
        values = {name: form.cleaned_data[name] for name in ("facility", "reason", "yearly")}
        if tried(
            form,
            lambda: add_closure(
                hub=found,
                starts=starts,
                ends=ends,
                knowing=form.knowing(),
                actor=request.user,
                now=now,
                **values,
            ),
        ):
            return done_over(request, form, hub, _("Closed then."), "facilities:closures", hub)
    there = words.closures_of(found, now, calendars=_calendars(found), lifted=True, all_ahead=True)
    return page(request, "facilities/closures.html", found, now, form=form, closures=there, here="closures")


@require_http_methods(FORM_METHODS)
@login_required
def closure_lift(request: HttpRequest, hub: str, entry: int) -> HttpResponse:
    """Open after all, or (`close`) close again. Reading it (after signing in) shows the closures."""
    found = staffed_hub_for(request.user, hub)
    if request.method != "POST":
        return redirect("facilities:closures", hub)
    now = clock.now()
    lifted = "close" not in request.POST
    form = Knowing(request.POST)
    if tried(
        form,
        lambda: lift_closure(
            hub=found,
            entry_id=entry,
            lifted=lifted,
            knowing=form.knowing(),
            actor=request.user,
            now=now,
        ),
    ):
        said = _("That closure is taken back.") if lifted else _("Closed then.")
        return done_over(request, form, hub, said, "facilities:closures", hub)
    return page(request, "facilities/hit_page.html", found, now, form=form, here="closures", again="close")


@require_http_methods(FORM_METHODS)
@login_required
def openings(request: HttpRequest, hub: str) -> HttpResponse:
    """When the hub or a facility of it is open for once, and a form for one more."""
    found = managed_hub_for(request.user, hub)
    now = clock.now()
    form = OpeningForm(posted(request), hub=found)
    if request.method == "POST" and form.is_valid():
        starts, ends = form.times()
        values = {name: form.cleaned_data[name] for name in ("facility", "reason")}
        if tried(
            form,
            lambda: add_opening(hub=found, starts=starts, ends=ends, actor=request.user, now=now, **values),
        ):
            return done(request, _("Open then, and bookable at once."), "facilities:openings", hub)
    there = words.openings_of(found, now, calendars=_calendars(found))
    return page(request, "facilities/openings.html", found, now, form=form, openings=there, here="openings")


@require_http_methods(FORM_METHODS)
@login_required
def opening_withdraw(request: HttpRequest, hub: str, entry: int) -> HttpResponse:
    """Not open then after all. Reading it (after signing in) shows the openings."""
    found = managed_hub_for(request.user, hub)
    if request.method != "POST":
        return redirect("facilities:openings", hub)
    now = clock.now()
    form = Knowing(request.POST)
    if tried(
        form,
        lambda: withdraw_opening(
            hub=found, entry_id=entry, knowing=form.knowing(), actor=request.user, now=now
        ),
    ):
        return done_over(request, form, hub, _("That opening is taken back."), "facilities:openings", hub)
    return page(request, "facilities/hit_page.html", found, now, form=form, here="openings")


def _calendars(hub: Hub) -> list[int]:
    return list(hub.facilities.values_list("calendar_id", flat=True))
