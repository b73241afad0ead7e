"""What must always hold of what members write. Each answers with sentences about what is wrong, none when all is
well."""

from hub.kit.sql import answer, found
from hub.kit.transactions import is_refused

# What everybody reads of a member was approved, by somebody who wrote none of it.
APPROVED = """
SELECT format('contribution %s shows version %s, which nobody else approved', c.id, c.published_version)
FROM knowledgebase_contribution c
JOIN wagtailcore_page page ON page.id = c.page_id AND page.live
WHERE NOT EXISTS (
    SELECT FROM knowledgebase_version v JOIN knowledgebase_judgement j ON j.version_id = v.id
    WHERE v.contribution_id = c.id AND v.number = c.published_version AND j.verdict = 'published'
      AND (j.reviewer_id IS NULL OR j.reviewer_id IS DISTINCT FROM c.author_id AND NOT EXISTS (
          SELECT FROM knowledgebase_version o WHERE o.contribution_id = c.id AND o.made_by_id = j.reviewer_id)))
ORDER BY 1
"""
STANDS = """
SELECT format('contribution %s is %s, and its latest version is %s', c.id, c.state,
              coalesce(last.verdict, 'not judged'))
FROM knowledgebase_contribution c
LEFT JOIN LATERAL (
    SELECT v.number, j.verdict FROM knowledgebase_version v LEFT JOIN knowledgebase_judgement j ON j.version_id = v.id
    WHERE v.contribution_id = c.id ORDER BY v.number DESC LIMIT 1
) last ON true
WHERE c.state = 'submitted' AND (last.number IS NULL OR last.verdict IS NOT NULL)
   OR c.state IN ('sent_back', 'published') AND last.verdict IS DISTINCT FROM c.state
ORDER BY 1
"""
AUDITED = """
SELECT format('nothing is noted of judgement %s', j.id)
FROM knowledgebase_judgement j JOIN knowledgebase_version v ON v.id = j.version_id
WHERE NOT EXISTS (
    SELECT FROM kit_auditrow a WHERE a.action = 'knowledgebase.judge_contribution'
      AND a.about = 'contribution:' || v.contribution_id AND (a.facts ->> 'version')::int = v.number)
UNION ALL
SELECT format('nothing is noted of the answer to report %s', r.id)
FROM knowledgebase_report r
WHERE r.answered_at IS NOT NULL AND NOT EXISTS (
    SELECT FROM kit_auditrow a WHERE a.action = 'knowledgebase.answer_report' AND a.about = 'report:' || r.id)
ORDER BY 1
"""
EDIT = 'UPDATE knowledgebase_version SET content = content || \'{"title": "-"}\' WHERE id = %d'


def published_was_approved() -> list[str]:
    """I22."""
    return found(APPROVED) + found(STANDS)


def versions_are_guarded() -> list[str]:
    """I22b: the database itself refuses to change what was sent in."""
    last = answer("SELECT id FROM knowledgebase_version ORDER BY id DESC LIMIT 1")
    if not last or is_refused(EDIT % last[0][0]):
        return []
    return ["a version can be edited"]


def contributions_are_audited() -> list[str]:
    """I17v."""
    return found(AUDITED)
