"""Payments that are promised stay within what was granted."""

from django.utils.translation import gettext_lazy as _

from funding.models import FundingAgreement, Tranche
from hub.kit.errors import Refusal
from hub.kit.money import format_eur
from hub.kit.transactions import step


class MoreThanGranted(Refusal):
    code = "more_than_granted"
    message = _(
        "%(granted)s was granted, and with this the payments come to %(promised)s. Put one of the two right."
    )


@step
def check_granted(agreement: FundingAgreement, *, more_cents: int = 0) -> None:
    """The caller holds the agreement. Where nothing is said of what was granted, there is no limit."""
    if agreement.granted_cents is None:
        return
    tranches = Tranche.objects.filter(agreement=agreement)
    promised = more_cents + sum(tranche.promised_cents for tranche in tranches)
    if promised > agreement.granted_cents:
        raise MoreThanGranted(granted=format_eur(agreement.granted_cents), promised=format_eur(promised))
