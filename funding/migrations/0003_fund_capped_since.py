from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("funding", "0002_the_books_are_closed")]

    operations = [
        migrations.AddField(
            model_name="fund",
            name="capped_since",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
    ]
