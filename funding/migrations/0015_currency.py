"""The books say which currency they are in, and no entry mixes two: docs/decisions/0075."""

from django.db import migrations, models

# One look for both: every booking writes postings. An account that is not there is for its foreign key to refuse.
FORWARD = """
CREATE OR REPLACE FUNCTION funding_refuse_late_posting() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    agrees boolean;
BEGIN
    SELECT account.currency = entry.currency INTO agrees
    FROM public.funding_entry entry LEFT JOIN public.funding_account account ON account.id = NEW.account_id
    WHERE entry.id = NEW.entry_id AND entry.written_in = pg_current_xact_id()::text::bigint;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'entry % is sealed: no posting may be added', NEW.entry_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'entry_sealed';
    END IF;
    IF NOT agrees THEN
        RAISE EXCEPTION 'entry % is not in the currency of account %', NEW.entry_id, NEW.account_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'posting_in_its_currency';
    END IF;
    RETURN NEW;
END $$;

-- Asked only when one of these columns is named: moving a balance costs nothing more.
CREATE TRIGGER account_stays_whose_it_is BEFORE UPDATE OF currency, kind, owner ON funding_account
    FOR EACH STATEMENT EXECUTE FUNCTION funding_refuse_change();
"""

BACKWARD = """
DROP TRIGGER account_stays_whose_it_is ON funding_account;

CREATE OR REPLACE FUNCTION funding_refuse_late_posting() RETURNS trigger LANGUAGE plpgsql AS $$
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
"""

# Closings are never updated, so the column is made anew in place. What was closed until now is in euros.
SUMS_BY_CURRENCY = """
ALTER TABLE funding_closedperiod DROP CONSTRAINT funding_closedperiod_debit_cents_check;
ALTER TABLE funding_closedperiod ALTER COLUMN debit_cents TYPE jsonb USING
    CASE WHEN entries = 0 THEN '{}'::jsonb ELSE jsonb_build_object('EUR', debit_cents) END;
ALTER TABLE funding_closedperiod RENAME COLUMN debit_cents TO debits;
"""
SUMS_IN_EUROS = """
ALTER TABLE funding_closedperiod RENAME COLUMN debits TO debit_cents;
ALTER TABLE funding_closedperiod ALTER COLUMN debit_cents TYPE bigint USING coalesce((debit_cents->>'EUR')::bigint, 0);
ALTER TABLE funding_closedperiod ADD CONSTRAINT funding_closedperiod_debit_cents_check CHECK (debit_cents >= 0);
"""
A_CURRENCY = models.Q(("currency__regex", "^[A-Z]{3}$"))


class Migration(migrations.Migration):
    dependencies = [("funding", "0014_open_doors_in_kind")]

    operations = [
        migrations.AddField(
            "account", "currency", models.CharField(max_length=3, default="EUR", db_default="EUR")
        ),
        migrations.AddField(
            "entry", "currency", models.CharField(max_length=3, default="EUR", db_default="EUR")
        ),
        migrations.RemoveConstraint("account", "account_one_per_owner_and_kind"),
        migrations.AddConstraint(
            "account",
            models.UniqueConstraint(
                fields=["owner", "kind", "currency"], name="account_one_per_owner_kind_and_currency"
            ),
        ),
        migrations.AddConstraint(
            "account", models.CheckConstraint(condition=A_CURRENCY, name="account_names_a_currency")
        ),
        migrations.AddConstraint(
            "entry", models.CheckConstraint(condition=A_CURRENCY, name="entry_names_a_currency")
        ),
        migrations.SeparateDatabaseAndState(
            [migrations.RunSQL(SUMS_BY_CURRENCY, SUMS_IN_EUROS)],
            [
                migrations.RemoveField("closedperiod", "debit_cents"),
                migrations.AddField("closedperiod", "debits", models.JSONField()),
            ],
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
