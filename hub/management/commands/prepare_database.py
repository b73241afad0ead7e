"""Everything a database needs before the site may use it: tables, cache table, rights. Run as the owner."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Migrate, make the cache table, give the runtime role its rights (run with DATABASE_ROLE=owner)."
    # The checks look at pages and addresses, which a database does not need.
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        verbosity = options["verbosity"]
        call_command("migrate", interactive=False, verbosity=verbosity)
        call_command("createcachetable", verbosity=verbosity)
        call_command("secure_database", verbosity=verbosity)
