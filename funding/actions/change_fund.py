from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, Self

from django.db import IntegrityError
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from funding.actions._states import demand_not_closed
from funding.actions.change_agreement import locked_agreement
from funding.actions.open_fund import NobodyVouches, OutlivesItsAgreement
from funding.models import Account, AccountKind, Allocation, Fund, FundingAgreement
from funding.models.limits import COUNTRY, LIVE
from funding.permissions import demand, keeps_books_of
from funding.rules.time import local_day
from hub.kit.audit import Actor, record
from hub.kit.errors import Refusal
from hub.kit.money import EUR, format_eur
from hub.kit.transactions import savepoint, step, verb, violated

CAPS = frozenset({"cap_per_booking_cents", "cap_per_organisation_cents", "cap_per_month_cents"})


class OverAlready(Refusal):
    code = "over_already"
    status = 400
    message = _("A fund ends today or later: what it gave until now stays given.")


class GuaranteeCommitted(Refusal):
    code = "guarantee_committed"
    message = _(
        "%(committed)s of what is vouched for is committed to bookings already, so it cannot be less than that."
    )


@dataclass(frozen=True, slots=True)
class FundTerms:
    """All that may change of a fund, under the names of its columns. Its address and its agreement stay."""

    name_nl: str
    name_en: str
    purpose_nl: str
    purpose_en: str
    match_share_bp: int
    cap_per_booking_cents: int | None
    cap_per_organisation_cents: int | None
    cap_per_month_cents: int | None
    priority: int
    stackable: bool
    expires_on: date
    bears_cancellation_fees: bool
    guaranteed_cents: int

    @classmethod
    def of(cls, fund: Fund) -> Self:
        return cls(**{each.name: getattr(fund, each.name) for each in fields(cls)})


@verb
def change_fund(*, fund: Fund, terms: FundTerms, actor: Actor, now: datetime) -> Fund:
    """Give a fund other terms, for whatever is booked from now on. What it has reserved or spent stays as it is.

    For who speaks for the funder and for site administrators. Raises `OutlivesItsAgreement`, `OverAlready`,
    `NobodyVouches`, `GuaranteeCommitted`, `AgreementIsClosed`, `Forbidden`.
    """
    demand(keeps_books_of, actor, fund.agreement.funder)
    agreement = locked_agreement(fund.agreement_id)
    demand_not_closed(agreement)
    fresh = locked_fund(fund.pk)
    before = FundTerms.of(fresh)
    changed = {
        each.name: getattr(terms, each.name)
        for each in fields(FundTerms)
        if getattr(terms, each.name) != getattr(before, each.name)
    }
    if not changed:
        return fresh
    _check(terms, changed, agreement, local_day(now, COUNTRY))
    if "guaranteed_cents" in changed:
        _move_floor(fresh, terms.guaranteed_cents)
    if CAPS & set(changed):
        fresh.capped_since = _after_what_is_reserved(fresh, now)
    for name, value in changed.items():
        setattr(fresh, name, value)
    fresh.terms_version += 1
    fresh.save(update_fields=[*changed, "capped_since", "terms_version"])
    record(
        action="funding.change_fund",
        about=fresh.ref,
        actor=actor,
        now=now,
        organisation_id=agreement.funder_id,
        facts={name: [_plain(getattr(before, name)), _plain(value)] for name, value in changed.items()},
    )
    return fresh


@step
def locked_fund(pk: int) -> Fund:
    """Bookings that want its money wait, and it waits for them."""
    return Fund.objects.select_for_update(no_key=True).get(pk=pk)


def _check(terms: FundTerms, changed: Mapping[str, Any], agreement: FundingAgreement, today: date) -> None:
    if terms.expires_on > agreement.ends_on:
        raise OutlivesItsAgreement(ends_on=agreement.ends_on)
    if "expires_on" in changed and terms.expires_on < today:
        raise OverAlready()
    if terms.guaranteed_cents and agreement.guarantor_id is None:
        raise NobodyVouches()


@step
def _move_floor(fund: Fund, guaranteed_cents: int) -> None:
    """The account may fall to what is vouched for. Lower than what is committed of it, the database refuses."""
    account = Account.objects.filter(kind=AccountKind.FUND_FREE, owner=fund.ref, currency=EUR)
    try:
        with savepoint():
            account.update(floor_cents=-guaranteed_cents)
    except IntegrityError as error:
        if violated(error) != "account_not_below_its_floor":
            raise
        committed = -account.get().balance_cents
        raise GuaranteeCommitted(committed=format_eur(committed), committed_cents=committed) from None


def _after_what_is_reserved(fund: Fund, now: datetime) -> datetime:
    """From when on the new caps hold. Who reserved under the old ones may have begun after us and been first."""
    latest = Allocation.objects.filter(fund=fund, state__in=LIVE).aggregate(at=Max("reserved_at"))["at"]
    return max(now, latest) if latest else now


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
