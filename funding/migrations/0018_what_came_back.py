"""What bookings gave back is kept with the balance of a fund's free money; by allocations, a change or a fee counted in
it twice (docs/decisions/0076)."""

import django.db.models.deletion
from django.db import migrations, models

CAME_BACK = """
UPDATE funding_account account SET came_back_cents = came.cents
FROM (
    SELECT posting.account_id, sum(posting.cents) AS cents
    FROM funding_posting posting JOIN funding_entry entry ON entry.id = posting.entry_id
    WHERE posting.cents > 0
        AND entry.kind IN ('reserve', 'release', 'settle', 'cancel', 'change', 'no_show', 'came', 'waive')
    GROUP BY posting.account_id
) came
WHERE came.account_id = account.id AND account.kind = 'fund_free'
"""

KEPT = """
CREATE OR REPLACE FUNCTION funding_add_to_months(
    fund_ids bigint[], months date[], states text[], amounts bigint[], counts int[]
) RETURNS void LANGUAGE sql AS $$
    INSERT INTO public.funding_fundmonth AS kept (fund_id, month, reserved_cents, settled_cents, {columns}allocations)
    SELECT fund_id, month,
           coalesce(sum(cents) FILTER (WHERE state = 'reserved'), 0),
           coalesce(sum(cents) FILTER (WHERE state = 'settled'), 0),
           {sums}sum(number)
    FROM unnest(fund_ids, months, states, amounts, counts) AS moved (fund_id, month, state, cents, number)
    GROUP BY fund_id, month ORDER BY fund_id, month
    ON CONFLICT (fund_id, month) DO UPDATE SET
        reserved_cents = kept.reserved_cents + excluded.reserved_cents,
        settled_cents = kept.settled_cents + excluded.settled_cents,
        {adds}allocations = kept.allocations + excluded.allocations
$$;
"""
WITHOUT_RELEASED = KEPT.format(columns="", sums="", adds="")
WITH_RELEASED = KEPT.format(
    columns="released_cents, ",
    sums="coalesce(sum(cents) FILTER (WHERE state = 'released'), 0), ",
    adds="released_cents = kept.released_cents + excluded.released_cents, ",
)

# Of hours a statement counts by their month, and not by the day on which they were written: both are closed.
CLOSED_HOURS = """
CREATE FUNCTION funding_refuse_closed_hours() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF least((NEW.posted_at AT TIME ZONE 'Europe/Amsterdam')::date, (NEW.month + interval '1 month - 1 day')::date)
        <= (SELECT max(through) FROM public.funding_closedperiod)
    THEN
        RAISE EXCEPTION 'the books of % are closed', NEW.month
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'hour_entry_in_open_books';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER hour_entry_in_open_books BEFORE INSERT ON funding_hourentry
    FOR EACH ROW EXECUTE FUNCTION funding_refuse_closed_hours();
"""
OPEN_HOURS = """
DROP TRIGGER hour_entry_in_open_books ON funding_hourentry;
DROP FUNCTION funding_refuse_closed_hours();
"""


class Migration(migrations.Migration):
    dependencies = [("funding", "0017_money_from_organisations")]

    operations = [
        migrations.AddField(
            model_name="account",
            name="came_back_cents",
            field=models.BigIntegerField(db_default=0, default=0),
        ),
        migrations.RunSQL(CAME_BACK, migrations.RunSQL.noop),
        migrations.RunSQL(WITHOUT_RELEASED, WITH_RELEASED),
        migrations.RunSQL(CLOSED_HOURS, OPEN_HOURS),
        migrations.RemoveField(model_name="fundmonth", name="released_cents"),
        migrations.AddField(
            model_name="allocation",
            name="band_code",
            field=models.CharField(blank=True, db_default="", default="", max_length=4),
        ),
        migrations.RemoveConstraint(model_name="allocation", name="allocation_paid_out_is_settled"),
        migrations.AddConstraint(
            model_name="allocation",
            constraint=models.CheckConstraint(
                condition=models.Q(("payout", None)) | ~models.Q(("state", "reserved")),
                name="allocation_paid_out_was_settled",
            ),
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("cents", models.BigIntegerField()),
                ("noted_at", models.DateTimeField()),
                (
                    "allocation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="funding.allocation",
                    ),
                ),
                (
                    "payout",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="funding.payout",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("payout", None)),
                        fields=["noted_at"],
                        name="correction_to_pay_out",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("cents", 0), _negated=True), name="correction_is_something"
                    )
                ],
            },
        ),
        migrations.RemoveConstraint(model_name="allocation", name="allocation_once_per_fund"),
        migrations.AddConstraint(
            model_name="allocation",
            constraint=models.UniqueConstraint(
                fields=(
                    "about",
                    "fund",
                    "kind",
                    "portion",
                    "counts_on",
                    "provisional",
                    "aid_basis",
                    "reserved_at",
                ),
                name="allocation_once_per_fund",
                nulls_distinct=False,
            ),
        ),
    ]
