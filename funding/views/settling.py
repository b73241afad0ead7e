"""The final settlement of an agreement, step by step on one page."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from funding.actions.begin_settlement import begin_settlement
from funding.actions.close_agreement import close_agreement
from funding.actions.reopen_agreement import reopen_agreement
from funding.forms.paying import CloseForm
from funding.models.desk import desk_of
from funding.models.limits import COUNTRY
from funding.models.payouts import EVER, owed_by
from funding.rules.time import local_day
from funding.views.writing import agreement_of, way_to
from hub.kit import clock
from hub.kit.errors import Refusal


@login_required
@require_safe
def settlement(request: HttpRequest, uuid: UUID, pk: int) -> HttpResponse:
    """What stands in the way of closing, and the button for what comes next."""
    agreement = agreement_of(request, uuid, pk)
    today = local_day(clock.now(), COUNTRY)
    desk = next(each for each in desk_of(agreement.funder, today=today) if each.agreement.pk == agreement.pk)
    figures = desk.figures
    owing = [
        {"fund": each.fund, "owed": owed}
        for each in desk.funds
        for owed in owed_by(each.fund, before=EVER)
        if owed.owes_cents
    ]
    return render(
        request,
        "funding/settlement.html",
        {
            "agreement": agreement,
            "funder": agreement.funder,
            "desk": desk,
            "figures": figures,
            "short": [each for each in desk.funds if each.figures.free < 0],
            "owing": owing,
            "is_ready": not (
                figures.reserved or figures.to_come or owing or any(e.figures.free < 0 for e in desk.funds)
            ),
            "form": CloseForm(initial={"repaid_on": today}),
            "crumbs": way_to(agreement.funder),
        },
    )


@login_required
@require_POST
def begin(request: HttpRequest, uuid: UUID, pk: int) -> HttpResponse:
    agreement = agreement_of(request, uuid, pk)
    said = _("The final settlement has begun. Its funds take on nothing new; what they promised they keep.")
    return _done(
        request,
        lambda: begin_settlement(agreement=agreement, actor=request.user, now=clock.now()),
        said,
        uuid,
        pk,
    )


@login_required
@require_POST
def reopen(request: HttpRequest, uuid: UUID, pk: int) -> HttpResponse:
    agreement = agreement_of(request, uuid, pk)
    return _done(
        request,
        lambda: reopen_agreement(agreement=agreement, actor=request.user, now=clock.now()),
        _("The settlement is taken back: the funds give again."),
        uuid,
        pk,
    )


@login_required
@require_POST
def close(request: HttpRequest, uuid: UUID, pk: int) -> HttpResponse:
    agreement = agreement_of(request, uuid, pk)
    form = CloseForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(form.errors["repaid_on"][0]))
        return redirect("funding:settlement", uuid=uuid, pk=pk)
    return _done(
        request,
        lambda: close_agreement(
            agreement=agreement,
            repaid_on=form.cleaned_data["repaid_on"],
            actor=request.user,
            now=clock.now(),
        ),
        _("The agreement is closed. Everybody who speaks for the funder gets a mail with the figures."),
        uuid,
        pk,
    )


def _done(request: HttpRequest, write: Callable[[], object], said: str, uuid: UUID, pk: int) -> HttpResponse:
    try:
        write()
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("funding:settlement", uuid=uuid, pk=pk)
