"""A quote and an agreement stay what they said: docs/decisions/0083-invoices.md."""

from django.db import migrations

FORWARD = """
CREATE TRIGGER offer_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON bookings_offer
    FOR EACH STATEMENT EXECUTE FUNCTION funding_refuse_change();
CREATE TRIGGER contract_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON bookings_contract
    FOR EACH STATEMENT EXECUTE FUNCTION funding_refuse_change();
"""
BACKWARD = """
DROP TRIGGER contract_never_changed ON bookings_contract;
DROP TRIGGER offer_never_changed ON bookings_offer;
"""


class Migration(migrations.Migration):
    dependencies = [("bookings", "0010_papers"), ("funding", "0002_the_books_are_closed")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
