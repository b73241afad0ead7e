from django.db import migrations, models

# Until now a payment came in as a whole: each becomes one receipt, noted when the books say. In a migration of its own:
# tables with rows that were just written cannot be altered.
WHAT_CAME_IN = """
UPDATE funding_tranche SET received_cents = cents WHERE received_on IS NOT NULL;

INSERT INTO funding_receipt (tranche_id, cents, received_on, noted_at, request_key)
SELECT t.id, t.cents, t.received_on,
       coalesce((SELECT min(e.posted_at) FROM funding_entry e WHERE e.about = 'tranche:' || t.id AND e.kind = 'receive'),
                t.received_on::timestamp AT TIME ZONE 'Europe/Amsterdam'),
       gen_random_uuid()
FROM funding_tranche t WHERE t.received_on IS NOT NULL ORDER BY t.id;

SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
"""

# The months of a fund follow its allocations, whoever changes these and however many at once. What is looked at is named
# with its schema, as in 0002. Rows are taken in one order; who changes a fund's allocations holds the fund anyway.
MONTHS = """
CREATE FUNCTION funding_add_to_months(fund_ids bigint[], months date[], states text[], amounts bigint[], counts int[])
RETURNS void LANGUAGE sql AS $$
    INSERT INTO public.funding_fundmonth AS kept (fund_id, month, reserved_cents, settled_cents, released_cents, allocations)
    SELECT fund_id, month,
           coalesce(sum(cents) FILTER (WHERE state = 'reserved'), 0),
           coalesce(sum(cents) FILTER (WHERE state = 'settled'), 0),
           coalesce(sum(cents) FILTER (WHERE state = 'released'), 0),
           sum(number)
    FROM unnest(fund_ids, months, states, amounts, counts) AS moved (fund_id, month, state, cents, number)
    GROUP BY fund_id, month ORDER BY fund_id, month
    ON CONFLICT (fund_id, month) DO UPDATE SET
        reserved_cents = kept.reserved_cents + excluded.reserved_cents,
        settled_cents = kept.settled_cents + excluded.settled_cents,
        released_cents = kept.released_cents + excluded.released_cents,
        allocations = kept.allocations + excluded.allocations
$$;

CREATE FUNCTION funding_months_gain() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM public.funding_add_to_months(
        array_agg(fund_id), array_agg(date_trunc('month', counts_on)::date), array_agg(state::text), array_agg(cents),
        array_agg(1))
    FROM after_it WHERE fund_id IS NOT NULL HAVING count(*) > 0;
    RETURN NULL;
END $$;

CREATE FUNCTION funding_months_lose() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM public.funding_add_to_months(
        array_agg(fund_id), array_agg(date_trunc('month', counts_on)::date), array_agg(state::text), array_agg(-cents),
        array_agg(-1))
    FROM before_it WHERE fund_id IS NOT NULL HAVING count(*) > 0;
    RETURN NULL;
END $$;

CREATE FUNCTION funding_months_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM public.funding_add_to_months(
        array_agg(fund_id), array_agg(date_trunc('month', counts_on)::date), array_agg(state::text), array_agg(cents),
        array_agg(number))
    FROM (
        SELECT fund_id, counts_on, state, -cents AS cents, -1 AS number FROM before_it
        UNION ALL
        SELECT fund_id, counts_on, state, cents, 1 FROM after_it
    ) AS moved WHERE fund_id IS NOT NULL HAVING count(*) > 0;
    RETURN NULL;
END $$;

CREATE TRIGGER allocation_gains_months AFTER INSERT ON funding_allocation
    REFERENCING NEW TABLE AS after_it FOR EACH STATEMENT EXECUTE FUNCTION funding_months_gain();
CREATE TRIGGER allocation_loses_months AFTER DELETE ON funding_allocation
    REFERENCING OLD TABLE AS before_it FOR EACH STATEMENT EXECUTE FUNCTION funding_months_lose();
CREATE TRIGGER allocation_moves_months AFTER UPDATE ON funding_allocation
    REFERENCING OLD TABLE AS before_it NEW TABLE AS after_it
    FOR EACH STATEMENT EXECUTE FUNCTION funding_months_move();

SELECT public.funding_add_to_months(
    array_agg(fund_id), array_agg(date_trunc('month', counts_on)::date), array_agg(state::text), array_agg(cents),
    array_agg(1))
FROM funding_allocation WHERE fund_id IS NOT NULL HAVING count(*) > 0;
"""

NO_MONTHS = """
DROP TRIGGER allocation_moves_months ON funding_allocation;
DROP TRIGGER allocation_loses_months ON funding_allocation;
DROP TRIGGER allocation_gains_months ON funding_allocation;
DROP FUNCTION funding_months_move();
DROP FUNCTION funding_months_lose();
DROP FUNCTION funding_months_gain();
DROP FUNCTION funding_add_to_months(bigint[], date[], text[], bigint[], int[]);
DELETE FROM funding_fundmonth;
"""


class Migration(migrations.Migration):
    dependencies = [("funding", "0012_money_comes_and_goes")]

    operations = [
        migrations.RunSQL(WHAT_CAME_IN, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name='tranche',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('received_cents', 0), ('received_on', None)), models.Q(('received_cents__gt', 0), ('received_cents__lte', models.F('cents')), ('received_on__isnull', False)), _connector='OR'), name='tranche_received_has_its_day'),
        ),
        migrations.RunSQL(MONTHS, NO_MONTHS),
    ]
