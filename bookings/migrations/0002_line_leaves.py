import django.db.models.lookups
import hub.kit.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('bookings', '0001_initial'),
        ('facilities', '0004_leaves_are_true'),
    ]

    operations = [
        migrations.AddField(
            model_name='line',
            name='leaves',
            field=models.JSONField(db_default={}, default=dict),
        ),
        migrations.AddConstraint(
            model_name='line',
            constraint=models.CheckConstraint(condition=models.Q(django.db.models.lookups.Exact(hub.kit.fields.JsonbTypeof(models.F('leaves')), 'object')), name='line_leaves_are_numbered'),
        ),
    ]
