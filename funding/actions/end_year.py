from datetime import date, datetime

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from funding.actions._given_back import GivenBack, balance_of, give_back
from funding.actions._ledger import fund_free, post
from funding.actions._states import demand_not_closed
from funding.actions.change_agreement import locked_agreement
from funding.actions.reserve import locked_funds
from funding.models import (
    AccountKind,
    EntryKind,
    Fund,
    FundingAgreement,
    Leftover,
    Posting,
    Repayment,
    RepaymentWhy,
    YearEnd,
)
from funding.models.limits import COUNTRY
from funding.permissions import demand, keeps_books_of
from funding.rules.time import local_day
from hub.kit.audit import Actor, record
from hub.kit.errors import Refusal
from hub.kit.transactions import step, verb


class YearNotOver(Refusal):
    code = "year_not_over"
    status = 400
    message = _("%(year)s is not over yet. What is left is counted once it is.")


class NotItsYear(Refusal):
    code = "not_its_year"
    status = 400
    message = _("The agreement runs from %(starts_on)s until %(ends_on)s; %(year)s is not in it.")


class YearIsEnded(Refusal):
    code = "year_is_ended"
    message = _("%(year)s was closed for this fund already.")


class IntoAnotherAgreement(Refusal):
    code = "into_another_agreement"
    status = 400
    message = _("What is left stays within the agreement: choose another fund of it that still gives.")


@verb
def end_year(*, fund: Fund, year: int, actor: Actor, now: datetime, into: Fund | None = None) -> YearEnd:
    """Say what becomes of the money that was free in a fund when a calendar year ended, as its agreement has it: it
    goes back to the funder, or it goes on, in the fund itself or `into` another fund of the agreement.

    Counted is what was free on the last day by the books, and of that what is still free now: what was committed since
    stays committed, and what went back or on since, for another year or apart, is not left once more. Once for each
    year. For who speaks for the funder and for site administrators. Raises `YearNotOver`, `NotItsYear`, `YearIsEnded`,
    `IntoAnotherAgreement`, `AgreementIsClosed`, `Forbidden`.
    """
    demand(keeps_books_of, actor, fund.agreement.funder)
    agreement = locked_agreement(fund.agreement_id)
    demand_not_closed(agreement)
    held = {each.pk: each for each in locked_funds(dict.fromkeys({fund.pk, into.pk if into else fund.pk}, 0))}
    mine, other = held[fund.pk], held[into.pk] if into and into.pk != fund.pk else None
    _check(mine, year, agreement, other, now)
    left = _left_at_the_end(mine, year)
    moving = max(min(left - _gone_since(mine, year), balance_of(mine)), 0)
    repays = agreement.leftover == Leftover.REPAY
    row = YearEnd.objects.create(
        fund=mine,
        year=year,
        left_cents=left,
        repaid_cents=moving if repays else 0,
        carried_cents=0 if repays else moving,
        into=None if repays else other,
        ended_at=now,
    )
    if moving and repays:
        what = GivenBack(moving, local_day(now, COUNTRY), RepaymentWhy.YEAR_END)
        give_back(fund=mine, what=what, actor=actor, now=now)
    elif moving and other:
        amounts = {fund_free(mine): -moving, fund_free(other): moving}
        post(kind=EntryKind.CARRY, about=row.ref, key=f"carry:{row.ref}", amounts=amounts, now=now)
    _note(row, agreement, actor, now)
    return row


def _check(fund: Fund, year: int, agreement: FundingAgreement, into: Fund | None, now: datetime) -> None:
    if not agreement.starts_on.year <= year <= agreement.ends_on.year:
        raise NotItsYear(year=str(year), starts_on=agreement.starts_on, ends_on=agreement.ends_on)
    if year >= local_day(now, COUNTRY).year:
        raise YearNotOver(year=str(year))
    if YearEnd.objects.filter(fund=fund, year=year).exists():
        raise YearIsEnded(year=str(year))
    if into and (into.agreement_id != agreement.pk or into.expires_on < local_day(now, COUNTRY)):
        raise IntoAnotherAgreement()


@step
def _left_at_the_end(fund: Fund, year: int) -> int:
    """What was free when the clock struck twelve, by what was written in the books until then."""
    written = Posting.objects.filter(
        account__kind=AccountKind.FUND_FREE,
        account__owner=fund.ref,
        entry__posted_at__lt=_midnight_after(year),
    )
    total: int = written.aggregate(cents=Sum("cents", default=0))["cents"]
    return total


@step
def _gone_since(fund: Fund, year: int) -> int:
    """What of that went back or on already, when another year was closed or by itself. A payment of the new year that
    was taken back is none of it."""
    midnight = _midnight_after(year)
    back = Repayment.objects.filter(fund=fund, noted_at__gte=midnight)
    back = back.exclude(tranche__received_on__gt=date(year, 12, 31))
    on = YearEnd.objects.filter(fund=fund, into__isnull=False, ended_at__gte=midnight)
    went: int = back.aggregate(cents=Sum("cents", default=0))["cents"]
    passed: int = on.aggregate(cents=Sum("carried_cents", default=0))["cents"]
    return went + passed


def _midnight_after(year: int) -> datetime:
    return datetime(year + 1, 1, 1, tzinfo=COUNTRY)


@step
def _note(row: YearEnd, agreement: FundingAgreement, actor: Actor, now: datetime) -> None:
    record(
        action="funding.end_year",
        about=row.ref,
        actor=actor,
        now=now,
        organisation_id=agreement.funder_id,
        facts={
            "fund": row.fund_id,
            "year": row.year,
            "left_cents": row.left_cents,
            "repaid_cents": row.repaid_cents,
            "carried_cents": row.carried_cents,
            "into": row.into_id,
        },
    )
