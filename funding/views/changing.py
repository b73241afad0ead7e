"""Other terms for what is there: an agreement, a fund, its rules. What was booked under the old ones stays."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from funding.actions.add_rule import add_rule
from funding.actions.change_agreement import change_agreement
from funding.actions.change_fund import change_fund
from funding.actions.end_rule import end_rule
from funding.forms import AgreementForm
from funding.forms.aid import AidBasisForm
from funding.forms.changing import FundChangeForm, RuleEndForm, agreement_as_it_is
from funding.forms.giving import RuleForm
from funding.models import Fund
from funding.models.books import rules_with_places
from funding.models.limits import COUNTRY
from funding.outbound.rules_in_words import rule_words
from funding.rules.time import local_day
from funding.views.writing import FORM_METHODS, agreement_of, form_page, fund_of, sent, to_the_books, written
from hub.kit import clock
from hub.kit.errors import Refusal


@login_required
@require_http_methods(FORM_METHODS)
def agreement_change(request: HttpRequest, uuid: UUID, pk: int) -> HttpResponse:
    agreement = agreement_of(request, uuid, pk)
    form = AgreementForm(sent(request), initial=agreement_as_it_is(agreement))
    if written(
        form,
        lambda: change_agreement(
            agreement=agreement, promise=form.promise(), actor=request.user, now=clock.now()
        ),
    ):
        return to_the_books(request, agreement.funder, _("The agreement is changed."))
    lead = _("It cannot end before its funds do. What was booked under it stays.")
    aid_form = AidBasisForm(initial={"basis": agreement.aid_basis})
    context = {"agreement": agreement, "aid_form": aid_form, "title": _("Change the agreement"), "lead": lead}
    return form_page(request, form, agreement.funder, "agreement_change", **context)


@login_required
@require_http_methods(FORM_METHODS)
def fund_change(request: HttpRequest, uuid: UUID, slug: str) -> HttpResponse:
    """A fund's terms, and its rules, each with the way to end it."""
    fund = fund_of(request, uuid, slug)
    form = FundChangeForm(sent(request), initial=FundChangeForm.initial_of(fund))
    if written(form, lambda: change_fund(fund=fund, terms=form.terms(), actor=request.user, now=clock.now())):
        said = _("The fund is changed. Prices that were promised stay as they are.")
        return to_the_books(request, fund.agreement.funder, said)
    today = local_day(clock.now(), COUNTRY)
    context = {"fund": fund, "rules": _rules(fund, today), "today": today}
    return form_page(request, form, fund.agreement.funder, "fund_change", **context)


def _rules(fund: Fund, today: date) -> list[dict[str, object]]:
    return [
        {
            "rule": rule,
            "words": rule_words(rule),
            "is_over": bool(rule.ends_on and rule.ends_on < today),
            "may_end": rule.ends_on is None or rule.ends_on > today,
        }
        for rule in rules_with_places().filter(fund=fund)
    ]


@login_required
@require_http_methods(FORM_METHODS)
def rule_add(request: HttpRequest, uuid: UUID, slug: str) -> HttpResponse:
    fund = fund_of(request, uuid, slug)
    form = RuleForm(sent(request))
    if written(
        form,
        lambda: add_rule(fund=fund, conditions=form.cleaned_data, actor=request.user, now=clock.now()),
    ):
        messages.success(request, _("The fund gives for this too from now on."))
        return redirect("funding:fund_change", uuid=uuid, slug=slug)
    lead = _("All that you fill in must hold; what you leave open does not limit. It counts for new prices.")
    return form_page(request, form, fund.agreement.funder, title=_("Add a rule"), lead=lead)


@login_required
@require_POST
def rule_end(request: HttpRequest, uuid: UUID, slug: str, pk: int) -> HttpResponse:
    fund = fund_of(request, uuid, slug)
    rule = fund.rules.select_related("fund__agreement__funder").filter(pk=pk).first()
    if rule is None:
        raise Http404
    form = RuleEndForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(form.errors["ends_on"][0]))
        return redirect("funding:fund_change", uuid=uuid, slug=slug)
    try:
        end_rule(rule=rule, ends_on=form.cleaned_data["ends_on"], actor=request.user, now=clock.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, _("The rule holds until then, and no longer. What it carries already stays.")
        )
    return redirect("funding:fund_change", uuid=uuid, slug=slug)
