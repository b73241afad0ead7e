"""What was sent in stays as it was: docs/decisions/0102-members-write-in-the-site.md. Only who made it may be forgotten,
and a contribution that was never published may go with all its versions."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION knowledgebase_refuse_edit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'version % of contribution % is never edited', OLD.number, OLD.contribution_id
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER version_never_edited BEFORE UPDATE ON knowledgebase_version FOR EACH ROW
    WHEN ((OLD.contribution_id, OLD.number, OLD.content, OLD.note, OLD.made_at)
        IS DISTINCT FROM (NEW.contribution_id, NEW.number, NEW.content, NEW.note, NEW.made_at)
        OR NEW.made_by_id IS NOT NULL AND NEW.made_by_id IS DISTINCT FROM OLD.made_by_id)
    EXECUTE FUNCTION knowledgebase_refuse_edit();
"""

BACKWARD = """
DROP TRIGGER version_never_edited ON knowledgebase_version;
DROP FUNCTION knowledgebase_refuse_edit();
"""


class Migration(migrations.Migration):
    dependencies = [("knowledgebase", "0010_contributions")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
