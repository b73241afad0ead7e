"""What must hold of places, whatever happened: each looks at the rows themselves and says what is wrong."""

from django.db import connection


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
