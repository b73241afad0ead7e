"""What left a fund and what passed from one year to the next, in words."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Min, Q
from django.utils.translation import gettext as _

from funding.models.agreements import AgreementState, Fund
from funding.models.movements import Payout, Receipt, Repayment, YearEnd


@dataclass(frozen=True, slots=True)
class Movement:
    """What left a fund, or passed from one year to the next: one line of its history."""

    day: date
    words: str
    cents: int


def movements_of(fund: Fund) -> list[Movement]:
    """Everything but payments that came in and bookings, the latest first. Three statements."""
    back = [
        Movement(row.repaid_on, f"{_('back to the funder')}: {row.get_why_display()}", row.cents)
        for row in Repayment.objects.filter(fund=fund)
    ]
    out = [
        Movement(row.paid_on, _("paid out to %(hub)s") % {"hub": row.hub.name}, row.cents)
        for row in Payout.objects.filter(fund=fund).select_related("hub")
    ]
    passed = YearEnd.objects.filter(Q(fund=fund) | Q(into=fund)).select_related("fund", "into")
    on = [_passed(row, fund) for row in passed]
    return sorted([*back, *out, *on], key=lambda each: each.day, reverse=True)


def _passed(row: YearEnd, fund: Fund) -> Movement:
    year = str(row.year)
    if row.into_id == fund.pk:
        words = _("from %(fund)s, what was free at the end of %(year)s") % {
            "fund": row.fund.name,
            "year": year,
        }
    elif row.into:
        words = _("free at the end of %(year)s, passed on to %(fund)s") % {
            "fund": row.into.name,
            "year": year,
        }
    elif row.repaid_cents:
        words = _("free at the end of %(year)s, went back") % {"year": year}
    else:
        words = _("free at the end of %(year)s, stays in the fund") % {"year": year}
    return Movement(date(row.year, 12, 31), words, row.repaid_cents or row.carried_cents)


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
