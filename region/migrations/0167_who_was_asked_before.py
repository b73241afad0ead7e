"""Who was asked for a pilot before mails were counted is left in peace for as long as who is asked now."""

from django.db import migrations

PARTNERS = """
INSERT INTO region_asking (pilot_id, asker_id, organisation_id, quiet)
SELECT DISTINCT ON (r.pilot_id, r.organisation_id) r.pilot_id, p.owner_id, r.organisation_id,
    tstzrange(r.added_at, r.added_at + interval '14 days')
FROM region_pilotpartner r JOIN region_pilot p ON p.id = r.pilot_id
WHERE r.organisation_id IS NOT NULL AND NOT EXISTS (
    SELECT FROM region_asking k WHERE k.pilot_id = r.pilot_id AND k.organisation_id = r.organisation_id)
ORDER BY r.pilot_id, r.organisation_id, r.added_at DESC
"""
# After a no as long as a fund that says no now.
FUNDS = """
INSERT INTO region_asking (pilot_id, asker_id, fund_id, quiet, declined_at)
SELECT p.id, p.owner_id, p.fund_id,
    tstzrange(asked.at, greatest(asked.at + interval '14 days', declined.at + interval '30 days')), declined.at
FROM region_pilot p
CROSS JOIN LATERAL (SELECT CASE p.budget_state WHEN 'declined' THEN p.budget_answered_at END AS at) AS declined
CROSS JOIN LATERAL (
    SELECT max(a.at) AS at FROM kit_auditrow a
    WHERE a.about = 'pilot:' || p.uuid AND a.action = 'region.pilot.ask_budget'
        AND (a.facts ->> 'fund')::bigint = p.fund_id
) AS asked
WHERE asked.at IS NOT NULL AND NOT EXISTS (
    SELECT FROM region_asking k WHERE k.pilot_id = p.id AND k.fund_id = p.fund_id)
"""


class Migration(migrations.Migration):
    dependencies = [("region", "0166_what_was_made_by_which_request")]

    operations = [
        migrations.RunSQL(PARTNERS, migrations.RunSQL.noop),
        migrations.RunSQL(FUNDS, migrations.RunSQL.noop),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
    ]
