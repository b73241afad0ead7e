"""Entries of the atlas mark themselves when they change, and are hidden at once when not everybody may see them."""

from importlib import import_module

from django.db import migrations, models

before = import_module("cms.migrations.0011_search_marks")

# As before, but that what everybody sees may be said by one of several values (with spaces between them), and that a
# fifth word names a column that is empty as long as the thing stands by itself.
FUNCTION = """
CREATE OR REPLACE FUNCTION cms_search_mark() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before jsonb := to_jsonb(OLD);
    after jsonb := to_jsonb(NEW);
    gone boolean := TG_ARGV[1] = 'id' AND (
        after IS NULL
        OR (TG_NARGS > 2 AND (after ->> TG_ARGV[2] = ANY (string_to_array(TG_ARGV[3], ' '))) IS NOT TRUE)
        OR (TG_NARGS > 4 AND after ->> TG_ARGV[4] IS NOT NULL)
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
WATCHED = [
    (
        "region_atlasentry",
        "'entry', 'id', 'stage', 'mapped verified stale', 'merged_into_id'",
        "slug name kind sector reach region_id municipality_id about_nl about_en stage merged_into_id hub_id verified_on",
    ),
    ("region_atlasentry_themes", "'entry', 'atlasentry_id'", ""),
    ("region_partner", "'entry', 'entry_id'", ""),
    ("region_describedfacility", "'entry', 'entry_id'", ""),
]
ALL = "INSERT INTO cms_searchmark (ref, alone) SELECT 'entry:' || id, true FROM region_atlasentry;"


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


def function_before() -> str:
    return "CREATE OR REPLACE FUNCTION cms_search_mark()" + before.FUNCTION.split("CREATE FUNCTION cms_search_mark()")[1]


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0020_addresses_of_before"),
        ("region", "0130_what_comes_in"),
    ]

    operations = [
        migrations.AlterField(
            model_name="searchrow",
            name="sort",
            field=models.CharField(choices=[("facility", "Facilities"), ("hub", "Hubs"), ("how-to", "How-tos"), ("experiment", "Experiments"), ("result", "Results"), ("toolbox", "Toolboxes"), ("entry", "On the atlas"), ("pilot", "Pilots"), ("need", "Needs"), ("news", "News"), ("page", "Pages")], max_length=12),
        ),
        migrations.RunSQL(FUNCTION + triggers() + ALL, no_triggers() + function_before()),
    ]
