from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0090_unreachable")]

    operations = [
        # A constant default: no row is written anew.
        migrations.AddField(
            model_name="organisation",
            name="made_by_desk",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
