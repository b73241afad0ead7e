from datetime import date, datetime

from funding.actions.receive_tranche import receive_tranche
from funding.models import Fund, Tranche
from hub.kit.audit import SITE
from tests.factories.funding import TrancheFactory
from tests.factories.members import LONG_AGO


def fill(fund: Fund, cents: int, *, now: datetime = LONG_AGO) -> Tranche:
    """Put money into a fund through the books: a tranche that has come in."""
    tranche = TrancheFactory(fund=fund, agreement=fund.agreement, cents=cents)
    return receive_tranche(tranche=tranche, received_on=date(2026, 1, 1), actor=SITE, now=now)
