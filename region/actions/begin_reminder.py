from datetime import date, datetime

from hub.kit.sql import rows
from hub.kit.transactions import verb

CLAIM = """
INSERT INTO region_reminder (person_id, month, begun_at) VALUES (%(person)s, %(month)s, %(now)s)
ON CONFLICT (person_id, month) DO NOTHING RETURNING id
"""


@verb
def begin_reminder(*, person_id: int, month: date, now: datetime) -> bool:
    """Claim a month's reminder just before it is handed to the mail server. False where that was done before: it has
    gone, or a worker died over it; and none is better than two."""
    return bool(rows(CLAIM, {"person": person_id, "month": month, "now": now}))
