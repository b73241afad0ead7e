"""State aid: an organisation's declaration and what it was granted, and the register for who has to hand it in."""

from collections.abc import Iterator
from itertools import chain
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from funding.actions.declare_aid import declare_aid
from funding.actions.set_aid_basis import set_aid_basis
from funding.forms.aid import AidBasisForm, AidForm
from funding.models import Allocation, AllocationState
from funding.models.aiding import aid_of, counting, declarations_of, register
from funding.models.limits import COUNTRY
from funding.permissions import funder_for
from funding.rules.time import local_day
from hub.kit import clock
from hub.kit.errors import Forbidden, Refusal
from hub.kit.paging import page_number, page_of
from hub.kit.spreadsheet import Cell, download, euros, reading
from members.models import Organisation
from members.permissions import administers, organisation_for, organisation_seen_by
from members.views.admins import for_site_admins

A_PAGE = 30
REGULATION = "(EU) 2023/2831"


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def aid(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """How much an organisation was granted and may still be, and its declaration; owners declare."""
    if request.method != "POST":
        found = organisation_seen_by(request.user, uuid)
        return _page(request, found, AidForm() if administers(request.user, found) else None)
    found = organisation_for(request.user, uuid)
    if not administers(request.user, found):
        raise Forbidden()
    form = AidForm(request.POST)
    if form.is_valid():
        values = form.cleaned_data
        try:
            declare_aid(
                organisation=found,
                other_cents=values["other"],
                undertaking=values["undertaking"],
                sector=values["sector"],
                actor=request.user,
                now=clock.now(),
            )
        except Refusal as refusal:
            form.add_error("sector", str(refusal))
        else:
            messages.success(
                request, _("Thank you. Funds that give de minimis aid can carry a part from now on.")
            )
            return redirect("funding:aid", uuid=found.uuid)
    return _page(request, found, form)


def _page(request: HttpRequest, found: Organisation, form: AidForm | None) -> HttpResponse:
    today = local_day(clock.now(), COUNTRY)
    page = page_of(register(organisation=found), page_number(request), A_PAGE)
    context = {
        "organisation": found,
        "facts": aid_of(found.pk, on=today),
        "declaration": counting(found.pk, on=today),
        "page_obj": page,
        "form": form,
    }
    status = 400 if form is not None and form.is_bound else 200
    return render(request, "funding/aid.html", context, status=status)


@require_POST
@login_required
def aid_basis(request: HttpRequest, uuid: UUID, pk: int) -> HttpResponse:
    """Under which rule an agreement's funds give from now on."""
    found = funder_for(request.user, uuid)
    agreement = found.agreements.filter(pk=pk).first()
    if agreement is None:
        raise Http404
    form = AidBasisForm(request.POST)
    if form.is_valid():
        set_aid_basis(
            agreement=agreement, basis=form.cleaned_data["basis"], actor=request.user, now=clock.now()
        )
        messages.success(request, _("Noted. It counts for what is booked from now on."))
    else:
        messages.error(request, _("Choose one of the two."))
    return redirect("funding:agreement_change", uuid=found.uuid, pk=agreement.pk)


@require_safe
@for_site_admins
def register_of_all(request: HttpRequest) -> HttpResponseBase:
    return _download(register())


@require_safe
@login_required
def register_of_funder(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    return _download(register(funder=funder_for(request.user, uuid)))


def _download(grants: QuerySet[Allocation]) -> HttpResponseBase:
    """What article 6 of the regulation asks for, one row for each grant."""
    head = [
        _("beneficiary"), _("KvK number"), _("seat"), _("amount in euros"), _("granted on"), _("granted by"),
        _("instrument"), _("sector (NACE)"), _("regulation"), _("reference"), _("withdrawn on"),
    ]  # fmt: skip
    return download("de-minimis", chain([head], _rows(grants, reading())))


def _rows(grants: QuerySet[Allocation], language: str) -> Iterator[list[Cell]]:
    sectors = declarations_of(grants.values("organisation"))
    for grant in grants.select_related("organisation__municipality").iterator(chunk_size=2_000):
        yield [
            grant.organisation.name,
            grant.organisation.kvk_number,
            str(grant.organisation.municipality),
            euros(grant.cents, language),
            grant.granted_on,
            grant.fund.agreement.funder.name if grant.fund else "",
            _("grant"),
            sectors.get(grant.organisation_id, "90"),
            REGULATION,
            grant.about.id,
            _withdrawn_on(grant),
        ]


def _withdrawn_on(grant: Allocation) -> Cell:
    """A right that was given up again: the booking was cancelled, nothing was paid."""
    if grant.state != AllocationState.RELEASED or grant.released_at is None:
        return None
    return local_day(grant.released_at, COUNTRY)
