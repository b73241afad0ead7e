"""What left a fund and what passed from one year to the next, in words."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Min
from django.utils.translation import gettext as _

from funding.models.agreements import AgreementState, Fund
from funding.models.movements import Receipt, RepaymentWhy, YearEnd
from hub.kit.sql import rows
from hub.kit.translated import translated


@dataclass(frozen=True, slots=True)
class Movement:
    """What left a fund, or passed from one year to the next: one line of its history."""

    day: date
    words: str
    cents: int


MOVED = """
SELECT 'back', repaid_on, cents, why, 0, '', '' FROM funding_repayment WHERE fund_id = %(fund)s::bigint
UNION ALL
SELECT CASE WHEN payout.cents > 0 THEN 'paid' ELSE 'came' END, payout.paid_on, abs(payout.cents), hub.name, 0, '', ''
FROM funding_payout payout JOIN facilities_hub hub ON hub.id = payout.hub_id WHERE payout.fund_id = %(fund)s::bigint
UNION ALL
SELECT CASE WHEN ended.into_id = %(fund)s::bigint THEN 'in' WHEN ended.into_id IS NOT NULL THEN 'on'
        WHEN ended.repaid_cents > 0 THEN 'gone' ELSE 'stays' END,
    make_date(ended.year, 12, 31), greatest(ended.repaid_cents, ended.carried_cents), '', ended.year, other.name_nl,
    other.name_en
FROM funding_yearend ended
LEFT JOIN funding_fund other
    ON other.id = CASE WHEN ended.into_id = %(fund)s::bigint THEN ended.fund_id ELSE ended.into_id END
WHERE ended.fund_id = %(fund)s::bigint OR ended.into_id = %(fund)s::bigint
"""


def movements_of(fund: Fund) -> list[Movement]:
    """Everything but payments that came in and bookings, the latest first. One statement."""
    found = rows(MOVED, {"fund": fund.pk})
    moved = [Movement(day, _words(kind, *facts), cents) for kind, day, cents, *facts in found]
    return sorted(moved, key=lambda each: each.day, reverse=True)


def _words(kind: str, said: str, year: int, name_nl: str | None, name_en: str | None) -> str:
    other = translated(Fund(name_nl=name_nl or "", name_en=name_en or ""), "name")
    facts = {"year": str(year), "fund": other, "hub": said}
    if kind == "back":
        return _("back to the funder: %(why)s") % {"why": RepaymentWhy(said).label}
    return {
        "paid": _("paid out to %(hub)s"),
        "came": _("paid back by %(hub)s, which had too much"),
        "in": _("from %(fund)s, what was free at the end of %(year)s"),
        "on": _("free at the end of %(year)s, passed on to %(fund)s"),
        "gone": _("free at the end of %(year)s, went back"),
        "stays": _("free at the end of %(year)s, stays in the fund"),
    }[kind] % facts


def years_to_end(fund: Fund, today: date) -> list[int]:
    """Calendar years of its agreement that are over and were not closed for this fund yet, from the first on in which
    money was in it."""
    agreement = fund.agreement
    over = range(agreement.starts_on.year, min(agreement.ends_on.year, today.year - 1) + 1)
    if agreement.state == AgreementState.CLOSED or not over:
        return []
    first = Receipt.objects.filter(tranche__fund=fund).aggregate(day=Min("received_on"))["day"]
    if first is None:
        return []
    ended = set(YearEnd.objects.filter(fund=fund).values_list("year", flat=True))
    return [year for year in over if year >= first.year and year not in ended]
