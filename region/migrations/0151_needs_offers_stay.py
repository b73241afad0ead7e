"""What was offered stays what it was: it ends, and another one is made. Only who made it may be forgotten."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION region_refuse_offer_edit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'offer % is never edited', OLD.uuid USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER need_offer_never_edited BEFORE UPDATE ON region_offer FOR EACH ROW
    WHEN ((OLD.need_id, OLD.hub_id, OLD.message, OLD.contact, OLD.wishes, OLD.quote, OLD.price_digest, OLD.made_at)
        IS DISTINCT FROM
        (NEW.need_id, NEW.hub_id, NEW.message, NEW.contact, NEW.wishes, NEW.quote, NEW.price_digest, NEW.made_at)
        OR (OLD.during, OLD.list_cents, OLD.own_cents, OLD.valid_until)
        IS DISTINCT FROM (NEW.during, NEW.list_cents, NEW.own_cents, NEW.valid_until)
        OR OLD.state <> 'open' AND OLD.state <> NEW.state)
    EXECUTE FUNCTION region_refuse_offer_edit();
"""

BACKWARD = """
DROP TRIGGER need_offer_never_edited ON region_offer;
DROP FUNCTION region_refuse_offer_edit();
"""


class Migration(migrations.Migration):
    dependencies = [("region", "0150_needs")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
