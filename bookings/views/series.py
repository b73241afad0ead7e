"""Series: of an organisation, at a hub, and one by itself with all of its dates."""

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from bookings.actions.answer_series import NothingToJudge, WaitsNoMore, answer_series
from bookings.actions.cancel_series import FeeIsHigher, cancel_series
from bookings.forms.judging import JudgeForm
from bookings.forms.placing import CancelForm
from bookings.forms.search import refuse_long
from bookings.models import Booking, BookingState, Series
from bookings.models.series_reads import (
    dates_of,
    later_dates,
    series_at,
    series_of_organisation,
    standings_of_series,
)
from bookings.models.terms import fee_for_cancelling
from bookings.outbound.series_calendar import series_file
from bookings.permissions import date_of, may_cancel, may_change, may_judge, series_for
from bookings.rules.numbers import read_number
from bookings.rules.series import MOST_DATES, occurrence
from bookings.showing import states_of
from bookings.views.part_of import part_of_series_context
from bookings.views.quotes import wait_address
from facilities.permissions import staffed_hub_for
from funding.rules.fees import NOTHING
from funding.rules.lines import LineWish
from hub.kit import clock
from hub.kit.errors import Forbidden, Refusal
from hub.kit.paging import page_number, page_of
from members.current import current_organisation
from members.permissions import is_member, works_at

PAGE_SIZE = 20


@require_safe
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """The series of the organisation that the reader acts for, the latest first."""
    refuse_long(request.GET)
    organisation = current_organisation(request)
    context: dict[str, Any] = {"organisation": organisation}
    if organisation:
        context |= _listed(request, series_of_organisation(organisation))
    return render(request, "bookings/series_list.html", context)


@require_safe
@login_required
def at_hub(request: HttpRequest, hub: str) -> HttpResponse:
    """The same at a hub, for those who work there."""
    refuse_long(request.GET)
    place = staffed_hub_for(request.user, hub)
    context = {"hub": place, "is_desk": True, **_listed(request, series_at(place))}
    return render(request, "bookings/series_list.html", context)


def _listed(request: HttpRequest, rows: Any) -> dict[str, Any]:
    page = page_of(rows, page_number(request), PAGE_SIZE)
    ids = [each.pk for each in page.object_list]
    return {"page_obj": page, "rows": standings_of_series(rows.filter(pk__in=ids), clock.now())}


@require_safe
@login_required
def series(request: HttpRequest, number: str) -> HttpResponse:
    """All dates of one, each with its state and its price."""
    found = series_for(request.user, number)
    return series_page(request, found)


def series_page(
    request: HttpRequest, found: Series, form: JudgeForm | None = None, status: int = 200
) -> HttpResponse:
    now = clock.now()
    bookings = list(dates_of(found))
    both = list(zip(bookings, states_of(bookings, now), strict=True))
    later = {each.pk for each, state in both if _is_later(each, state, now)}
    waiting = [each for each in bookings if each.pk in later and each.state == BookingState.REQUESTED]
    can = bool(may_cancel(request.user, found))
    context = {
        **_about(request, found),
        **part_of_series_context(request.user, found, bookings),
        "rows": [(each, state, can and each.pk in later) for each, state in both],
        "left_out": _left_out(found, bookings, now if may_change(request.user, found) else None),
        "own_cents": sum(each.own_cents for each in bookings if each.pk in later),
        "live": any(each.state in (BookingState.CONFIRMED, BookingState.COMPLETED) for each in bookings),
        "waiting": waiting,
        "may_judge": bool(waiting) and bool(may_judge(request.user, found)),
        "judge_form": form or JudgeForm(),
    }
    return render(request, "bookings/series.html", context, status=status)


def _left_out(found: Series, bookings: list[Booking], now: datetime | None) -> list[tuple[date, str]]:
    """Each day that was left out and, for who books (`now`) and while it is ahead, where one stands in line for it: for
    what the first date has, where that is one thing."""
    days = [datetime.fromisoformat(day).date() for day in found.left_out]
    lines = list(bookings[0].lines.all()) if days and now else []
    if now is None or len(lines) != 1:
        return [(on, "") for on in days]
    (line,), zone = lines, found.hub.zone
    first, today = line.period.local(zone)[0].date(), now.astimezone(zone).date()
    wish = LineWish(line.facility_id, line.quantity, line.period)
    addresses = []
    for on in days:
        (there,) = occurrence([wish], first, on, zone).lines
        addresses.append(wait_address(line.facility, there.period, line.quantity) if on > today else "")
    return list(zip(days, addresses, strict=True))


