from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bookings", "0160_reading_time")]

    operations = [
        migrations.RemoveConstraint(model_name="mailoptout", name="mail_can_be_stopped"),
        migrations.AddConstraint(
            model_name="mailoptout",
            constraint=models.CheckConstraint(
                condition=models.Q(kind__in=("reminder", "return", "thanks", "talk", "digest")),
                name="mail_can_be_stopped",
            ),
        ),
    ]
