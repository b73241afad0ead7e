"""Whatever everybody can find marks itself when it changes, and is hidden at once when it is taken off the site."""

from django.db import migrations

# Its words: the kind of thing that changed and the column with its id; for things that can be taken off the site also
# the column that says so, and what it holds while the thing is there.
FUNCTION = """
ALTER TABLE cms_searchrow SET (toast_tuple_target = 128);
ALTER TABLE cms_searchrow ALTER COLUMN title SET STORAGE MAIN, ALTER COLUMN place SET STORAGE MAIN,
    ALTER COLUMN address SET STORAGE MAIN, ALTER COLUMN title_vector SET STORAGE MAIN,
    ALTER COLUMN text SET STORAGE EXTENDED, ALTER COLUMN themes SET STORAGE MAIN;

-- By the index alone: the planner does not know that a vector lies beside its row, and would read all ten thousand of
-- them for a word that every fifth row has.
CREATE FUNCTION cms_search_ids(words tsquery) RETURNS SETOF bigint LANGUAGE sql STABLE ROWS 100
SET enable_seqscan = off AS $$ SELECT id FROM cms_searchrow WHERE vector @@ words $$;

CREATE FUNCTION cms_search_mark() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before jsonb := to_jsonb(OLD);
    after jsonb := to_jsonb(NEW);
    gone boolean := TG_ARGV[1] = 'id' AND (
        after IS NULL OR (TG_NARGS > 2 AND (after ->> TG_ARGV[2]) IS DISTINCT FROM TG_ARGV[3])
    );
BEGIN
    IF gone THEN
        UPDATE cms_searchrow SET hidden = true
        WHERE ref = TG_ARGV[0] || ':' || (COALESCE(before, after) ->> 'id') AND NOT hidden;
        -- Results stand below their experiment: nobody gets to them past it.
        IF TG_ARGV[0] = 'page' AND after IS NOT NULL AND TG_OP = 'UPDATE' THEN
            UPDATE cms_searchrow SET hidden = true FROM wagtailcore_page page
            WHERE page.path LIKE (after ->> 'path') || '%' AND cms_searchrow.ref = 'page:' || page.id;
        END IF;
    END IF;
    INSERT INTO cms_searchmark (ref)
    SELECT DISTINCT TG_ARGV[0] || ':' || id FROM (VALUES ((before ->> TG_ARGV[1])), ((after ->> TG_ARGV[1]))) AS ids (id)
    WHERE id IS NOT NULL;
    RETURN NULL;
END
$$;
"""
# Table, words for the function, and of what a change counts; none: of anything.
WATCHED = [
    ("wagtailcore_page", "'page', 'id', 'live', 'true'", "title live url_path locale_id translation_key"),
    ("knowledgebase_howto", "'page', 'page_ptr_id'", ""),
    ("knowledgebase_experiment", "'page', 'page_ptr_id'", ""),
    ("knowledgebase_result", "'page', 'page_ptr_id'", ""),
    ("knowledgebase_toolbox", "'page', 'page_ptr_id'", ""),
    ("cms_newsitem", "'page', 'page_ptr_id'", ""),
    ("cms_plainpage", "'page', 'page_ptr_id'", ""),
    ("cms_hubpage", "'hub', 'hub_id'", ""),
    ("knowledgebase_gear", "'page', 'page_id'", ""),
    ("knowledgebase_howto_themes", "'page', 'howto_id'", ""),
    ("knowledgebase_experiment_themes", "'page', 'experiment_id'", ""),
    ("knowledgebase_result_themes", "'page', 'result_id'", ""),
    ("knowledgebase_toolbox_themes", "'page', 'toolbox_id'", ""),
    ("facilities_facility", "'facility', 'id', 'state', 'live'", "name state kind_id slug about_nl about_en hub_id"),
    ("facilities_facility_features", "'facility', 'facility_id'", ""),
    (
        "facilities_hub",
        "'hub', 'id'",
        "name slug kind region_id municipality_id about_nl about_en accessibility_nl accessibility_en step_free",
    ),
    ("facilities_kind", "'kind', 'id'", ""),
    ("facilities_feature", "'feature', 'id'", ""),
    ("knowledgebase_theme", "'theme', 'id'", ""),
    ("members_region", "'region', 'id'", ""),
    ("members_municipality", "'municipality', 'id'", ""),
]
# What stands on the site already is found from the first hour on.
ALL = """
INSERT INTO cms_searchmark (ref, alone) SELECT 'page:' || id, true FROM wagtailcore_page WHERE live
UNION ALL SELECT 'facility:' || id, true FROM facilities_facility
UNION ALL SELECT 'hub:' || id, true FROM facilities_hub;
"""


def triggers() -> str:
    lines = []
    for table, words, columns in WATCHED:
        call = f"ON {table} FOR EACH ROW"
        run = f"EXECUTE FUNCTION cms_search_mark({words});"
        changed = [f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in columns.split()]
        when = " OR ".join(changed) or "OLD.* IS DISTINCT FROM NEW.*"
        lines.append(f"CREATE TRIGGER search_mark AFTER INSERT OR DELETE {call} {run}")
        lines.append(f"CREATE TRIGGER search_mark_changed AFTER UPDATE {call} WHEN ({when}) {run}")
    return "\n".join(lines)


def no_triggers() -> str:
    names = ("search_mark", "search_mark_changed")
    return "\n".join(f"DROP TRIGGER {name} ON {table};" for table, *_rest in WATCHED for name in names)


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0010_search"),
        ("facilities", "0110_offer_hours"),
        ("knowledgebase", "0001_initial"),
        ("members", "0120_returned_mail"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [
        migrations.RunSQL(FUNCTION + triggers() + ALL, no_triggers() + "DROP FUNCTION cms_search_mark(); DROP FUNCTION cms_search_ids(tsquery);"),
    ]
