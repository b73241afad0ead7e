"""Where else an article is spoken of, by rooms that know of this one (`hub.wiring.MENTIONED` says which)."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string

from knowledgebase.models.experiments import Experiment


@dataclass(frozen=True, slots=True)
class Mention:
    """A page of another room, and what it is in a word."""

    kind: str
    name: str
    path: str


def mentioned(experiment: Experiment) -> list[Mention]:
    """A query for each room that answers."""
    rooms: list[Callable[[Experiment], list[Mention]]] = import_string(settings.MENTIONED)
    return [each for answer in rooms for each in answer(experiment)]
