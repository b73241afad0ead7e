from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from funding.actions._rule_sense import check_rule
from funding.actions._states import BeingSettled
from funding.models import Fund, FundRule
from funding.models.limits import COUNTRY
from funding.permissions import demand, keeps_books_of
from funding.rules.time import local_day
from hub.kit.audit import Actor, record
from hub.kit.errors import Refusal
from hub.kit.transactions import verb


class FundIsOver(Refusal):
    code = "fund_is_over"
    message = _("This fund ended on %(expires_on)s. Give it a later last day first.")


@verb
def add_rule(*, fund: Fund, conditions: Mapping[str, Any], actor: Actor, now: datetime) -> FundRule:
    """Let a fund give for something more, from the next price on. `conditions` are the fields of `FundRule`.

    For who speaks for the funder and for site administrators. Raises `FundIsOver`, `BeingSettled`, `Forbidden`, and
    what `check_rule` raises.
    """
    demand(keeps_books_of, actor, fund.agreement.funder)
    fresh = Fund.objects.select_for_update(no_key=True).get(pk=fund.pk)
    if fresh.expires_on < local_day(now, COUNTRY):
        raise FundIsOver(expires_on=fresh.expires_on)
    if fresh.closed_at:
        raise BeingSettled()
    check_rule(conditions, lasts_until=fresh.expires_on)
    rule = FundRule.objects.create(fund=fresh, **conditions)
    fresh.terms_version += 1
    fresh.save(update_fields=["terms_version"])
    record(
        action="funding.add_rule",
        about=fresh.ref,
        actor=actor,
        now=now,
        organisation_id=fund.agreement.funder_id,
        facts={"rule": rule.pk},
    )
    return rule
