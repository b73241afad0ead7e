"""Money that came in, went back, passes on or was paid out, noted by who speaks for the funder or runs the site."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from funding.actions.collect import collect
from funding.actions.drop_tranche import drop_tranche
from funding.actions.end_year import end_year
from funding.actions.pay_out import pay_out
from funding.actions.receive_tranche import receive_tranche
from funding.actions.repay import repay
from funding.forms.paying import CollectForm, PayoutForm, ReceivedForm, RepayForm, YearEndForm
from funding.models import Fund, Tranche
from funding.models.desk import figures_of
from funding.models.history import years_to_end
from funding.models.limits import COUNTRY
from funding.models.payouts import EVER, owed_by
from funding.permissions import funder_for
from funding.rules.time import local_day
from funding.views.writing import FORM_METHODS, form_page, fund_of, sent, to_the_fund, way_to_fund, written
from hub.kit import clock
from hub.kit.errors import Refusal
from hub.kit.money import format_eur


@login_required
@require_POST
def receive(request: HttpRequest, uuid: UUID, pk: int) -> HttpResponse:
    """Note that a payment, or a part of it, is in."""
    tranche = _tranche(request, uuid, pk)
    form = ReceivedForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say on which day the payment came in, and how much."))
    else:
        _said(
            request,
            lambda: receive_tranche(
                tranche=tranche,
                received_on=form.cleaned_data["received_on"],
                cents=form.cleaned_data["cents"],
                request_key=form.request_key(),
                actor=request.user,
                now=clock.now(),
            ),
            _("Noted: the payment is in, and the fund can use it from now on."),
        )
    return redirect("funding:fund_desk", uuid=uuid, slug=tranche.fund.slug)


@login_required
@require_POST
def drop(request: HttpRequest, uuid: UUID, pk: int) -> HttpResponse:
    """Note that what is still to come of a payment does not come."""
    tranche = _tranche(request, uuid, pk)
    _said(
        request,
        lambda: drop_tranche(tranche=tranche, actor=request.user, now=clock.now()),
        _("Noted: nothing more is expected of this payment."),
    )
    return redirect("funding:fund_desk", uuid=uuid, slug=tranche.fund.slug)


@login_required
@require_http_methods(FORM_METHODS)
def repay_add(request: HttpRequest, uuid: UUID, slug: str) -> HttpResponse:
    fund = fund_of(request, uuid, slug)
    now = clock.now()
    today = local_day(now, COUNTRY)
    form = RepayForm(sent(request), fund=fund, initial={"repaid_on": today})
    if written(
        form,
        lambda: repay(
            fund=fund,
            cents=form.cleaned_data["cents"],
            repaid_on=form.cleaned_data["repaid_on"],
            tranche=form.cleaned_data["tranche"],
            request_key=form.request_key(),
            actor=request.user,
            now=now,
        ),
    ):
        return to_the_fund(request, fund, _("Noted: it went back to the funder."))
    free = figures_of(fund, today=today).free
    lead = _("%(free)s is free in this fund; at most that can go back. What is committed to bookings stays.")
    return _page(request, form, fund, _("Pay back"), lead % {"free": format_eur(max(free, 0))})


@login_required
@require_http_methods(FORM_METHODS)
def year_end(request: HttpRequest, uuid: UUID, slug: str) -> HttpResponse:
    fund = fund_of(request, uuid, slug)
    now = clock.now()
    years = years_to_end(fund, local_day(now, COUNTRY))
    form = YearEndForm(sent(request), fund=fund, years=years)
    if written(
        form,
        lambda: end_year(
            fund=fund,
            year=form.cleaned_data["year"],
            into=form.cleaned_data.get("into"),
            actor=request.user,
            now=now,
        ),
    ):
        return to_the_fund(request, fund, _("The year is closed."))
    lead = _("What was free when the year ended, and still is, goes on to the next year.")
    if fund.agreement.leftover == "repay":
        lead = _(
            "What was free when the year ended, and still is, goes back to the funder: the agreement says so."
        )
    return _page(request, form, fund, _("Close a year"), lead)


@login_required
@require_http_methods(FORM_METHODS)
def payout_add(request: HttpRequest, uuid: UUID, slug: str) -> HttpResponse:
    fund = fund_of(request, uuid, slug)
    now = clock.now()
    today = local_day(now, COUNTRY)
    owed = owed_by(fund, before=now + timedelta(days=1))
    hubs = [each.hub for each in owed if each.due_cents > 0]
    form = PayoutForm(sent(request), hubs=hubs, initial={"until": today, "paid_on": today})
    if written(
        form,
        lambda: pay_out(
            fund=fund,
            hub=form.cleaned_data["hub"],
            until=form.cleaned_data["until"],
            paid_on=form.cleaned_data["paid_on"],
            request_key=form.request_key(),
            actor=request.user,
            now=now,
        ),
    ):
        return to_the_fund(request, fund, _("Noted: the hub was paid."))
    crumbs = way_to_fund(fund)
    return form_page(
        request,
        form,
        fund.agreement.funder,
        "payout",
        fund=fund,
        owed=owed,
        may_pay=bool(hubs),
        crumbs=crumbs,
    )


@login_required
@require_http_methods(FORM_METHODS)
def collect_add(request: HttpRequest, uuid: UUID, slug: str) -> HttpResponse:
    """A hub that earns nothing from the fund any more transfers back what it had too much."""
    fund = fund_of(request, uuid, slug)
    now = clock.now()
    owing = [each for each in owed_by(fund, before=EVER) if each.owes_cents]
    form = CollectForm(
        sent(request), hubs=[each.hub for each in owing], initial={"received_on": local_day(now, COUNTRY)}
    )
    if written(
        form,
        lambda: collect(
            fund=fund,
            hub=form.cleaned_data["hub"],
            received_on=form.cleaned_data["received_on"],
            request_key=form.request_key(),
            actor=request.user,
            now=now,
        ),
    ):
        return to_the_fund(request, fund, _("Noted: the hub paid it back."))
    return form_page(
        request, form, fund.agreement.funder, "collect", fund=fund, owing=owing, crumbs=way_to_fund(fund)
    )


def _tranche(request: HttpRequest, uuid: UUID, pk: int) -> Tranche:
    found = funder_for(request.user, uuid)
    tranche = Tranche.objects.select_related("fund").filter(agreement__funder=found, pk=pk).first()
    if tranche is None:
        raise Http404
    return tranche


def _said(request: HttpRequest, write: Callable[[], object], said: str) -> None:
    """Do it, and say that, or why not."""
    try:
        write()
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)


def _page(
    request: HttpRequest, form: RepayForm | YearEndForm, fund: Fund, title: str, lead: str
) -> HttpResponse:
    crumbs = way_to_fund(fund)
    return form_page(request, form, fund.agreement.funder, title=title, lead=lead, fund=fund, crumbs=crumbs)
