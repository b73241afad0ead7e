"""A funder's own page: what came in, what is free, reserved and spent, and for whom."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from funding.actions.receive_tranche import receive_tranche
from funding.forms import ReceivedForm
from funding.forms.books import JournalForm, last_quarter
from funding.models import Tranche
from funding.models.books import books_of, given_by
from funding.models.limits import COUNTRY
from funding.permissions import funder_for
from funding.rules.time import local_day
from hub.kit import clock
from hub.kit.paging import page_number, page_of

A_PAGE = 30


@login_required
@require_safe
def funder(request: HttpRequest, uuid: UUID) -> HttpResponse:
    found = funder_for(request.user, uuid)
    page = page_of(given_by(found), page_number(request), A_PAGE)
    return render(
        request,
        "funding/funder.html",
        {
            "funder": found,
            "agreements": found.agreements.order_by("starts_on", "pk"),
            "books": books_of(found),
            "page_obj": page,
            "today": local_day(clock.now(), COUNTRY),
            "journal_form": JournalForm(initial=last_quarter(local_day(clock.now(), COUNTRY))),
        },
    )


@login_required
@require_POST
def receive(request: HttpRequest, uuid: UUID, pk: int) -> HttpResponse:
    """Note that a payment is in."""
    found = funder_for(request.user, uuid)
    tranche = Tranche.objects.filter(agreement__funder=found, pk=pk).first()
    if tranche is None:
        raise Http404
    form = ReceivedForm(request.POST)
    if form.is_valid():
        receive_tranche(
            tranche=tranche, received_on=form.cleaned_data["received_on"], actor=request.user, now=clock.now()
        )
        messages.success(request, _("Noted: the payment is in, and the fund can use it from now on."))
    else:
        messages.error(request, _("Say on which day the payment came in."))
    return redirect("funding:funder", uuid=found.uuid)
