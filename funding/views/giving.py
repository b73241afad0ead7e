"""A funder's promises, funds and payments to come, written down by whoever speaks for it or runs the site."""

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from funding.actions.expect_tranche import expect_tranche
from funding.actions.open_agreement import open_agreement
from funding.actions.open_fund import open_fund
from funding.forms import AgreementForm, FundForm, TrancheForm
from funding.forms.giving import rule_forms, rules_of
from funding.models import Fund, FundingAgreement
from funding.permissions import funder_for
from hub.kit import clock
from hub.kit.errors import Refusal
from members.models import Organisation

FORM_METHODS = ["GET", "HEAD", "POST"]


@login_required
@require_http_methods(FORM_METHODS)
def agreement_add(request: HttpRequest, uuid: UUID) -> HttpResponse:
    found = funder_for(request.user, uuid)
    form = AgreementForm(request.POST if request.method == "POST" else None)
    if _written(
        form,
        lambda: open_agreement(funder=found, promise=form.promise(), actor=request.user, now=clock.now()),
    ):
        messages.success(request, _("The agreement is written down. Open a fund from it."))
        return redirect("funding:funder", uuid=found.uuid)
    status = 400 if form.is_bound else 200
    context = {"form": form, "funder": found, "crumbs": _crumbs(found)}
    return render(request, "funding/agreement_add.html", context, status=status)


@login_required
@require_http_methods(FORM_METHODS)
def fund_add(request: HttpRequest, uuid: UUID, pk: int) -> HttpResponse:
    found = funder_for(request.user, uuid)
    agreement = FundingAgreement.objects.select_related("funder").filter(funder=found, pk=pk).first()
    if agreement is None:
        raise Http404
    data = request.POST if request.method == "POST" else None
    form = FundForm(data, initial={"expires_on": agreement.ends_on})
    rules = rule_forms(data)
    if all(rule.is_valid() for rule in rules) and _written(
        form,
        lambda: open_fund(
            agreement=agreement, plan=form.plan(rules_of(rules)), actor=request.user, now=clock.now()
        ),
    ):
        messages.success(request, _("The fund is open. It can give once a payment is in."))
        return redirect("funding:funder", uuid=found.uuid)
    status = 400 if form.is_bound else 200
    context = {
        "form": form,
        "rules": rules,
        "agreement": agreement,
        "funder": found,
        "crumbs": _crumbs(found),
    }
    return render(request, "funding/fund_add.html", context, status=status)


@login_required
@require_http_methods(FORM_METHODS)
def tranche_add(request: HttpRequest, uuid: UUID, slug: str) -> HttpResponse:
    """A payment that is to come into one of the funder's funds."""
    found = funder_for(request.user, uuid)
    fund = Fund.objects.select_related("agreement__funder").filter(agreement__funder=found, slug=slug).first()
    if fund is None:
        raise Http404
    form = TrancheForm(request.POST if request.method == "POST" else None)
    if _written(
        form,
        lambda: expect_tranche(fund=fund, **form.cleaned_data, actor=request.user, now=clock.now()),
    ):
        messages.success(request, _("Written down. Note it when it is in."))
        return redirect("funding:funder", uuid=found.uuid)
    status = 400 if form.is_bound else 200
    context = {"form": form, "fund": fund, "funder": found, "crumbs": _crumbs(found)}
    return render(request, "funding/tranche_add.html", context, status=status)


def _written(form: forms.Form, write: Callable[[], object]) -> bool:
    """Do it if the form is right; a refusal is said above it, with everything still filled in."""
    if not form.is_valid():
        return False
    try:
        write()
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _crumbs(funder: Organisation) -> list[tuple[str, str]]:
    return [(funder.name, reverse("funding:funder", args=[funder.uuid]))]
