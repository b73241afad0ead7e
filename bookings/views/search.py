"""What is free in an exact window, across all places, with the asker's own price."""

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from bookings import basket
from bookings.forms.periods import said
from bookings.forms.search import Search, SearchForm, asked
from bookings.models.availability import Wanted
from bookings.offers import MOST_FOUND, Found, Offer, found, pictured, priced
from hub.kit import clock
from hub.kit.paging import page_number, page_of
from hub.kit.periods import Period
from members.current import current_organisation
from members.models import Organisation

PAGE_SIZE = 12


@dataclass(frozen=True, slots=True)
class Results:
    """One page of what fits; `many` when more was found than is listed."""

    page: Page[Found]
    offers: list[Offer]
    search: Search
    period_said: dict[str, str]

    @property
    def total(self) -> int:
        return self.page.paginator.count

    @property
    def many(self) -> bool:
        return self.total >= MOST_FOUND


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Filters live in the address. With htmx only the results are sent."""
    now, organisation = clock.now(), current_organisation(request)
    form = asked(request.GET, now=now)
    number = page_number(request)
    results = _results(form, organisation, now, number) if form.is_valid() else None
    context = {
        "search_form": form,
        "results": results,
        "page_obj": results.page if results else None,
        "organisation": organisation,
        "basket": basket.load(request.session),
    }
    template = "bookings/parts/results.html" if request.htmx else "bookings/search.html"  # type: ignore[attr-defined]
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _results(form: SearchForm, organisation: Organisation | None, now: datetime, number: int) -> Results:
    what = form.search()
    offers = found(wanted=wanted(what), period=what.period, organisation=organisation, now=now)
    page = page_of(offers, number, PAGE_SIZE)
    shown = priced(
        list(page.object_list),
        period=what.period,
        quantity=what.quantity,
        organisation=organisation,
        now=now,
    )
    return Results(page, pictured(shown), what, said_in_address(what.period, form))


def wanted(what: Search) -> Wanted:
    return Wanted(
        kind=what.kind,
        family=what.family,
        features=what.features,
        region=what.region,
        quantity=what.quantity,
    )


def said_in_address(period: Period, form: SearchForm) -> dict[str, str]:
    return {name: value for name, value in said(period, form.zone).items() if value}
