"""Hours that institutions give in kind, with a ledger of their own: docs/decisions/0074-open-doors-in-kind.md."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.expressions
import hub.kit.fields
import hub.kit.refs
from django.db import migrations, models

# The ledger is guarded as the books are (0002). Of a pledge nothing changes but that it ends, once.
GUARDS = """
CREATE TRIGGER hour_entry_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON funding_hourentry
    FOR EACH STATEMENT EXECUTE FUNCTION funding_refuse_change();

CREATE FUNCTION funding_refuse_other_pledge() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.ended_at IS NOT NULL
        OR (to_jsonb(NEW) - 'ends_on' - 'ended_at') IS DISTINCT FROM (to_jsonb(OLD) - 'ends_on' - 'ended_at')
    THEN
        RAISE EXCEPTION 'what is given in kind was said and never changes: % of pledge % refused', TG_OP, OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'pledge_terms_never_change';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER pledge_terms_never_change BEFORE UPDATE OR DELETE ON funding_hourpledge
    FOR EACH ROW EXECUTE FUNCTION funding_refuse_other_pledge();
"""
NO_GUARDS = """
DROP TRIGGER pledge_terms_never_change ON funding_hourpledge;
DROP FUNCTION funding_refuse_other_pledge();
DROP TRIGGER hour_entry_never_changed ON funding_hourentry;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('facilities', '0009_by_time'),
        ('funding', '0013_receipts_and_months'),
        ('members', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='HourPledge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('minutes_a_month', models.PositiveIntegerField()),
                ('minutes_an_organisation', models.PositiveIntegerField(blank=True, null=True)),
                ('value_cents_an_hour', models.PositiveIntegerField()),
                ('bands', models.CharField(blank=True, max_length=20)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('made_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('facility', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pledges', to='facilities.facility')),
                ('giver', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pledges', to='members.organisation')),
            ],
            options={
                'ordering': ['facility', '-starts_on'],
            },
        ),
        migrations.CreateModel(
            name='HourMonth',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField()),
                ('offered_minutes', models.PositiveIntegerField()),
                ('reserved_minutes', models.PositiveIntegerField(default=0)),
                ('given_minutes', models.PositiveIntegerField(default=0)),
                ('pledge', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='months', to='funding.hourpledge')),
            ],
            options={
                'ordering': ['pledge', 'month'],
            },
        ),
        migrations.CreateModel(
            name='HourEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField()),
                ('about', hub.kit.refs.RefField(max_length=100)),
                ('kind', models.CharField(choices=[('reserve', 'reserved'), ('release', 'released'), ('give', 'given'), ('change', 'changed')], max_length=10)),
                ('minutes_reserved', models.IntegerField(default=0)),
                ('minutes_given', models.IntegerField(default=0)),
                ('value_cents_an_hour', models.PositiveIntegerField()),
                ('idempotency_key', models.CharField(max_length=160, unique=True)),
                ('posted_at', models.DateTimeField()),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hour_entries', to='members.organisation')),
                ('pledge', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='funding.hourpledge')),
            ],
            options={
                'verbose_name_plural': 'hour entries',
            },
        ),
        migrations.AddConstraint(
            model_name='hourpledge',
            constraint=models.CheckConstraint(condition=models.Q(('minutes_a_month__gt', 0)), name='pledge_is_something'),
        ),
        migrations.AddConstraint(
            model_name='hourpledge',
            constraint=models.CheckConstraint(condition=models.Q(('minutes_an_organisation', None), models.Q(('minutes_an_organisation__gt', 0), ('minutes_an_organisation__lte', models.F('minutes_a_month'))), _connector='OR'), name='pledge_of_one_within_all'),
        ),
        migrations.AddConstraint(
            model_name='hourpledge',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ends_on', None)), models.Q(('ended_at__isnull', False), ('ends_on__gte', models.F('starts_on'))), _connector='OR'), name='pledge_end_has_its_instant'),
        ),
        migrations.AddConstraint(
            model_name='hourpledge',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(hub.kit.fields.Int8Range(models.F('facility_id'), models.F('facility_id')), '&&'), (models.Func(models.F('starts_on'), models.F('ends_on'), models.Value('[]'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='pledge_one_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='hourmonth',
            constraint=models.UniqueConstraint(fields=('pledge', 'month'), name='hour_month_once'),
        ),
        migrations.AddConstraint(
            model_name='hourmonth',
            constraint=models.CheckConstraint(condition=models.Q(('offered_minutes__gte', django.db.models.expressions.CombinedExpression(models.F('reserved_minutes'), '+', models.F('given_minutes')))), name='hour_month_within_its_pledge'),
        ),
        migrations.AddIndex(
            model_name='hourentry',
            index=models.Index(fields=['about'], name='hour_entry_about'),
        ),
        migrations.AddIndex(
            model_name='hourentry',
            index=models.Index(fields=['pledge', 'organisation', 'month'], name='hour_entry_of_one'),
        ),
        migrations.AddConstraint(
            model_name='hourentry',
            constraint=models.CheckConstraint(condition=models.Q(('minutes_given', 0), ('minutes_reserved', 0), _negated=True), name='hour_entry_is_something'),
        ),
        migrations.RunSQL(GUARDS, NO_GUARDS),
    ]
