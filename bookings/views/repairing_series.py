"""A series of which several dates cannot be kept: all of them at once, on other units or elsewhere."""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.signing import BadSignature, SignatureExpired
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bookings.actions.change_series import change_series
from bookings.actions.exchange_series import exchange_series
from bookings.forms.judging import ReasonForm
from bookings.models.hits import hits
from bookings.repairing_series import HitSeries, elsewhere_of, exchange_of, hit_series
from bookings.sealed_series_repair import SealedRepair, seal_repair, unseal_repair
from bookings.views.repairing import door
from facilities.models import Hub
from facilities.permissions import staffed_hub_for
from hub.kit import clock
from hub.kit.errors import Refusal
from members.models import User


@door
@login_required
def repair_series_view(request: HttpRequest, hub: str, number: str) -> HttpResponse:
    """What may become of all its dates at once, with who is told and what it costs; then it is done."""
    place, now = staffed_hub_for(request.user, hub), clock.now()
    if request.method == "POST":
        return _do(request, place, number, now)
    return _page(request, place, number, now)


def _found(place: Hub, number: str, now: datetime) -> HitSeries | None:
    return next((each for each in hit_series(hits(hub=place, now=now)) if each.series.number == number), None)


def _page(
    request: HttpRequest, place: Hub, number: str, now: datetime, form: ReasonForm | None = None
) -> HttpResponse:
    found = _found(place, number, now)
    if found is None:
        # Repaired meanwhile, or of somebody else: the list says what there is.
        messages.info(request, _("Of this series there are not several dates to find something else for."))
        return redirect("bookings:repair", place.slug)
    exchange, elsewhere = exchange_of(found, now), elsewhere_of(found, "", now)
    context = {
        "hub": place,
        "found": found,
        "exchange": exchange,
        "elsewhere": elsewhere,
        "exchange_token": seal_repair(number, exchange.seen, exchange.prefer) if exchange else "",
        "elsewhere_token": seal_repair(number, changes=elsewhere.changes()) if elsewhere else "",
        "less_cents": -elsewhere.shown.more_cents if elsewhere else 0,
        "form": form or ReasonForm(),
    }
    status = 422 if form and form.errors else 200
    return render(request, "bookings/repair_series.html", context, status=status)


def _put_right(sealed: SealedRepair, reason: str, actor: User, now: datetime) -> int:
    """How many dates are other now."""
    number = sealed.number
    if sealed.changes:
        changes = sealed.because(reason)
        return len(change_series(number=number, changes=changes, actor=actor, now=now))
    seen, prefer = sealed.seen, sealed.prefer
    return len(exchange_series(number=number, seen=seen, prefer=prefer, reason=reason, actor=actor, now=now))


def _do(request: HttpRequest, place: Hub, number: str, now: datetime) -> HttpResponse:
    """What was shown, and nothing else."""
    try:
        sealed = unseal_repair(request.POST.get("do", ""))
    except SignatureExpired:
        messages.warning(request, _("These prices were shown a while ago. Look at them once more."))
        return redirect("bookings:repair_series", place.slug, number)
    except BadSignature as error:
        raise Http404 from error
    if sealed.number != number:
        raise Http404
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, place, number, now, form)
    reason = form.cleaned_data["reason"]
    try:
        count = _put_right(sealed, reason, request.user, now)  # type: ignore[arg-type]
    except Refusal as refusal:
        if refusal.status not in (400, 409):
            raise
        messages.warning(request, _("Nothing was changed. %(why)s") % {"why": refusal})
        return redirect("bookings:repair_series", place.slug, number)
    words = ngettext(
        "%(count)d date is changed. You both get one mail.",
        "%(count)d dates are changed. You both get one mail.",
        count,
    )
    messages.success(request, words % {"count": count})
    return redirect("bookings:repair", place.slug)
