"""What a hub opens in kind: its managers say it and end it, and account for it by the year."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from facilities.models import Hub
from funding.actions.end_pledge import end_pledge
from funding.actions.make_pledge import make_pledge
from funding.forms.hours import PledgeEndForm, PledgeForm
from funding.models import HourPledge
from funding.models.open_doors import YearGiven, opened_at, year_given, years_of
from funding.outbound import open_doors as words
from funding.rules.time import local_day
from funding.views.rates import _own_hub
from funding.views.statements import MOST_ON_PAPER, TooMuchForPaper
from funding.views.writing import FORM_METHODS, sent, written
from hub.kit import clock
from hub.kit.errors import Refusal
from hub.kit.pdf import document
from hub.kit.spreadsheet import csv_of

EARLIEST, LATEST = 2000, 2199


@login_required
@require_safe
def open_doors(request: HttpRequest, hub_slug: str) -> HttpResponse:
    hub = _own_hub(request, hub_slug)
    today = _today(hub)
    context = {
        "hub": hub,
        "manages": True,
        "opened": [words.opened(each) for each in opened_at(hub, today)],
        "years": years_of(hub, today),
        "today": today,
        "crumbs": way_to_rates(hub),
    }
    return render(request, "funding/open_doors.html", context)


@login_required
@require_http_methods(FORM_METHODS)
def pledge_add(request: HttpRequest, hub_slug: str) -> HttpResponse:
    hub = _own_hub(request, hub_slug)
    form = PledgeForm(sent(request), hub=hub, initial={"starts_on": _today(hub)})
    if written(form, lambda: _make(hub, form, request)):
        facility = form.cleaned_data["facility"]
        messages.success(request, _("%(facility)s is opened in kind.") % {"facility": facility})
        return redirect("funding:open_doors", hub_slug=hub.slug)
    context = {"form": form, "hub": hub, "manages": True, "crumbs": way_to(hub)}
    return render(request, "funding/pledge_add.html", context, status=400 if form.is_bound else 200)


@login_required
@require_POST
def pledge_end(request: HttpRequest, hub_slug: str, pk: int) -> HttpResponse:
    hub = _own_hub(request, hub_slug)
    pledge = HourPledge.objects.select_related("facility__hub").filter(facility__hub=hub, pk=pk).first()
    if pledge is None:
        raise Http404
    form = PledgeEndForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(form.errors["ends_on"][0]))
        return redirect("funding:open_doors", hub_slug=hub.slug)
    try:
        end_pledge(pledge=pledge, ends_on=form.cleaned_data["ends_on"], actor=request.user, now=clock.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("It is open in kind until then. What is booked keeps its hours."))
    return redirect("funding:open_doors", hub_slug=hub.slug)


@login_required
@require_safe
def year(request: HttpRequest, hub_slug: str, year: int) -> HttpResponse:
    found = _asked_for(request, hub_slug, year)
    context = {
        "hub": found.hub,
        "manages": True,
        "given": found,
        "lead": words.lead_of(found),
        "months": words.rows_of_months(found),
        "lines": words.rows_of_lines(found),
        "how": words.how_it_is_counted(),
        "crumbs": way_to(found.hub),
    }
    return render(request, "funding/open_doors_year.html", context)


@login_required
@require_safe
def year_pdf(request: HttpRequest, hub_slug: str, year: int) -> HttpResponse:
    found = _asked_for(request, hub_slug, year)
    if len(found.lines) > MOST_ON_PAPER:
        raise TooMuchForPaper(count=len(found.lines), most=MOST_ON_PAPER)
    now = clock.now().astimezone(found.hub.zone)
    made = document("funding/open_doors", words.on_paper(found, now.date()), get_language() or "nl", now)
    return _file(made, found, "pdf", "application/pdf")


@login_required
@require_safe
def year_csv(request: HttpRequest, hub_slug: str, year: int) -> HttpResponse:
    found = _asked_for(request, hub_slug, year)
    language = get_language() or "nl"
    made = csv_of(words.on_sheet(found, language), language)
    return _file(made, found, "csv", "text/csv; charset=utf-8")


def way_to_rates(hub: Hub) -> list[tuple[str, str]]:
    return [
        (hub.name, reverse("facilities:hub", args=[hub.slug])),
        (_("Rates"), reverse("funding:rates", args=[hub.slug])),
    ]


def way_to(hub: Hub) -> list[tuple[str, str]]:
    return [*way_to_rates(hub), (_("Open doors in kind"), reverse("funding:open_doors", args=[hub.slug]))]


def _make(hub: Hub, form: PledgeForm, request: HttpRequest) -> HourPledge:
    facility = form.cleaned_data["facility"]
    facility.hub = hub
    return make_pledge(facility=facility, terms=form.terms(), actor=request.user, now=clock.now())


def _asked_for(request: HttpRequest, hub_slug: str, year: int) -> YearGiven:
    """Raises Http404 for a year in which nobody kept books."""
    hub = _own_hub(request, hub_slug)
    if not EARLIEST <= year <= LATEST:
        raise Http404
    return year_given(hub, year, _today(hub))


def _today(hub: Hub) -> date:
    return local_day(clock.now(), hub.zone)


def _file(made: bytes, found: YearGiven, ending: str, kind: str) -> HttpResponse:
    answer = HttpResponse(made, content_type=kind)
    name = f"{found.hub.slug}-open-doors-{found.year}.{ending}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
