"""A funder's promises, funds and payments to come, written down by whoever speaks for it or runs the site."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from funding.actions.expect_tranche import expect_tranche
from funding.actions.open_agreement import open_agreement
from funding.actions.open_fund import open_fund
from funding.forms import AgreementForm, FundForm, TrancheForm
from funding.forms.giving import rule_forms, rules_of
from funding.permissions import funder_for
from funding.views.writing import FORM_METHODS, agreement_of, form_page, fund_of, sent, to_the_books, written
from hub.kit import clock


@login_required
@require_http_methods(FORM_METHODS)
def agreement_add(request: HttpRequest, uuid: UUID) -> HttpResponse:
    funder = funder_for(request.user, uuid)
    form = AgreementForm(sent(request))
    if written(
        form,
        lambda: open_agreement(funder=funder, promise=form.promise(), actor=request.user, now=clock.now()),
    ):
        return to_the_books(request, funder, _("The agreement is written down. Open a fund from it."))
    lead = _("What the funder promises and for how long. No money moves: that is a payment that came in.")
    return form_page(request, form, funder, title=_("Write down an agreement"), lead=lead)


@login_required
@require_http_methods(FORM_METHODS)
def fund_add(request: HttpRequest, uuid: UUID, pk: int) -> HttpResponse:
    agreement = agreement_of(request, uuid, pk)
    form = FundForm(sent(request), initial={"expires_on": agreement.ends_on})
    rules = rule_forms(sent(request))
    if all(rule.is_valid() for rule in rules) and written(
        form,
        lambda: open_fund(
            agreement=agreement, plan=form.plan(rules_of(rules)), actor=request.user, now=clock.now()
        ),
    ):
        said = _("The fund is open. It can give once a payment is in.")
        return to_the_books(request, agreement.funder, said)
    return form_page(request, form, agreement.funder, "fund_add", rules=rules, agreement=agreement)


@login_required
@require_http_methods(FORM_METHODS)
def tranche_add(request: HttpRequest, uuid: UUID, slug: str) -> HttpResponse:
    """A payment that is to come into one of the funder's funds."""
    fund = fund_of(request, uuid, slug)
    form = TrancheForm(sent(request))
    if written(
        form,
        lambda: expect_tranche(fund=fund, **form.cleaned_data, actor=request.user, now=clock.now()),
    ):
        said = _("Written down. Note it when it is in.")
        return to_the_books(request, fund.agreement.funder, said)
    lead = _(
        "What will be paid into the fund, and when. It can be committed once it is in, or as far as somebody vouches "
        "for it."
    )
    return form_page(request, form, fund.agreement.funder, title=_("A payment to come"), lead=lead)
