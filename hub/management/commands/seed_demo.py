"""`manage.py seed_demo`: a region to look at. Safe to repeat: it does nothing where there is one already."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cms.actions.index_changes import index_changes
from facilities.models import Hub
from hub.demo.pictures import draw
from hub.demo.seed import seed
from hub.kit import clock
from knowledgebase.actions.load_themes import load_themes
from members.actions.load_places import load_places


class Command(BaseCommand):
    help = (
        "Fill an empty site with the demonstration region (hub/demo/data/README.md says what of it is real)."
    )

    def handle(self, **options: Any) -> None:
        if settings.IS_PUBLIC or not settings.DEMONSTRATION:
            raise CommandError(
                "This site is no demonstration, and the log-ins of one have a password that everybody knows. "
                "Say DEMONSTRATION=true, with the settings of hub.settings.dev, if you mean it."
            )
        if Hub.objects.exists():
            self.stdout.write("There are hubs already; nothing was added.")
            return
        load_places()
        load_themes()
        done = seed(drawn=draw(), now=clock.now())
        # A worker would do so too; pictures of the demonstration are taken without one.
        index_changes()
        self.stdout.write(
            f"{done.hubs} hubs with {done.facilities} facilities, and {done.bookings} bookings around this week."
        )
