"""What must always hold of the atlas. Each answers with sentences about what is wrong, none when all is well."""

from hub.kit.sql import answer, found
from hub.kit.transactions import is_refused

# An entry stands as its last version says, and its versions are counted without a gap.
AS_KEPT = """
SELECT format('entry %s is at version %s and its history has %s, the last of which says %s', e.id, e.version,
              count(v.id), coalesce(max(v.content ->> 'stage') FILTER (WHERE v.number = e.version), 'nothing'))
FROM region_atlasentry e LEFT JOIN region_entryversion v ON v.entry_id = e.id
GROUP BY e.id
HAVING count(v.id) <> e.version OR max(v.number) IS DISTINCT FROM e.version
    OR max(v.content ->> 'stage') FILTER (WHERE v.number = e.version) IS DISTINCT FROM e.stage
    OR max(v.content ->> 'name') FILTER (WHERE v.number = e.version) IS DISTINCT FROM e.name
ORDER BY e.id
"""
# Who was merged is not merged into somebody who was merged, too: a path of one step.
MERGED = """
SELECT format('entry %s was merged into %s, which is %s', e.id, i.id,
              CASE WHEN i.merged_into_id IS NULL THEN 'taken off' ELSE 'merged itself' END)
FROM region_atlasentry e JOIN region_atlasentry i ON i.id = e.merged_into_id
WHERE i.merged_into_id IS NOT NULL
ORDER BY e.id
"""
AUDITED = """
SELECT format('nothing is noted of version %s of entry %s', v.number, v.entry_id)
FROM region_entryversion v
WHERE NOT EXISTS (
    SELECT FROM kit_auditrow a WHERE a.action = 'region.entry.' || v.why AND a.about = 'entry:' || v.entry_id
      AND (a.facts ->> 'version')::int = v.number)
ORDER BY 1
"""
# A file was written and undone at an instant, each is noted, and what it made or took back says that instant.
FILES = """
SELECT format('nothing is noted of file %s being %s', f.id, want.became)
FROM region_entryfile f
CROSS JOIN LATERAL (VALUES
    ('written', 'region.write_entry_file', f.written_at), ('undone', 'region.take_back_entries', f.undone_at)
) AS want (became, action, at)
WHERE want.at IS NOT NULL AND NOT EXISTS (
    SELECT FROM kit_auditrow a WHERE a.about = 'entry-file:' || f.uuid AND a.action = want.action AND a.at = want.at)
UNION ALL
SELECT format('version %s of entry %s was %s at another moment than its file', v.number, v.entry_id, v.why)
FROM region_entryversion v LEFT JOIN region_entryfile f ON f.id = v.file_id
WHERE (v.why IN ('put_back', 'taken_back') AND (f.undone_at IS DISTINCT FROM v.made_at OR NOT EXISTS (
        SELECT FROM region_entryversion b
        WHERE b.entry_id = v.entry_id AND b.file_id = v.file_id AND b.why = 'imported' AND b.number < v.number)))
    OR v.file_id IS NOT NULL AND v.why = 'imported' AND f.written_at IS DISTINCT FROM v.made_at
ORDER BY 1
"""
EDIT = 'UPDATE region_entryversion SET content = content || \'{"name": "-"}\' WHERE id = %d'
DELETE = "DELETE FROM region_entryversion WHERE id = %d"


def entries_are_as_kept() -> list[str]:
    """I25."""
    return found(AS_KEPT) + found(MERGED)


def history_is_guarded() -> list[str]:
    """I25b: the database itself refuses to change or to remove what an entry was."""
    last = answer("SELECT id FROM region_entryversion ORDER BY id DESC LIMIT 1")
    if not last:
        return []
    ways = {"changed": EDIT, "removed": DELETE}
    return [f"a version can be {how}" for how, way in ways.items() if not is_refused(way % last[0][0])]


def entries_are_audited() -> list[str]:
    """I17x."""
    return found(AUDITED) + found(FILES)
