from typing import Any

from django.core.management.base import BaseCommand

from funding.actions.delete_evidence import delete_evidence
from hub.kit import clock


class Command(BaseCommand):
    help = (
        "Delete what proved declarations that nobody can object to any more, and files that belong to none. The worker "
        "does it each night; this is for a site without one, and to see it done."
    )

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"The evidence of {delete_evidence(now=clock.now())} declarations is deleted.")
