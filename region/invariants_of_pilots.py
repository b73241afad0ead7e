"""What must always hold of pilots. Each answers with sentences about what is wrong, none when all is well."""

from hub.kit.sql import found

# What a booking is part of is there, and its organisation took part when that was said (its last audit row about it).
PART_OF = """
SELECT format('booking %s is part of %s, %s', b.number, b.part_of,
              CASE WHEN p.id IS NULL THEN 'which is not there' ELSE 'in which its organisation took no part' END)
FROM bookings_booking b
LEFT JOIN region_pilot p ON b.part_of = 'pilot:' || p.uuid
LEFT JOIN LATERAL (
    SELECT max(a.at) AS at FROM kit_auditrow a
    WHERE a.about = 'booking:' || b.number AND a.facts ->> 'part_of' = b.part_of
        AND a.action IN ('bookings.place', 'bookings.put_under')
) said ON true
WHERE b.part_of LIKE 'pilot:%' AND (p.id IS NULL OR p.owner_id <> b.organisation_id AND NOT EXISTS (
    SELECT FROM region_pilotpartner r
    WHERE r.pilot_id = p.id AND r.organisation_id = b.organisation_id AND r.agreed_at <= said.at
        AND (r.left_at IS NULL OR r.left_at >= said.at)))
ORDER BY b.number
"""
# What a pilot's bookings drew from its fund by their allocations is what left the fund's free money by the books.
DRAWN = """
SELECT format('pilot %s drew %s of its fund by allocations and %s by the books', p.id, held.cents, posted.cents)
FROM region_pilot p
CROSS JOIN LATERAL (
    SELECT coalesce(sum(a.cents), 0) AS cents
    FROM bookings_booking b JOIN funding_allocation a ON a.about = 'booking:' || b.number
    WHERE b.part_of = 'pilot:' || p.uuid AND b.part_of <> '' AND a.fund_id = p.fund_id
        AND a.state IN ('reserved', 'settled')
) held
CROSS JOIN LATERAL (
    SELECT coalesce(-sum(g.cents), 0) AS cents
    FROM bookings_booking b
    JOIN funding_entry e ON e.about = 'booking:' || b.number
    JOIN funding_posting g ON g.entry_id = e.id
    JOIN funding_account c ON c.id = g.account_id
    WHERE b.part_of = 'pilot:' || p.uuid AND b.part_of <> '' AND c.owner = 'fund:' || p.fund_id
        AND c.kind = 'fund_free'
) posted
WHERE p.fund_id IS NOT NULL AND held.cents <> posted.cents
ORDER BY p.id
"""
# Each version, answer, milestone and partner has its audit row, and what a booking is part of too.
AUDITED = """
SELECT format('nothing is noted of version %s of pilot %s', n, p.id)
FROM region_pilot p CROSS JOIN LATERAL generate_series(1, p.version) AS n
WHERE NOT EXISTS (
    SELECT FROM kit_auditrow a WHERE a.about = 'pilot:' || p.uuid AND (a.facts ->> 'version')::int = n
        AND a.action IN ('region.pilot.propose', 'region.pilot.change', 'region.pilot.finish'))
UNION ALL
SELECT format('nothing is noted of partner %s of pilot %s: %s', r.id, p.id, want.action)
FROM region_pilotpartner r JOIN region_pilot p ON p.id = r.pilot_id
CROSS JOIN LATERAL (VALUES
    ('region.pilot.ask_partner', true), ('region.pilot.join', r.agreed_at IS NOT NULL),
    ('region.pilot.decline', r.standing = 'declined'), ('region.pilot.drop_partner', r.standing = 'withdrawn')
) AS want (action, happened)
WHERE want.happened AND NOT EXISTS (
    SELECT FROM kit_auditrow a WHERE a.about = 'pilot:' || p.uuid AND a.action = want.action
        AND (a.facts ->> 'partner')::bigint = r.id)
UNION ALL
SELECT format('nothing is noted of milestone %s of pilot %s', m.id, p.id)
FROM region_milestone m JOIN region_pilot p ON p.id = m.pilot_id
WHERE NOT EXISTS (
    SELECT FROM kit_auditrow a WHERE a.about = 'pilot:' || p.uuid AND a.action = 'region.pilot.add_milestone'
        AND (a.facts ->> 'milestone')::bigint = m.id)
UNION ALL
SELECT format('nothing is noted of the budget of pilot %s, which is %s', p.id, p.budget_state)
FROM region_pilot p
WHERE p.budget_state <> '' AND NOT EXISTS (
    SELECT FROM kit_auditrow a WHERE a.about = 'pilot:' || p.uuid
        AND (a.facts ->> 'cents')::bigint = p.budget_cents
        AND a.action = CASE p.budget_state WHEN 'asked' THEN 'region.pilot.ask_budget'
            WHEN 'agreed' THEN 'region.pilot.agree_budget' ELSE 'region.pilot.decline_budget' END)
UNION ALL
SELECT format('nothing is noted of what booking %s is part of', b.number)
FROM bookings_booking b
WHERE b.part_of <> '' AND NOT EXISTS (
    SELECT FROM kit_auditrow a WHERE a.about = 'booking:' || b.number AND a.facts ->> 'part_of' = b.part_of
        AND a.action IN ('bookings.place', 'bookings.put_under'))
ORDER BY 1
"""
# Each mail that asked is written down for as long as the next one waits, and each that is written down went. What was
# asked before mails were counted says nothing of them, and a no of then is where its quiet begins.
ASKED = """
SELECT format('nothing is noted of asking for pilot %s on %s', p.id, lower(k.quiet))
FROM region_asking k JOIN region_pilot p ON p.id = k.pilot_id
WHERE NOT EXISTS (
    SELECT FROM kit_auditrow a WHERE a.about = 'pilot:' || p.uuid AND a.at = lower(k.quiet)
        AND a.facts ->> 'mailed' IS DISTINCT FROM 'false'
        AND a.action = ANY (CASE WHEN k.fund_id IS NULL THEN ARRAY['region.pilot.ask_partner'] ELSE
            ARRAY['region.pilot.ask_budget', 'region.pilot.agree_budget', 'region.pilot.decline_budget'] END))
UNION ALL
SELECT format('a mail asked for pilot %s on %s and is not counted', p.id, a.at)
FROM region_pilot p JOIN kit_auditrow a ON a.about = 'pilot:' || p.uuid
WHERE a.facts ->> 'mailed' = 'true' AND a.action IN ('region.pilot.ask_partner', 'region.pilot.ask_budget')
    AND NOT EXISTS (SELECT FROM region_asking k WHERE k.pilot_id = p.id AND lower(k.quiet) = a.at)
UNION ALL
SELECT format('fund %s said no to pilot %s and is not left in peace', p.fund_id, p.id)
FROM region_pilot p
WHERE p.budget_state = 'declined' AND NOT EXISTS (
    SELECT FROM region_asking k WHERE k.pilot_id = p.id AND k.fund_id = p.fund_id
        AND k.declined_at = p.budget_answered_at)
ORDER BY 1
"""


def bookings_are_part_of_theirs() -> list[str]:
    """I28."""
    return found(PART_OF) + found(DRAWN)


def pilots_are_audited() -> list[str]:
    """I17z."""
    return found(AUDITED) + found(ASKED)
