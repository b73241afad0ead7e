"""What must hold of what readers say below how-tos. None when all is well."""

from hub.kit.sql import found

UNWRITTEN = """
SELECT written.kind || ' ' || written.id || ' has no audit row of ' || written.action
FROM (
    SELECT 'trial' AS kind, id, 'knowledgebase.give_verdict' AS action FROM knowledgebase_trial
    UNION ALL
    SELECT 'question', id, 'knowledgebase.ask_question' FROM knowledgebase_question
    UNION ALL
    SELECT 'reply', id, 'knowledgebase.answer_question' FROM knowledgebase_reply
    UNION ALL
    SELECT 'reply', id, 'knowledgebase.accept_answer' FROM knowledgebase_reply WHERE accepted_at IS NOT NULL
    UNION ALL
    SELECT 'flag', id, 'knowledgebase.flag_outdated' FROM knowledgebase_flag
    UNION ALL
    SELECT 'flag', id, 'knowledgebase.look_at_flag' FROM knowledgebase_flag WHERE looked_at IS NOT NULL
    UNION ALL
    SELECT kind, id, 'knowledgebase.take_off_said' FROM (
        SELECT 'trial' AS kind, id, taken_off_at FROM knowledgebase_trial
        UNION ALL SELECT 'question', id, taken_off_at FROM knowledgebase_question
        UNION ALL SELECT 'reply', id, taken_off_at FROM knowledgebase_reply
        UNION ALL SELECT 'flag', id, taken_off_at FROM knowledgebase_flag
    ) AS off WHERE taken_off_at IS NOT NULL
) AS written
WHERE NOT EXISTS (
    SELECT FROM kit_auditrow a WHERE a.about = written.kind || ':' || written.id AND a.action = written.action
)
ORDER BY written.kind, written.id
"""


def what_readers_say_is_audited() -> list[str]:
    """Each verdict, question, answer and flag, what became of it, and each that was taken off has an audit row."""
    return found(UNWRITTEN)
