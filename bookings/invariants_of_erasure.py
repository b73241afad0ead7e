"""I16: what is left here of an account that was erased, read from the rows themselves."""

from members.invariants_of_erasure import left


def nobody_follows_bookings() -> list[str]:
    """Nobody who was erased has a link to a calendar that works, or a choice of mails."""
    return [
        *left("a calendar link", "SELECT owner_id FROM bookings_feed WHERE revoked_at IS NULL OR name <> ''"),
        *left("a choice of mails", "SELECT person_id FROM bookings_mailoptout"),
    ]
