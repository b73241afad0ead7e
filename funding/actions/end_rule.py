from datetime import date, datetime

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from funding.models import Fund, FundRule
from funding.models.limits import COUNTRY
from funding.permissions import demand, keeps_books_of
from funding.rules.time import local_day
from hub.kit.audit import Actor, record
from hub.kit.errors import Refusal
from hub.kit.transactions import verb


class RuleHeldThen(Refusal):
    code = "rule_held_then"
    status = 400
    message = _("Until now the rule held, and that stays so. Choose today or a later day.")


class RuleBeginsLater(Refusal):
    code = "rule_begins_later"
    status = 400
    message = _("The rule begins on %(starts_on)s; it cannot end before.")


class RuleEndsSooner(Refusal):
    code = "rule_ends_sooner"
    message = _("The rule ends on %(ends_on)s already. To let the fund give for longer, add a rule.")


@verb
def end_rule(*, rule: FundRule, ends_on: date, actor: Actor, now: datetime) -> FundRule:
    """Say on which day a rule holds for the last time. What the fund carries by it of bookings that are there stays.

    For who speaks for the funder and for site administrators. Raises `RuleHeldThen`, `RuleBeginsLater`,
    `RuleEndsSooner`, `Forbidden`.
    """
    funder = rule.fund.agreement.funder
    demand(keeps_books_of, actor, funder)
    fresh = FundRule.objects.select_for_update(no_key=True).get(pk=rule.pk)
    if ends_on < local_day(now, COUNTRY):
        raise RuleHeldThen()
    if fresh.starts_on and ends_on < fresh.starts_on:
        raise RuleBeginsLater(starts_on=fresh.starts_on)
    if fresh.ends_on and fresh.ends_on <= ends_on:
        raise RuleEndsSooner(ends_on=fresh.ends_on)
    fresh.ends_on = ends_on
    fresh.save(update_fields=["ends_on"])
    # One statement: who changes the fund's terms meanwhile counts on from it.
    Fund.objects.filter(pk=fresh.fund_id).update(terms_version=F("terms_version") + 1)
    record(
        action="funding.end_rule",
        about=rule.fund.ref,
        actor=actor,
        now=now,
        organisation_id=funder.pk,
        facts={"rule": fresh.pk, "ends_on": ends_on.isoformat()},
    )
    return fresh
