"""What must hold of the contact logs, wherever the site keeps words. Each answers with what is wrong, or nothing."""

from hub.kit.sql import found

# The beginning of what was said, as a text has it and as JSON has it. Not names and addresses: a person may be somebody
# on the site as well.
ELSEWHERE = """
WITH note AS (
    SELECT id, left(text, 80) AS said, trim(both '"' FROM to_jsonb(left(text, 80))::text) AS quoted
    FROM region_contactnote WHERE length(text) >= 20
)
SELECT format('what contact note %s says is found: %s', note.id, row.ref)
FROM note JOIN cms_searchrow row ON strpos(row.title || ' ' || row.text, note.said) > 0
UNION ALL
SELECT format('what contact note %s says is in audit row %s', note.id, row.id)
FROM note JOIN kit_auditrow row ON strpos(row.reason, note.said) > 0 OR strpos(row.facts::text, note.quoted) > 0
UNION ALL
SELECT format('what contact note %s says is in message %s', note.id, row.key)
FROM note JOIN kit_outboxmessage row
    ON strpos(row.payload::text, note.quoted) > 0 OR strpos(row.last_error, note.said) > 0
UNION ALL
SELECT format('what contact note %s says is in version %s of entry %s', note.id, row.number, row.entry_id)
FROM note JOIN region_entryversion row
    ON strpos(row.content::text, note.quoted) > 0 OR strpos(row.note, note.said) > 0
ORDER BY 1
"""
AUDITED = """
SELECT format('nobody noted that contact note %s was added', note.id) FROM region_contactnote note
WHERE NOT EXISTS (
    SELECT FROM kit_auditrow WHERE action = 'region.contact.added' AND about = 'contact:' || note.id
)
ORDER BY 1
"""


def contact_logs_stay_private() -> list[str]:
    """I26."""
    return found(ELSEWHERE)


def contact_logs_are_audited() -> list[str]:
    """I26b."""
    return found(AUDITED)
