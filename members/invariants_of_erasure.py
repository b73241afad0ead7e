"""I16: what is left of an account that was erased, read from the rows themselves."""

from hub.kit.sql import found

# Each statement: `person_id` of what must not be there any more, under a name.
ERASED = """
WITH erased AS (
    SELECT substring(about FROM 8)::bigint AS id FROM kit_auditrow
    WHERE action = 'members.erase_person' AND about LIKE 'person:%'
)
SELECT DISTINCT format('person %s was erased, and {what} is there', erased.id)
FROM erased WHERE erased.id IN ({those}) ORDER BY 1
"""


def left(what: str, those: str) -> list[str]:
    """Sentences about whom `those`, a statement of ids of people, still names."""
    return found(ERASED.format(what=what, those=those))


def erased_are_nobody() -> list[str]:
    """Nobody who was erased has a name, an address, a way to sign in, a role or an organisation."""
    named = """SELECT id FROM members_user WHERE name <> '' OR is_active OR is_staff OR is_superuser
        OR email <> format('erased-%s@erased.invalid', id) OR password NOT LIKE '!%'"""
    return [
        *left("a name or a way in", named),
        *left("an address", "SELECT user_id FROM account_emailaddress"),
        *left("a second factor", "SELECT user_id FROM mfa_authenticator"),
        *left("a session", "SELECT user_id FROM usersessions_usersession"),
        *left("a membership", "SELECT person_id FROM members_membership"),
        *left("a role", "SELECT person_id FROM members_grant WHERE revoked_at IS NULL"),
    ]
