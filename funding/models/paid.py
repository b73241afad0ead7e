"""What was paid for a thing and what of it goes back, read from the books (docs/decisions/0080)."""

from collections.abc import Iterable
from dataclasses import dataclass

from funding.models.ledger import AccountKind, EntryKind
from hub.kit.refs import Ref
from hub.kit.sql import rows

CAME_IN = (EntryKind.PAY, EntryKind.TRANSFER)
WENT_BACK = (EntryKind.REFUND, EntryKind.REFUNDED, EntryKind.REFUND_FAILED)
PAID = """
SELECT about, COALESCE(sum(cents) FILTER (WHERE owner = %(ours)s::text AND kind = ANY (%(came)s::text[])), 0),
    COALESCE(-sum(cents) FILTER (WHERE owner = %(ours)s::text AND kind = ANY (%(went)s::text[])), 0),
    COALESCE(sum(cents) FILTER (WHERE owner = %(transit)s::text), 0)
FROM (
    SELECT entry.about, entry.kind, account.kind AS owner, posting.cents
    FROM funding_entry entry
    JOIN funding_posting posting ON posting.entry_id = entry.id
    JOIN funding_account account ON account.id = posting.account_id
    WHERE entry.about = ANY (%(about)s::text[])
) AS its
WHERE kind = ANY (%(came)s::text[]) OR kind = ANY (%(went)s::text[])
GROUP BY about
"""


@dataclass(frozen=True, slots=True)
class Paid:
    """Cents. `came_in` by card and bank, less what went back by bank; `back` went back by card or is on its way, of
    which `on_its_way` nobody knows yet to have arrived."""

    came_in_cents: int = 0
    back_cents: int = 0
    on_its_way_cents: int = 0

    @property
    def kept_cents(self) -> int:
        """What counts against what is owed."""
        return self.came_in_cents - self.back_cents


NOTHING_PAID = Paid()


def paid_for(about: Ref) -> Paid:
    """One statement."""
    return paid_for_each([about]).get(about, NOTHING_PAID)


def paid_for_each(things: Iterable[Ref]) -> dict[Ref, Paid]:
    """Of those for which anything was ever paid; one statement."""
    values = {
        "about": [str(thing) for thing in things],
        "came": [str(kind) for kind in CAME_IN],
        "went": [str(kind) for kind in WENT_BACK],
        "ours": str(AccountKind.ORGANISATION),
        "transit": str(AccountKind.REFUND),
    }
    return {
        Ref.parse(about): Paid(int(came_in), int(back), int(on_its_way))
        for about, came_in, back, on_its_way in rows(PAID, values)
    }
