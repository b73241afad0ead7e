"""What the database refuses about parts, whatever the code does: docs/decisions/0023 says why each is here.

A facility begins as its own one leaf, also when something other than our verbs makes it. What the functions look at is
named with its schema: a temporary table of the same name would otherwise be looked at instead.
"""

from django.db import migrations

FORWARD = """
INSERT INTO facilities_leaf (whole_id, leaf_id, quantity) SELECT id, id, 1 FROM facilities_facility;

CREATE FUNCTION facilities_own_leaf() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO public.facilities_leaf (whole_id, leaf_id, quantity) VALUES (NEW.id, NEW.id, 1);
    RETURN NULL;
END $$;

CREATE TRIGGER facility_is_its_own_leaf AFTER INSERT ON facilities_facility
    FOR EACH ROW EXECUTE FUNCTION facilities_own_leaf();

CREATE FUNCTION facilities_refuse_part() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT hub_id FROM public.facilities_facility WHERE id = NEW.whole_id)
        <> (SELECT hub_id FROM public.facilities_facility WHERE id = NEW.part_id)
    THEN
        RAISE EXCEPTION 'facility % is not at the hub of %', NEW.part_id, NEW.whole_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'part_at_the_same_hub';
    END IF;
    IF EXISTS (SELECT FROM public.facilities_unit WHERE facility_id = NEW.whole_id) THEN
        RAISE EXCEPTION 'facility % has units of its own', NEW.whole_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'whole_has_no_units';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER part_fits BEFORE INSERT OR UPDATE ON facilities_part
    FOR EACH ROW EXECUTE FUNCTION facilities_refuse_part();

CREATE FUNCTION facilities_refuse_unit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM public.facilities_part WHERE whole_id = NEW.facility_id) THEN
        RAISE EXCEPTION 'facility % is made of others', NEW.facility_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'whole_has_no_units';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER unit_of_no_whole BEFORE INSERT OR UPDATE OF facility_id ON facilities_unit
    FOR EACH ROW EXECUTE FUNCTION facilities_refuse_unit();

CREATE FUNCTION facilities_check_leaves() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed bigint := CASE TG_OP WHEN 'DELETE' THEN OLD.whole_id ELSE NEW.whole_id END;
    wrong bigint;
BEGIN
    WITH RECURSIVE touched (id) AS (
        SELECT f.id FROM public.facilities_facility f WHERE f.id = changed
        UNION
        SELECT p.whole_id FROM public.facilities_part p JOIN touched ON touched.id = p.part_id
    ), flat (whole, id, times) AS (
        SELECT touched.id, touched.id, 1::bigint FROM touched
        UNION ALL
        SELECT flat.whole, p.part_id, flat.times * p.quantity
        FROM flat JOIN public.facilities_part p ON p.whole_id = flat.id
    ) CYCLE id SET in_circle USING way, wanted AS (
        SELECT flat.whole, flat.id AS leaf, sum(flat.times) AS quantity
        FROM flat
        WHERE NOT EXISTS (SELECT FROM public.facilities_part p WHERE p.whole_id = flat.id)
        GROUP BY flat.whole, flat.id
    ), kept AS (
        SELECT l.whole_id, l.leaf_id, l.quantity::numeric
        FROM public.facilities_leaf l JOIN touched ON touched.id = l.whole_id
    )
    SELECT whole INTO wrong FROM (
        SELECT whole FROM flat WHERE in_circle
        UNION ALL
        SELECT whole FROM wanted WHERE whole <> leaf GROUP BY whole HAVING sum(quantity) > 40
        UNION ALL
        SELECT whole FROM (SELECT * FROM wanted EXCEPT SELECT * FROM kept) AS missing
        UNION ALL
        SELECT whole_id FROM (SELECT * FROM kept EXCEPT SELECT * FROM wanted) AS surplus
    ) AS found LIMIT 1;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'the leaves of facility % are not its parts laid flat', wrong
            USING ERRCODE = 'check_violation', CONSTRAINT = 'leaves_are_the_parts';
    END IF;
    RETURN NULL;
END $$;

-- At commit, when both tables are complete.
CREATE CONSTRAINT TRIGGER leaves_are_the_parts AFTER INSERT OR UPDATE OR DELETE ON facilities_part
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION facilities_check_leaves();
CREATE CONSTRAINT TRIGGER parts_are_the_leaves AFTER INSERT OR UPDATE OR DELETE ON facilities_leaf
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION facilities_check_leaves();
"""

BACK = """
DROP TRIGGER parts_are_the_leaves ON facilities_leaf;
DROP TRIGGER leaves_are_the_parts ON facilities_part;
DROP TRIGGER unit_of_no_whole ON facilities_unit;
DROP TRIGGER part_fits ON facilities_part;
DROP TRIGGER facility_is_its_own_leaf ON facilities_facility;
DROP FUNCTION facilities_check_leaves();
DROP FUNCTION facilities_refuse_unit();
DROP FUNCTION facilities_refuse_part();
DROP FUNCTION facilities_own_leaf();
DELETE FROM facilities_leaf;
"""


class Migration(migrations.Migration):
    dependencies = [("facilities", "0003_parts")]
    operations = [migrations.RunSQL(FORWARD, BACK)]
