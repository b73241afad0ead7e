"""Training sessions at the desk: planning one, who comes, who was there, calling one off; letting somebody do without
an induction."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bookings.actions.call_off_session import call_off_session
from bookings.actions.mark_attendance import mark_attendance
from bookings.actions.plan_session import plan_session
from bookings.actions.waive_induction import waive_induction
from bookings.forms.sessions import CallOffForm, SessionForm, WaiveForm
from bookings.models.sessions import EARLY, held_at, rooms_of, session_at, who_comes, with_seats
from bookings.permissions import booking_for, may_judge
from bookings.views.details import booking_page
from facilities.models import Hub, TrainingSession
from facilities.models.inducting import inductions_of
from facilities.permissions import staffed_hub_for
from hub.kit import clock
from hub.kit.errors import Forbidden, Refusal

door = require_http_methods(["GET", "HEAD", "POST"])
CAME = {"yes": True, "no": False}


@require_safe
@login_required
def sessions(request: HttpRequest, hub: str) -> HttpResponse:
    """Those of the last month and those to come, with what one can do about each."""
    place, now = staffed_hub_for(request.user, hub), clock.now()
    return render(
        request, "bookings/sessions.html", {"hub": place, "listed": held_at(place, now), "now": now}
    )


@door
@login_required
def session_new(request: HttpRequest, hub: str) -> HttpResponse:
    place, now = staffed_hub_for(request.user, hub), clock.now()
    data = request.POST if request.method == "POST" else None
    form = SessionForm(data, hub=place, rooms=rooms_of(place), inductions=list(inductions_of(place)))
    if data is not None and form.is_valid():
        try:
            made = plan_session(hub=place, facts=form.facts(), actor=request.user, now=now)
        except Forbidden:
            raise
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The session is planned, and its seats can be booked."))
            return redirect("bookings:session", hub, made.pk)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "bookings/session_new.html", {"hub": place, "form": form}, status=status)


@require_safe
@login_required
def session(request: HttpRequest, hub: str, pk: int) -> HttpResponse:
    """Who comes, and who was there."""
    place = staffed_hub_for(request.user, hub)
    return _page(request, place, session_at(place, pk), CallOffForm())


def _page(request: HttpRequest, place: Hub, found: TrainingSession, form: CallOffForm) -> HttpResponse:
    now = clock.now()
    (seats,) = with_seats([found], now)
    context = {
        "hub": place,
        "session": found,
        "seats": seats,
        "people": who_comes(found),
        "marks": not found.called_off_at and now >= found.period.start - EARLY,
        "may_call_off": not found.called_off_at and now < found.period.start,
        "is_over": now >= found.period.end,
        "form": form,
        "now": now,
    }
    return render(request, "bookings/session.html", context, status=422 if form.errors else 200)


@door
@login_required
def session_call_off(request: HttpRequest, hub: str, pk: int) -> HttpResponse:
    """Reading it (after signing in) shows the session."""
    place = staffed_hub_for(request.user, hub)
    found = session_at(place, pk)
    if request.method != "POST":
        return redirect("bookings:session", hub, pk)
    form = CallOffForm(request.POST)
    if not form.is_valid():
        return _page(request, place, found, form)
    call_off_session(
        hub=place,
        session_id=found.pk,
        reason=form.cleaned_data["reason"],
        actor=request.user,  # type: ignore[arg-type]
        now=clock.now(),
    )
    messages.success(request, _("Called off. Everybody who had a seat gets a mail, and all they paid back."))
    return redirect("bookings:sessions", hub)


@door
@login_required
def attendance(request: HttpRequest, hub: str, pk: int, number: str) -> HttpResponse:
    """Whether who has this seat was there. Reading it (after signing in) shows the session."""
    place = staffed_hub_for(request.user, hub)
    found = session_at(place, pk)
    came = CAME.get(request.POST.get("came", ""))
    if request.method == "POST" and came is not None:
        mark_attendance(number=number, came=came, actor=request.user, now=clock.now())  # type: ignore[arg-type]
    response = redirect("bookings:session", hub, found.pk)
    response["Location"] += "#who-comes"
    return response


@door
@login_required
def waive_view(request: HttpRequest, number: str) -> HttpResponse:
    """Let a booking be without an induction. Reading it (after signing in) shows the booking."""
    found = booking_for(request.user, number)
    if request.method != "POST":
        return redirect("bookings:booking", found.number)
    if not may_judge(request.user, found):
        raise Forbidden()
    form = WaiveForm(request.POST, inductions=list(inductions_of(found.hub)))
    if not form.is_valid():
        return booking_page(request, found, {"induction_form": form}, status=422)
    waive_induction(
        number=found.number,
        induction=form.chosen(),
        reason=form.cleaned_data["reason"],
        actor=request.user,  # type: ignore[arg-type]
        now=clock.now(),
    )
    messages.success(request, _("They may do without it, and it is written down why."))
    return redirect("bookings:booking", found.number)
