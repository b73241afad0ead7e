"""What the runtime role may do: read and write everywhere, but only add to the ledger and the audit trail."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from psycopg import sql

from hub.settings.environment import database
from hub.wiring import APPEND_ONLY

GRANTS = """
GRANT USAGE ON SCHEMA public TO {role};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role};
REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role};
"""


class Command(BaseCommand):
    help = "Give the runtime role its rights and take from it what the ledger forbids. Idempotent; run as the owner."

    def handle(self, **options: Any) -> None:
        role = database(settings.DATABASE_URL)["USER"]
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            if cursor.fetchone()[0] == role:
                raise CommandError(
                    "Run this as the owner (DATABASE_ROLE=owner), not as the role that it restricts."
                )
            cursor.execute(sql.SQL(GRANTS).format(role=sql.Identifier(role)))
            for table in APPEND_ONLY:
                revoke = sql.SQL("REVOKE UPDATE, DELETE, TRUNCATE ON {} FROM {}")
                cursor.execute(revoke.format(sql.Identifier(table), sql.Identifier(role)))
