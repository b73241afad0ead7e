"""Try your share: what somebody would pay at a facility, without an account and without leaving anything behind."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from bookings.forms.basket import in_service
from bookings.forms.periods import PeriodForm, said
from bookings.forms.search import refuse_long
from bookings.models.availability import month
from bookings.models.company import coming_with
from cms.forms import TryForm
from facilities.models import Facility
from facilities.permissions import facility_for
from funding.models.choosing import bands_on
from funding.models.limits import COUNTRY
from funding.models.trying import facts_to_try
from funding.outbound.trying import tried
from funding.rules.quote import quote
from funding.rules.time import local_day
from hub.kit import clock
from hub.kit.errors import Refusal
from hub.kit.periods import Period

USUAL_MINUTES = 240
USUAL_START = time(13)


class TooManyTries(Refusal):
    code = "too_many_tries"
    status = 429
    message = gettext_lazy("Many shares were tried from your network just now. Try again in a minute.")


# Nothing is changed here, so there is nothing to forge: whoever sends this form for somebody else changes nothing and
# cannot read the answer. A CSRF token would set a cookie for visitors, and this page promises to leave nothing behind.
@csrf_exempt
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def try_share(request: HttpRequest, hub: str, slug: str) -> HttpResponse:
    """The form, and after it was sent the share bar with it. Amounts are sent in the body, so that no address, and no
    log of addresses, has them. The address may say when and how many: `date`, `from`, `to`, `until`, `quantity`."""
    refuse_long(request.GET)
    facility, now = facility_for(hub, slug), clock.now()
    if request.method != "POST":
        return _page(request, facility, _form(facility, now, initial=_start(request, facility, now)))
    form = _form(facility, now, request.POST)
    if not ratelimit.consume(request, action="try_share"):
        refusal = TooManyTries()
        form.full_clean()
        form.add_error(None, str(refusal))
        return _page(request, facility, form, status=refusal.status)
    if not form.is_valid():
        return _page(request, facility, form, status=400)
    return _page(request, facility, form, **_result(form, now))


def _form(
    facility: Facility,
    now: datetime,
    data: Mapping[str, Any] | None = None,
    initial: dict[str, Any] | None = None,
) -> TryForm:
    return TryForm(
        data,
        initial=initial,
        facility=facility,
        bands=bands_on(local_day(now, COUNTRY)),
        most=in_service([facility.pk]).get(facility.pk, 1),
        today=local_day(now, facility.hub.zone),
    )


def _result(form: TryForm, now: datetime) -> dict[str, Any]:
    wish, hub = form.wish(), form.facility.hub
    start = reverse("bookings:start", args=[hub.slug, form.facility.slug])
    when = "&".join(f"{name}={value}" for name, value in said(wish.period, hub.zone).items() if value)
    context: dict[str, Any] = {"period": wish.period, "book_url": f"{start}?{when}&quantity={wish.quantity}"}
    coming = coming_with(wish=wish, name=form.facility.name, zone=hub.zone)
    context["coming"] = coming
    facts = facts_to_try(wishes=coming.wishes, hub=hub, would_be=form.would_be(), now=now)
    try:
        context["tried"] = tried(quote(facts))
        context["no_vat"] = context["tried"].price.no_vat
    except Refusal as refusal:
        context["refusal"] = refusal
    return context


def _page(
    request: HttpRequest, facility: Facility, form: TryForm, *, status: int = 200, **context: Any
) -> HttpResponse:
    hub = facility.hub
    context |= {"form": form, "facility": facility, "hub": hub}
    context["crumbs"] = [
        (_("Hubs"), reverse("cms:places")),
        (hub.name, reverse("cms:hub", args=[hub.slug])),
        (facility.name, reverse("cms:facility", args=[hub.slug, facility.slug])),
    ]
    name = "part" if request.htmx else "page"  # type: ignore[attr-defined]
    response = render(request, f"cms/trying/{name}.html", context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    if request.method == "POST":
        patch_cache_control(response, private=True, no_store=True)
    return response


def _start(request: HttpRequest, facility: Facility, now: datetime) -> dict[str, Any]:
    """What the form starts from: the time in the address, else the next one that is free for as long as people
    usually want."""
    asked = PeriodForm(request.GET, zone=facility.hub.zone)
    period = asked.cleaned_data.get("period") if asked.is_valid() else None
    period = period or _next_free(facility, now)
    local = period.start.astimezone(facility.hub.zone)
    return {
        "date": local.date(),
        "from": local.time(),
        "length": period.minutes,
        "quantity": request.GET.get("quantity", "1"),
    }


def _next_free(facility: Facility, now: datetime) -> Period:
    zone = facility.hub.zone
    minutes = max(min(USUAL_MINUTES, facility.max_minutes), facility.min_minutes)
    tomorrow = local_day(now, zone) + timedelta(days=1)
    for day in month(facility=facility, first_day=tomorrow, now=now):
        usual = datetime.combine(day.date, USUAL_START, zone)
        for start, end in day.spans if day.date >= tomorrow else ():
            for begin in (usual, start):
                if start <= begin and begin + timedelta(minutes=minutes) <= end:
                    return Period(begin, begin + timedelta(minutes=minutes))
    begin = datetime.combine(tomorrow, USUAL_START, zone)
    return Period(begin, begin + timedelta(minutes=minutes))
