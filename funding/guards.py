"""What refuses changes to the books (docs/decisions/0013), and whether it still stands and still refuses."""

from collections.abc import Mapping, Sequence
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db import connection

from hub.kit.transactions import is_refused

BOOKS = ("funding_entry", "funding_posting", "funding_closedperiod")
# The ledger of hours in kind, guarded in the same way; a pledge may be ended, and nothing else of it changes.
HOURS = ("funding_hourentry",)
# Trigger: its table, its function, and PostgreSQL's own bits for when it fires (pg_trigger.tgtype).
TRIGGERS = {
    "entry_never_changed": ("funding_entry", "funding_refuse_change", 58),
    "posting_never_changed": ("funding_posting", "funding_refuse_change", 58),
    "entry_signed": ("funding_entry", "funding_sign_entry", 7),
    "entry_in_open_books": ("funding_entry", "funding_refuse_closed", 7),
    "closing_never_changed": ("funding_closedperiod", "funding_refuse_change", 58),
    "account_stays_whose_it_is": ("funding_account", "funding_refuse_change", 18),
    "posting_in_time": ("funding_posting", "funding_refuse_late_posting", 7),
    "entry_balances": ("funding_entry", "funding_check_balance", 5),
    "posting_balances": ("funding_posting", "funding_check_balance", 5),
}
TRIGGERS_OF_HOURS = {
    "hour_entry_never_changed": ("funding_hourentry", "funding_refuse_change", 58),
    "hour_entry_in_open_books": ("funding_hourentry", "funding_refuse_closed_hours", 7),
    "pledge_terms_never_change": ("funding_hourpledge", "funding_refuse_other_pledge", 27),
}
# Function: the md5 of its body as our migrations made it. A migration that changes one changes this line too.
BODIES = {
    "funding_refuse_change": "71b42f3a4776c1bcfb3dfe594b50d5a9",
    "funding_sign_entry": "d71bdb0e8f0c929af1ee078efe3fa0a7",
    "funding_refuse_late_posting": "5eb74d80981ba881b4bbb42bca8c4d51",
    "funding_refuse_closed": "dcb5c110784ec2d578fed26ad25a5295",
    "funding_check_balance": "4fb4c554d36b3d50cc6f691320147ed3",
    "funding_refuse_closed_hours": "a93000dbb49aff95ff63b6ab6a707a22",
    "funding_refuse_other_pledge": "8aceef1dde1430f2a2a33382e0c0060b",
}
# None of them would touch a row, were it let through: rights and triggers are asked before rows are looked for.
# (A TRUNCATE cannot be tried so; the right to it is looked up, and its trigger is the one that UPDATE meets.)
ATTEMPTS = {
    "update": "UPDATE {table} SET id = id WHERE false",
    "delete": "DELETE FROM {table} WHERE false",
}
# Of an account the balance moves, and nothing that says whose it is.
FIXED = ("currency", "kind", "owner")
OTHER_ACCOUNT = "UPDATE funding_account SET {column} = {column} WHERE false"
RIGHTS = """
SELECT format('the site may %%s %%s', lower(right_), table_)
FROM unnest(%(tables)s::text[]) AS table_, unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE']) AS right_
WHERE CASE right_ WHEN 'UPDATE' THEN has_any_column_privilege(%(role)s, table_, right_)
                  ELSE has_table_privilege(%(role)s, table_, right_) END
UNION ALL
SELECT format('the site may act as the owner of %%s', relname) FROM pg_class
WHERE oid = ANY (%(tables)s::regclass[]) AND pg_has_role(%(role)s, relowner, 'MEMBER')
"""
STANDING = """
SELECT t.tgname, t.tgrelid::regclass::text, p.proname, t.tgtype, md5(p.prosrc),
       t.tgenabled IN ('O', 'A') AND t.tgqual IS NULL
FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
WHERE t.tgrelid = ANY (%(tables)s::regclass[]) AND NOT t.tgisinternal
"""


def books_are_guarded() -> list[str]:
    """Ledger rows are never changed: the triggers stand, are on and do what they did, the role that serves may only
    add, and a change that is tried is refused."""
    return _guarded(BOOKS, TRIGGERS) + [
        f"a try to change the {column} of an account was not refused"
        for column in FIXED
        if not is_refused(OTHER_ACCOUNT.format(column=column))
    ]


def hours_are_guarded() -> list[str]:
    """The same of the ledger of hours that are given in kind, and of the terms of what is pledged."""
    return _guarded(HOURS, TRIGGERS_OF_HOURS)


def _guarded(books: Sequence[str], triggers: Mapping[str, tuple[str, str, int]]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(RIGHTS, {"tables": list(books), "role": site_role()})
        found = [row[0] for row in cursor.fetchall()]
        cursor.execute(STANDING, {"tables": sorted({table for table, _function, _when in triggers.values()})})
        standing = {name: rest for name, *rest in cursor.fetchall()}
    for name, (table, function, when) in triggers.items():
        if standing.get(name) is None or not standing[name][-1]:
            found.append(f"the trigger {name} is missing or switched off")
        elif standing[name][:3] != [table, function, when]:
            found.append(f"the trigger {name} is not on {table} as it was made")
        elif standing[name][3] != BODIES[function]:
            found.append(f"the function {function} of {name} is not the one that was made")
    return found + [
        f"a try to {what} {table} was not refused"
        for table in books
        for what, statement in ATTEMPTS.items()
        if not is_refused(statement.format(table=table))
    ]


def site_role() -> str:
    """The role that serves, whoever asks."""
    named = urlsplit(settings.DATABASE_URL).username
    return unquote(named) if named else connection.settings_dict["USER"]
