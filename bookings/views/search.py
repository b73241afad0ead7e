"""What is free, exactly then or somewhere in some days, across all hubs, with the asker's own price."""

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from bookings import basket
from bookings.finding import Hit, Point, Result, find, priced, shown
from bookings.forms.search import SearchForm, asked
from bookings.instead import Asker, Offered
from bookings.offers import MOST_FOUND
from bookings.rules.question import Question
from bookings.showing import visit_words
from bookings.views.ways import Way, sorts, way_to
from funding.outbound.explain import explain
from hub.kit import clock
from hub.kit.paging import page_number, page_of
from members.current import current_organisation
from members.models import Municipality, Organisation

PAGE_SIZE = 12
# With so few or fewer, what else there is is told as well.
FEW = 2


WITHOUT_A_BAND = ("no_declaration", "declaration_refused")


@dataclass(frozen=True, slots=True)
class Results:
    """One page of what fits; `many` when more was found than is listed."""

    page: Page[Hit]
    offers: list[Result]
    question: Question
    sorts: list[Way]
    instead: list[Way]
    town: str
    # Who comes and for what, in words.
    visit: list[str]

    @property
    def total(self) -> int:
        return self.page.paginator.count

    @property
    def many(self) -> bool:
        return self.total >= MOST_FOUND

    @property
    def full_price(self) -> str:
        """Why an organisation without a rate band pays the full price; nothing for everybody else."""
        steps = (step for each in self.offers if each.quote for step in each.quote.steps)
        return next((explain([step])[0].text for step in steps if step.code in WITHOUT_A_BAND), "")


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Filters live in the address. With htmx only the results are sent."""
    now, organisation = clock.now(), current_organisation(request)
    form = asked(request.GET, now=now, organisation=organisation)
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
    question = form.question()
    town = _town(question, organisation)
    origin = Point(float(town.latitude), float(town.longitude)) if town else None
    answer = find(question=question, origin=origin, organisation=organisation, now=now)
    page = page_of(answer.hits, number, PAGE_SIZE)
    hits = list(page.object_list)
    offers = shown(priced(hits=hits, organisation=organisation, now=now), answer.looking)
    instead: list[Offered] = []
    if len(answer.hits) <= FEW:
        asker = Asker(origin, now, form.zone)
        instead = asker.nearest(question, few=bool(answer.hits))
    town_name = town.name if town else ""
    return Results(
        page=page,
        offers=offers,
        question=question,
        sorts=sorts(question, form, town_name),
        instead=[way_to(each, form, town_name) for each in instead],
        town=town_name,
        visit=visit_words(question.visit, question.window, form.zone),
    )


def _town(question: Question, organisation: Organisation | None) -> Municipality | None:
    """Where distances are counted from: the town of the question, or else the organisation's seat."""
    if question.town:
        return Municipality.objects.get(slug=question.town)
    return organisation.municipality if organisation else None
