"""What must hold of terms, fees and changes whatever happened, read from the rows themselves."""

from typing import Any

from django.db import connection

from hub.kit.transactions import is_refused

STANDING = """
SELECT t.tgenabled IN ('O', 'A') AND t.tgqual IS NULL, md5(p.prosrc), t.tgtype
FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
WHERE t.tgrelid = 'bookings_line'::regclass AND t.tgname = 'line_terms_never_change'
"""
# Before each statement that updates; the md5 of what it does (a migration that changes that changes this too).
AS_MADE = (True, "68faa8b36fca4e0217f5d973439eae6b", 18)


PAID = """
SELECT b.number, f.number, f.funds_cents, COALESCE(sum(a.cents), 0)
FROM bookings_fee f JOIN bookings_booking b ON b.id = f.booking_id
LEFT JOIN funding_allocation a ON a.about = 'booking:' || b.number AND a.kind = 'fee' AND a.portion = f.number
    AND a.state = CASE WHEN f.lifted_at IS NULL THEN 'settled' ELSE 'released' END
GROUP BY b.id, f.id HAVING f.funds_cents <> COALESCE(sum(a.cents), 0)
"""
PAID_ALONE = """
SELECT a.about, a.portion FROM funding_allocation a
LEFT JOIN bookings_booking b ON a.about = 'booking:' || b.number
LEFT JOIN bookings_fee f ON f.booking_id = b.id AND f.number = a.portion
WHERE a.about LIKE 'booking:%' AND a.kind = 'fee'
    AND (f.id IS NULL OR a.state <> CASE WHEN f.lifted_at IS NULL THEN 'settled' ELSE 'released' END)
"""
MISPLACED = """
SELECT b.number, f.kind, b.state FROM bookings_fee f JOIN bookings_booking b ON b.id = f.booking_id
WHERE f.kind = 'cancelled' AND b.state <> 'cancelled' OR f.kind = 'no_show' AND b.state <> 'completed'
    OR f.kind = 'dropped' AND b.changes = 0
    OR f.kind <> 'dropped' AND (f.own_cents > b.own_cents OR f.funds_cents > b.funds_cents)
    OR b.confirmed_at IS NULL
"""


def terms_never_change() -> list[str]:
    """What cancelling costs was agreed when it was booked: the database refuses another answer (that lines and price
    say the same is I13)."""
    found = (
        [] if _rows(STANDING) == [AS_MADE] else ["the trigger line_terms_never_change is not as it was made"]
    )
    if not is_refused("UPDATE bookings_line SET terms = terms WHERE false"):
        found.append("a try to change the terms of a line was not refused")
    return found


def fees_are_carried() -> list[str]:
    """Each fee is paid by those who carry it: what funds pay of it is settled for it, and given back once the hub has
    lifted it. It is never more than the price; and there is one only where there may be."""
    rows, alone, misplaced = _rows(PAID), _rows(PAID_ALONE), _rows(MISPLACED)
    return (
        [
            f"booking {number}: of fee {fee} funds pay {said}, and {cents} is settled"
            for number, fee, said, cents in rows
        ]
        + [f"{about} pays for fee {fee}, which does not say so" for about, fee in alone]
        + [
            f"booking {number} is {state} and has a fee ({kind}) that it cannot have"
            for number, kind, state in misplaced
        ]
    )


def changes_are_audited() -> list[str]:
    """Each change of a booking, each no-show noted and taken back, and each fee waived has one audit row."""
    changed = _rows(
        """
        SELECT b.number, b.changes, count(a.id) FROM bookings_booking b
        LEFT JOIN kit_auditrow a ON a.about = 'booking:' || b.number AND a.action = 'bookings.change'
        GROUP BY b.id HAVING count(a.id) <> b.changes
        """
    )
    charged = _rows(
        """
        SELECT b.number, f.number, want.action, count(a.id)
        FROM bookings_fee f JOIN bookings_booking b ON b.id = f.booking_id
        CROSS JOIN LATERAL (VALUES
            ('bookings.mark_no_show', f.kind = 'no_show'),
            ('bookings.unmark_no_show', f.kind = 'no_show' AND f.lifted_at IS NOT NULL),
            ('bookings.waive_fee', f.kind <> 'no_show' AND f.lifted_at IS NOT NULL)
        ) AS want (action, happened)
        LEFT JOIN kit_auditrow a ON a.about = 'booking:' || b.number AND a.action = want.action
            AND a.facts ->> 'fee' = f.number::text
        GROUP BY b.id, f.id, want.action, want.happened HAVING count(a.id) <> want.happened::int
        """
    )
    return [
        f"booking {number} was changed {count} times, with {rows} audit rows"
        for number, count, rows in changed
    ] + [
        f"booking {number}, fee {fee}: {action} has {count} audit rows"
        for number, fee, action, count in charged
    ]


def _rows(sql: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()
