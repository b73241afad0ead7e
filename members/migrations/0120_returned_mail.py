from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0100_made_by_desk'),
    ]

    operations = [
        migrations.CreateModel(
            name='ReturnedMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64, unique=True)),
                ('heard_at', models.DateTimeField(db_index=True)),
            ],
        ),
    ]
