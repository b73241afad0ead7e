"""Pilots mark themselves when they change; one that is gone is hidden at once. What its owner has not agreed to has no
row, and an agreement is never taken back."""

from django.db import migrations

WATCHED = [
    (
        "region_pilot",
        "'pilot-row', 'id'",
        "slug title_nl title_en aim_nl aim_en outcome_nl outcome_en state region_id owner_id owner_agreed_at ended_on",
    ),
    ("region_pilot_themes", "'pilot-row', 'pilot_id'", ""),
    ("region_pilot_entries", "'pilot-row', 'pilot_id'", ""),
    ("region_pilotpartner", "'pilot-row', 'pilot_id'", ""),
]
ALL = "INSERT INTO cms_searchmark (ref, alone) SELECT 'pilot-row:' || id, true FROM region_pilot;"


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
    dependencies = [("cms", "0030_the_atlas_is_found"), ("region", "0160_pilots")]

    operations = [migrations.RunSQL(triggers() + ALL, no_triggers())]
