"""What the books refuse, whatever the code does. docs/decisions/0013 says why each is here.

The runtime role owns none of these tables, so it can neither disable a trigger nor update, delete or truncate. What the
functions look at is named with its schema: a temporary table of the same name would otherwise be looked at instead.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION funding_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the books are never changed: % of % refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'books_never_changed';
END $$;

CREATE TRIGGER entry_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON funding_entry
    FOR EACH STATEMENT EXECUTE FUNCTION funding_refuse_change();
CREATE TRIGGER posting_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON funding_posting
    FOR EACH STATEMENT EXECUTE FUNCTION funding_refuse_change();

CREATE FUNCTION funding_sign_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.written_in := pg_current_xact_id()::text::bigint;
    RETURN NEW;
END $$;

CREATE TRIGGER entry_signed BEFORE INSERT ON funding_entry
    FOR EACH ROW EXECUTE FUNCTION funding_sign_entry();

CREATE FUNCTION funding_refuse_late_posting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM public.funding_entry
        WHERE id = NEW.entry_id AND written_in = pg_current_xact_id()::text::bigint
    ) THEN
        RAISE EXCEPTION 'entry % is sealed: no posting may be added', NEW.entry_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'entry_sealed';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER posting_in_time BEFORE INSERT ON funding_posting
    FOR EACH ROW EXECUTE FUNCTION funding_refuse_late_posting();

CREATE FUNCTION funding_check_balance() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    checked bigint := CASE TG_TABLE_NAME WHEN 'funding_entry' THEN (to_jsonb(NEW)->>'id')::bigint
                                         ELSE (to_jsonb(NEW)->>'entry_id')::bigint END;
    postings bigint;
    total numeric;
BEGIN
    SELECT count(*), coalesce(sum(cents), 0) INTO postings, total FROM public.funding_posting WHERE entry_id = checked;
    IF postings < 2 OR total <> 0 THEN
        RAISE EXCEPTION 'entry % has % postings that add up to %', checked, postings, total
            USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_balances';
    END IF;
    RETURN NULL;
END $$;

-- On the entry, so that one without postings is seen; at commit, when all of them are there.
CREATE CONSTRAINT TRIGGER entry_balances AFTER INSERT ON funding_entry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION funding_check_balance();
-- On the posting too: after SET CONSTRAINTS ... IMMEDIATE the entry has been looked at, and one more could follow.
CREATE CONSTRAINT TRIGGER posting_balances AFTER INSERT ON funding_posting
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION funding_check_balance();
"""

BACKWARD = """
DROP TRIGGER posting_balances ON funding_posting;
DROP TRIGGER entry_balances ON funding_entry;
DROP TRIGGER posting_in_time ON funding_posting;
DROP TRIGGER entry_signed ON funding_entry;
DROP TRIGGER posting_never_changed ON funding_posting;
DROP TRIGGER entry_never_changed ON funding_entry;
DROP FUNCTION funding_check_balance();
DROP FUNCTION funding_refuse_late_posting();
DROP FUNCTION funding_sign_entry();
DROP FUNCTION funding_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("funding", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
