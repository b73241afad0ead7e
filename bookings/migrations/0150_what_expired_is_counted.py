"""What expired has its sequence raised when that is written down, as what is cancelled has: until now the calendar links
added one to it, and calendars must not see it fall."""

from django.db import migrations

RAISE = "UPDATE bookings_booking SET sequence = sequence + 1 WHERE state = 'expired'"
LOWER = "UPDATE bookings_booking SET sequence = sequence - 1 WHERE state = 'expired' AND sequence > 0"


class Migration(migrations.Migration):
    dependencies = [("bookings", "0130_advances")]

    operations = [migrations.RunSQL(RAISE, LOWER)]
