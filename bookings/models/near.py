"""What is taken and when it is open, of many at once, in parts of statements: docs/availability.md tells why two ways.

By whom: the index of the exclusion constraint keeps the rows of one unit together. By when: another index keeps those
of one time together, whosever they are. Each way says the period in the words of its own index, so the planner cannot
take one index for the other; `way` says which of the two is worth it, and PostgreSQL does not begin with the other.
"""

# To go to one unit costs as much as to read what so many units have in a day, measured with 2,000.
WORTH = 90

# Of all facilities these are `some`, between these instants.
WAY = f"""
way AS MATERIALIZED (
    SELECT count(*) * {WORTH} * interval '1 day'
        >= (SELECT count(*) FROM {{all}}) * ({{until}} - {{since}}) AS by_time
    FROM {{some}}
)"""

# Of the facilities in `wanted`, `facility_id` and `during`.
OPENINGS = """(
    SELECT w.facility_id, w.during
    FROM facilities_openingwindow w
    WHERE (SELECT by_time FROM way) AND tstzrange(lower(w.during), upper(w.during)) && {window}
        AND (w.facility_id IN (SELECT id FROM wanted)) IS TRUE
    UNION ALL
    SELECT w.facility_id, w.during
    FROM facilities_openingwindow w
    WHERE NOT (SELECT by_time FROM way)
        AND int8range(w.facility_id, w.facility_id, '[]') && (SELECT range_agg(int8range(id, id, '[]')) FROM wanted)
        AND w.during && {window}
)"""

# Of the units in `unit`. On its own, so that the index is read once for all units together and not once for each.
NEAR = """
near AS MATERIALIZED (
    SELECT o.unit_id, o.during
    FROM (
        SELECT o.unit_id, o.during, o.line_id
        FROM bookings_occupancy o
        WHERE (SELECT by_time FROM way) AND o.released_at IS NULL
            AND tstzrange(lower(o.during), upper(o.during)) && {window}
            AND (o.unit_id IN (SELECT id FROM unit)) IS TRUE
        UNION ALL
        SELECT o.unit_id, o.during, o.line_id
        FROM bookings_occupancy o
        WHERE NOT (SELECT by_time FROM way) AND o.released_at IS NULL
            AND int8range(o.unit_id, o.unit_id, '[]') && (SELECT range_agg(int8range(id, id, '[]')) FROM unit)
            AND o.during && {window}
    ) AS o
    WHERE NOT EXISTS (SELECT FROM lapsed WHERE lapsed.id = o.line_id)
)"""
