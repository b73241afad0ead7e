"""Which file a version came with, so that a file can be undone as a whole; as the rest of a version it is never edited."""

import django.db.models.deletion
from django.db import migrations, models

# An entry of a file is of the file's region, and one file of a region is written at a time.
LINK = """
UPDATE region_entryversion v SET file_id = f.id FROM region_entryfile f
WHERE f.state = 'written' AND v.why = 'imported' AND v.made_at = f.written_at
    AND v.content -> 'region_id' = to_jsonb(f.region_id);
SET CONSTRAINTS ALL IMMEDIATE;
"""
GUARD = """
DROP TRIGGER entry_version_never_edited ON region_entryversion;
CREATE TRIGGER entry_version_never_edited BEFORE UPDATE ON region_entryversion FOR EACH ROW
    WHEN ((OLD.entry_id, OLD.number, OLD.why, OLD.content, OLD.note, OLD.made_at{more_old})
        IS DISTINCT FROM (NEW.entry_id, NEW.number, NEW.why, NEW.content, NEW.note, NEW.made_at{more_new})
        OR NEW.made_by_id IS NOT NULL AND NEW.made_by_id IS DISTINCT FROM OLD.made_by_id)
    EXECUTE FUNCTION region_refuse_edit();
"""
WITH_FILE = GUARD.format(more_old=", OLD.file_id", more_new=", NEW.file_id")
WITHOUT = GUARD.format(more_old="", more_new="")


class Migration(migrations.Migration):
    dependencies = [("region", "0163_pilots_ask_once_in_a_while")]

    operations = [
        migrations.RemoveConstraint(
            model_name='entryfile',
            name='entry_file_state_is_known',
        ),
        migrations.RemoveConstraint(
            model_name='entryfile',
            name='entry_file_is_written_at_an_instant',
        ),
        migrations.AddField(
            model_name='entryfile',
            name='undone_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='entryversion',
            name='file',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='region.entryfile'),
        ),
        migrations.AlterField(
            model_name='entryversion',
            name='why',
            field=models.CharField(choices=[('created', 'put on the atlas'), ('changed', 'changed'), ('moved_on', 'moved to another stage'), ('verified', 'checked'), ('stale', 'not checked for a year'), ('imported', 'brought in from a file'), ('suggested', 'changed after a suggestion'), ('claimed', 'claimed by its organisation'), ('merged', 'merged'), ('taken_off', 'taken off the atlas'), ('restored', 'put back as it was'), ('unmerged', 'merging undone'), ('put_back', 'put back, since a file was undone'), ('taken_back', 'taken off, since a file was undone')], max_length=12),
        ),
        migrations.RunSQL(LINK, migrations.RunSQL.noop),
        migrations.RunSQL(WITH_FILE, WITHOUT),
        migrations.AddConstraint(
            model_name='entryfile',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ('reading', 'writing', 'read', 'refused', 'failed', 'written', 'undone', 'dropped'))), name='entry_file_state_is_known'),
        ),
        migrations.AddConstraint(
            model_name='entryfile',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['written', 'undone']), ('written_at__isnull', False)), models.Q(models.Q(('state__in', ['written', 'undone']), _negated=True), ('written_at', None)), _connector='OR'), name='entry_file_is_written_at_an_instant'),
        ),
        migrations.AddConstraint(
            model_name='entryfile',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'undone'), ('undone_at__isnull', False)), models.Q(models.Q(('state', 'undone'), _negated=True), ('undone_at', None)), _connector='OR'), name='entry_file_is_undone_at_an_instant'),
        ),
        migrations.AddConstraint(
            model_name='entryversion',
            constraint=models.UniqueConstraint(condition=models.Q(('file__isnull', False)), fields=('file', 'entry', 'why'), name='entry_version_once_a_file'),
        ),
    ]