def _is_later(booking: Booking, state: str, now: datetime) -> bool:
    live = state in (BookingState.CONFIRMED, BookingState.REQUESTED, BookingState.OPTION)
    return live and booking.period.start > now


def _about(request: HttpRequest, found: Series) -> dict[str, Any]:
    is_desk = bool(works_at(request.user, found.hub)) and not is_member(request.user, found.organisation)
    return {"series": found, "hub": found.hub, "is_desk": is_desk}


@require_safe
@login_required
def calendar(request: HttpRequest, number: str) -> HttpResponse:
    """Every date that was ever sure, in one file; what was cancelled since is marked so."""
    found = series_for(request.user, number)
    rows = dates_of(found).select_related("hub__municipality").exclude(confirmed_at=None)
    response = HttpResponse(series_file(rows), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.number}.ics"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def cancel_view(request: HttpRequest, number: str, booking: str) -> HttpResponse:
    """This date and all later ones: what each costs first, then they are cancelled."""
    found, now = series_for(request.user, number), clock.now()
    start = date_of(found, booking).period.start
    if not may_cancel(request.user, found):
        raise Forbidden()
    needs_reason = not may_change(request.user, found)
    form = CancelForm(request.POST if request.method == "POST" else None, needs_reason=needs_reason)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            done = cancel_series(
                number=found.number,
                start=start,
                actor=request.user,  # type: ignore[arg-type]
                now=now,
                reason=form.cleaned_data["reason"],
                most_cents=form.told_cents(),
            )
        except FeeIsHigher as refusal:
            messages.warning(request, str(refusal))
            form = CancelForm(needs_reason=needs_reason, initial={"reason": form.cleaned_data["reason"]})
            status = refusal.status
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            status = refusal.status
        else:
            words = ngettext("%(count)d date is cancelled.", "%(count)d dates are cancelled.", len(done))
            messages.success(request, words % {"count": len(done)})
            return redirect("bookings:series", found.number)
    return _cancel_page(request, found, booking, start, form, now, status)


def _cancel_page(
    request: HttpRequest,
    found: Series,
    booking: str,
    start: datetime,
    form: CancelForm,
    now: datetime,
    status: int,
) -> HttpResponse:
    pays = bool(may_change(request.user, found))
    rows = [
        (each, fee_for_cancelling(each, now=now) if pays else NOTHING)
        for each in later_dates(series=found, start=start, now=now)
    ]
    fee_cents = sum(fee.own_cents for _booking, fee in rows)
    form.initial["fee"] = fee_cents
    context = {
        **_about(request, found),
        "rows": rows,
        "start": start,
        "booking_number": read_number(booking),
        "form": form,
        "fee_cents": fee_cents,
        "fee_funds_cents": sum(fee.funds_cents for _booking, fee in rows),
    }
    return render(request, "bookings/series_cancel.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def answer_view(request: HttpRequest, number: str) -> HttpResponse:
    """The hub's yes or no to all dates that wait for it. Reading it (after signing in) shows the series."""
    found = series_for(request.user, number)
    if request.method != "POST":
        return redirect("bookings:series", found.number)
    form = JudgeForm(request.POST)
    if not may_judge(request.user, found):
        raise Forbidden()
    if not form.is_valid():
        return series_page(request, found, form, 400)
    yes = request.POST.get("do") == "approve"
    try:
        done = answer_series(
            number=found.number,
            yes=yes,
            reason=form.cleaned_data["reason"],
            actor=request.user,  # type: ignore[arg-type]
            now=clock.now(),
            seen=request.POST.getlist("seen")[:MOST_DATES],
        )
    except (WaitsNoMore, NothingToJudge) as refusal:
        form.add_error(None, str(refusal))
        return series_page(request, found, form, refusal.status)
    if yes:
        words = ngettext("%(count)d date is approved.", "%(count)d dates are approved.", len(done))
    else:
        words = ngettext("%(count)d date is declined.", "%(count)d dates are declined.", len(done))
    messages.success(request, words % {"count": len(done)})
    return redirect("bookings:series", found.number)
