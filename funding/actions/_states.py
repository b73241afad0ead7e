"""What a state of an agreement forbids. Read while the agreement, or one of its funds, is held: who settles an
agreement holds it and all its funds."""

from collections.abc import Collection
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from funding.models import AgreementState, FundingAgreement, Payout, Receipt, Repayment
from funding.models.limits import COUNTRY
from funding.rules.time import local_day
from hub.kit.errors import Refusal


class AgreementIsClosed(Refusal):
    code = "agreement_is_closed"
    message = _("This agreement is closed: its money is accounted for, and nothing moves any more.")


class BeingSettled(Refusal):
    code = "being_settled"
    message = _(
        "This agreement is being settled, so nothing new is taken on. Take the settlement back first."
    )


class NotToday(Refusal):
    code = "not_today"
    status = 400
    message = _("Money that moved can be noted once it did: choose today or an earlier day.")


class RequestUsed(Refusal):
    code = "request_used"
    message = _("This was sent before with other values. Open the page again.")


def demand_not_closed(agreement: FundingAgreement) -> None:
    """Raises `AgreementIsClosed`. The agreement is read anew: a fund may have been fetched long before."""
    if _state(agreement) == AgreementState.CLOSED:
        raise AgreementIsClosed()


def demand_none_closed(fund_ids: Collection[int]) -> None:
    """The same of the agreements of these funds, in one statement."""
    closed = FundingAgreement.objects.filter(funds__in=fund_ids, state=AgreementState.CLOSED)
    if fund_ids and closed.exists():
        raise AgreementIsClosed()


def demand_open(agreement: FundingAgreement) -> None:
    """Raises `AgreementIsClosed` or `BeingSettled`."""
    state = _state(agreement)
    if state == AgreementState.CLOSED:
        raise AgreementIsClosed()
    if state == AgreementState.SETTLING:
        raise BeingSettled()


def demand_not_ahead(day: date, now: datetime) -> None:
    """Raises `NotToday`."""
    if day > local_day(now, COUNTRY):
        raise NotToday()


def demand_same(done: Receipt | Repayment | Payout, **asked: object) -> None:
    """Raises `RequestUsed` when the same request key comes with other values."""
    if any(getattr(done, name) != value for name, value in asked.items()):
        raise RequestUsed()


def _state(agreement: FundingAgreement) -> str:
    return FundingAgreement.objects.values_list("state", flat=True).get(pk=agreement.pk)
