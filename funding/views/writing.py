"""What the pages on which a funder's promises are written down have in common."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from funding.models import Fund, FundingAgreement
from funding.models.funds import fund_at
from funding.permissions import funder_for, keeps_books_of
from hub.kit.errors import Refusal
from members.models import Organisation

FORM_METHODS = ["GET", "HEAD", "POST"]


def sent(request: HttpRequest) -> Any:
    """What was sent, an empty form too; None when somebody only looks."""
    return request.POST if request.method == "POST" else None


def written(form: forms.Form, write: Callable[[], object]) -> bool:
    """Do it if the form is right; a refusal is said above it, with everything still filled in."""
    if not form.is_valid():
        return False
    try:
        write()
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def to_the_books(request: HttpRequest, funder: Organisation, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("funding:funder", uuid=funder.uuid)


def to_the_fund(request: HttpRequest, fund: Fund, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("funding:fund_desk", uuid=fund.agreement.funder.uuid, slug=fund.slug)


def way_to(funder: Organisation, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """The crumbs of what belongs to a funder."""
    return [(funder.name, reverse("funding:funder", args=[funder.uuid])), *more]


def way_to_fund(fund: Fund) -> list[tuple[str, str]]:
    funder = fund.agreement.funder
    return way_to(funder, (fund.name, reverse("funding:fund_desk", args=[funder.uuid, fund.slug])))


def form_page(
    request: HttpRequest, form: forms.Form, funder: Organisation, template: str = "form", **more: Any
) -> HttpResponse:
    """A form under a funder's name; `title` and `lead` for the plain template."""
    context = {"form": form, "funder": funder, "crumbs": way_to(funder), **more}
    status = 400 if form.is_bound else 200
    return render(request, f"funding/{template}.html", context, status=status)


def agreement_of(request: HttpRequest, uuid: UUID, pk: int) -> FundingAgreement:
    """One of the funder's agreements, for those who keep its books; raises Http404 for anybody else."""
    funder = funder_for(request.user, uuid)
    found = (
        FundingAgreement.objects.select_related("funder", "guarantor").filter(funder=funder, pk=pk).first()
    )
    if found is None:
        raise Http404
    return found


def fund_of(request: HttpRequest, uuid: UUID, slug: str) -> Fund:
    """One of the funder's funds, for the same. One statement."""
    found = fund_at(uuid, slug)
    if found is None or not keeps_books_of(request.user, found.agreement.funder):
        raise Http404
    return found
