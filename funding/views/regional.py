"""What funds carried for the makers of a region: sums for its quartermaster, no one's own figures."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from funding.forms.paying import CalendarYearForm
from funding.models.limits import COUNTRY
from funding.models.regional import regional
from funding.outbound.statements import regional_tables
from funding.permissions import region_for
from funding.rules.time import local_day
from hub.kit import clock
from members.rules.places import SOURCE


@login_required
@require_safe
def region(request: HttpRequest, slug: str) -> HttpResponse:
    found = region_for(request.user, slug)
    this_year = local_day(clock.now(), COUNTRY).year
    form = CalendarYearForm(request.GET if "year" in request.GET else None, initial={"year": this_year})
    wrong = form.is_bound and not form.is_valid()
    year = form.cleaned_data["year"] if form.is_bound and not wrong else this_year
    sums = regional(found, year)
    context = {
        "region": found,
        "year": str(year),
        "form": form,
        "sums": sums,
        "tables": regional_tables(sums),
        "source": SOURCE,
    }
    return render(request, "funding/regional.html", context, status=400 if wrong else 200)
