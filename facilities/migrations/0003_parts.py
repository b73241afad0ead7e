import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('facilities', '0002_dayparts'),
    ]

    operations = [
        migrations.CreateModel(
            name='Part',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quantity', models.PositiveSmallIntegerField()),
                ('part', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='part_of', to='facilities.facility')),
                ('whole', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='facilities.facility')),
            ],
            options={
                'ordering': ['whole', 'id'],
                'constraints': [
                    models.UniqueConstraint(fields=('whole', 'part'), name='part_once'),
                    models.CheckConstraint(condition=models.Q(('quantity__gte', 1)), name='part_has_a_number'),
                    models.CheckConstraint(condition=models.Q(('whole', models.F('part')), _negated=True), name='part_is_not_the_whole'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Leaf',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quantity', models.PositiveSmallIntegerField()),
                ('leaf', models.ForeignKey(on_delete=django.db.models.deletion.RESTRICT, related_name='leaf_of', to='facilities.facility')),
                ('whole', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='leaves', to='facilities.facility')),
            ],
            options={
                'verbose_name_plural': 'leaves',
                'constraints': [
                    models.UniqueConstraint(fields=('whole', 'leaf'), name='leaf_once'),
                    models.CheckConstraint(condition=models.Q(('quantity__gte', 1)), name='leaf_has_a_number'),
                ],
            },
        ),
    ]
