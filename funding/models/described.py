"""What funding does not know of what it carries, asked of the room whose thing it is (settings name who answers)."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.module_loading import import_string

from hub.kit.refs import Ref


@dataclass(frozen=True, slots=True)
class Described:
    """A booking as a funder reads it: what was used and where. The band is for counting, never for showing."""

    things: str
    hub: str
    band_code: str = ""
    # The first day of it, on the hub's calendar.
    day: date | None = None


Describe = Callable[[Iterable[str]], Mapping[str, Described]]
NOTHING = Described("", "")


def described(about: Iterable[Ref]) -> dict[Ref, Described]:
    """What each of these is; what nobody knows any more has no words."""
    rooms: dict[str, Describe] = import_string(settings.DESCRIBED)
    ids: dict[str, list[str]] = defaultdict(list)
    for ref in about:
        ids[ref.kind].append(ref.id)
    return {
        Ref(kind, id_): words
        for kind, wanted in ids.items()
        if kind in rooms
        for id_, words in rooms[kind](wanted).items()
    }
