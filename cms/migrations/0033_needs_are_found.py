"""Needs mark themselves when they change, and are hidden at once when nobody may answer them any more or only hubs may
read them. An organisation's new name marks what says it."""

from django.db import migrations

WATCHED = [
    (
        "search_mark",
        "'need-row', 'id', 'state', 'open'",
        "title words project language state kind_id municipality_id organisation_id only_hubs",
    ),
    # A second one, since a trigger looks at one column.
    ("search_mark_hubs", "'need-row', 'id', 'only_hubs', 'false'", "only_hubs"),
]
ALL = "INSERT INTO cms_searchmark (ref, alone) SELECT 'need-row:' || id, true FROM region_need WHERE state = 'open';"


def triggers() -> str:
    lines = []
    for name, words, columns in WATCHED:
        call = "ON region_need FOR EACH ROW"
        run = f"EXECUTE FUNCTION cms_search_mark({words});"
        when = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns.split())
        lines.append(f"CREATE TRIGGER {name}_changed AFTER UPDATE {call} WHEN ({when}) {run}")
    lines.append(
        "CREATE TRIGGER search_mark AFTER INSERT OR DELETE ON region_need FOR EACH ROW"
        f" EXECUTE FUNCTION cms_search_mark({WATCHED[0][1]});"
    )
    lines.append(
        "CREATE TRIGGER search_mark_changed AFTER UPDATE ON members_organisation FOR EACH ROW"
        " WHEN (OLD.name IS DISTINCT FROM NEW.name) EXECUTE FUNCTION cms_search_mark('organisation', 'id');"
    )
    return "\n".join(lines)


def no_triggers() -> str:
    names = ("search_mark", *(f"{name}_changed" for name, *_rest in WATCHED))
    lines = [f"DROP TRIGGER {name} ON region_need;" for name in names]
    return "\n".join([*lines, "DROP TRIGGER search_mark_changed ON members_organisation;"])


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0032_words_by_their_end"),
        ("members", "0120_returned_mail"),
        ("region", "0161_need_is_part_of"),
    ]

    operations = [migrations.RunSQL(triggers() + ALL, no_triggers())]
