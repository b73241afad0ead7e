"""`manage.py reindex`: write the search's index anew, while the site goes on."""

from typing import Any

from django.core.management.base import BaseCommand

from cms.actions.reindex import reindex


class Command(BaseCommand):
    help = (
        "Write the search's index anew from what is on the site. Safe to repeat; the search works meanwhile."
    )

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"{reindex()} things are indexed.")
