"""What must always hold of needs and offers. Each answers with sentences about what is wrong, none when all is well."""

from hub.kit.sql import found

MET_ONCE = """
SELECT format('need %s is %s and %s offers for it are accepted', n.uuid, n.state, count(o.id))
FROM region_need n LEFT JOIN region_offer o ON o.need_id = n.id AND o.state = 'accepted'
GROUP BY n.id HAVING count(o.id) <> (n.state = 'met')::int
ORDER BY 1
"""
BOOKED = """
SELECT format('offer %s was accepted and is not what was booked', o.uuid)
FROM region_offer o JOIN region_need n ON n.id = o.need_id LEFT JOIN bookings_booking b ON b.id = o.booking_id
WHERE o.state = 'accepted' AND o.wishes <> '[]' AND (
    b.id IS NULL OR b.organisation_id <> n.organisation_id OR b.hub_id <> o.hub_id
    OR b.placed_at <> o.ended_at OR b.ended_at < o.ended_at)
ORDER BY 1
"""
OVER = """
SELECT format('need %s is %s and offer %s for it is open', n.uuid, n.state, o.uuid)
FROM region_offer o JOIN region_need n ON n.id = o.need_id
WHERE o.state = 'open' AND n.state <> 'open'
ORDER BY 1
"""
NEEDS = """
SELECT format('nothing is noted of need %s being %s', n.uuid, wanted.state)
FROM region_need n
CROSS JOIN LATERAL (SELECT 'open' AS state UNION SELECT n.state) AS wanted
WHERE NOT EXISTS (
    SELECT FROM kit_auditrow a WHERE a.about = 'need:' || n.uuid AND a.action LIKE 'region.%'
      AND a.facts ->> 'state' = wanted.state)
ORDER BY 1
"""
HIDDEN = """
SELECT format('nothing is noted of need %s being hidden', n.uuid)
FROM region_need n
WHERE n.hidden_at IS NOT NULL AND NOT EXISTS (
    SELECT FROM kit_auditrow a WHERE a.about = 'need:' || n.uuid AND a.action = 'region.take_off_need'
      AND a.at = n.hidden_at)
ORDER BY 1
"""
OFFERS = """
SELECT format('nothing is noted of offer %s being %s', o.uuid, wanted.state)
FROM region_offer o
CROSS JOIN LATERAL (SELECT 'open' AS state UNION SELECT o.state) AS wanted
WHERE NOT EXISTS (
    SELECT FROM kit_auditrow a WHERE a.about = 'need-offer:' || o.uuid AND a.action LIKE 'region.%'
      AND a.facts ->> 'state' = wanted.state)
ORDER BY 1
"""


def needs_are_met_once() -> list[str]:
    """I27."""
    return found(MET_ONCE) + found(BOOKED) + found(OVER)


def needs_are_audited() -> list[str]:
    """I17y."""
    return found(NEEDS) + found(HIDDEN) + found(OFFERS)
