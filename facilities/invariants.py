"""What must hold of places, whatever happened: each looks at the rows themselves and says what is wrong."""

from django.db import connection

FLAT = """
WITH RECURSIVE flat (whole, id, times) AS (
    SELECT id, id, 1::bigint FROM facilities_facility
    UNION ALL
    SELECT flat.whole, p.part_id, flat.times * p.quantity
    FROM flat JOIN facilities_part p ON p.whole_id = flat.id
) CYCLE id SET in_circle USING way, wanted AS (
    SELECT whole, id AS leaf, sum(times) AS quantity FROM flat
    WHERE id NOT IN (SELECT whole_id FROM facilities_part) GROUP BY whole, id
), kept AS (
    SELECT whole_id, leaf_id, quantity::numeric FROM facilities_leaf
)
SELECT whole, 'contains itself' FROM flat WHERE in_circle
UNION SELECT whole, 'holds something else than its parts'
FROM ((TABLE wanted EXCEPT TABLE kept) UNION ALL (TABLE kept EXCEPT TABLE wanted)) AS different
UNION SELECT facility_id, 'is made of others and has units of its own'
FROM facilities_unit WHERE facility_id IN (SELECT whole_id FROM facilities_part)
UNION SELECT p.whole_id, 'is made of something at another hub'
FROM facilities_part p JOIN facilities_facility w ON w.id = p.whole_id JOIN facilities_facility f ON f.id = p.part_id
WHERE w.hub_id <> f.hub_id
UNION SELECT whole_id, 'holds more than 40 units' FROM facilities_leaf GROUP BY whole_id HAVING sum(quantity) > 40
ORDER BY 1, 2
"""


def leaves_are_the_parts() -> list[str]:
    """What a facility holds is what it is made of, laid flat; nothing contains itself, or units of its own as well."""
    with connection.cursor() as cursor:
        cursor.execute(FLAT)
        return [f"facility {id_} {said}" for id_, said in cursor.fetchall()]


def no_opening_twice() -> list[str]:
    """No two opening windows of a facility overlap. Read by sorting, not through the index that is to prevent it."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT id, facility_id FROM (
                SELECT id, facility_id, lower(during) AS starts, max(upper(during)) OVER earlier AS open_until
                FROM facilities_openingwindow
                WINDOW earlier AS (PARTITION BY facility_id ORDER BY lower(during), id
                    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
            ) AS row WHERE starts < open_until
            """
        )
        return [
            f"opening {id_} overlaps an earlier one of facility {place}" for id_, place in cursor.fetchall()
        ]
