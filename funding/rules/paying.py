"""How much can be paid by card, and by what."""

from collections.abc import Iterable
from datetime import datetime, timedelta

# Cents: https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts
LEAST_CENTS = 50
# Takes days until it is sure, and can come back for weeks.
DEBITS = frozenset({"sepa_debit"})

# Without access to the account no browser can begin to pay any more. Who stands at their bank's page just then may
# still finish there: such pages are good for less than half an hour. A debit is answered within three weeks:
# https://docs.stripe.com/payments/sepa-debit
AT_THE_BANKS_PAGE, WITH_THE_BANK = timedelta(hours=1), timedelta(days=21)


def may_come_until(*, no_access_at: datetime, was_opened: bool, with_bank: bool) -> datetime:
    """Until when money may still come in on an account that the site has no access to any more. What was never heard to
    be opened nobody can pay: no browser ever had its secret."""
    if with_bank:
        return no_access_at + WITH_THE_BANK
    return no_access_at + AT_THE_BANKS_PAGE if was_opened else no_access_at


def methods_for(*, offered: Iterable[str], days_ahead: int, debit_days: int) -> list[str]:
    """Of what the site offers what fits a booking that begins in so many days: no debit for one that is near, since it
    could have taken place before the bank says no."""
    return [each for each in offered if each not in DEBITS or days_ahead >= debit_days]


def too_little(cents: int) -> bool:
    """Nobody pays this by card: it is settled otherwise."""
    return cents < LEAST_CENTS
