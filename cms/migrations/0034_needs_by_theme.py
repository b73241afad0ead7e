"""A need whose themes change is indexed anew."""

from django.db import migrations

CALL = "ON region_need_themes FOR EACH ROW EXECUTE FUNCTION cms_search_mark('need-row', 'need_id');"
TRIGGER = f"CREATE TRIGGER search_mark AFTER INSERT OR DELETE {CALL}"
NO_TRIGGER = "DROP TRIGGER search_mark ON region_need_themes;"


class Migration(migrations.Migration):
    dependencies = [("cms", "0033_needs_are_found"), ("region", "0165_needs_by_theme")]

    operations = [migrations.RunSQL(TRIGGER, NO_TRIGGER)]
