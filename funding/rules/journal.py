"""The journal as a bookkeeper reads it: numbers of accounts, debit and credit. Pure.

In the books a posting above nought is money there, one below nought is owed; a debit is written for the first and a
credit for the second, so that each entry's debits equal its credits.
"""

from dataclasses import dataclass
from datetime import date

# The numbers follow the Dutch reference scheme's classes (0 capital, 1 short-term, 4 costs); a bookkeeper maps them to
# their own once. The owner (a fund, a hub, an organisation) is the sub-account.
NUMBERS = {
    "funder": "0800",
    "fund_free": "1500",
    "fund_reserved": "1510",
    "organisation": "1300",
    "hub": "1600",
    "hub_paid": "1610",
    "hub_gift": "4900",
    "card": "1210",
    "bank": "1220",
    "refund": "1690",
}
OTHER = "1999"


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One posting. `cents` above nought is a debit. `text` is what the entry is about, without names of people."""

    entry: int
    on: date
    kind: str
    about: str
    account: str
    owner: str
    owner_name: str
    cents: int
    currency: str

    @property
    def number(self) -> str:
        return NUMBERS.get(self.account, OTHER)

    @property
    def debit_cents(self) -> int:
        return max(self.cents, 0)

    @property
    def credit_cents(self) -> int:
        return max(-self.cents, 0)
