from typing import Any

from django.core.management.base import BaseCommand

from knowledgebase.actions.load_themes import load_themes
from members.actions.load_places import load_places


class Command(BaseCommand):
    help = "Provinces, towns, disciplines and themes, names and coordinates; may be run again at any time."

    def handle(self, **options: Any) -> None:
        loaded = load_places()
        self.stdout.write(
            f"{loaded.regions} regions, {loaded.municipalities} towns, {loaded.disciplines} disciplines, "
            f"{load_themes()} themes."
        )
