"""What bookings gave back is kept with the balance of a fund's free money; by allocations, a change or a fee counted in
it twice (docs/decisions/0076)."""

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
        migrations.RemoveField(model_name="fundmonth", name="released_cents"),
        migrations.AddField(
            model_name="allocation",
            name="band_code",
            field=models.CharField(blank=True, db_default="", default="", max_length=4),
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
