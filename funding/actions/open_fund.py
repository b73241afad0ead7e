from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from funding.actions._granted import check_granted
from funding.actions._rule_sense import check_rule
from funding.actions._states import demand_open
from funding.models import Fund, FundingAgreement, FundRule, Tranche
from funding.permissions import demand, keeps_books_of
from hub.kit.audit import Actor, record
from hub.kit.errors import Refusal
from hub.kit.transactions import step, verb


class NoRules(Refusal):
    code = "no_rules"
    status = 400
    message = _("Say what the fund is for: at least one rule. A rule without conditions is for everything.")


class OutlivesItsAgreement(Refusal):
    code = "outlives_its_agreement"
    status = 400
    message = _("The agreement ends on %(ends_on)s; the fund cannot last longer.")


class NobodyVouches(Refusal):
    code = "nobody_vouches"
    status = 400
    message = _("Money can be committed before it is in only if the agreement names who vouches for it.")


class NameTaken(Refusal):
    code = "name_taken"
    status = 400
    message = _("There is a fund at that address already: %(slug)s. Choose another.")


@dataclass(frozen=True, slots=True)
class FundPlan:
    """A fund as it is to be: the fields of `Fund`, of each `FundRule`, and (cents, due on) of the tranches to come."""

    slug: str
    name_nl: str
    expires_on: date
    rules: Sequence[dict[str, Any]]
    tranches: Sequence[tuple[int, date]] = ()
    limits: dict[str, Any] = field(default_factory=dict)


@verb
def open_fund(*, agreement: FundingAgreement, plan: FundPlan, actor: Actor, now: datetime) -> Fund:
    """Cut a fund from an agreement, with its rules and the payments that are to come. It has no money until one is in.

    For who speaks for the funder and for site administrators. Raises `NoRules`, `OutlivesItsAgreement`,
    `NobodyVouches`, `NameTaken`, `MoreThanGranted`, `BeingSettled`, `AgreementIsClosed`, `Forbidden`, and what
    `check_rule` raises.
    """
    demand(keeps_books_of, actor, agreement.funder)
    if not plan.rules:
        raise NoRules()
    # Its last day and who vouches must not change meanwhile.
    agreement = FundingAgreement.objects.select_for_update(no_key=True).get(pk=agreement.pk)
    _check(plan, agreement)
    fund = Fund.objects.create(
        agreement=agreement, slug=plan.slug, name_nl=plan.name_nl, expires_on=plan.expires_on, **plan.limits
    )
    FundRule.objects.bulk_create([FundRule(fund=fund, **conditions) for conditions in plan.rules])
    Tranche.objects.bulk_create(
        [
            Tranche(agreement=agreement, fund=fund, cents=cents, due_on=due_on)
            for cents, due_on in plan.tranches
        ]
    )
    record(
        action="funding.open_fund",
        about=fund.ref,
        actor=actor,
        now=now,
        organisation_id=agreement.funder_id,
        facts={"slug": plan.slug, "expires_on": plan.expires_on.isoformat(), "rules": len(plan.rules)},
    )
    return fund


@step
def _check(plan: FundPlan, agreement: FundingAgreement) -> None:
    demand_open(agreement)
    check_granted(agreement, more_cents=sum(cents for cents, _due_on in plan.tranches))
    for conditions in plan.rules:
        check_rule(conditions, lasts_until=plan.expires_on)
    if plan.expires_on > agreement.ends_on:
        raise OutlivesItsAgreement(ends_on=agreement.ends_on)
    if plan.limits.get("guaranteed_cents") and agreement.guarantor_id is None:
        raise NobodyVouches()
    if Fund.objects.filter(slug=plan.slug).exists():
        raise NameTaken(slug=plan.slug)
