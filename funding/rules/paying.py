"""How much can be paid by card, and by what."""

from collections.abc import Iterable

# Cents: https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts
LEAST_CENTS = 50
# Takes days until it is sure, and can come back for weeks.
DEBITS = frozenset({"sepa_debit"})


def methods_for(*, offered: Iterable[str], days_ahead: int, debit_days: int) -> list[str]:
    """Of what the site offers what fits a booking that begins in so many days: no debit for one that is near, since it
    could have taken place before the bank says no."""
    return [each for each in offered if each not in DEBITS or days_ahead >= debit_days]


def too_little(cents: int) -> bool:
    """Nobody pays this by card: it is settled otherwise."""
    return cents < LEAST_CENTS
