"""I16: what is left here of an account that was erased, read from the rows themselves."""

from members.invariants_of_erasure import left


def nobody_is_named() -> list[str]:
    """Nobody who was erased is named on an article, below one, in a report, or follows anything."""
    said = " UNION ALL ".join(
        f"SELECT person_id FROM knowledgebase_{kind}" for kind in ("trial", "question", "reply", "flag")
    )
    followed = (
        "SELECT person_id FROM knowledgebase_follow UNION ALL SELECT person_id FROM knowledgebase_digest"
    )
    written = """SELECT author_id FROM knowledgebase_contribution
        UNION ALL SELECT made_by_id FROM knowledgebase_version
        UNION ALL SELECT person_id FROM knowledgebase_author
        UNION ALL SELECT reporter_id FROM knowledgebase_report"""
    return [
        *left("something they wrote", written),
        *left("something they said", said),
        *left("something they follow", followed),
    ]
