"""Rate bands from a day on, and the way to a funder's books: for site administrators."""

from dataclasses import asdict
from datetime import date, timedelta
from itertools import groupby

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from funding.actions.set_bands import USUAL, set_bands
from funding.forms import BandsForm, FunderForm
from funding.models import BandPolicy, FundingAgreement, RateBand
from funding.models.choosing import bands_on
from funding.models.limits import COUNTRY, policy_on
from funding.rules.time import local_day
from hub.kit import clock
from hub.kit.errors import Refusal
from members.views.admins import for_site_admins


@require_http_methods(["GET", "HEAD", "POST"])
@for_site_admins
def bands(request: HttpRequest) -> HttpResponse:
    """Every table of bands there is, and a form for the next one."""
    now = clock.now()
    today = local_day(now, COUNTRY)
    form = BandsForm(request.POST if request.method == "POST" else None, initial=_next_table(today))
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            set_bands(
                valid_from=values["valid_from"],
                bands=form.bands(),
                provisional_cap_cents=values["provisional_cap"],
                terms=form.terms(),
                actor=request.user,
                now=now,
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The rate bands are saved."))
            return redirect("funding:bands")
    policies = {policy.valid_from: policy for policy in BandPolicy.objects.all()}
    rows = groupby(
        RateBand.objects.order_by("-valid_from", "turnover_from_cents"), key=lambda row: row.valid_from
    )
    tables = [{"day": day, "bands": list(table), "policy": policies.get(day)} for day, table in rows]
    status = 400 if form.is_bound else 200
    context = {"form": form, "tables": tables, "crumbs": _crumbs()}
    return render(request, "funding/bands.html", context, status=status)


@require_safe
@for_site_admins
def agreements(request: HttpRequest) -> HttpResponse:
    """All agreements with their funds, and a choice of whose books to open; choosing leads there."""
    form = FunderForm(request.GET if "funder" in request.GET else None)
    if form.is_bound and form.is_valid():
        return redirect("funding:funder", uuid=form.cleaned_data["funder"].uuid)
    found = FundingAgreement.objects.select_related("funder").prefetch_related("funds")
    rows = found.order_by("funder__name", "starts_on", "pk")
    context = {"form": form, "agreements": rows, "crumbs": _crumbs()}
    return render(request, "funding/agreements.html", context, status=400 if form.is_bound else 200)


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Setting up"), reverse("cms:setup"))]


def _next_table(today: date) -> dict[str, object]:
    """What holds now, to be changed from tomorrow on; the first table may hold from today."""
    present = bands_on(today)
    starts = today + timedelta(days=1) if present else today
    policy = policy_on(today)
    return {
        "valid_from": starts,
        "provisional_cap": policy.provisional_cap_cents if present else None,
        **{name: getattr(policy, name) for name in asdict(USUAL)},
        **BandsForm.initial_of(present),
    }
