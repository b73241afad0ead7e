"""How many look for what a hub has and were not answered by it, of a room that knows of this one. Settings name who
answers (`hub.wiring.WANTED`)."""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string

from facilities.models import Hub


def wanted_of(hub: Hub, now: datetime) -> int:
    count: Callable[[Hub, datetime], int] = import_string(settings.WANTED)
    return count(hub, now)
