"""What must hold of the index whatever happened; each answers with sentences, none when all is well."""

from cms.models.marks import MOST_TRIES
from hub.kit.sql import found

# What everybody may see, as the pages have it.
PUBLIC = """
SELECT 'facility:' || id AS ref FROM facilities_facility WHERE state = 'live'
UNION ALL SELECT 'hub:' || id FROM facilities_hub
UNION ALL SELECT 'entry:' || id FROM region_atlasentry
    WHERE stage IN ('mapped', 'verified', 'stale') AND merged_into_id IS NULL
UNION ALL SELECT 'need-row:' || id FROM region_need WHERE state = 'open' AND NOT only_hubs
UNION ALL SELECT 'pilot-row:' || id FROM region_pilot WHERE owner_agreed_at IS NOT NULL
UNION ALL
SELECT 'page:' || page.id FROM wagtailcore_page page
WHERE page.live AND (
    EXISTS (SELECT FROM knowledgebase_howto WHERE page_ptr_id = page.id)
    OR EXISTS (SELECT FROM knowledgebase_experiment WHERE page_ptr_id = page.id)
    OR EXISTS (SELECT FROM knowledgebase_toolbox WHERE page_ptr_id = page.id)
    OR EXISTS (SELECT FROM cms_newsitem WHERE page_ptr_id = page.id)
    OR EXISTS (SELECT FROM cms_plainpage WHERE page_ptr_id = page.id)
    OR EXISTS (
        SELECT FROM knowledgebase_result JOIN wagtailcore_page above ON above.path = left(page.path, -4) AND above.live
        WHERE page_ptr_id = page.id
    )
)
"""


def nothing_private_is_found() -> list[str]:
    """The search finds nothing that is not on a page for everybody."""
    return found(
        f"""
        SELECT format('%s is found and is not for everybody', ref) FROM cms_searchrow
        WHERE NOT hidden AND ref NOT IN ({PUBLIC}) ORDER BY 1
        """
    )


def index_agrees() -> list[str]:
    """Everything that is for everybody is found, or is about to be; its words are counted; nothing is set aside."""
    return found(
        f"""
        SELECT format('%s is not found and not marked', ref) FROM ({PUBLIC}) AS there
        WHERE ref NOT IN (SELECT ref FROM cms_searchrow WHERE NOT hidden)
            AND ref NOT IN (SELECT ref FROM cms_searchmark)
        UNION ALL
        SELECT format('%s could not be indexed: manage.py reindex tries again', ref) FROM cms_searchmark
        WHERE tries >= {MOST_TRIES}
        UNION ALL
        SELECT format('the word %s is counted %s times and occurs %s', word, known.rows, there.rows)
        FROM cms_searchword known FULL JOIN (
            SELECT word, count(*) AS rows FROM cms_searchrow, LATERAL (
                SELECT DISTINCT unnest(string_to_array(title_words || ' ' || text_words, ' ')) AS word
            ) AS each WHERE word <> '' GROUP BY word
        ) AS there USING (word)
        WHERE known.rows IS DISTINCT FROM there.rows
        """
    )
