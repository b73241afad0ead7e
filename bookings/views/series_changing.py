"""Changing this date of a series and all later ones: how they are to be, what each costs or what is in its way, and
then all of it is changed or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.signing import BadSignature, SignatureExpired
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from bookings.actions.change_series import change_series
from bookings.forms.series_change import PREFIX, DecisionsForm, SeriesChangeForm, decisions_in
from bookings.models import Booking, Series
from bookings.models.series_reads import later_dates
from bookings.permissions import date_of, may_cancel, may_change, series_for
from bookings.sealed_series import seal_series_change, unseal_series_change
from bookings.series_changed import STAYS, ShownSeriesChange, shown_series_change
from hub.kit import clock
from hub.kit.errors import Forbidden, Refusal
from members.permissions import is_member, works_at

NOTHING_DECIDED: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Refused:
    """Why what was said yes to was not done."""

    why: str
    status: int = 409


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def change_view(request: HttpRequest, number: str, booking: str) -> HttpResponse:
    """The form, the dates with what each costs, and the change itself; `do` says which."""
    found, now = series_for(request.user, number), clock.now()
    begins = date_of(found, booking)
    if not may_cancel(request.user, found):
        raise Forbidden()
    if request.method == "POST" and request.POST.get("do") == "change":
        return _change(request, found, begins)
    return _shown(request, found, begins, now)


def _shown(
    request: HttpRequest, found: Series, begins: Booking, now: datetime, refused: Refused | None = None
) -> HttpResponse:
    """What was filled in, and what it means now."""
    needs_reason = not may_change(request.user, found)
    lines = list(begins.lines.select_related("facility").order_by("position"))
    data = request.POST if request.method == "POST" else None
    form = SeriesChangeForm(data, booking=begins, lines=lines, needs_reason=needs_reason)
    later = list(later_dates(series=found, start=begins.period.start, now=now))
    if data is None or not form.is_valid():
        status = 400 if data is not None else 200
        return _page(request, found, begins, form, later, status=status, refused=refused)
    asked: dict[str, Any] = {
        "bookings": later,
        "wanted": form.wanted(),
        "reason": form.cleaned_data.get("reason", ""),
        "as_guest": not needs_reason,
        "now": now,
    }
    decided = decisions_in(request.POST)
    shown = shown_series_change(**asked, decided=decided)
    if request.POST.get("do") == "rest_stays" and shown.undecided:
        decided |= {each.booking.number: STAYS for each in shown.undecided}
        shown = shown_series_change(**asked, decided=decided)
    status = refused.status if refused else 200
    return _page(request, found, begins, form, later, shown, decided, status=status, refused=refused)


def _change(request: HttpRequest, found: Series, begins: Booking) -> HttpResponse:
    """What was shown, and nothing else. Refused, it comes back as it was filled in, with how each date stands now."""
    now = clock.now()
    try:
        number, changes = unseal_series_change(request.POST.get("token", ""))
    except SignatureExpired:
        why = _("That price was shown a while ago. Look at it once more.")
        return _shown(request, found, begins, now, Refused(why))
    except BadSignature as error:
        raise Http404 from error
    if number != found.number:
        raise Http404
    try:
        done = change_series(
            number=number,
            changes=changes,
            actor=request.user,  # type: ignore[arg-type]
            now=now,
        )
    except Refusal as refusal:
        if refusal.status not in (400, 409):
            raise
        return _shown(request, found, begins, now, Refused(str(refusal), refusal.status))
    count = sum(not each.again for each in done)
    words = ngettext(
        "%(count)d date is changed. You both get one mail.",
        "%(count)d dates are changed. You both get one mail.",
        count,
    )
    messages.success(request, words % {"count": count})
    return redirect("bookings:series", found.number)


def _page(
    request: HttpRequest,
    found: Series,
    begins: Booking,
    form: SeriesChangeForm,
    later: list[Booking],
    shown: ShownSeriesChange | None = None,
    decided: Mapping[str, str] = NOTHING_DECIDED,
    *,
    status: int = 200,
    refused: Refused | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {
        "series": found,
        "hub": found.hub,
        "booking": begins,
        "is_desk": bool(works_at(request.user, found.hub))
        and not is_member(request.user, found.organisation),
        "form": form,
        "later": later,
        "shown": shown,
        "refused": refused,
    }
    if shown:
        context["decisions"] = DecisionsForm(shown=shown)
        if shown.may_go_on:
            context["token"] = seal_series_change(number=found.number, changes=shown.changes)
            context["less_cents"] = -shown.more_cents
            # It goes along with the answer, so that a refusal need not ask for it again.
            filled = [(name, form[name].value()) for name in form.fields]
            decisions = [(f"{PREFIX}{date}", how) for date, how in decided.items()]
            context["kept"] = [(name, value) for name, value in [*filled, *decisions] if value is not None]
    return render(request, "bookings/series_change.html", context, status=status)
