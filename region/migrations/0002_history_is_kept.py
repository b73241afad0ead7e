"""What an entry was stays as it was: only who made a version so may be forgotten."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION region_refuse_edit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'version % of entry % is never edited', OLD.number, OLD.entry_id
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER entry_version_never_edited BEFORE UPDATE ON region_entryversion FOR EACH ROW
    WHEN ((OLD.entry_id, OLD.number, OLD.why, OLD.content, OLD.note, OLD.made_at)
        IS DISTINCT FROM (NEW.entry_id, NEW.number, NEW.why, NEW.content, NEW.note, NEW.made_at)
        OR NEW.made_by_id IS NOT NULL AND NEW.made_by_id IS DISTINCT FROM OLD.made_by_id)
    EXECUTE FUNCTION region_refuse_edit();

CREATE TRIGGER entry_version_never_removed BEFORE DELETE ON region_entryversion FOR EACH ROW
    EXECUTE FUNCTION region_refuse_edit();
"""

BACKWARD = """
DROP TRIGGER entry_version_never_removed ON region_entryversion;
DROP TRIGGER entry_version_never_edited ON region_entryversion;
DROP FUNCTION region_refuse_edit();
"""


class Migration(migrations.Migration):
    dependencies = [("region", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
