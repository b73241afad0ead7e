from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from funding.actions._granted import check_granted
from funding.actions._states import demand_not_closed
from funding.actions.open_agreement import EndsBeforeItStarts, Promise
from funding.models import Fund, FundingAgreement
from funding.permissions import demand, keeps_books_of
from hub.kit.audit import Actor, record
from hub.kit.errors import Refusal
from hub.kit.transactions import step, verb

# Of a promise, under the names of the agreement's columns.
CHANGING = (
    "name",
    "starts_on",
    "ends_on",
    "guarantor",
    "decided_on",
    "reference",
    "granted_cents",
    "leftover",
)


class FundsLastLonger(Refusal):
    code = "funds_last_longer"
    message = _(
        "%(fund)s lasts until %(expires_on)s. Let that fund end first; then the agreement can end earlier."
    )


class StillVouchedFor(Refusal):
    code = "still_vouched_for"
    message = _(
        "%(fund)s may commit money before it is in, because somebody vouches for it. Lower that to nothing first."
    )


@verb
def change_agreement(
    *, agreement: FundingAgreement, promise: Promise, actor: Actor, now: datetime
) -> FundingAgreement:
    """Make an agreement what the promise says; whose it is, and what was booked under it, stay.

    For who speaks for the funder and for site administrators. Raises `EndsBeforeItStarts`, `FundsLastLonger`,
    `StillVouchedFor`, `MoreThanGranted`, `AgreementIsClosed`, `Forbidden`.
    """
    demand(keeps_books_of, actor, agreement.funder)
    fresh = locked_agreement(agreement.pk)
    demand_not_closed(fresh)
    before = _said(fresh)
    for name in CHANGING:
        setattr(fresh, name, getattr(promise, name))
    after = _said(fresh)
    changed = [name for name, value in after.items() if before[name] != value]
    if not changed:
        return fresh
    _check(fresh)
    fresh.save(update_fields=CHANGING)
    record(
        action="funding.change_agreement",
        about=fresh.ref,
        actor=actor,
        now=now,
        organisation_id=fresh.funder_id,
        facts={name: [before[name], after[name]] for name in changed},
    )
    return fresh


@step
def locked_agreement(pk: int) -> FundingAgreement:
    """Whoever cuts a fund from it or changes one of its funds waits: a fund keeps to its agreement. Before any fund."""
    return FundingAgreement.objects.select_for_update(no_key=True).get(pk=pk)


def _check(agreement: FundingAgreement) -> None:
    if agreement.ends_on < agreement.starts_on:
        raise EndsBeforeItStarts()
    funds = Fund.objects.filter(agreement=agreement)
    longest = funds.order_by("-expires_on").first()
    if longest and longest.expires_on > agreement.ends_on:
        raise FundsLastLonger(fund=longest.name, expires_on=longest.expires_on)
    vouched = funds.filter(guaranteed_cents__gt=0).first()
    if vouched and agreement.guarantor_id is None:
        raise StillVouchedFor(fund=vouched.name)
    check_granted(agreement)


def _said(agreement: FundingAgreement) -> dict[str, Any]:
    said = {name: getattr(agreement, name) for name in CHANGING if name != "guarantor"}
    plain = {name: value.isoformat() if isinstance(value, date) else value for name, value in said.items()}
    return {**plain, "guarantor": agreement.guarantor_id}
