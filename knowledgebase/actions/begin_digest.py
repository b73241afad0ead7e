from datetime import date, datetime

from hub.kit.sql import rows
from hub.kit.transactions import verb

CLAIM = """
INSERT INTO knowledgebase_digest (person_id, week, begun_at) VALUES (%(person)s, %(week)s, %(now)s)
ON CONFLICT (person_id, week) DO NOTHING RETURNING id
"""


@verb
def begin_digest(*, person_id: int, week: date, now: datetime) -> bool:
    """Claim a person's digest of a week, just before it is handed to the mail server. False where that was done before:
    it has gone, or a worker died over it; and no digest is better than two."""
    return bool(rows(CLAIM, {"person": person_id, "week": week, "now": now}))
