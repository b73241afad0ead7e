"""A venue's timeline as bytes: what is drawn, and the words for it. Three statements; nothing is read row by row."""

import json
from datetime import date, datetime, timedelta

from django.utils.translation import get_language

from bookings.models import BlockKind
from bookings.models.timeline import openings_drawn, taken_drawn, units_drawn
from bookings.planning import state_words
from facilities.models import Hub
from hub.kit.periods import day, days


def drawn(*, hub: Hub, first: date, count: int, now: datetime) -> bytes:
    """`days`: when each local day begins, and the last one ends; `hours`: of each day its hours as the clock shows
    them, 23 to 25; `states` and `kinds`: letter and word by name; then what the statements answer."""
    window = days(first, count, hub.zone)
    wholes = [day(first + timedelta(days=number), hub.zone) for number in range(count)]
    head = {
        "days": [*(_minutes(whole.start) for whole in wholes), _minutes(window.end)],
        "hours": [_hours(whole.start, whole.end, hub) for whole in wholes],
        "states": state_words(),
        "kinds": {kind: str(word) for kind, word in BlockKind.choices},
    }
    parts = {
        "units": units_drawn(hub=hub, dutch=get_language() == "nl"),
        "open": openings_drawn(hub=hub, window=window),
        "taken": taken_drawn(hub=hub, window=window, now=now),
    }
    body = ",".join(f'"{name}":{text}' for name, text in parts.items())
    return f"{json.dumps(head, ensure_ascii=False)[:-1]},{body}}}".encode()


def _minutes(at: datetime) -> int:
    return int(at.timestamp()) // 60


def _hours(start: datetime, end: datetime, hub: Hub) -> list[str]:
    found, at = [], start
    while at < end:
        found.append(f"{at.astimezone(hub.zone):%H:%M}")
        at += timedelta(hours=1)
    return found
